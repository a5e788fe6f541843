#include "services/learning/request.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/learning/features.h"
#include "services/query/fields.h"

namespace praksis::services {
namespace {

using Request = v1::SelectCasesRequest;

constexpr int kMostQuotas = 20;
constexpr int32_t kMostCasesPerSite = 100;
constexpr size_t kLongestValue = 64;
constexpr size_t kLongestSeed = 64;
constexpr int32_t kLargestLambda = 1'000'000;
constexpr int32_t kLargestCap = 100;
constexpr int32_t kMostMonths = 60;
constexpr int kMostFilterValues = 50;
constexpr int32_t kLargestWeight = 1'000'000;

bool CheckFeature(v1::PlacementFeature feature, const std::string& path, Violations& violations) {
  if (v1::PlacementFeature_IsValid(feature) && feature != v1::PLACEMENT_FEATURE_UNSPECIFIED) return true;
  violations.push_back({path, "not a feature this server knows"});
  return false;
}

// Mixed quotas: `first` is the first of the same municipality.
void ReadAmong(const Request::Quota& quota, const Request::Quota& first, const std::string& path,
               selection::Quota& out, Violations& violations) {
  if (first.has_among() != quota.has_among() || first.among().feature() != quota.among().feature()) {
    violations.push_back(
        {path + ".among", base::StrCat("the quotas of ", quota.municipality(),
                                       " must all be for values of one feature, or there is but one")});
  }
  if (!quota.has_among()) return;
  if (!CheckFeature(quota.among().feature(), path + ".among.feature", violations)) return;
  if (quota.among().value().empty() || quota.among().value().size() > kLongestValue) {
    violations.push_back({path + ".among.value", base::StrCat("1 to ", kLongestValue, " bytes")});
  }
  out.among = {.feature = FromProto(quota.among().feature()), .value = quota.among().value()};
}

void ReadQuotas(const Request& request, SelectionTask& task, Violations& violations) {
  if (request.quotas().empty() || request.quotas_size() > kMostQuotas) {
    violations.push_back(
        {"quotas", base::StrCat("1 to ", kMostQuotas, " municipalities, not ", request.quotas_size())});
    return;
  }
  const bool pairs = request.mode() == Request::MATCHED_PAIR;
  std::map<std::string, int> first_of;
  std::set<std::pair<std::string, std::string>> seen;
  for (int i = 0; i < request.quotas_size(); ++i) {
    const auto& quota = request.quotas(i);
    const std::string path = base::StrCat("quotas[", i, "]");
    if (CheckFormat(v1::MUNICIPALITY, quota.municipality(), path + ".municipality", violations) &&
        !seen.emplace(quota.municipality(), quota.among().value()).second) {
      violations.push_back(
          {path + ".municipality", base::StrCat(quota.municipality(), " has a quota already")});
    }
    if (quota.count() < 1 || quota.count() > kMostCasesPerSite) {
      violations.push_back(
          {path + ".count", base::StrCat("1 to ", kMostCasesPerSite, ", not ", quota.count())});
    } else if (pairs && quota.count() % 2 != 0) {
      violations.push_back({path + ".count", base::StrCat("a pair is two cases; write ", quota.count() + 1,
                                                          ", not ", quota.count())});
    }
    const auto [first, is_new] = first_of.try_emplace(quota.municipality(), i);
    if (is_new) task.query.municipalities.push_back(quota.municipality());
    selection::Quota& out = task.parameters.quotas.emplace_back();
    out.site = static_cast<uint16_t>(std::distance(
        task.query.municipalities.begin(),
        std::find(task.query.municipalities.begin(), task.query.municipalities.end(), quota.municipality())));
    out.count = pairs ? quota.count() / 2 : quota.count();
    ReadAmong(quota, request.quotas(first->second), path, out, violations);
  }
}

std::vector<readmodels::PoolEnding> EndingsOf(v1::Challenge::Outcome outcome) {
  using readmodels::PoolEnding;
  if (outcome == v1::Challenge::COMPLETED) return {PoolEnding::kCompleted};
  if (outcome == v1::Challenge::ENDED) return {PoolEnding::kInterrupted, PoolEnding::kCompleted};
  return {PoolEnding::kInterrupted};
}

void ReadChallenge(const v1::Challenge& challenge, const codelists::Codelists& codelists, SelectionTask& task,
                   Violations& violations) {
  if (!v1::Challenge::Outcome_IsValid(challenge.outcome())) {
    violations.push_back(
        {"challenge.outcome", "not an outcome this server knows; write INTERRUPTED, COMPLETED or ENDED"});
  }
  task.query.endings = EndingsOf(challenge.outcome());
  const Period period = ReadPeriod(challenge.from(), challenge.to(), "challenge.", violations);
  task.query.from = period.from;
  task.query.to = period.to;
  for (int i = 0; i < challenge.reasons_size(); ++i) {
    const std::string& reason = challenge.reasons(i);
    if (!codelists.Contains("interruption-reason", reason)) {
      violations.push_back({base::StrCat("challenge.reasons[", i, "]"),
                            base::StrCat("\"", reason, "\" is not in codelist interruption-reason")});
    }
    task.query.reasons.push_back(reason);
  }
}

selection::Mode ModeOf(Request::Mode mode) {
  switch (mode) {
    case Request::EXTREME:
      return selection::Mode::kExtreme;
    case Request::DISCONFIRMING:
      return selection::Mode::kDisconfirming;
    case Request::MATCHED_PAIR:
      return selection::Mode::kMatchedPair;
    default:
      return selection::Mode::kCoverage;
  }
}

void ReadParameters(const Request& request, SelectionTask& task, Violations& violations) {
  if (!Request::Mode_IsValid(request.mode())) violations.push_back({"mode", "not a mode this server knows"});
  if (request.seed().size() > kLongestSeed) {
    violations.push_back(
        {"seed", base::StrCat("at most ", kLongestSeed, " bytes, not ", request.seed().size())});
  }
  if (request.has_lambda_permille()) {
    task.parameters.lambda_permille = request.lambda_permille();
    if (request.lambda_permille() < 0 || request.lambda_permille() > kLargestLambda) {
      violations.push_back(
          {"lambda_permille", base::StrCat("0 to ", kLargestLambda, ", not ", request.lambda_permille())});
    }
  }
  if (request.max_per_caseworker() < 0 || request.max_per_caseworker() > kLargestCap) {
    violations.push_back(
        {"max_per_caseworker", base::StrCat("0 to ", kLargestCap, ", not ", request.max_per_caseworker())});
  }
  if (request.has_min_calendar_months()) {
    task.query.min_calendar_months = request.min_calendar_months();
    if (request.min_calendar_months() < 0 || request.min_calendar_months() > kMostMonths) {
      violations.push_back({"min_calendar_months",
                            base::StrCat("0 to ", kMostMonths, ", not ", request.min_calendar_months())});
    }
  }
  if (request.mode() == Request::TYPICAL) task.parameters.lambda_permille = 0;
  task.parameters.mode = ModeOf(request.mode());
  task.parameters.seed = request.seed();
  task.parameters.consented_only = request.consented_only();
  task.parameters.max_per_caseworker = request.max_per_caseworker();
}

void ReadFilters(const Request& request, SelectionTask& task, Violations& violations) {
  std::set<v1::PlacementFeature> filtered;
  for (int i = 0; i < request.filters_size(); ++i) {
    const v1::FeatureFilter& filter = request.filters(i);
    const std::string path = base::StrCat("filters[", i, "]");
    if (!CheckFeature(filter.feature(), path + ".feature", violations)) continue;
    if (!filtered.insert(filter.feature()).second) {
      violations.push_back({path + ".feature", "has a filter already; put all its values into one"});
    }
    if (filter.values().empty() || filter.values_size() > kMostFilterValues) {
      violations.push_back({path + ".values",
                            base::StrCat("1 to ", kMostFilterValues, " values, not ", filter.values_size())});
    }
    for (int j = 0; j < filter.values_size(); ++j) {
      if (!filter.values(j).empty() && filter.values(j).size() <= kLongestValue) continue;
      violations.push_back(
          {base::StrCat(path, ".values[", j, "]"), base::StrCat("1 to ", kLongestValue, " bytes")});
    }
    task.parameters.filters.push_back(
        {.feature = FromProto(filter.feature()), .values = {filter.values().begin(), filter.values().end()}});
  }
}

void ReadWeights(const Request& request, SelectionTask& task, Violations& violations) {
  std::set<v1::PlacementFeature> weighed;
  for (int i = 0; i < request.weights_size(); ++i) {
    const v1::FeatureWeight& weight = request.weights(i);
    const std::string path = base::StrCat("weights[", i, "]");
    if (!CheckFeature(weight.feature(), path + ".feature", violations)) continue;
    if (!weighed.insert(weight.feature()).second) {
      violations.push_back({path + ".feature", "has a weight already"});
    }
    if (!weight.has_weight_permille() || weight.weight_permille() < 0 ||
        weight.weight_permille() > kLargestWeight) {
      violations.push_back({path + ".weight_permille", base::StrCat("0 to ", kLargestWeight)});
    }
    task.parameters.weights_permille[static_cast<size_t>(FromProto(weight.feature()))] =
        weight.weight_permille();
  }
  // Twins, and what was to be expected, go by what was known before the end.
  const bool compares = selection::ComparesEndings(task.parameters.mode);
  for (size_t feature = 0; feature < selection::kFeatureCount; ++feature) {
    const bool counts = !compares || selection::IsKnownBefore(static_cast<selection::Feature>(feature));
    if (counts && task.parameters.weights_permille[feature] != 0) return;
  }
  violations.push_back({"weights", compares ? "industry section, placement type, target group or belief must "
                                              "weigh something: cases are compared by what was known before"
                                            : "one feature at least must weigh something"});
}

// What the mode and the endings ask of each other.
void CheckEndings(const SelectionTask& task, Violations& violations) {
  if (task.query.endings.size() == 1 || !selection::ComparesEndings(task.parameters.mode)) return;
  violations.push_back({"challenge.outcome",
                        "DISCONFIRMING and MATCHED_PAIR look at those that ended the other way; write "
                        "INTERRUPTED or COMPLETED"});
}

}  // namespace

readmodels::UniverseQuery SelectionTask::OtherEnding() const {
  readmodels::UniverseQuery others = query;
  others.endings = {query.endings[0] == readmodels::PoolEnding::kInterrupted
                        ? readmodels::PoolEnding::kCompleted
                        : readmodels::PoolEnding::kInterrupted};
  // Only what was interrupted has reasons.
  others.reasons.clear();
  return others;
}

absl::StatusOr<SelectionTask> ReadTask(const Request& request, const codelists::Codelists& codelists) {
  SelectionTask task;
  Violations violations;
  ReadQuotas(request, task, violations);
  ReadChallenge(request.challenge(), codelists, task, violations);
  ReadParameters(request, task, violations);
  ReadFilters(request, task, violations);
  ReadWeights(request, task, violations);
  CheckEndings(task, violations);
  if (!violations.empty()) return base::RefuseRequest("REQUEST_INVALID", violations);
  return task;
}

}  // namespace praksis::services
