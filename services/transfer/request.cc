#include "services/transfer/request.h"

#include <optional>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/fact/formats.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

using Violations = std::vector<base::FieldViolation>;

constexpr int kMostNames = 100;
constexpr size_t kLongestTheme = 500;

void CheckNumber(const google::protobuf::RepeatedPtrField<std::string>& names, const char* field,
                 Violations& violations) {
  if (names.size() <= kMostNames) return;
  violations.push_back({field, base::StrCat("at most ", kMostNames, ", not ", names.size())});
}

std::optional<base::Day> ReadDay(const std::string& text, const char* field, Violations& violations) {
  if (text.empty()) return std::nullopt;
  const auto day = base::ParseDay(text);
  if (!day) violations.push_back({field, base::StrCat("\"", text, "\" is no date; write YYYY-MM-DD")});
  return day;
}

}  // namespace

absl::StatusOr<TransferQuestion> ReadQuestion(const v1::GetTransferRequest& request) {
  TransferQuestion question;
  Violations violations;
  CheckNumber(request.themes(), "themes", violations);
  for (int i = 0; i < request.themes_size(); ++i) {
    if (request.themes(i).empty() || request.themes(i).size() > kLongestTheme) {
      violations.push_back(
          {base::StrCat("themes[", i, "]"), base::StrCat("a theme, of at most ", kLongestTheme, " bytes")});
    }
    question.themes.insert(request.themes(i));
  }
  CheckNumber(request.organisations(), "organisations", violations);
  for (int i = 0; i < request.organisations_size(); ++i) {
    const std::string& organisation = request.organisations(i);
    if (!domain::HasFormat(v1::IDENTIFIER, organisation)) {
      violations.push_back(
          {base::StrCat("organisations[", i, "]"),
           base::StrCat("\"", organisation, "\" is not ", domain::Describe(v1::IDENTIFIER))});
    }
    question.organisations.insert(organisation);
  }
  question.from = ReadDay(request.from(), "from", violations);
  question.to = ReadDay(request.to(), "to", violations);
  if (question.from && question.to && *question.from > *question.to) {
    violations.push_back({"to", base::StrCat("\"", request.to(), "\" is before \"", request.from(), "\"")});
  }
  CheckTimes(request.known_at(), request.at_least(), violations);
  if (!violations.empty()) return base::RefuseRequest("REQUEST_INVALID", violations);
  return question;
}

}  // namespace praksis::services
