// Cases like few others, against going through all choices.
#include "libs/selection/extreme.h"

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/strings.h"
#include "libs/selection/testing/pools.h"

namespace praksis::selection {
namespace {

using ::testing::ElementsAre;
using testing::kGuldborgsund;
using testing::kLolland;
using testing::Placement;
using testing::PoolOf;
using ::testing::SizeIs;

Placement With(std::string reason, std::string section, std::string site = "Lolland") {
  Placement placement;
  placement.site = std::move(site);
  placement.features = {reason, "", "", "28-55", section, "TRAINEESHIP", "", "NOT_ASSESSED"};
  return placement;
}

Selection Choose(const Pool& pool, const Parameters& parameters) {
  absl::StatusOr<Selection> selection = SelectExtremeCases(pool, parameters);
  EXPECT_TRUE(selection.ok()) << selection.status();
  return selection.ok() ? *std::move(selection) : Selection{};
}

TEST(ExtremeTest, TheRarestComesFirst) {
  const Pool pool = PoolOf({With("TRANSPORT", "Q"), With("TRANSPORT", "Q"), With("ILLNESS", "F"),
                            With("ILLNESS", "Q"), With("TRANSPORT", "Q")});
  const Selection selection = Choose(pool, {.quotas = {{kLolland, 2}}, .seed = "test"});
  ASSERT_THAT(selection.picks, SizeIs(2));
  EXPECT_EQ(selection.picks[0].placement, 2u);
  // Three of five have another reason, four another section; nobody is without the other known values.
  EXPECT_EQ(selection.picks[0].gain_micros, 125'000 * 3 / 5 + 125'000 * 4 / 5);
  EXPECT_EQ(selection.picks[0].runner_up, 3u);
  EXPECT_EQ(selection.picks[0].runner_up_distance_micros, 125'000 * 4 / 5 - 125'000 * 1 / 5);
  EXPECT_EQ(selection.picks[1].placement, 3u);
  EXPECT_THAT(selection.picks[1].newly_shows, ElementsAre(Feature::kIndustrySection));
  EXPECT_TRUE(selection.exact);
  EXPECT_EQ(selection.objective_micros, selection.upper_bound_micros);
  EXPECT_GT(selection.coverage_permille, 0);
}

TEST(ExtremeTest, WhatIsNotKnownIsNotRare) {
  const Pool pool = PoolOf({With("", "Q"), With("ILLNESS", "Q"), With("ILLNESS", "Q"), With("NO_SHOW", "Q")});
  EXPECT_EQ(Choose(pool, {.quotas = {{kLolland, 1}}, .seed = "test"}).picks[0].placement, 3u);
}

TEST(ExtremeTest, ACapKeepsTheBoundHonest) {
  std::vector<Placement> placements = {With("ILLNESS", "F"), With("NO_SHOW", "G"), With("TRANSPORT", "Q"),
                                       With("TRANSPORT", "Q"), With("TRANSPORT", "Q")};
  for (Placement& placement : placements) placement.caseworker = "w-1";
  placements[2].caseworker = "w-2";
  const Selection selection =
      Choose(PoolOf(placements), {.quotas = {{kLolland, 2}}, .seed = "test", .max_per_caseworker = 1});
  ASSERT_THAT(selection.picks, SizeIs(2));
  EXPECT_EQ(selection.picks[1].placement, 2u);
  EXPECT_FALSE(selection.exact);
  EXPECT_LT(selection.objective_micros, selection.upper_bound_micros);
}

// A small pool of little variety, and what is asked of it.
struct Question {
  Pool pool;
  Parameters parameters;
};

Question RandomQuestion(std::mt19937& random) {
  const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::vector<Placement> placements;
  const int size = 1 + below(9);
  for (int i = 0; i < size; ++i) {
    Placement placement = With(below(4) == 0 ? "" : base::StrCat("R", below(3)), base::StrCat("S", below(3)),
                               below(2) == 0 ? "Lolland" : "Guldborgsund");
    placement.consented = below(4) > 0;
    placement.caseworker = base::StrCat("w-", below(3));
    if (below(6) == 0) placement.exclusion = Exclusion::kShorterThanAMonth;
    placements.push_back(placement);
  }
  Question question{PoolOf(placements), {}};
  question.parameters.quotas = {{kLolland, 1 + below(3)}, {kGuldborgsund, 1 + below(3)}};
  question.parameters.seed = base::StrCat(below(100));
  question.parameters.threshold = 1 + below(3);
  question.parameters.max_per_caseworker = below(3);
  return question;
}

// The share of the universe that differs, feature by feature, from the pool itself.
int64_t RarityByHand(const Pool& pool, size_t placement) {
  int64_t micros = 0;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    if (pool.features[placement][feature] == 0) continue;
    int64_t others = 0;
    for (const FeatureValues& features : pool.features) {
      others += features[feature] != pool.features[placement][feature] ? 1 : 0;
    }
    micros += 125'000 * others / static_cast<int64_t>(pool.size());
  }
  return micros;
}

bool IsCandidate(const Pool& pool, const Parameters& parameters, size_t placement) {
  if (pool.exclusion[placement] != Exclusion::kNone) return false;
  if (pool.consented[placement]) return true;
  const auto alike = std::count(pool.features.begin(), pool.features.end(), pool.features[placement]);
  return alike >= parameters.threshold;
}

// The most that any choice within quotas and caps is worth; nothing chosen twice.
int64_t BestByHand(const Pool& pool, const Parameters& parameters) {
  int64_t best = 0;
  for (uint32_t set = 0; set < (1U << pool.size()); ++set) {
    std::map<uint16_t, int32_t> by_site;
    std::map<uint32_t, int32_t> by_worker;
    int64_t worth = 0;
    bool allowed = true;
    for (size_t i = 0; i < pool.size() && allowed; ++i) {
      if ((set >> i & 1U) == 0) continue;
      allowed = IsCandidate(pool, parameters, i);
      ++by_site[pool.site[i]];
      ++by_worker[pool.caseworker[i]];
      worth += RarityByHand(pool, i);
    }
    for (const Quota& quota : parameters.quotas) allowed = allowed && by_site[quota.site] <= quota.count;
    for (const auto& [worker, count] : by_worker) {
      allowed = allowed && (parameters.max_per_caseworker == 0 || count <= parameters.max_per_caseworker);
    }
    if (allowed) best = std::max(best, worth);
  }
  return best;
}

TEST(ExtremeTest, NoChoiceOfSmallPoolsIsWorthMore) {
  std::mt19937 random(20);
  int exact = 0;
  int capped = 0;
  for (int round = 0; round < 3000; ++round) {
    const Question question = RandomQuestion(random);
    const Selection selection = Choose(question.pool, question.parameters);
    const int64_t best = BestByHand(question.pool, question.parameters);
    std::set<size_t> distinct;
    int64_t worth = 0;
    for (const Pick& pick : selection.picks) {
      EXPECT_TRUE(IsCandidate(question.pool, question.parameters, pick.placement));
      EXPECT_TRUE(distinct.insert(pick.placement).second);
      EXPECT_EQ(pick.gain_micros, RarityByHand(question.pool, pick.placement));
      worth += pick.gain_micros;
    }
    ASSERT_EQ(selection.objective_micros, worth) << "round " << round;
    ASSERT_GE(selection.upper_bound_micros, best) << "round " << round;
    ASSERT_LE(worth, best) << "round " << round;
    if (question.parameters.max_per_caseworker == 0 || selection.exact) {
      ASSERT_EQ(worth, best) << "round " << round;
      ++exact;
    } else {
      // Greedy over two partition matroids.
      ASSERT_GE(2 * worth, best) << "round " << round;
      ++capped;
    }
  }
  EXPECT_GT(exact, 1000);
  EXPECT_GT(capped, 100);
}

TEST(ExtremeTest, TheOrderOfTheRowsChangesNothing) {
  std::mt19937 random(21);
  for (int round = 0; round < 300; ++round) {
    Question question = RandomQuestion(random);
    const Selection before = Choose(question.pool, question.parameters);
    Pool turned = question.pool;
    std::reverse(turned.features.begin(), turned.features.end());
    std::reverse(turned.site.begin(), turned.site.end());
    std::reverse(turned.caseworker.begin(), turned.caseworker.end());
    std::reverse(turned.exclusion.begin(), turned.exclusion.end());
    std::reverse(turned.days.begin(), turned.days.end());
    std::reverse(turned.consented.begin(), turned.consented.end());
    std::reverse(turned.pseudonym.begin(), turned.pseudonym.end());
    const Selection after = Choose(turned, question.parameters);
    ASSERT_EQ(before.picks.size(), after.picks.size());
    EXPECT_EQ(before.candidates_sha256, after.candidates_sha256);
    for (size_t i = 0; i < before.picks.size(); ++i) {
      EXPECT_EQ(question.pool.pseudonym[before.picks[i].placement],
                turned.pseudonym[after.picks[i].placement]);
    }
  }
}

}  // namespace
}  // namespace praksis::selection
