#include "services/learning/criteria.h"

#include <algorithm>
#include <string_view>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::services {
namespace {

absl::Status RefuseCriterion(std::string_view field, std::string_view why) {
  return base::Refuse(absl::StatusCode::kUnimplemented, "CRITERION_NOT_SERVED",
                      base::StrCat("Cases cannot be chosen by criteria.", field, " as set: ", why),
                      {{"field", base::StrCat("criteria.", field)}});
}

bool Asks(const v1::SelectionCriteria& criteria, v1::PlacementEnding ending) {
  return std::find(criteria.endings().begin(), criteria.endings().end(), ending) != criteria.endings().end();
}

v1::Challenge::Outcome OutcomeOf(const v1::SelectionCriteria& criteria) {
  if (!Asks(criteria, v1::PLACEMENT_ENDING_COMPLETED)) return v1::Challenge::INTERRUPTED;
  return Asks(criteria, v1::PLACEMENT_ENDING_INTERRUPTED) ? v1::Challenge::ENDED : v1::Challenge::COMPLETED;
}

absl::Status CheckServed(const v1::SelectionCriteria& criteria) {
  const bool looks_at_the_other = criteria.mode() == v1::SELECTION_MODE_DISCONFIRMING ||
                                  criteria.mode() == v1::SELECTION_MODE_MATCHED_PAIR;
  if (looks_at_the_other && OutcomeOf(criteria) == v1::Challenge::ENDED) {
    return RefuseCriterion(
        "endings",
        "DISCONFIRMING and MATCHED_PAIR look at those that ended the other way, and with both "
        "endings there are none. Name one ending.");
  }
  return absl::OkStatus();
}

// The same asked of SelectCases, whose modes are numbered alike.
v1::SelectCasesRequest RequestOf(const v1::SelectionCriteria& criteria,
                                 const v1::SelectionConfiguration& configuration) {
  v1::SelectCasesRequest request;
  v1::Challenge& challenge = *request.mutable_challenge();
  challenge.set_outcome(OutcomeOf(criteria));
  challenge.set_from(criteria.period_start());
  challenge.set_to(criteria.period_end());
  for (const v1::SelectionQuota& asked : criteria.quotas()) {
    auto& quota = *request.add_quotas();
    quota.set_municipality(asked.site());
    quota.set_count(asked.cases());
    if (asked.has_among()) *quota.mutable_among() = asked.among();
  }
  if (criteria.has_min_calendar_months()) request.set_min_calendar_months(criteria.min_calendar_months());
  *request.mutable_filters() = criteria.filters();
  *request.mutable_weights() = criteria.weights();
  request.set_mode(static_cast<v1::SelectCasesRequest::Mode>(criteria.mode()));
  request.set_seed(configuration.seed());
  request.set_lambda_permille(configuration.lambda_permille());
  request.set_consented_only(!criteria.admit_anonymised());
  request.set_max_per_caseworker(criteria.max_per_caseworker());
  return request;
}
static_assert(static_cast<int>(v1::SELECTION_MODE_MATCHED_PAIR) ==
                  static_cast<int>(v1::SelectCasesRequest::MATCHED_PAIR) &&
              static_cast<int>(v1::SELECTION_MODE_TYPICAL) ==
                  static_cast<int>(v1::SelectCasesRequest::TYPICAL));

}  // namespace

v1::SelectionConfiguration ConfigurationOf(const v1::SelectionCriteria& criteria, const std::string& seed,
                                           std::optional<int32_t> lambda_permille, int64_t k) {
  const selection::Parameters usual;
  v1::SelectionConfiguration configuration;
  configuration.set_lambda_permille(
      criteria.mode() == v1::SELECTION_MODE_TYPICAL ? 0 : lambda_permille.value_or(usual.lambda_permille));
  configuration.set_min_alike(static_cast<int32_t>(k));
  for (const int32_t days : {27, 55, 90, 181}) configuration.add_duration_band_days(days);
  configuration.set_seed(seed);
  configuration.set_exact_up_to_classes(usual.exact_classes);
  return configuration;
}

v1::SelectionCriteria Completed(const v1::SelectionCriteria& criteria) {
  v1::SelectionCriteria completed = criteria;
  if (!completed.has_min_calendar_months()) completed.set_min_calendar_months(1);
  if (completed.mode() == v1::SELECTION_MODE_UNSPECIFIED) {
    completed.set_mode(v1::SELECTION_MODE_MAXIMUM_VARIATION);
  }
  return completed;
}

absl::StatusOr<SelectionTask> ReadCriteria(const v1::SelectionCriteria& criteria,
                                           const v1::SelectionConfiguration& configuration,
                                           const codelists::Codelists& codelists) {
  RETURN_IF_ERROR(CheckServed(criteria));
  ASSIGN_OR_RETURN(SelectionTask task, ReadTask(RequestOf(criteria, configuration), codelists));
  task.parameters.threshold = configuration.min_alike();
  task.parameters.exact_classes = configuration.exact_up_to_classes();
  return task;
}

}  // namespace praksis::services
