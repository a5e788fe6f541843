// The search against everything there is: all choices of small pools.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "libs/selection/candidates.h"
#include "libs/selection/columns.h"
#include "libs/selection/gain_search.h"
#include "libs/selection/greedy.h"
#include "libs/selection/likeness.h"
#include "libs/selection/prepared_pool.h"
#include "libs/selection/selection.h"
#include "libs/selection/testing/reference.h"
#include "libs/selection/universe.h"
#include "libs/selection/workspace.h"
#include "rapidcheck.h"

namespace praksis::selection {
namespace {

using testing::AnyParameters;
using testing::Draw;
using testing::Fits;
using testing::IsAdmitted;
using testing::IsCandidate;
using testing::Objective;
using testing::Optimum;
using testing::Placement;
using testing::PoolOf;
using testing::RandomPlacements;
using testing::RandomPool;

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
      if (Draw(4) == 0) parameters.max_visits = parameters.least_batches = 0;
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
    parameters.least_batches = Draw(3);
    const Selection selection = MustSelect(pool, parameters);
    AssertSound(pool, parameters, selection);
    RC_ASSERT(Optimum(pool, parameters) <= selection.upper_bound_micros);
    // What greedy promises is proven even then.
    if (parameters.max_per_caseworker == 0)
      RC_ASSERT(2 * selection.objective_micros >= selection.upper_bound_micros);
  }));
}

TEST(SearchTest, WhereTheLimitWasNotFeltTheChoiceIsWhatItIsWithoutOne) {
  int limited = 0;
  int unlimited = 0;
  EXPECT_TRUE(rc::check([&] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 200, .max_values = 1 + Draw(6)}, Draw));
    Parameters parameters = AnyParameters(Draw(2) == 0);
    parameters.exact_classes = 0;
    const Selection without = MustSelect(pool, parameters);
    RC_ASSERT(!without.limited);
    parameters.max_visits = Draw(4) * Draw(4) * 5000;
    parameters.least_batches = Draw(3);
    const Selection within = MustSelect(pool, parameters);
    if (!within.limited) {
      RC_ASSERT(Text(within, pool) == Text(without, pool));
      RC_ASSERT(within.slack_micros == without.slack_micros);
    }
    ++(within.limited ? limited : unlimited);
  }));
  EXPECT_GT(limited, 0);
  EXPECT_GT(unlimited, 0);
}

TEST(SearchTest, APoolThatIsKnownGivesTheSameChoicesHoweverOftenItIsAskedAbout) {
  EXPECT_TRUE(rc::check([] {
    const Pool pool = PoolOf(RandomPlacements({.max_placements = 60, .max_values = 1 + Draw(6)}, Draw));
    const PreparedPool known(pool);
    Workspace workspace(size_t{1} << 20);
    for (int question = 0; question < 3; ++question) {
      const Parameters parameters = AnyParameters(Draw(2) == 0);
      const absl::StatusOr<Selection> again = SelectCases(known, parameters, nullptr, {}, &workspace);
      RC_ASSERT(again.ok());
      RC_ASSERT(Text(*again, pool) == Text(MustSelect(pool, parameters), pool));
    }
  }));
}

// As GainSearch, but knowing nothing of what remains.
class LooseSource final : public GainSource {
 public:
  explicit LooseSource(GainSearch& search) : search_(search) {}
  Gains Largest(const Admits& admits, size_t count, Effort effort) override {
    return search_.Largest(admits, count, effort);
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
    Patience patience({});
    Greedy greedy(candidates, parameters, pool.caseworkers.size(), loose, patience);
    const int64_t chosen = greedy.Run().objective_micros;
    const int64_t bound = greedy.UpperBound().micros;
    RC_ASSERT(bound >= Optimum(pool, parameters));
    if (with_cap) {
      RC_ASSERT(bound == search.Everything());
    } else {
      RC_ASSERT(bound <= 2 * chosen);
    }
  }));
}

// What the best of a quota would add, by themselves, to what is chosen: so many of them as the quota asks
// for.
int64_t LargestLeft(const Pool& pool, std::vector<size_t> chosen, const Parameters& parameters,
                    const Quota& quota) {
  const int64_t worth = Objective(pool, chosen, parameters);
  std::vector<int64_t> gains(static_cast<size_t>(quota.count));
  for (size_t i = 0; i < pool.size(); ++i) {
    if (!IsCandidate(pool, i, parameters) || pool.site[i] != quota.site ||
        std::count(chosen.begin(), chosen.end(), i) > 0) {
      continue;
    }
    chosen.push_back(i);
    gains.push_back(Objective(pool, chosen, parameters) - worth);
    chosen.pop_back();
  }
  std::sort(gains.begin(), gains.end(), std::greater<>());
  return std::accumulate(gains.begin(), gains.begin() + quota.count, int64_t{0});
}

// Greedy as the textbook has it: every candidate's gain, every time.
TEST(SearchTest, LazyGreedyTakesWhatGreedyTakes) {
  int with_slack = 0;
  EXPECT_TRUE(rc::check([&] {
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
    if (selection.slack_micros.empty()) return;
    ++with_slack;
    RC_ASSERT(selection.objective_micros +
                  std::accumulate(selection.slack_micros.begin(), selection.slack_micros.end(), int64_t{0}) ==
              selection.upper_bound_micros);
    for (size_t quota = 0; quota < parameters.quotas.size(); ++quota) {
      RC_ASSERT(selection.slack_micros[quota] >=
                LargestLeft(pool, before, parameters, parameters.quotas[quota]));
    }
  }));
  EXPECT_GT(with_slack, 0);
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

}  // namespace
}  // namespace praksis::selection
