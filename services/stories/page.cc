#include "services/stories/page.h"

#include "libs/base/encoding.h"
#include "libs/base/status.h"
#include "services/query/page.h"

namespace praksis::services {

absl::StatusOr<uint32_t> ReadPlace(std::string_view token, std::string_view question) {
  if (token.empty()) return 0;
  ASSIGN_OR_RETURN(const std::string place, PlaceOf(token, question));
  if (place.size() != sizeof(uint32_t)) return RefusePageToken();
  return base::ReadBigEndian32(place.data());
}

std::string TokenOf(uint32_t place, std::string_view question) {
  std::string bytes;
  base::AppendBigEndian32(place, bytes);
  return PageToken(question, bytes);
}

}  // namespace praksis::services
