#include "libs/selection/selection.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/selection/testing/pools.h"

namespace praksis::selection {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kGuldborgsund;
using testing::kLolland;
using testing::Placement;
using testing::PoolOf;
using ::testing::SizeIs;

// Reason in the citizen's and the job centre's words, and the section; the rest is equal.
Placement Interrupted(std::string reason, std::string section) {
  Placement placement;
  placement.features = {reason,        "", reason, "28-55", section, "TRAINEESHIP", "ACTIVITY_READY",
                        "NOT_ASSESSED"};
  return placement;
}

Placement At(std::string site, Placement placement) {
  placement.site = std::move(site);
  return placement;
}

Placement WithoutConsent(Placement placement) {
  placement.consented = false;
  return placement;
}

Placement Of(std::string caseworker, Placement placement) {
  placement.caseworker = std::move(caseworker);
  return placement;
}

Placement Short(int32_t days, Placement placement) {
  placement.exclusion = Exclusion::kRanTooShort;
  placement.days = days;
  placement.months = static_cast<uint8_t>(days / 31);
  return placement;
}

Parameters Quotas(std::vector<Quota> quotas) {
  Parameters parameters;
  parameters.quotas = std::move(quotas);
  parameters.seed = "test";
  return parameters;
}

Selection Choose(const Pool& pool, const Parameters& parameters) {
  absl::StatusOr<Selection> selection = SelectCases(pool, parameters);
  EXPECT_TRUE(selection.ok()) << selection.status();
  return selection.ok() ? *std::move(selection) : Selection{};
}

std::vector<size_t> Placements(const Selection& selection) {
  std::vector<size_t> placements;
  for (const Pick& pick : selection.picks) placements.push_back(pick.placement);
  return placements;
}

TEST(SelectCasesTest, FirstChoosesTheCaseThatStandsForMostThenTheMostDifferent) {
  // Given four dropped out for transport in care, and one for illness in building.
  const Pool pool =
      PoolOf({Interrupted("TRANSPORT", "Q"), Interrupted("ILLNESS", "F"), Interrupted("TRANSPORT", "Q"),
              Interrupted("TRANSPORT", "Q"), Interrupted("TRANSPORT", "Q")});
  // When two are to be chosen.
  const Selection selection = Choose(pool, Quotas({{kLolland, 2}}));
  // Then one of the four comes first, and the other one second.
  ASSERT_THAT(selection.picks, SizeIs(2));
  EXPECT_NE(selection.picks[0].placement, 1u);
  EXPECT_EQ(selection.picks[0].stands_for, 4);
  EXPECT_EQ(selection.picks[1].placement, 1u);
  EXPECT_EQ(selection.picks[1].stands_for, 1);
  // Everything known of it but reasons and section had been shown.
  EXPECT_THAT(selection.picks[1].newly_shows,
              ElementsAre(Feature::kReasonCitizen, Feature::kReasonJobCentre, Feature::kIndustrySection));
  EXPECT_TRUE(selection.exact);
  EXPECT_EQ(selection.objective_micros, selection.upper_bound_micros);
  // Seven of eight features are known of each, and all are covered.
  EXPECT_EQ(selection.coverage_permille, 875);
}

TEST(SelectCasesTest, ObjectiveIsTheFormula) {
  const Pool pool =
      PoolOf({Interrupted("TRANSPORT", "Q"), Interrupted("TRANSPORT", "Q"), Interrupted("ILLNESS", "F")});
  const Selection selection = Choose(pool, Quotas({{kLolland, 1}}));
  // The pick agrees with itself and its twin in 7 of 8 features, with the third in 4; 7 of the 10 values that
  // occur are shown, at lambda * n / V = 0.5 * 3 / 10 each.
  EXPECT_EQ(selection.objective_micros, (7 + 7 + 4) * 125'000 + 7 * 150'000);
  EXPECT_EQ(selection.picks[0].gain_micros, selection.objective_micros);
}

TEST(SelectCasesTest, FillsEachSitesQuotaFromThatSite) {
  std::vector<Placement> placements;
  for (const char* reason : {"TRANSPORT", "ILLNESS", "NO_SHOW", "PHYSICAL", "OTHER"}) {
    for (const char* section : {"A", "B", "C"}) {
      placements.push_back(At("Lolland", Interrupted(reason, section)));
      placements.push_back(At("Guldborgsund", Interrupted(reason, section)));
      placements.push_back(At("Odder", Interrupted(reason, section)));
    }
  }
  const Pool pool = PoolOf(placements);
  const Selection selection = Choose(pool, Quotas({{kGuldborgsund, 5}, {kLolland, 3}}));
  std::map<uint16_t, int> chosen;
  std::set<size_t> distinct;
  for (const Pick& pick : selection.picks) {
    ++chosen[pool.site[pick.placement]];
    distinct.insert(pick.placement);
  }
  EXPECT_THAT(chosen, ElementsAre(std::pair(kLolland, 3), std::pair(kGuldborgsund, 5)));
  EXPECT_THAT(distinct, SizeIs(8));
  ASSERT_THAT(selection.sites, SizeIs(2));
  EXPECT_EQ(selection.sites[0].site, kGuldborgsund);
  EXPECT_EQ(selection.sites[0].universe, 15);
  EXPECT_EQ(selection.sites[0].candidates, 15);
  EXPECT_EQ(selection.sites[0].quota, 5);
  EXPECT_EQ(selection.sites[0].chosen, 5);
  EXPECT_THAT(selection.sites[0].relaxations, IsEmpty());
  EXPECT_EQ(selection.sites[1].chosen, 3);
}

TEST(SelectCasesTest, CountsWhyPlacementsCannotBeChosen) {
  Placement erased = Interrupted("ILLNESS", "Q");
  erased.exclusion = Exclusion::kCaseUnavailable;
  const std::vector<Placement> placements = {
      Interrupted("TRANSPORT", "Q"),                             // a candidate
      Short(30, Interrupted("TRANSPORT", "Q")),                  // a day less than a month
      WithoutConsent(Short(10, Interrupted("TRANSPORT", "Q"))),  // counted under the first reason
      WithoutConsent(Interrupted("TRANSPORT", "F")),             // nobody like it
      erased,
      At("Guldborgsund", WithoutConsent(Interrupted("NO_SHOW", "F"))),
  };
  Parameters parameters = Quotas({{kLolland, 1}});
  Selection selection = Choose(PoolOf(placements), parameters);
  EXPECT_EQ(selection.sites[0].universe, 5);
  EXPECT_EQ(selection.sites[0].candidates, 1);
  EXPECT_THAT(selection.sites[0].excluded, ElementsAre(0, 2, 1, 0, 1, 0, 0));
  EXPECT_THAT(Placements(selection), ElementsAre(0));

  parameters.consented_only = true;
  selection = Choose(PoolOf(placements), parameters);
  EXPECT_THAT(selection.sites[0].excluded, ElementsAre(0, 2, 0, 1, 1, 0, 0));
}

TEST(SelectCasesTest, WithoutConsentOnlyAnonymisedAndOnlyOneOfAtLeastKAlike) {
  std::vector<Placement> placements;
  for (int i = 0; i < 4; ++i) placements.push_back(WithoutConsent(Interrupted("NO_SHOW", "Q")));
  Parameters parameters = Quotas({{kLolland, 1}});
  EXPECT_THAT(Choose(PoolOf(placements), parameters).picks, IsEmpty()) << "four are not five";

  // The fifth may be anywhere in the universe, and too short itself.
  placements.push_back(At("Guldborgsund", Short(3, Interrupted("NO_SHOW", "Q"))));
  const Selection selection = Choose(PoolOf(placements), parameters);
  ASSERT_THAT(selection.picks, SizeIs(1));
  EXPECT_TRUE(selection.picks[0].anonymised);

  parameters.consented_only = true;
  EXPECT_THAT(Choose(PoolOf(placements), parameters).picks, IsEmpty());
  parameters.consented_only = false;
  parameters.threshold = 6;
  EXPECT_THAT(Choose(PoolOf(placements), parameters).picks, IsEmpty());
}

TEST(SelectCasesTest, PrefersWhoConsentedAmongEquals) {
  std::vector<Placement> placements;
  for (int i = 0; i < 9; ++i) placements.push_back(WithoutConsent(Interrupted("NO_SHOW", "Q")));
  placements.push_back(Interrupted("NO_SHOW", "Q"));
  for (const char* seed : {"a", "b", "c", "d"}) {
    Parameters parameters = Quotas({{kLolland, 2}});
    parameters.seed = seed;
    const Selection selection = Choose(PoolOf(placements), parameters);
    ASSERT_THAT(selection.picks, SizeIs(2));
    EXPECT_EQ(selection.picks[0].placement, 9u);
    EXPECT_FALSE(selection.picks[0].anonymised);
    EXPECT_TRUE(selection.picks[1].anonymised);
  }
}

TEST(SelectCasesTest, BreaksTiesByTheDigestOfSeedAndPseudonym) {
  std::vector<Placement> placements(6, Interrupted("NO_SHOW", "Q"));
  const Pool pool = PoolOf(placements);
  std::set<size_t> first_picks;
  for (const char* seed : {"", "1", "2", "3", "4", "5", "6", "7"}) {
    Parameters parameters = Quotas({{kLolland, 3}});
    parameters.seed = seed;
    std::vector<std::pair<std::string, size_t>> by_digest;
    for (size_t i = 0; i < pool.size(); ++i) {
      std::string text = seed;
      base::AppendBigEndian64(pool.pseudonym[i], text);
      by_digest.emplace_back(base::Sha256(text), i);
    }
    std::sort(by_digest.begin(), by_digest.end());
    const Selection selection = Choose(pool, parameters);
    EXPECT_THAT(Placements(selection),
                ElementsAre(by_digest[0].second, by_digest[1].second, by_digest[2].second));
    EXPECT_EQ(selection.picks[0].runner_up, by_digest[1].second);
    EXPECT_EQ(selection.picks[0].runner_up_distance_micros, 0);
    EXPECT_EQ(selection.picks[1].gain_micros, 0);
    EXPECT_EQ(selection.picks[1].stands_for, 0);
    first_picks.insert(selection.picks[0].placement);
  }
  EXPECT_GT(first_picks.size(), 1u) << "the seed matters";
}

TEST(SelectCasesTest, BreaksTiesBetweenClassesLikewise) {
  // Thirty cases with nothing in common: each stands for itself alone.
  std::vector<Placement> placements(30);
  for (size_t i = 0; i < placements.size(); ++i) {
    for (std::string& value : placements[i].features) value = std::to_string(i);
  }
  const Pool pool = PoolOf(placements);
  std::vector<std::pair<std::string, size_t>> by_digest;
  for (size_t i = 0; i < pool.size(); ++i) {
    std::string text = "test";
    base::AppendBigEndian64(pool.pseudonym[i], text);
    by_digest.emplace_back(base::Sha256(text), i);
  }
  std::sort(by_digest.begin(), by_digest.end());
  const Selection selection = Choose(pool, Quotas({{kLolland, 4}}));
  ASSERT_THAT(selection.picks, SizeIs(4));
  for (size_t i = 0; i < selection.picks.size(); ++i) {
    EXPECT_EQ(selection.picks[i].placement, by_digest[i].second);
    EXPECT_EQ(selection.picks[i].runner_up, by_digest[i + 1].second);
  }
}

TEST(SelectCasesTest, NamesTheRunnerUpOfTheSameSiteAndItsDistance) {
  const Pool pool = PoolOf({Interrupted("TRANSPORT", "Q"), Interrupted("TRANSPORT", "Q"),
                            Interrupted("ILLNESS", "F"), At("Guldborgsund", Interrupted("ILLNESS", "Q"))});
  Parameters parameters = Quotas({{kLolland, 1}});
  parameters.consented_only = true;
  Pool one_each = pool;
  one_each.consented[1] = false;
  const Selection selection = Choose(one_each, parameters);
  ASSERT_THAT(Placements(selection), ElementsAre(0));
  EXPECT_EQ(selection.picks[0].runner_up, 2u);
  // As against placement 2: 7 + 7 + 4 + 5 agreements to 4 + 4 + 7 + 6; values shown alike.
  EXPECT_EQ(selection.picks[0].runner_up_distance_micros, 2 * 125'000);
}

TEST(SelectCasesTest, HasNoRunnerUpWhereThereIsNobodyElse) {
  const Selection selection =
      Choose(PoolOf({Interrupted("TRANSPORT", "Q"), At("Guldborgsund", Interrupted("ILLNESS", "F"))}),
             Quotas({{kLolland, 1}, {kGuldborgsund, 1}}));
  ASSERT_THAT(selection.picks, SizeIs(2));
  for (const Pick& pick : selection.picks) {
    EXPECT_EQ(pick.runner_up, pick.placement);
    EXPECT_EQ(pick.runner_up_distance_micros, 0);
  }
}

TEST(SelectCasesTest, TakesNoMoreOfACaseworkerThanTheCapAllows) {
  const Pool pool = PoolOf(
      {Of("cw-1", Interrupted("TRANSPORT", "A")), Of("cw-1", Interrupted("ILLNESS", "B")),
       Of("cw-1", At("Guldborgsund", Interrupted("NO_SHOW", "C"))), Of("cw-2", Interrupted("TRANSPORT", "A")),
       Of("", Interrupted("OTHER", "D")), Of("", Interrupted("PHYSICAL", "E"))});
  Parameters parameters = Quotas({{kLolland, 4}, {kGuldborgsund, 1}});
  parameters.max_per_caseworker = 1;
  const Selection selection = Choose(pool, parameters);
  std::map<std::string, int> chosen;
  for (const Pick& pick : selection.picks) ++chosen[pool.caseworkers[pool.caseworker[pick.placement]]];
  // Nobody's cases are not capped.
  EXPECT_THAT(chosen, ElementsAre(std::pair("", 2), std::pair("cw-1", 1), std::pair("cw-2", 1)));
  // One quota is left unfilled, and the answer says what would help.
  const SiteReport& guldborgsund = selection.sites[1];
  const SiteReport& lolland = selection.sites[0];
  EXPECT_EQ(guldborgsund.chosen + lolland.chosen, 4);
  for (const SiteReport& site : selection.sites) {
    if (site.chosen == site.quota) continue;
    ASSERT_THAT(site.relaxations, SizeIs(1));
    EXPECT_EQ(site.relaxations[0].criterion, "no cap per caseworker");
    EXPECT_EQ(site.relaxations[0].adds, 1);
  }
}

TEST(SelectCasesTest, SaysWhatRelaxationsWouldGiveWhereFewerQualifyThanTheQuotaAsks) {
  std::vector<Placement> placements = {Interrupted("TRANSPORT", "Q")};
  for (int i = 0; i < 5; ++i) placements.push_back(WithoutConsent(Interrupted("NO_SHOW", "Q")));
  placements.push_back(WithoutConsent(Interrupted("ILLNESS", "A")));
  placements.push_back(Short(28, Interrupted("TRANSPORT", "A")));
  placements.push_back(Short(24, Interrupted("TRANSPORT", "B")));
  placements.push_back(Short(15, Interrupted("TRANSPORT", "C")));
  placements.push_back(Short(2, Interrupted("TRANSPORT", "D")));
  placements.push_back(WithoutConsent(Short(25, Interrupted("TRANSPORT", "E"))));
  Parameters parameters = Quotas({{kLolland, 5}});
  parameters.consented_only = true;
  const Selection selection = Choose(PoolOf(placements), parameters);
  EXPECT_EQ(selection.sites[0].candidates, 1);
  EXPECT_EQ(selection.sites[0].chosen, 1);
  std::vector<std::pair<std::string, int64_t>> relaxations;
  for (const SiteReport::Relaxation& relaxation : selection.sites[0].relaxations) {
    relaxations.emplace_back(relaxation.criterion, relaxation.adds);
  }
  EXPECT_THAT(
      relaxations,
      ElementsAre(std::pair("consent of those who have not given it", 6),
                  std::pair("anonymised interviews", 5), std::pair("runs of at least 0 days", 4),
                  std::pair("runs of at least 14 days", 3), std::pair("runs of at least 21 days", 2)));
}

TEST(SelectCasesTest, RelaxationsAddWhatTheySay) {
  std::vector<Placement> placements = {Interrupted("TRANSPORT", "Q"),
                                       Short(24, Interrupted("TRANSPORT", "B")),
                                       Short(3, Interrupted("NO_SHOW", "B"))};
  for (int i = 0; i < 5; ++i) placements.push_back(WithoutConsent(Interrupted("NO_SHOW", "Q")));
  Parameters parameters = Quotas({{kLolland, 8}});
  parameters.consented_only = true;
  const Selection before = Choose(PoolOf(placements), parameters);
  for (const SiteReport::Relaxation& relaxation : before.sites[0].relaxations) {
    Parameters relaxed = parameters;
    std::vector<Placement> changed = placements;
    if (relaxation.criterion == "anonymised interviews") relaxed.consented_only = false;
    for (Placement& placement : changed) {
      if (relaxation.criterion == "runs of at least 21 days" && placement.days >= 21) {
        placement.exclusion = Exclusion::kNone;
      }
      if (relaxation.criterion == "runs of at least 0 days") placement.exclusion = Exclusion::kNone;
      if (relaxation.criterion == "consent of those who have not given it") placement.consented = true;
    }
    EXPECT_EQ(Choose(PoolOf(changed), relaxed).sites[0].candidates,
              before.sites[0].candidates + relaxation.adds)
        << relaxation.criterion;
  }
  EXPECT_THAT(before.sites[0].relaxations, SizeIs(4));
}

TEST(SelectCasesTest, RelaxationsOfMonthsAndFiltersAddWhatTheySay) {
  // Six months were asked for, and trade or building.
  std::vector<Placement> placements = {Interrupted("TRANSPORT", "G"),
                                       Interrupted("ILLNESS", "Q"),
                                       Interrupted("NO_SHOW", ""),
                                       Short(100, Interrupted("ILLNESS", "F")),
                                       Short(40, Interrupted("ILLNESS", "G")),
                                       Short(5, Interrupted("NO_SHOW", "F")),
                                       Short(100, Interrupted("NO_SHOW", "Q"))};
  Placement two_filters = Interrupted("PHYSICAL", "Q");
  two_filters.features[5] = "HYBRID";
  placements.push_back(two_filters);
  Parameters parameters = Quotas({{kLolland, 8}});
  parameters.filters = {{.feature = Feature::kIndustrySection, .values = {"G", "F"}},
                        {.feature = Feature::kPlacementType, .values = {"TRAINEESHIP"}}};
  const Selection before = Choose(PoolOf(placements), parameters);
  EXPECT_EQ(before.sites[0].candidates, 1);
  EXPECT_EQ(before.sites[0].universe, 8);
  EXPECT_THAT(before.sites[0].excluded, ElementsAre(0, 4, 0, 0, 0, 0, 3));
  std::vector<std::string> criteria;
  for (const SiteReport::Relaxation& relaxation : before.sites[0].relaxations) {
    criteria.push_back(relaxation.criterion);
    Parameters relaxed = parameters;
    std::vector<Placement> changed = placements;
    if (relaxation.kind == SiteReport::Relaxation::Kind::kNoFilter) {
      std::erase_if(relaxed.filters,
                    [&](const Filter& filter) { return filter.feature == relaxation.feature; });
    }
    for (Placement& placement : changed) {
      if (relaxation.months && placement.months >= *relaxation.months) placement.exclusion = Exclusion::kNone;
    }
    EXPECT_EQ(Choose(PoolOf(changed), relaxed).sites[0].candidates,
              before.sites[0].candidates + relaxation.adds)
        << relaxation.criterion;
  }
  EXPECT_THAT(criteria, ElementsAre("runs of at least 0 days", "runs of at least 1 calendar month",
                                    "any industry section", "runs of at least 3 calendar months"));
}

TEST(SelectCasesTest, AFeatureThatWeighsMoreDecides) {
  // Given three of one section who left for different reasons, and two of one reason.
  const Pool pool =
      PoolOf({Interrupted("TRANSPORT", "Q"), Interrupted("ILLNESS", "Q"), Interrupted("PHYSICAL", "Q"),
              Interrupted("NO_SHOW", "F"), Interrupted("NO_SHOW", "G")});
  Parameters parameters = Quotas({{kLolland, 1}});
  parameters.lambda_permille = 0;
  // When reasons count, then one of the two stands for most.
  parameters.weights_permille[static_cast<size_t>(Feature::kReasonCitizen)] = 5000;
  EXPECT_GE(Choose(pool, parameters).picks[0].placement, 3u);
  // When the section counts instead, then one of the three.
  parameters.weights_permille = {0, 0, 0, 0, 1000, 0, 0, 0};
  const Selection by_section = Choose(pool, parameters);
  EXPECT_LT(by_section.picks[0].placement, 3u);
  EXPECT_EQ(by_section.objective_micros, 3'000'000);
  EXPECT_EQ(by_section.coverage_permille, 600);
  EXPECT_THAT(by_section.picks[0].newly_shows, ElementsAre(Feature::kIndustrySection))
      << "the rest is left out";
  // When nothing counts, it is refused.
  parameters.weights_permille = {};
  EXPECT_THAT(base::ViolatedFields(SelectCases(pool, parameters).status()), ElementsAre("weights"));
}

TEST(SelectCasesTest, HalfOfTheWeightIsHalfWhereItIsRounded) {
  // Six parts, of 166,666 each.
  Parameters parameters;
  parameters.quotas = {{.site = testing::kLolland, .count = 1}};
  parameters.weights_permille = {2000, 1000, 1000, 1000, 1000, 0, 0, 0};
  std::vector<Placement> placements(3);
  placements[0].features = {"A", "A", "A", "A", "A"};
  placements[1].features = {"A", "A", "B", "B", "B"};
  placements[2].features = {"A", "B", "C", "C", "C"};
  placements[1].consented = placements[2].consented = false;
  const absl::StatusOr<Selection> selection = SelectCases(PoolOf(placements), parameters);
  ASSERT_TRUE(selection.ok()) << selection.status();
  ASSERT_EQ(selection->uncovered.size(), 1u);
  EXPECT_EQ(selection->uncovered[0].features[1], 2);
}

// The first search sees what resembles its first pick, and nothing else.
TEST(SelectCasesTest, WhatIsCutShortAndProvesLessThanAHalfIsChosenAnew) {
  std::vector<Placement> placements;
  for (int i = 0; i < 20; ++i) {
    Placement& placement = placements.emplace_back();
    placement.features.fill("A");
    placement.features[7] = "A" + std::to_string(i);
  }
  for (const char* value : {"B", "C", "D"}) {
    for (int i = 0; i < 15; ++i) placements.emplace_back().features.fill(value);
  }
  Parameters parameters;
  parameters.quotas = {{.site = testing::kLolland, .count = 3}};
  parameters.lambda_permille = 0;
  parameters.exact_classes = 0;
  parameters.max_visits = 0;
  parameters.least_batches = 0;
  const absl::StatusOr<Selection> selection = SelectCases(PoolOf(placements), parameters);
  ASSERT_TRUE(selection.ok()) << selection.status();
  EXPECT_EQ(selection->picks_cut_short, 0);
  EXPECT_EQ(selection->objective_micros, 125'000 * (20 * 7 + 1 + 2 * 15 * 8));
  EXPECT_GE(2 * selection->objective_micros, selection->upper_bound_micros);
}

// Placements whose features are drawn evenly and apart from each other, of 20 values each: bounds tell
// nothing.
Pool PoolOfNoise(size_t placements) {
  Pool pool;
  pool.sites = {"Lolland"};
  pool.caseworkers = {""};
  for (std::vector<std::string>& names : pool.values) {
    names = {""};
    for (char value = 'A'; value < 'A' + 20; ++value) names.emplace_back(1, value);
  }
  uint32_t state = 1;
  for (size_t i = 0; i < placements; ++i) {
    for (uint8_t& value : pool.features.emplace_back()) {
      state = state * 1'664'525 + 1'013'904'223;
      value = static_cast<uint8_t>(1 + (state >> 16) % 20);
    }
    pool.pseudonym.push_back(i);
  }
  pool.site.resize(placements);
  pool.caseworker.resize(placements);
  pool.exclusion.resize(placements, Exclusion::kNone);
  pool.days.resize(placements, 60);
  pool.months.resize(placements, 1);
  pool.consented.resize(placements, true);
  return pool;
}

TEST(SelectCasesTest, AChoiceThatNobodyWaitsForEnds) {
  const Pool pool = PoolOfNoise(20'000);
  const absl::Status gone = absl::CancelledError("gone");
  for (const Mode mode : {Mode::kCoverage, Mode::kExtreme}) {
    Parameters parameters = Quotas({{kLolland, 3}});
    parameters.mode = mode;
    // Asked at each of the three picks, and within a search.
    parameters.max_visits = 0;
    int64_t asked = 0;
    const absl::StatusOr<Selection> waited_for = SelectCases(pool, parameters, nullptr, [&] {
      ++asked;
      return absl::OkStatus();
    });
    ASSERT_TRUE(waited_for.ok()) << waited_for.status();
    EXPECT_GE(asked, mode == Mode::kCoverage ? 10 : 3);
    const Selection unasked = Choose(pool, parameters);
    EXPECT_EQ(Placements(*waited_for), Placements(unasked));
    EXPECT_EQ(waited_for->upper_bound_micros, unasked.upper_bound_micros);
    EXPECT_EQ(waited_for->picks_cut_short, unasked.picks_cut_short);
    for (const int64_t ends_at : {int64_t{1}, asked / 2, asked}) {
      int64_t times = 0;
      const absl::StatusOr<Selection> ended =
          SelectCases(pool, parameters, nullptr, [&] { return ++times < ends_at ? absl::OkStatus() : gone; });
      EXPECT_EQ(ended.status(), gone) << ends_at << " of " << asked;
      EXPECT_EQ(times, ends_at) << "asked again";
    }
  }
}

// What was recorded is compared with what is chosen again: the number says whether both mean the same.
TEST(SelectCasesTest, TheRevisionChangesWhereAChoiceMay) {
  Parameters parameters;
  Selection selection;
  EXPECT_EQ(AlgorithmRevision(parameters, selection), 2);
  parameters.weights_permille.fill(300);
  EXPECT_EQ(AlgorithmRevision(parameters, selection), 2);
  parameters.mode = Mode::kMatchedPair;
  EXPECT_EQ(AlgorithmRevision(parameters, selection), 3);
  parameters.weights_permille[2] = 301;
  EXPECT_EQ(AlgorithmRevision(parameters, selection), 4);
  selection.limited = true;
  EXPECT_EQ(AlgorithmRevision(parameters, selection), 5);
}

TEST(SelectCasesTest, WeightsThatAreAllEqualChangeNothing) {
  const Pool pool =
      PoolOf({Interrupted("TRANSPORT", "Q"), Interrupted("ILLNESS", "Q"), Interrupted("NO_SHOW", "F")});
  Parameters parameters = Quotas({{kLolland, 2}});
  const Selection usual = Choose(pool, parameters);
  parameters.weights_permille.fill(300);
  const Selection other = Choose(pool, parameters);
  EXPECT_EQ(usual.objective_micros, other.objective_micros);
  EXPECT_EQ(Placements(usual), Placements(other));
}

TEST(SelectCasesTest, FiltersAdmitSomeValuesOfEachFeatureOnce) {
  const Pool pool = PoolOf({Interrupted("TRANSPORT", "Q")});
  Parameters parameters = Quotas({{kLolland, 1}});
  parameters.filters = {{.feature = Feature::kTargetGroup, .values = {"NOBODYS"}}};
  EXPECT_EQ(Choose(pool, parameters).sites[0].candidates, 0) << "a value that nobody has admits nobody";
  parameters.filters = {{.feature = Feature::kTargetGroup, .values = {}},
                        {.feature = Feature::kTargetGroup, .values = {"ACTIVITY_READY"}}};
  EXPECT_THAT(base::ViolatedFields(SelectCases(pool, parameters).status()),
              ElementsAre("filters.values", "filters.feature"));
}

TEST(SelectCasesTest, NamesLargeClassesThatNoPickResembles) {
  Placement other;
  other.site = "Odder";
  other.features = {"PHYSICAL", "PHYSICAL", "PHYSICAL", "182+", "F", "WAGE_SUBSIDY", "JOB_READY", "RISING"};
  std::vector<Placement> placements(6, other);
  placements.push_back(Interrupted("TRANSPORT", "Q"));
  Placement alike = other;
  alike.features = {"TRANSPORT", "", "TRANSPORT", "28-55", "Q", "HYBRID", "JOB_READY", "RISING"};
  placements.push_back(alike);
  const Pool pool = PoolOf(placements);
  const Selection selection = Choose(pool, Quotas({{kLolland, 1}}));
  ASSERT_THAT(selection.uncovered, SizeIs(1));
  EXPECT_EQ(selection.uncovered[0].placements, 6);
  EXPECT_EQ(selection.uncovered[0].features, pool.features[0]);
  EXPECT_EQ(selection.picks[0].stands_for, 2);
}

TEST(SelectCasesTest, WithoutLambdaDifferenceCountsForNothing) {
  // A third kind of case is unlike everything else, but nobody is like it.
  std::vector<Placement> placements;
  for (int i = 0; i < 10; ++i) placements.push_back(Interrupted("TRANSPORT", "Q"));
  for (int i = 0; i < 10; ++i) placements.push_back(Interrupted("ILLNESS", "Q"));
  Placement odd;
  odd.features = {"PHYSICAL", "PHYSICAL", "PHYSICAL", "182+", "F", "WAGE_SUBSIDY", "JOB_READY", "RISING"};
  placements.push_back(odd);
  Parameters parameters = Quotas({{kLolland, 2}});
  parameters.lambda_permille = 0;
  EXPECT_THAT(Placements(Choose(PoolOf(placements), parameters)), ::testing::Not(::testing::Contains(20u)));
  parameters.lambda_permille = 1000;
  EXPECT_THAT(Placements(Choose(PoolOf(placements), parameters)), ::testing::Contains(20u));
}

TEST(SelectCasesTest, AnswersForAnEmptyUniverse) {
  const Selection selection = Choose(PoolOf({}), Quotas({{kLolland, 5}}));
  EXPECT_THAT(selection.picks, IsEmpty());
  EXPECT_EQ(selection.objective_micros, 0);
  EXPECT_EQ(selection.upper_bound_micros, 0);
  EXPECT_THAT(selection.candidates_sha256, SizeIs(64));
}

// The stored hash must mean the same for ever: a change of its grammar needs a new AlgorithmRevision.
TEST(SelectCasesTest, HashesTheCandidatesAsBefore) {
  std::vector<Placement> placements = {Interrupted("TRANSPORT", "Q"), Interrupted("ILLNESS", "F")};
  placements[0].pseudonym = 0x0102030405060708;
  placements[1].pseudonym = 0x0102030405060707;
  EXPECT_EQ(Choose(PoolOf(placements), Quotas({{kLolland, 1}})).candidates_sha256,
            "1e46e2211214b96dbdcf56de979aa06a7b64db5e49701d1dbae2e96eb5530133");
}

TEST(SelectCasesTest, HashesWhatTheCandidatesAre) {
  const std::vector<Placement> placements = {Interrupted("TRANSPORT", "Q"), Interrupted("ILLNESS", "F"),
                                             At("Odder", Interrupted("ILLNESS", "F"))};
  const Parameters parameters = Quotas({{kLolland, 1}});
  const std::string hash = Choose(PoolOf(placements), parameters).candidates_sha256;
  auto changed = placements;
  changed[1].features[4] = "Q";
  EXPECT_NE(Choose(PoolOf(changed), parameters).candidates_sha256, hash);
  changed = placements;
  changed[1].pseudonym = 77;
  EXPECT_NE(Choose(PoolOf(changed), parameters).candidates_sha256, hash);
  changed = placements;
  changed[2].pseudonym = 77;
  EXPECT_EQ(Choose(PoolOf(changed), parameters).candidates_sha256, hash) << "no candidate";
}

TEST(SelectCasesTest, RefusesWhatContradictsItselfAllAtOnce) {
  Pool pool = PoolOf({Interrupted("TRANSPORT", "Q")});
  Parameters parameters = Quotas({{kLolland, 0}, {kLolland, 1}, {9, 1}});
  parameters.lambda_permille = -1;
  pool.days.clear();
  const absl::Status status = SelectCases(pool, parameters).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(base::ViolatedFields(status),
              ElementsAre("pool.days", "quotas.count", "quotas.site", "quotas.site", "lambda_permille"));
}

TEST(SelectCasesTest, RefusesRowsThatReferToNothing) {
  const Parameters parameters = Quotas({{kLolland, 1}});
  Pool pool = PoolOf({Interrupted("TRANSPORT", "Q"), Interrupted("ILLNESS", "F")});
  Pool broken = pool;
  broken.features[1][4] = 3;
  EXPECT_EQ(base::BadRequestOf(SelectCases(broken, parameters).status()).field_violations(0).field(),
            "pool.features[4]");
  broken = pool;
  broken.site[1] = 2;
  EXPECT_EQ(base::BadRequestOf(SelectCases(broken, parameters).status()).field_violations(0).field(),
            "pool.site");
  broken = pool;
  broken.exclusion[0] = Exclusion::kNoConsent;
  EXPECT_EQ(base::BadRequestOf(SelectCases(broken, parameters).status()).field_violations(0).field(),
            "pool.exclusion");
  broken = pool;
  broken.pseudonym[1] = broken.pseudonym[0];
  EXPECT_EQ(base::BadRequestOf(SelectCases(broken, parameters).status()).field_violations(0).field(),
            "pool.pseudonym");
  EXPECT_FALSE(SelectCases(pool, Parameters{}).ok()) << "no quota";
}

}  // namespace
}  // namespace praksis::selection
