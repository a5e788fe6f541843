#include "services/stories/page.h"

#include <optional>

#include "libs/base/refusal.h"
#include "libs/log/sealed_token.h"

namespace praksis::services {
namespace {

constexpr char kFormat = 1;
constexpr size_t kFingerprint = 8;
constexpr size_t kSize = 1 + kFingerprint + 4;

absl::Status Invalid(std::string_view description) {
  return base::RefuseRequest("PAGE_TOKEN_INVALID", {{"page_token", std::string(description)}});
}

}  // namespace

absl::StatusOr<uint32_t> ReadPlace(std::string_view token, std::string_view fingerprint) {
  if (token.empty()) return 0;
  const std::optional<std::string> opened = log::OpenToken(token);
  if (!opened || opened->size() != kSize || opened->front() != kFormat) {
    return Invalid("it is no page token, or only a part of one; pass next_page_token on as it came");
  }
  if (std::string_view(*opened).substr(1, kFingerprint) != fingerprint) {
    return Invalid("it belongs to another question; begin again without a token");
  }
  return base::ReadBigEndian32(opened->data() + 1 + kFingerprint);
}

std::string TokenOf(uint32_t place, std::string_view fingerprint) {
  std::string bytes(1, kFormat);
  bytes.append(fingerprint);
  base::AppendBigEndian32(place, bytes);
  return log::SealToken(std::move(bytes));
}

}  // namespace praksis::services
