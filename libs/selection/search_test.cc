// The search against everything there is: all choices of small pools, all gains done slowly.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "libs/selection/agreement.h"
#include "libs/selection/bound_table.h"
#include "libs/selection/candidates.h"
#include "libs/selection/columns.h"
#include "libs/selection/coverage.h"
#include "libs/selection/gain_search.h"
#include "libs/selection/greedy.h"
#include "libs/selection/likeness.h"
#include "libs/selection/ranked_agreement.h"
#include "libs/selection/selection.h"
#include "libs/selection/testing/pools.h"
#include "libs/selection/universe.h"
#include "rapidcheck.h"

namespace praksis::selection {
namespace {

using testing::Placement;
using testing::PoolOf;
using testing::RandomPlacements;
using testing::RandomPool;

int Draw(int n) { return *rc::gen::noShrink(rc::gen::inRange(0, n)); }

// f as the header has it, placement by placement.
int64_t Objective(const Pool& pool, const std::vector<size_t>& picks, const Parameters& parameters) {
  const Weights& weights = parameters.weights_permille;
  const auto each = testing::WorthOfFeatures(weights);
  const auto alike = [&](const FeatureValues& a, const FeatureValues& b) {
    int64_t micros = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      if (a[feature] != 0 && a[feature] == b[feature]) micros += each[feature];
    }
    return micros;
  };
  int64_t worth = 0;
  std::set<std::pair<size_t, uint8_t>> occurring;
  std::set<std::pair<size_t, uint8_t>> shown;
  for (size_t u = 0; u < pool.size(); ++u) {
    int64_t nearest = 0;
    for (const size_t pick : picks) nearest = std::max(nearest, alike(pool.features[u], pool.features[pick]));
    worth += nearest;
    for (size_t feature = 0; feature < kFeatureCount; ++feature)
      occurring.emplace(feature, pool.features[u][feature]);
  }
  for (const size_t pick : picks) {
    for (size_t feature = 0; feature < kFeatureCount; ++feature)
      shown.emplace(feature, pool.features[pick][feature]);
  }
  int64_t weight_occurring = 0;
  for (const auto& [feature, value] : occurring) weight_occurring += value == 0 ? 0 : weights[feature];
  for (const auto& [feature, value] : shown) {
    if (value == 0 || weights[feature] == 0) continue;
    worth += int64_t{parameters.lambda_permille} * 1000 * static_cast<int64_t>(pool.size()) *
             weights[feature] / weight_occurring;
  }
  return worth;
}

int64_t Objective(const Pool& pool, const std::vector<size_t>& picks, int32_t lambda_permille) {
  Parameters parameters;
  parameters.lambda_permille = lambda_permille;
  return Objective(pool, picks, parameters);
}

bool IsAdmitted(const Pool& pool, size_t i, const Parameters& parameters) {
  return std::all_of(parameters.filters.begin(), parameters.filters.end(), [&](const Filter& filter) {
    const auto feature = static_cast<size_t>(filter.feature);
    const uint8_t value = pool.features[i][feature];
    return value != 0 &&
           std::count(filter.values.begin(), filter.values.end(), pool.values[feature][value]) > 0;
  });
}

bool IsCandidate(const Pool& pool, size_t i, const Parameters& parameters) {
  if (pool.exclusion[i] != Exclusion::kNone || !IsAdmitted(pool, i, parameters)) return false;
  if (pool.consented[i]) return true;
  const auto alike = std::count(pool.features.begin(), pool.features.end(), pool.features[i]);
  return !parameters.consented_only && alike >= parameters.threshold;
}

bool Fits(const Pool& pool, const std::vector<size_t>& picks, const Parameters& parameters) {
  std::map<uint16_t, int> per_site;
  std::map<uint32_t, int> per_caseworker;
  for (const size_t pick : picks) {
    ++per_site[pool.site[pick]];
    if (!pool.caseworkers[pool.caseworker[pick]].empty()) ++per_caseworker[pool.caseworker[pick]];
  }
  for (const auto& [site, count] : per_site) {
    const auto quota = std::find_if(parameters.quotas.begin(), parameters.quotas.end(),
                                    [site = site](const Quota& q) { return q.site == site; });
    if (quota == parameters.quotas.end() || count > quota->count) return false;
  }
  for (const auto& [caseworker, count] : per_caseworker) {
    if (parameters.max_per_caseworker > 0 && count > parameters.max_per_caseworker) return false;
  }
  return true;
}

// The largest f over all choices that fit.
int64_t Optimum(const Pool& pool, const Parameters& parameters) {
  std::vector<size_t> candidates;
  for (size_t i = 0; i < pool.size(); ++i) {
    if (IsCandidate(pool, i, parameters)) candidates.push_back(i);
  }
  int64_t best = 0;
  for (uint32_t subset = 0; subset < (1u << candidates.size()); ++subset) {
    std::vector<size_t> picks;
    for (size_t i = 0; i < candidates.size(); ++i) {
      if ((subset >> i & 1) != 0) picks.push_back(candidates[i]);
    }
    if (Fits(pool, picks, parameters)) best = std::max(best, Objective(pool, picks, parameters));
  }
  return best;
}

// Equal, small multiples of one part, or anything.
Weights AnyWeights() {
  Weights weights = Parameters().weights_permille;
  const int kind = Draw(3);
  if (kind == 0) return weights;
  for (int32_t& weight : weights) weight = kind == 1 ? 500 * Draw(4) : Draw(2000);
  weights[static_cast<size_t>(Draw(8))] = kind == 1 ? 500 * (1 + Draw(6)) : 777;
  return weights;
}

Parameters AnyParameters(bool with_cap) {
  Parameters parameters;
  parameters.quotas = {{.site = testing::kLolland, .count = 1 + Draw(3)},
                       {.site = testing::kGuldborgsund, .count = 1 + Draw(3)}};
  parameters.seed = std::to_string(Draw(1000));
  parameters.lambda_permille = 250 * Draw(9);
  parameters.consented_only = Draw(2) == 0;
  parameters.threshold = 1 + Draw(3);
  if (with_cap) parameters.max_per_caseworker = 1 + Draw(2);
  if (Draw(3) == 0)
    parameters.filters = {{.feature = static_cast<Feature>(Draw(8)), .values = {"A", "C", "X"}}};
  parameters.weights_permille = AnyWeights();
  return parameters;
}

std::vector<size_t> Placements(const Selection& selection) {
  std::vector<size_t> placements;
  for (const Pick& pick : selection.picks) placements.push_back(pick.placement);
  return placements;
}

std::string Text(const Selection& selection, const Pool& pool) {
  std::string text;
  const auto add = [&](auto... numbers) { ((text += std::to_string(numbers) + " "), ...); };
  for (const Pick& pick : selection.picks) {
    add(pool.pseudonym[pick.placement], pick.anonymised, pick.gain_micros, pick.stands_for,
        pool.pseudonym[pick.runner_up], pick.runner_up_distance_micros);
    for (const Feature feature : pick.newly_shows) add(static_cast<int>(feature));
    text += "\n";
  }
  add(selection.objective_micros, selection.upper_bound_micros, selection.exact, selection.coverage_permille,
      selection.picks_cut_short);
  for (const SiteReport& site : selection.sites) {
    text += pool.sites[site.site] + " ";
    add(site.universe, site.candidates, site.quota, site.chosen);
    for (const int64_t excluded : site.excluded) add(excluded);
    for (const auto& relaxation : site.relaxations)
      text += relaxation.criterion + std::to_string(relaxation.adds);
  }
  for (const Uncovered& uncovered : selection.uncovered) {
    add(uncovered.placements);
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      text += pool.values[feature][uncovered.features[feature]] + ",";
    }
  }
  return text + selection.candidates_sha256;
}

// What every selection must keep to, whatever it was asked.
void AssertSound(const Pool& pool, const Parameters& parameters, const Selection& selection) {
  const std::vector<size_t> picks = Placements(selection);
  RC_ASSERT(Fits(pool, picks, parameters));
  RC_ASSERT(std::set<size_t>(picks.begin(), picks.end()).size() == picks.size());
  int64_t gains = 0;
  std::vector<size_t> before;
  for (const Pick& pick : selection.picks) {
    RC_ASSERT(IsCandidate(pool, pick.placement, parameters));
    RC_ASSERT(pick.anonymised == !pool.consented[pick.placement]);
    const int64_t worth = Objective(pool, before, parameters);
    before.push_back(pick.placement);
    RC_ASSERT(pick.gain_micros == Objective(pool, before, parameters) - worth);
    gains += pick.gain_micros;
  }
  RC_ASSERT(selection.objective_micros == gains);
  RC_ASSERT(selection.objective_micros == Objective(pool, picks, parameters));
  for (const SiteReport& site : selection.sites) {
    int64_t candidates = 0;
    int64_t universe = 0;
    int64_t filtered = 0;
    for (size_t i = 0; i < pool.size(); ++i) {
      if (pool.site[i] != site.site) continue;
      ++universe;
      candidates += IsCandidate(pool, i, parameters) ? 1 : 0;
      filtered += pool.exclusion[i] == Exclusion::kNone && !IsAdmitted(pool, i, parameters) ? 1 : 0;
    }
    RC_ASSERT(site.excluded[static_cast<size_t>(Exclusion::kFiltered)] == filtered);
    RC_ASSERT(site.candidates == candidates);
    RC_ASSERT(site.universe == universe);
    RC_ASSERT(std::accumulate(site.excluded.begin(), site.excluded.end(), int64_t{0}) ==
              universe - candidates);
    if (parameters.max_per_caseworker == 0)
      RC_ASSERT(site.chosen == std::min<int64_t>(site.quota, candidates));
  }
}

Selection MustSelect(const Pool& pool, const Parameters& parameters) {
  absl::StatusOr<Selection> selection = SelectCases(pool, parameters);
  RC_ASSERT(selection.ok());
  return *std::move(selection);
}

// How near choices come to the best of all, and what they prove, over many pools.
struct Shares {
  int pools = 0;
  double worst = 1;
  double sum = 0;
  double least_proven = 1;
  double sum_proven = 0;

  void Add(const Selection& selection, int64_t optimum) {
    if (optimum == 0) return;
    const auto of = [&](int64_t whole) {
      return static_cast<double>(selection.objective_micros) / static_cast<double>(whole);
    };
    ++pools;
    worst = std::min(worst, of(optimum));
    sum += of(optimum);
    least_proven = std::min(least_proven, of(selection.upper_bound_micros));
    sum_proven += of(selection.upper_bound_micros);
  }
  void Print(const char* name) const {
    std::printf(
        "%s: of %d pools the worst choice is worth %.3f of the best possible, the mean %.4f; proven %.3f "
        "at least, %.3f in the mean\n",
        name, pools, worst, sum / pools, least_proven, sum_proven / pools);
  }
};

TEST(SearchTest, GreedyReachesHalfOfTheOptimumAndItsBoundHolds) {
  Shares equal;
  Shares weighted;
  EXPECT_TRUE(rc::check([&] {
    for (int i = 0; i < 10; ++i) {
      const Pool pool = PoolOf(
          RandomPlacements({.max_placements = 12, .max_values = 1 + Draw(3), .sites = 1 + Draw(2)}, Draw));
      Parameters parameters = AnyParameters(false);
      parameters.exact_classes = 0;
      // A search that is ended at once, now and then: then the half is proven without it.
      if (Draw(4) == 0) parameters.max_visits = 0;
      const Selection selection = MustSelect(pool, parameters);
      AssertSound(pool, parameters, selection);
      const int64_t optimum = Optimum(pool, parameters);
      RC_ASSERT(!selection.exact || optimum == 0);
      RC_ASSERT(2 * selection.objective_micros >= selection.upper_bound_micros);
      RC_ASSERT(selection.objective_micros <= optimum);
      RC_ASSERT(optimum <= selection.upper_bound_micros);
      const Weights& weights = parameters.weights_permille;
      const bool are_equal =
          std::adjacent_find(weights.begin(), weights.end(), std::not_equal_to<>()) == weights.end();
      (are_equal ? equal : weighted).Add(selection, optimum);
    }
  }));
  equal.Print("equal weights");
  weighted.Print("other weights");
}

TEST(SearchTest, BranchAndBoundFindsTheOptimum) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements(RandomPool{}, Draw));
    const Parameters parameters = AnyParameters(Draw(2) == 0);
    const Selection selection = MustSelect(pool, parameters);
    AssertSound(pool, parameters, selection);
    RC_ASSERT(selection.exact);
    RC_ASSERT(selection.objective_micros == Optimum(pool, parameters));
    RC_ASSERT(selection.upper_bound_micros == selection.objective_micros);
  }));
}

TEST(SearchTest, UnderACapGreedyReachesAThirdAndItsBoundHolds) {
  Shares capped;
  EXPECT_TRUE(rc::check([&] {
    for (int i = 0; i < 10; ++i) {
      const Pool pool = PoolOf(RandomPlacements({.max_placements = 12, .max_values = 1 + Draw(3)}, Draw));
      Parameters parameters = AnyParameters(true);
      parameters.exact_classes = 0;
      const Selection selection = MustSelect(pool, parameters);
      AssertSound(pool, parameters, selection);
      const int64_t optimum = Optimum(pool, parameters);
      RC_ASSERT(3 * selection.objective_micros >= optimum);
      RC_ASSERT(optimum <= selection.upper_bound_micros);
      capped.Add(selection, optimum);
    }
  }));
  capped.Print("under a cap");
}

TEST(SearchTest, AProofCutShortStillHoldsAndProvesAHalf) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 14, .max_values = 4}, Draw));
    Parameters parameters = AnyParameters(Draw(2) == 0);
    parameters.exact_classes = Draw(2) * 24;
    parameters.max_visits = Draw(3) * 5000;
    const Selection selection = MustSelect(pool, parameters);
    AssertSound(pool, parameters, selection);
    RC_ASSERT(Optimum(pool, parameters) <= selection.upper_bound_micros);
    // What greedy promises is proven even then.
    if (parameters.max_per_caseworker == 0)
      RC_ASSERT(2 * selection.objective_micros >= selection.upper_bound_micros);
  }));
}

// As GainSearch, but knowing nothing of what remains.
class LooseSource final : public GainSource {
 public:
  explicit LooseSource(GainSearch& search) : search_(search) {}
  Gains Largest(const Admits& admits, size_t count, int64_t visits) override {
    return search_.Largest(admits, count, visits);
  }
  std::vector<int64_t> LargestRemaining(std::span<const int32_t> wanted, int64_t /*visits*/) override {
    std::vector<int64_t> remaining;
    for (const int32_t count : wanted) remaining.push_back(count > 0 ? search_.Everything() : 0);
    return remaining;
  }
  void Add(uint32_t class_index, uint32_t number) override { search_.Add(class_index, number); }
  int64_t WorthAtMost() const override { return search_.WorthAtMost(); }
  int64_t Everything() const override { return search_.Everything(); }
  const Coverage& coverage() const override { return search_.coverage(); }
  const Shown& shown() const override { return search_.shown(); }

 private:
  GainSearch& search_;
};

TEST(SearchTest, ThePicksThemselvesProveAHalfWithoutACap) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements(RandomPool{}, Draw));
    const bool with_cap = Draw(2) == 0;
    const Parameters parameters = AnyParameters(with_cap);
    const Universe universe(pool);
    const Columns columns(universe);
    const Candidates candidates(universe, parameters);
    const Likeness likeness(parameters.weights_permille);
    GainSearch search(universe, columns, candidates, parameters, likeness);
    LooseSource loose(search);
    Greedy greedy(candidates, parameters, pool.caseworkers.size(), loose);
    const int64_t chosen = greedy.Run().objective_micros;
    const int64_t bound = greedy.UpperBound();
    RC_ASSERT(bound >= Optimum(pool, parameters));
    if (with_cap) {
      RC_ASSERT(bound == search.Everything());
    } else {
      RC_ASSERT(bound <= 2 * chosen);
    }
  }));
}

// Greedy as the textbook has it: every candidate's gain, every time.
TEST(SearchTest, LazyGreedyTakesWhatGreedyTakes) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 60, .max_values = 5, .sites = 3}, Draw));
    Parameters parameters = AnyParameters(Draw(2) == 0);
    parameters.exact_classes = 0;
    const Selection selection = MustSelect(pool, parameters);
    std::vector<size_t> before;
    for (const Pick& pick : selection.picks) {
      const int64_t worth = Objective(pool, before, parameters);
      int64_t best = -1;
      int64_t best_other_of_site = -1;
      bool best_consented = false;
      for (size_t i = 0; i < pool.size(); ++i) {
        if (!IsCandidate(pool, i, parameters) || std::count(before.begin(), before.end(), i) > 0) continue;
        before.push_back(i);
        const int64_t gain =
            Fits(pool, before, parameters) ? Objective(pool, before, parameters) - worth : -1;
        before.pop_back();
        if (gain > best) best_consented = false;
        if (gain >= best) best_consented = best_consented || pool.consented[i];
        best = std::max(best, gain);
        if (i != pick.placement && pool.site[i] == pool.site[pick.placement]) {
          best_other_of_site = std::max(best_other_of_site, gain);
        }
      }
      RC_ASSERT(pick.gain_micros == best);
      RC_ASSERT(pick.anonymised == !best_consented);
      RC_ASSERT((pick.runner_up != pick.placement) == (best_other_of_site >= 0));
      if (best_other_of_site >= 0) RC_ASSERT(pick.runner_up_distance_micros == best - best_other_of_site);
      before.push_back(pick.placement);
    }
  }));
}

TEST(SearchTest, TheOrderOfThePoolChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    std::vector<Placement> placements = RandomPlacements({.max_placements = 40, .max_values = 3}, Draw);
    const Parameters parameters = AnyParameters(Draw(2) == 0);
    // The names of values, sites and caseworkers are then numbered otherwise, too.
    const Pool pool = PoolOf(placements);
    for (size_t i = placements.size(); i > 1; --i) {
      std::swap(placements[i - 1], placements[static_cast<size_t>(Draw(static_cast<int>(i)))]);
    }
    const Pool shuffled = PoolOf(placements);
    RC_ASSERT(Text(MustSelect(pool, parameters), pool) == Text(MustSelect(shuffled, parameters), shuffled));
    RC_ASSERT(Text(MustSelect(pool, parameters), pool) == Text(MustSelect(pool, parameters), pool));
  }));
}

TEST(SearchTest, TheObjectiveIsMonotoneAndSubmodular) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 20}, Draw));
    const int32_t lambda_permille = 500;
    std::vector<size_t> some;
    std::vector<size_t> more;
    for (size_t i = 0; i < pool.size(); ++i) {
      const int draw = Draw(3);
      if (draw == 0) some.push_back(i);
      if (draw <= 1) more.push_back(i);
    }
    const auto one = static_cast<size_t>(Draw(static_cast<int>(pool.size())));
    const auto gain = [&](std::vector<size_t> picks) {
      const int64_t before = Objective(pool, picks, lambda_permille);
      picks.push_back(one);
      return Objective(pool, picks, lambda_permille) - before;
    };
    RC_ASSERT(gain(more) >= 0);
    RC_ASSERT(gain(some) >= gain(more));
  }));
}

TEST(CoverageTest, CountsWhatACandidateAddsAndTheTableBoundsIt) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 80, .max_values = 1 + Draw(6)}, Draw));
    const Universe universe(pool);
    // From a core of nothing (the plain sum over features) to one of everything (no slack at all).
    const Columns columns(universe, static_cast<size_t>(std::pow(10, Draw(6))), 0);
    Parameters parameters;
    parameters.lambda_permille = 0;
    parameters.weights_permille = AnyWeights();
    const Likeness likeness(parameters.weights_permille);
    Coverage coverage(columns, likeness);
    BoundTable table(universe, columns, likeness);
    const bool steps_are_parts = likeness.IsCounted() && table.steps().micros == likeness.part_micros();
    std::vector<size_t> picks;
    for (int round = 0; round < 4; ++round) {
      std::vector<CanonicalFeatures> candidates;
      for (const FeatureClass& here : universe.classes()) candidates.push_back(here.features);
      std::vector<int64_t> added(candidates.size());
      AddedMicros(columns, likeness, coverage.nearness(), candidates, added);
      table.Rebuild(coverage);
      // What has been recounted from round to round is what is counted at once.
      BoundTable at_once(universe, columns, likeness);
      at_once.Rebuild(coverage);
      const int64_t worth = Objective(pool, picks, parameters);
      for (size_t i = 0; i < candidates.size(); ++i) {
        picks.push_back(universe.rows()[universe.classes()[i].first_row]);
        RC_ASSERT(added[i] == Objective(pool, picks, parameters) - worth);
        picks.pop_back();
        const int64_t bound = table.steps().micros * table.Bound(candidates[i]);
        RC_ASSERT(bound >= added[i]);
        if (steps_are_parts && columns.others().empty()) RC_ASSERT(bound == added[i]);
        RC_ASSERT(table.Bound(candidates[i]) == at_once.Bound(candidates[i]));
      }
      const auto pick = static_cast<size_t>(Draw(static_cast<int>(pool.size())));
      picks.push_back(pick);
      coverage.Add(universe.Canonical(pool.features[pick]), static_cast<uint32_t>(round));
      RC_ASSERT(coverage.micros() == Objective(pool, picks, parameters));
    }
  }));
}

// As the header of BoundTable has it, by hand: what is taken off the largest numbers.
TEST(BoundTableTest, TakesStepsOffTheLargestNumbers) {
  // All agree with candidate (A, A) in feature 0, which weighs 2; one in feature 1, too. They are as near as
  // that agreement already; of the rest, one has feature 1 alone.
  std::vector<Placement> placements(5);
  for (size_t i = 0; i < 4; ++i) placements[i].features[0] = "A";
  placements[3].features[1] = "A";
  placements[4].features[1] = "A";
  const Pool pool = PoolOf(placements);
  const Universe universe(pool);
  const Columns columns(universe, 1, 0);  // no core but of single values
  const Likeness likeness({2000, 1000, 0, 0, 0, 0, 0, 0});
  ASSERT_EQ(likeness.all_parts(), 3);
  Coverage coverage(columns, likeness);
  BoundTable table(universe, columns, likeness);
  const CanonicalFeatures candidate = universe.Canonical(pool.features[3]);
  table.Rebuild(coverage);
  EXPECT_EQ(table.Bound(candidate), 4u * 2 + 2 * 1);
  coverage.Add(universe.Canonical(pool.features[0]), 0);
  table.Rebuild(coverage);
  // The four at 2 parts: both steps off feature 0 (4 placements, not 1), which leaves feature 1 of one; and
  // the fifth.
  EXPECT_EQ(table.Bound(candidate), 2u);
}

// Whatever instructions the machine has.
TEST(AgreementTest, CountsTheSameWithoutAvx2) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 600, .max_values = 1 + Draw(8)}, Draw));
    const Universe universe(pool);
    const Columns columns(universe, static_cast<size_t>(std::pow(10, Draw(6))), 0);
    std::vector<FeatureValues> candidates;
    for (const FeatureClass& here : universe.classes()) candidates.push_back(ComparedValues(here.features));
    const Likeness likeness(
        *rc::gen::suchThat(rc::gen::exec([] { return AnyWeights(); }),
                           [](const Weights& weights) { return Likeness(weights).IsCounted(); }));
    Coverage coverage(columns, likeness);
    for (int round = 0; round < 4; ++round) {
      std::vector<uint32_t> added(candidates.size());
      std::vector<uint32_t> added_portably(candidates.size());
      const uint8_t* nearness = coverage.nearness().data();
      AddInRuns(columns, likeness, nearness, 0, columns.runs().size(), candidates, added);
      portable::AddInRuns(columns, likeness, nearness, 0, columns.runs().size(), candidates, added_portably);
      RC_ASSERT(added == added_portably);

      const auto pick = static_cast<size_t>(Draw(static_cast<int>(pool.size())));
      Nearness raised = coverage.nearness();
      const CanonicalFeatures features = universe.Canonical(pool.features[pick]);
      portable::RaiseNearness(columns, likeness, ComparedValues(features), raised.data());
      coverage.Add(features, static_cast<uint32_t>(round));
      RC_ASSERT(raised == coverage.nearness());
      const auto changed = coverage.TakeChanged();
      for (size_t i = 0; changed && i < candidates.size(); ++i) {
        RC_ASSERT(LostInChange(*changed, likeness, candidates[i]) ==
                  portable::LostInChange(*changed, likeness, candidates[i]));
      }
    }
  }));
}

TEST(AgreementTest, LooksUpTheSameOneByOne) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 3000, .max_values = 1 + Draw(8)}, Draw));
    const Universe universe(pool);
    const Columns columns(universe, static_cast<size_t>(std::pow(10, 2 + Draw(5))), 0);
    const Likeness likeness(AnyWeights());
    std::vector<FeatureValues> candidates;
    for (size_t i = 0; i < std::min<size_t>(20, universe.classes().size()); ++i) {
      candidates.push_back(ComparedValues(universe.classes()[i].features));
    }
    Nearness nearness(columns.size(), 0);
    for (int round = 0; round < 3; ++round) {
      std::vector<int64_t> added(candidates.size());
      std::vector<int64_t> added_portably(candidates.size());
      AddRanked(columns, likeness, nearness, candidates, added);
      portable::AddRanked(columns, likeness, nearness, candidates, added_portably);
      RC_ASSERT(added == added_portably);
      const auto pick = static_cast<size_t>(Draw(static_cast<int>(pool.size())));
      AddPick(columns, likeness, universe.Canonical(pool.features[pick]), nearness);
    }
  }));
}

// With tables and without, by prefix and one by one, compared anew and by what has changed.
TEST(GainSearchTest, FindsTheLargestGainsThatComparingAllWouldFind) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 600, .max_values = 1 + Draw(8)}, Draw));
    const Universe universe(pool);
    const Columns columns(universe, static_cast<size_t>(std::pow(10, Draw(6))), 0);
    Parameters parameters = AnyParameters(false);
    parameters.lambda_permille = 100 * Draw(4);
    const Candidates candidates(universe, parameters);
    const Likeness likeness(parameters.weights_permille);
    GainSearch search(universe, columns, candidates, parameters, likeness,
                      Draw(4) == 0 ? GainSearch::Tables::kWhereWorthwhile : GainSearch::Tables::kAlways);
    const auto classes = static_cast<uint32_t>(candidates.classes().size());
    for (uint32_t pick = 0; pick < 7; ++pick) {
      const int modulus = 1 + Draw(3);
      const auto admits = [&](uint32_t index) { return static_cast<int>(index) % modulus == 0; };
      std::vector<int64_t> all;
      std::vector<int64_t> all_gains;
      for (uint32_t index = 0; index < classes; ++index) {
        const CanonicalFeatures features[] = {candidates.classes()[index].features};
        int64_t added[1];
        AddedMicros(columns, likeness, search.coverage().nearness(), features, added);
        all_gains.push_back(added[0] + search.shown().NewMicros(features[0], search.value_micros()));
        if (admits(index)) all.push_back(all_gains.back());
      }
      std::sort(all.begin(), all.end(), std::greater<>());
      const auto count = static_cast<size_t>(1 + Draw(5));
      const GainSearch::Gains found = search.Largest(admits, count, int64_t{1} << 60);
      RC_ASSERT(found.complete);
      size_t expected = std::min(count, all.size());
      while (expected > 0 && expected < all.size() && all[expected] == all[expected - 1]) ++expected;
      RC_ASSERT(found.gains.size() == expected);
      for (size_t i = 0; i < expected; ++i) {
        RC_ASSERT(found.gains[i].micros == all[i]);
        RC_ASSERT(admits(found.gains[i].class_index));
      }
      const std::vector<GainSearch::Gain> bounds = search.LargestBounds(admits, count, 0);
      for (size_t i = 0; i < std::min(count, all.size()); ++i) RC_ASSERT(bounds[i].micros >= all[i]);
      // Of each quota, whether all of it is compared or nothing but the first few.
      const std::vector<int32_t> wanted = {Draw(4), Draw(4)};
      const std::vector<int64_t> bounded = search.LargestRemaining(wanted, 0);
      const std::vector<int64_t> remaining = search.LargestRemaining(wanted, int64_t{1} << 60);
      for (uint32_t quota = 0; quota < wanted.size(); ++quota) {
        std::vector<int64_t> there;
        for (uint32_t index = 0; index < classes; ++index) {
          if (candidates.MembersAt(index, quota) > 0) there.push_back(all_gains[index]);
        }
        std::sort(there.begin(), there.end(), std::greater<>());
        there.resize(std::min(there.size(), static_cast<size_t>(wanted[quota])));
        const int64_t sum = std::accumulate(there.begin(), there.end(), int64_t{0});
        RC_ASSERT(remaining[quota] == sum);
        RC_ASSERT(bounded[quota] >= sum);
      }
      if (classes == 0) return;
      const auto picked = static_cast<size_t>(Draw(static_cast<int>(classes)));
      search.Add(candidates.classes()[picked].features, pick);
    }
  }));
}

TEST(CoverageTest, CountsClassesOfManyPlacements) {
  // More than fit one entry, and more classes than one run.
  std::vector<Placement> placements;
  for (int i = 0; i < 1500; ++i) {
    Placement placement;
    placement.features[0] = std::to_string(i % 37);
    placement.features[1] = std::to_string(i % 41);
    placements.push_back(placement);
  }
  for (int i = 0; i < 1000; ++i) placements.push_back(placements[0]);
  const Pool pool = PoolOf(placements);
  const Universe universe(pool);
  const Columns columns(universe);
  EXPECT_GT(columns.runs().size(), 1u);
  Coverage coverage(columns);
  const CanonicalFeatures candidates[] = {universe.Canonical(pool.features[0]),
                                          universe.Canonical(pool.features[1])};
  uint32_t added[2];
  coverage.AddedBy(candidates, added);
  EXPECT_EQ(added[0] * 125'000, Objective(pool, {0}, 0));
  EXPECT_EQ(added[1] * 125'000, Objective(pool, {1}, 0));
  coverage.Add(candidates[0], 0);
  coverage.AddedBy(candidates, added);
  EXPECT_EQ(added[0], 0u);
  EXPECT_EQ(added[1] * 125'000, Objective(pool, {0, 1}, 0) - Objective(pool, {0}, 0));
}

// The pools of everyday have few values; these need every bit of the packed features.
TEST(UniverseTest, CollapsesFeaturesOfManyValues) {
  std::vector<Placement> placements;
  for (int i = 0; i < 254 * 3; ++i) {
    Placement placement;
    for (std::string& value : placement.features) value = std::to_string(i % 254);
    placements.push_back(placement);
  }
  const Pool pool = PoolOf(placements);
  const Universe universe(pool);
  EXPECT_EQ(universe.classes().size(), 254u);
  EXPECT_EQ(universe.values_occurring(), 254 * 8);
  for (const FeatureClass& here : universe.classes()) {
    EXPECT_EQ(here.placements, 3u);
    for (uint32_t i = 0; i < here.placements; ++i) {
      EXPECT_EQ(universe.Canonical(pool.features[universe.rows()[here.first_row + i]]), here.features);
    }
    EXPECT_EQ(universe.Canonical(universe.Original(here.features)), here.features);
  }
}

TEST(UniverseTest, NumbersValuesByNameNotByOccurrence) {
  std::vector<Placement> placements(2);
  placements[0].features[0] = "TRANSPORT";
  placements[1].features[0] = "ILLNESS";
  const Pool pool = PoolOf(placements);
  const Universe universe(pool);
  EXPECT_EQ(universe.Canonical(pool.features[0]).values[0], 2);
  EXPECT_EQ(universe.Canonical(pool.features[1]).values[0], 1);
}

}  // namespace
}  // namespace praksis::selection
