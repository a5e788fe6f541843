#include "services/query/page.h"

#include <optional>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/log/sealed_token.h"

namespace praksis::services {
namespace {

constexpr char kFormat = 1;
constexpr size_t kQuestion = 8;
constexpr size_t kHead = 1 + kQuestion;

absl::Status Refuse(std::string_view description) {
  return base::RefuseRequest("PAGE_TOKEN_INVALID", {{"page_token", std::string(description)}});
}

}  // namespace

std::string PageToken(std::string_view question, std::string_view place) {
  std::string bytes(1, kFormat);
  bytes.append(question);
  bytes.append(place);
  return log::SealToken(std::move(bytes));
}

absl::StatusOr<std::string> PlaceOf(std::string_view token, std::string_view question) {
  const std::optional<std::string> opened = log::OpenToken(token);
  if (!opened || opened->size() < kHead || opened->front() != kFormat) return RefusePageToken();
  if (std::string_view(*opened).substr(1, kQuestion) != question) {
    return Refuse("it belongs to another question; begin again without a token");
  }
  return opened->substr(kHead);
}

absl::Status RefusePageToken() {
  return Refuse("it is no page token, or only a part of one; pass next_page_token on as it came");
}

}  // namespace praksis::services
