// The parts of the search against all gains done slowly.
#include "libs/selection/gain_search.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "libs/selection/agreement.h"
#include "libs/selection/bound_table.h"
#include "libs/selection/candidates.h"
#include "libs/selection/columns.h"
#include "libs/selection/coverage.h"
#include "libs/selection/likeness.h"
#include "libs/selection/ranked_agreement.h"
#include "libs/selection/testing/reference.h"
#include "libs/selection/universe.h"

namespace praksis::selection {
namespace {

using testing::AnyParameters;
using testing::AnyWeights;
using testing::Draw;
using testing::Objective;
using testing::Placement;
using testing::PoolOf;
using testing::RandomPlacements;

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
    const Pool pool = PoolOf(
        RandomPlacements({.max_placements = 600, .max_values = 1 + Draw(8), .sites = 2 + Draw(2)}, Draw));
    const Universe universe(pool);
    const Columns columns(universe, static_cast<size_t>(std::pow(10, Draw(6))), 0);
    Parameters parameters = AnyParameters(false);
    parameters.lambda_permille = 100 * Draw(4);
    if (pool.sites.size() > 2)
      parameters.quotas = {{.site = 0, .count = 1}, {.site = 1, .count = 1}, {.site = 2, .count = 1}};
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
      // A search that is ended early leaves nothing that misleads those after it.
      if (Draw(3) == 0) {
        const GainSearch::Gains some = search.Largest(admits, 1, {.visits = -1, .batches = Draw(3)});
        RC_ASSERT(some.gains.empty() == all.empty());
        if (some.complete && !all.empty()) RC_ASSERT(some.gains.front().micros == all.front());
        for (const GainSearch::Gain& gain : some.gains) {
          RC_ASSERT(admits(gain.class_index));
          RC_ASSERT(gain.micros == all_gains[gain.class_index]);
        }
        if (!some.complete) RC_ASSERT(search.limited());
      }
      const GainSearch::Gains found = search.Largest(admits, count, {.visits = int64_t{1} << 60});
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
      std::vector<int32_t> wanted;
      while (wanted.size() < parameters.quotas.size()) wanted.push_back(Draw(4));
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
