#include "libs/selection/selection.h"

#include <algorithm>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/selection/candidates.h"
#include "libs/selection/coverage.h"
#include "libs/selection/exact.h"
#include "libs/selection/gain_search.h"
#include "libs/selection/greedy.h"
#include "libs/selection/likeness.h"
#include "libs/selection/other_ending.h"
#include "libs/selection/pair_search.h"
#include "libs/selection/patience.h"
#include "libs/selection/prepared_pool.h"
#include "libs/selection/relaxations.h"
#include "libs/selection/scored_search.h"
#include "libs/selection/twins.h"
#include "libs/selection/universe.h"

namespace praksis::selection {
namespace {

constexpr size_t kMaxQuotas = 250;
constexpr int32_t kMaxQuota = 1'000;
constexpr int32_t kMaxLambdaPermille = 1'000'000;
constexpr int32_t kMaxWeightPermille = 1'000'000;
constexpr size_t kMaxUncovered = 5;
// With more groups than these, branch and bound over pairs has no prospect.
constexpr int64_t kMostGroupsOfLastResort = 2'000;

void CheckFilters(const Parameters& parameters, std::vector<base::FieldViolation>& violations) {
  std::set<Feature> filtered;
  for (const Filter& filter : parameters.filters) {
    if (filter.values.empty()) violations.push_back({"filters.values", "admits nobody"});
    if (!filtered.insert(filter.feature).second) {
      violations.push_back({"filters.feature", "has a filter already"});
    }
  }
}

void CheckWeights(const Parameters& parameters, std::vector<base::FieldViolation>& violations) {
  const Weights& weights = parameters.weights_permille;
  if (std::any_of(weights.begin(), weights.end(),
                  [](int32_t weight) { return weight < 0 || weight > kMaxWeightPermille; })) {
    violations.push_back({"weights", base::StrCat("must be 0 to ", kMaxWeightPermille)});
    return;
  }
  bool any = false;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    any = any || (weights[feature] > 0 &&
                  (!ComparesEndings(parameters.mode) || IsKnownBefore(static_cast<Feature>(feature))));
  }
  if (!any) violations.push_back({"weights", "leave nothing to compare by"});
}

void CheckParameters(const Pool& pool, const Parameters& parameters,
                     std::vector<base::FieldViolation>& violations) {
  const auto check_range = [&](const char* field, int64_t value, int64_t low, int64_t high) {
    if (value < low || value > high) {
      violations.push_back({field, base::StrCat("is ", value, "; must be ", low, " to ", high)});
    }
  };
  check_range("quotas", static_cast<int64_t>(parameters.quotas.size()), 1, kMaxQuotas);
  std::map<uint16_t, const Quota*> first_of_site;
  std::set<std::pair<uint16_t, std::string>> seen;
  for (const Quota& quota : parameters.quotas) {
    check_range("quotas.count", quota.count, 1, kMaxQuota);
    if (quota.site >= pool.sites.size()) violations.push_back({"quotas.site", "is no site of the pool"});
    if (!seen.emplace(quota.site, quota.among ? quota.among->value : "").second) {
      violations.push_back({"quotas.site", "occurs twice"});
    }
    const Quota& first = *first_of_site.try_emplace(quota.site, &quota).first->second;
    if (first.among.has_value() != quota.among.has_value() ||
        (quota.among && first.among->feature != quota.among->feature)) {
      violations.push_back({"quotas.among", "is not of the same feature as the site's other quotas"});
    }
  }
  CheckFilters(parameters, violations);
  CheckWeights(parameters, violations);
  check_range("lambda_permille", parameters.lambda_permille, 0, kMaxLambdaPermille);
  check_range("max_per_caseworker", parameters.max_per_caseworker, 0, kMaxQuota);
  check_range("threshold", parameters.threshold, 1, int64_t{1} << 32);
  check_range("exact_classes", parameters.exact_classes, 0, 1'000'000);
  check_range("max_nodes", parameters.max_nodes, 0, int64_t{1} << 62);
  check_range("max_visits", parameters.max_visits, 0, int64_t{1} << 62);
  check_range("least_batches", parameters.least_batches, 0, 1'000'000);
}

absl::Status Check(const PreparedPool& pool, const Parameters& parameters) {
  std::vector<base::FieldViolation> violations = pool.violations();
  CheckParameters(pool.pool(), parameters, violations);
  if (violations.empty()) return absl::OkStatus();
  return base::RefuseRequest("INVALID_SELECTION", violations);
}

// What the picks stand for and what they leave uncovered.
void Explain(const Universe& universe, const Columns& columns, const Coverage& coverage,
             Selection& selection) {
  // Indices of classes, largest first; classes are in the order of their features.
  std::vector<uint32_t> uncovered;
  const auto larger = [&](uint32_t a, uint32_t b) {
    const uint32_t placements_a = universe.classes()[a].placements;
    const uint32_t placements_b = universe.classes()[b].placements;
    return placements_a != placements_b ? placements_a > placements_b : a < b;
  };
  for (size_t entry = 0; entry < columns.size(); ++entry) {
    const uint32_t pick = coverage.nearest()[entry];
    if (pick != Coverage::kNoPick) selection.picks[pick].stands_for += columns.weight()[entry];
    const uint32_t index = columns.entry_class(entry);
    if (coverage.IsHalfCovered(entry) || columns.weight()[entry] == 0 ||
        (entry > 0 && columns.entry_class(entry - 1) == index)) {
      continue;
    }
    if (uncovered.size() == kMaxUncovered && !larger(index, uncovered.back())) continue;
    if (uncovered.size() == kMaxUncovered) uncovered.pop_back();
    uncovered.insert(std::upper_bound(uncovered.begin(), uncovered.end(), index, larger), index);
  }
  for (const uint32_t index : uncovered) {
    const FeatureClass& here = universe.classes()[index];
    selection.uncovered.push_back(
        {.features = universe.Original(here.features), .placements = static_cast<int64_t>(here.placements)});
  }
  if (universe.placements() > 0) {
    selection.coverage_permille = static_cast<int32_t>(coverage.micros() / 1000 / universe.placements());
  }
}

// What was chosen, by whom, and what it covers.
void Take(const Universe& universe, const Columns& columns, const Candidates& candidates, Choice choice,
          const GainSource& source, Selection& selection) {
  selection.objective_micros = choice.objective_micros;
  selection.picks_cut_short = choice.picks_cut_short;
  selection.limited = source.limited();
  if (selection.sites.empty()) selection.sites = candidates.sites();
  for (const uint32_t group : choice.groups) ++selection.sites[candidates.groups()[group].quota].chosen;
  selection.picks = std::move(choice.picks);
  Explain(universe, columns, source.coverage(), selection);
}

void TakeBound(Bound bound, Selection& selection) {
  selection.upper_bound_micros = bound.micros;
  selection.slack_micros = std::move(bound.slack_micros);
}

// Candidates without a twin are none.
void LeaveOutTwinless(const Candidates& candidates, const Twins& twins, Selection& selection) {
  selection.sites = candidates.sites();
  for (const Group& group : candidates.groups()) {
    if (twins.MicrosOf(group.class_index) > 0) continue;
    SiteReport& site = selection.sites[group.quota];
    site.candidates -= group.members;
    site.excluded[static_cast<size_t>(Exclusion::kNoTwin)] += group.members;
  }
}

// Where exactly the best choice can be found and is better, it takes the place of `choice`.
void SolveSmall(const Universe& universe, const Columns& columns, const Candidates& candidates,
                const Parameters& parameters, const Likeness& likeness, Patience& patience,
                std::optional<GainSearch>& source, Choice& choice, Selection& selection) {
  const ExactAnswer answer =
      SolveExactly(universe, columns, candidates, parameters, likeness, choice.objective_micros);
  if (!answer.proven) return;
  selection.exact = true;
  selection.upper_bound_micros = answer.objective_micros;
  if (!answer.better) return;
  source.emplace(universe, columns, candidates, parameters, likeness);
  choice = Greedy(candidates, parameters, universe.pool().caseworkers.size(), *source, patience)
               .Run(*answer.better);
}

// The best choice that can be found, what is proven about it, and what it covers; nothing of these where the
// patience ends.
Selection Choose(const Universe& universe, const Columns& columns, const Candidates& candidates,
                 const Parameters& parameters, const Likeness& likeness, Patience& patience,
                 std::pmr::memory_resource* memory) {
  Selection selection;
  std::optional<GainSearch> source;
  const auto run = [&](Greedy::Searches searches) {
    source.emplace(universe, columns, candidates, parameters, likeness, GainSearch::Tables::kWhereWorthwhile,
                   &patience, memory);
    Greedy greedy(candidates, parameters, universe.pool().caseworkers.size(), *source, patience, searches);
    Choice choice = greedy.Run();
    if (patience.ended()) return choice;
    TakeBound(greedy.UpperBound(), selection);
    return choice;
  };
  Choice choice = run(Greedy::Searches::kLimited);
  if (choice.picks_cut_short > 0 && 2 * choice.objective_micros < selection.upper_bound_micros) {
    choice = run(Greedy::Searches::kComplete);
  }
  if (patience.ended()) return selection;
  if (static_cast<int64_t>(candidates.groups().size()) <= parameters.exact_classes) {
    SolveSmall(universe, columns, candidates, parameters, likeness, patience, source, choice, selection);
  }
  Take(universe, columns, candidates, std::move(choice), *source, selection);
  return selection;
}

// What twins are found from.
struct TwinSource {
  const Candidates& candidates;
  const OtherEnding& ending;
};

// Where the pool is small, or less than half of the optimum is proven, the best pairs are searched for; where
// they are found and better, they take the place of `choice`.
void ImprovePairs(const Universe& universe, const Columns& columns, const Candidates& candidates,
                  const Parameters& parameters, const Likeness& likeness, const TwinSource& others,
                  Patience& patience, std::optional<Twins>& twins, std::optional<ScoredSearch>& source,
                  Choice& choice, Selection& selection) {
  const auto groups = static_cast<int64_t>(candidates.groups().size());
  const bool is_small = groups <= parameters.exact_classes;
  const bool is_proven_to_half = 2 * choice.objective_micros >= selection.upper_bound_micros;
  if (!is_small && (is_proven_to_half || groups > kMostGroupsOfLastResort)) return;
  const Twins untaken(candidates, others.candidates, others.ending, parameters);
  const PairAnswer answer = SolvePairs(universe, candidates, parameters, untaken, source->value_micros(),
                                       choice.objective_micros, parameters.max_nodes);
  selection.exact = answer.proven;
  if (answer.proven) selection.upper_bound_micros = answer.objective_micros;
  if (!answer.better) return;
  std::vector<uint32_t> groups_chosen;
  for (const PlannedPair& pair : *answer.better) groups_chosen.push_back(pair.group);
  source.reset();
  twins.emplace(candidates, others.candidates, others.ending, parameters);
  source.emplace(universe, columns, candidates, parameters, likeness, *twins);
  twins->Plan(*answer.better);
  choice = Greedy(candidates, parameters, universe.pool().caseworkers.size(), *source, patience)
               .Run(groups_chosen);
}

// The same for the other modes.
Selection ChooseByScore(const Universe& universe, const Columns& columns, const Candidates& candidates,
                        const Parameters& parameters, const Likeness& likeness,
                        const OtherEnding* other_ending, const Candidates* other_candidates,
                        Patience& patience) {
  std::optional<Twins> twins;
  std::optional<ScoredSearch> source;
  if (parameters.mode == Mode::kMatchedPair) {
    twins.emplace(candidates, *other_candidates, *other_ending, parameters);
    source.emplace(universe, columns, candidates, parameters, likeness, *twins);
  } else {
    source.emplace(universe, columns, candidates, parameters, likeness,
                   parameters.mode == Mode::kExtreme
                       ? UnusualScores(universe, candidates, likeness)
                       : UnexpectedScores(universe, candidates, *other_ending, parameters.weights_permille));
  }
  Selection selection;
  if (twins) LeaveOutTwinless(candidates, *twins, selection);
  Greedy greedy(candidates, parameters, universe.pool().caseworkers.size(), *source, patience);
  Choice choice = greedy.Run();
  if (patience.ended()) return selection;
  TakeBound(greedy.UpperBound(), selection);
  selection.exact = selection.upper_bound_micros == choice.objective_micros;
  if (twins && !selection.exact) {
    ImprovePairs(universe, columns, candidates, parameters, likeness, {*other_candidates, *other_ending},
                 patience, twins, source, choice, selection);
    if (patience.ended()) return selection;
  }
  Take(universe, columns, candidates, std::move(choice), *source, selection);
  for (size_t i = 0; i < source->scores_of_picks().size(); ++i) {
    selection.picks[i].score_micros = source->scores_of_picks()[i];
    if (twins) selection.picks[i].twin = source->twins_of_picks()[i];
  }
  return selection;
}

// What placements that ended the other way are asked for: to be at a site with a quota, and what could be
// asked of them before they ended.
Parameters ForOthers(Parameters parameters) {
  parameters.max_per_caseworker = 0;
  std::erase_if(parameters.filters, [](const Filter& filter) { return !IsKnownBefore(filter.feature); });
  std::map<uint16_t, Quota> by_site;
  for (const Quota& quota : parameters.quotas) {
    by_site.try_emplace(quota.site, Quota{.site = quota.site, .count = quota.count});
  }
  parameters.quotas.clear();
  for (const auto& [site, quota] : by_site) parameters.quotas.push_back(quota);
  return parameters;
}

// Those that ended the other way: who of them could be a twin.
struct Others {
  Others(const PreparedPool& pool, const Parameters& parameters, std::pmr::memory_resource* memory)
      : candidates(pool.universe(), parameters, memory),
        sha256(CandidatesSha256(pool.universe(), candidates, memory)) {}

  Candidates candidates;
  std::optional<std::string> sha256;
};

absl::Status CheckOthers(const Pool& pool, const Parameters& parameters, const PreparedPool* others) {
  std::vector<base::FieldViolation> violations;
  if (others == nullptr) {
    if (ComparesEndings(parameters.mode)) {
      violations.push_back({"others", "are needed for this mode"});
    }
  } else {
    violations = others->violations();
    if (others->pool().sites != pool.sites) {
      violations.push_back({"others.sites", "are not those of the pool"});
    }
  }
  return violations.empty() ? absl::OkStatus() : base::RefuseRequest("INVALID_SELECTION", violations);
}

absl::Status RefuseEqualPseudonyms() {
  return base::RefuseRequest("INVALID_SELECTION", {{"pool.pseudonym", "is the same for two candidates"}});
}

}  // namespace

int AlgorithmRevision(const Parameters& parameters, const Selection& selection) {
  if (selection.limited) return kRevisionOfLimits;
  const Weights& weights = parameters.weights_permille;
  const bool are_equal =
      std::adjacent_find(weights.begin(), weights.end(), std::not_equal_to<>()) == weights.end();
  if (!are_equal) return 4;
  return parameters.mode == Mode::kMatchedPair ? 3 : 2;
}

absl::StatusOr<Selection> SelectCases(const PreparedPool& pool, const Parameters& parameters,
                                      const PreparedPool* others, GoOn go_on,
                                      std::pmr::memory_resource* memory) {
  if (absl::Status status = Check(pool, parameters); !status.ok()) return status;
  if (absl::Status status = CheckOthers(pool.pool(), parameters, others); !status.ok()) return status;
  const Likeness likeness(parameters.weights_permille);
  const Parameters for_others = ForOthers(parameters);
  // Beside everything else: there may be as many of them.
  std::future<std::unique_ptr<const Others>> others_made;
  if (others != nullptr) {
    others_made = std::async(std::launch::async,
                             [&] { return std::make_unique<const Others>(*others, for_others, memory); });
  }
  const Universe& universe = pool.universe();
  const Candidates candidates(universe, parameters, memory);
  // Beside the search: for a million candidates the digest takes as long as it does.
  std::future<std::optional<std::string>> digest =
      std::async(std::launch::async, [&] { return CandidatesSha256(universe, candidates, memory); });
  std::unique_ptr<const Others> other;
  std::optional<OtherEnding> other_ending;
  if (others != nullptr) {
    other = others_made.get();
    other_ending.emplace(universe, others->universe());
  }
  const Columns& columns = pool.columns();
  Patience patience(std::move(go_on));
  Selection selection = parameters.mode == Mode::kCoverage
                            ? Choose(universe, columns, candidates, parameters, likeness, patience, memory)
                            : ChooseByScore(universe, columns, candidates, parameters, likeness,
                                            other_ending ? &*other_ending : nullptr,
                                            other ? &other->candidates : nullptr, patience);
  if (patience.ended()) return patience.status();
  if (selection.exact || selection.objective_micros == 0) selection.slack_micros.clear();
  for (SiteReport& site : selection.sites) {
    if (site.chosen < site.quota) site.relaxations = Relaxations(universe, parameters, site);
  }
  std::optional<std::string> candidates_sha256 = digest.get();
  if (!candidates_sha256 || (other && !other->sha256)) return RefuseEqualPseudonyms();
  selection.candidates_sha256 = *std::move(candidates_sha256);
  if (other) selection.others_sha256 = *other->sha256;
  return selection;
}

absl::StatusOr<Selection> SelectCases(const Pool& pool, const Parameters& parameters, const Pool* others,
                                      GoOn go_on, std::pmr::memory_resource* memory) {
  std::future<std::unique_ptr<const PreparedPool>> others_made;
  if (others != nullptr) {
    others_made =
        std::async(std::launch::async, [&] { return std::make_unique<const PreparedPool>(*others, memory); });
  }
  const PreparedPool prepared(pool, memory);
  const std::unique_ptr<const PreparedPool> prepared_others = others != nullptr ? others_made.get() : nullptr;
  return SelectCases(prepared, parameters, prepared_others.get(), std::move(go_on), memory);
}

}  // namespace praksis::selection
