#include "libs/figures/difference.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"
#include "libs/figures/testing/observations.h"
#include "rapidcheck.h"

namespace praksis::figures {
namespace {

using testing::AnyObservations;
using testing::AssertNear;
using testing::kCauses;
using testing::kLastDay;

// Newcombe, Interval estimation for the difference between independent proportions, Statistics in Medicine 17
// (1998), table II, method 10 (score, without continuity correction).
TEST(ShareDifferenceTest, GivesThePublishedIntervals) {
  struct Example {
    ShareCounts first, second;
    double lower = 0, upper = 0;
  };
  for (const Example& example :
       {Example{{56, 70}, {48, 80}, 0.0524, 0.3339}, Example{{9, 10}, {3, 10}, 0.1705, 0.8090},
        Example{{6, 7}, {2, 7}, 0.0582, 0.8062}, Example{{5, 56}, {0, 29}, -0.0381, 0.1926},
        Example{{0, 10}, {0, 20}, -0.1611, 0.2775}, Example{{0, 10}, {0, 10}, -0.2775, 0.2775},
        Example{{10, 10}, {0, 20}, 0.6791, 1.0}, Example{{10, 10}, {0, 10}, 0.6075, 1.0}}) {
    const Difference difference = ShareDifference(example.first, example.second);
    EXPECT_NEAR(difference.lower, example.lower, 5.1e-5) << example.first.hits << "/" << example.first.trials;
    EXPECT_NEAR(difference.upper, example.upper, 5.1e-5) << example.first.hits << "/" << example.first.trials;
  }
}

void ExpectUnknown(const Difference& difference) {
  EXPECT_EQ(difference.value, 0);
  EXPECT_EQ(difference.lower, -1);
  EXPECT_EQ(difference.upper, 1);
}

TEST(ShareDifferenceTest, SaysNothingWithoutTrialsOnOneSide) {
  ExpectUnknown(ShareDifference({0, 0}, {0, 0}));
  ExpectUnknown(ShareDifference({5, 9}, {0, 0}));
  ExpectUnknown(ShareDifference({0, 0}, {5, 9}));
}

ShareCounts AnyShare() {
  const auto trials = *rc::gen::inRange<int64_t>(1, 60);
  return {.hits = *rc::gen::inRange<int64_t>(0, trials + 1), .trials = trials};
}

TEST(ShareDifferenceTest, LiesWithinItsIntervalAndIsTheSameReadFromEitherSide) {
  EXPECT_TRUE(rc::check([] {
    const ShareCounts some = AnyShare();
    const ShareCounts rest = AnyShare();
    const Difference difference = ShareDifference(some, rest);
    RC_ASSERT(-1 <= difference.lower && difference.lower <= difference.value);
    RC_ASSERT(difference.value <= difference.upper && difference.upper <= 1);
    const Difference turned = ShareDifference(rest, some);
    AssertNear(difference.value, -turned.value);
    AssertNear(difference.lower, -turned.upper);
    // Nor when those who did not are counted instead.
    const Difference misses =
        ShareDifference({rest.trials - rest.hits, rest.trials}, {some.trials - some.hits, some.trials});
    AssertNear(difference.value, misses.value);
    AssertNear(difference.upper, misses.upper);
  }));
}

// By week 10 of the remission data 13 of 21 patients under placebo have relapsed; of those treated a quarter,
// some of them having been censored before.
TEST(IncidenceDifferenceTest, PutsTheTwoIntervalsTogether) {
  const CumulativeIncidence treated(testing::kTreated, 1);
  const CumulativeIncidence placebo(testing::kPlacebo, 1);
  const int relapse[] = {1};
  const Probability few = treated.At(10, 1).incidence;
  const Probability many = placebo.At(10, 1).incidence;
  EXPECT_NEAR(many.value, 13.0 / 21, 1e-12);
  EXPECT_NEAR(few.value, 1 - 0.7529, 5e-5);
  const Difference difference = IncidenceDifference(placebo, treated, 10, relapse);
  EXPECT_NEAR(difference.value, many.value - few.value, 1e-15);
  EXPECT_NEAR(
      difference.lower,
      difference.value - std::sqrt(std::pow(many.value - many.lower, 2) + std::pow(few.upper - few.value, 2)),
      1e-15);
  EXPECT_NEAR(
      difference.upper,
      difference.value + std::sqrt(std::pow(many.upper - many.value, 2) + std::pow(few.value - few.lower, 2)),
      1e-15);
  EXPECT_GT(difference.lower, 0) << "the trial was stopped because the drug works";
}

TEST(IncidenceDifferenceTest, SaysNothingWithoutSubjectsOnOneSide) {
  const CumulativeIncidence nobody({}, 1);
  const CumulativeIncidence somebody(std::vector<Observation>{{2, 1, 3}, {9, 0, 4}}, 1);
  const int causes[] = {1};
  ExpectUnknown(IncidenceDifference(nobody, somebody, 9, causes));
  ExpectUnknown(IncidenceDifference(somebody, nobody, 9, causes));
  ExpectUnknown(IncidenceDifference(nobody, nobody, 9, causes));
}

TEST(IncidenceDifferenceTest, IsWideWhereOneSideHasNoEvent) {
  const CumulativeIncidence none(std::vector<Observation>{{9, 0, 50}}, 1);
  const CumulativeIncidence some(std::vector<Observation>{{2, 1, 10}, {9, 0, 40}}, 1);
  const int causes[] = {1};
  const Difference difference = IncidenceDifference(some, none, 5, causes);
  EXPECT_NEAR(difference.value, 0.2, 1e-15);
  EXPECT_LT(difference.lower, -0.7) << "nothing is known of the one side";
  EXPECT_LT(difference.upper, 0.35);
}

TEST(IncidenceDifferenceTest, LiesWithinItsIntervalAndIsTheSameReadFromEitherSide) {
  EXPECT_TRUE(rc::check([] {
    const CumulativeIncidence some(AnyObservations(true), kCauses);
    const CumulativeIncidence rest(AnyObservations(true), kCauses);
    const int32_t day = *rc::gen::inRange(0, kLastDay);
    const std::vector<int> causes = *rc::gen::element(std::vector<int>{1}, std::vector<int>{1, 3});
    const Difference difference = IncidenceDifference(some, rest, day, causes);
    RC_ASSERT(-1 <= difference.lower && difference.lower <= difference.value + 1e-12);
    RC_ASSERT(difference.value <= difference.upper + 1e-12 && difference.upper <= 1);
    const Difference turned = IncidenceDifference(rest, some, day, causes);
    AssertNear(difference.value, -turned.value);
    AssertNear(difference.lower, -turned.upper);
    AssertNear(difference.upper, -turned.lower);
  }));
}

TEST(DifferenceDeathTest, RefusesSharesAboveOneAndCausesThatOneSideDoesNotHave) {
  EXPECT_DEATH(ShareDifference({3, 2}, {1, 2}), "hits");
  const int causes[] = {2};
  EXPECT_DEATH(IncidenceDifference(CumulativeIncidence({}, 2), CumulativeIncidence({}, 1), 5, causes),
               "cause");
}

}  // namespace
}  // namespace praksis::figures
