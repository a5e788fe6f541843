#include "services/transfer/request.h"

#include <optional>
#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/query/fields.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

constexpr int kMostNames = 100;
constexpr size_t kLongestTheme = 500;

void CheckNumber(const google::protobuf::RepeatedPtrField<std::string>& names, const char* field,
                 Violations& violations) {
  if (names.size() <= kMostNames) return;
  violations.push_back({field, base::StrCat("at most ", kMostNames, ", not ", names.size())});
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
    CheckFormat(v1::IDENTIFIER, organisation, base::StrCat("organisations[", i, "]"), violations);
    question.organisations.insert(organisation);
  }
  const Period period = ReadPeriod(request.from(), request.to(), "", violations);
  question.from = period.from;
  question.to = period.to;
  CheckTimes(request.known_at(), request.at_least(), violations);
  if (!violations.empty()) return base::RefuseRequest("REQUEST_INVALID", violations);
  return question;
}

}  // namespace praksis::services
