// What follows from everything that the grid answers, and the rules by which hardly anything does.
#include "services/dashboards/between_answers.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

#include "services/dashboards/testing/made_cases.h"

namespace praksis::services {
namespace {

using testing::AttackAll;
using testing::Attacked;
using testing::MadeCases;
using testing::Of;

TEST(BetweenAnswersTest, HardlyASmallGroupFollowsFromAllAnswersTogether) {
  Attacked all;
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    MadeCases cases(Periods::kYears);
    cases.OpenSome(seed);
    const Attacked one = AttackAll(cases);
    all = {all.shown + one.shown, all.withheld + one.withheld, all.small + one.small,
           all.followed + one.followed};
  }
  RecordProperty("shown", all.shown);
  RecordProperty("withheld", all.withheld);
  RecordProperty("small", all.small);
  RecordProperty("followed", all.followed);
  EXPECT_GT(all.small, 250);
  EXPECT_GT(all.shown, all.withheld / 2);
  // One does, of 276: around several corners and periods.
  EXPECT_LE(all.followed, all.small / 100);
}

TEST(BetweenAnswersTest, WithoutItMostFollow) {
  MadeCases cases(Periods::kFree);
  cases.OpenSome(1);
  const Attacked all = AttackAll(cases);
  EXPECT_GT(all.followed, all.small / 2);
}

TEST(BetweenAnswersTest, TheSmallestMunicipalityIsWithheldBesideASmallOne) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 40);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Open("DK-376", "YOUTH", 2024, 3);
  EXPECT_EQ(cases.Opened(Of({})), 63);
  EXPECT_EQ(cases.Opened(Of({"DK-147"})), 40);
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"DK-376"})), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"DK-147", "DK-360"})), std::nullopt);
}

TEST(BetweenAnswersTest, TwoThatAreSmallHideEachOther) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 40);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Open("DK-376", "YOUTH", 2024, 3);
  cases.Open("SE-0482", "YOUTH", 2024, 3);
  EXPECT_EQ(cases.Opened(Of({"DK-147"})), 40);
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), 20);
  EXPECT_EQ(cases.Opened(Of({"DK-147", "DK-360"})), 60);
}

TEST(BetweenAnswersTest, TwoThatAreSmallTogetherTakeAThird) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 40);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Open("DK-376", "YOUTH", 2024, 1);
  cases.Open("SE-0482", "YOUTH", 2024, 2);
  EXPECT_EQ(cases.Opened(Of({"DK-147"})), 40);
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), std::nullopt);
}

TEST(BetweenAnswersTest, APeriodDoesNotEndBesideASmallYear) {
  MadeCases cases(Periods::kYears);
  for (const int year : {2021, 2022, 2024, 2025}) cases.Open("DK-147", "YOUTH", year, 30);
  cases.Open("DK-147", "YOUTH", 2023, 2);
  EXPECT_EQ(cases.Opened(Of({})), 122);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2021)), 30);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2022)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2023)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2024)), 92);
  EXPECT_EQ(cases.Opened(Of({}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, 2025)), 30);
}

TEST(BetweenAnswersTest, YearsInWhichNobodyWasArePassedOver) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2021, 2);
  cases.Open("DK-147", "YOUTH", 2024, 30);
  cases.Open("DK-147", "YOUTH", 2025, 30);
  EXPECT_EQ(cases.Opened(Of({})), 62);
  // From 2022 or 2023 on there are 60: the two would follow.
  EXPECT_EQ(cases.Opened(Of({}, 2022)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, 2025)), 30);
}

TEST(BetweenAnswersTest, ANumberThatIsNoneInAYearIsPassedOverThere) {
  constexpr auto kStarted = readmodels::FunnelStage::kStarted;
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2021, 32, 2);
  cases.Open("DK-147", "YOUTH", 2022, 30);
  cases.Open("DK-147", "YOUTH", 2024, 60, 30);
  EXPECT_EQ(cases.Reached(kStarted, Of({})), 32);
  EXPECT_EQ(cases.Opened(Of({}, 2023)), 60);
  // From 2022 or 2023 on there are 30: the two would follow.
  EXPECT_EQ(cases.Reached(kStarted, Of({}, 2022)), std::nullopt);
  EXPECT_EQ(cases.Reached(kStarted, Of({}, 2023)), std::nullopt);
}

TEST(BetweenAnswersTest, WhoIsWithheldInAYearIsWithheldInAllTimeBeforeASmallerOne) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 3);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Open("DK-376", "YOUTH", 2024, 10);
  cases.Open("DK-376", "YOUTH", 2025, 30);
  // In 2024 the third hides the first. With the second, which is the smaller one in all time, all of whom are
  // of 2024, the three of the first would follow: 63 less 40 less 20.
  EXPECT_EQ(cases.Opened(Of({"DK-360"}, {}, 2024)), 20);
  EXPECT_EQ(cases.Opened(Of({"DK-376"}, {}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), 20);
  EXPECT_EQ(cases.Opened(Of({"DK-376"})), std::nullopt);
}

}  // namespace
}  // namespace praksis::services
