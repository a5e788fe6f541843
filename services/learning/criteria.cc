#include "services/learning/criteria.h"

#include <string_view>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::services {
namespace {

absl::Status RefuseCriterion(std::string_view field, std::string_view why) {
  return base::Refuse(absl::StatusCode::kUnimplemented, "CRITERION_NOT_SERVED",
                      base::StrCat("cases cannot be chosen by criteria.", field, " yet: ", why),
                      {{"field", base::StrCat("criteria.", field)}});
}

absl::Status CheckServed(const v1::SelectionCriteria& criteria) {
  if (criteria.endings_size() != 1) return RefuseCriterion("endings", "name one ending");
  if (criteria.has_min_calendar_months() && criteria.min_calendar_months() != 1) {
    return RefuseCriterion("min_calendar_months", "only one month is");
  }
  if (!criteria.filters().empty()) return RefuseCriterion("filters", "override the choice by hand");
  if (!criteria.weights().empty()) return RefuseCriterion("weights", "all features weigh the same");
  for (const v1::SelectionQuota& quota : criteria.quotas()) {
    if (quota.has_among()) return RefuseCriterion("quotas.among", "a quota is for a whole site");
  }
  return absl::OkStatus();
}

// The same mode as SelectCases has it, which refuses those that are not served.
v1::SelectCasesRequest::Mode ModeOf(v1::SelectionMode mode) {
  return v1::SelectCasesRequest::Mode_IsValid(mode) ? static_cast<v1::SelectCasesRequest::Mode>(mode)
                                                    : v1::SelectCasesRequest::MODE_UNSPECIFIED;
}

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
                                           const v1::SelectionConfiguration& configuration) {
  RETURN_IF_ERROR(CheckServed(criteria));
  RETURN_IF_ERROR(CheckMode(ModeOf(criteria.mode())));
  SelectionTask task;
  task.query.ending = criteria.endings(0) == v1::PLACEMENT_ENDING_COMPLETED
                          ? readmodels::PoolEnding::kCompleted
                          : readmodels::PoolEnding::kInterrupted;
  task.query.from = base::ParseDay(criteria.period_start());
  task.query.to = base::ParseDay(criteria.period_end());
  for (const v1::SelectionQuota& quota : criteria.quotas()) {
    task.parameters.quotas.push_back(
        {.site = static_cast<uint16_t>(task.query.municipalities.size()), .count = quota.cases()});
    task.query.municipalities.push_back(quota.site());
  }
  task.parameters.seed = configuration.seed();
  task.parameters.lambda_permille = configuration.lambda_permille();
  task.parameters.consented_only = !criteria.admit_anonymised();
  task.parameters.max_per_caseworker = criteria.max_per_caseworker();
  task.parameters.threshold = configuration.min_alike();
  task.parameters.exact_classes = configuration.exact_up_to_classes();
  task.extreme = criteria.mode() == v1::SELECTION_MODE_EXTREME;
  return task;
}

}  // namespace praksis::services
