#include "libs/figures/paired.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <array>
#include <vector>

namespace praksis::figures {
namespace {

// Newcombe, Improved confidence intervals for the difference between binomial proportions based on paired
// data, Statistics in Medicine 17 (1998), method 10.
TEST(PairedShareDifference, GivesThePublishedIntervals) {
  const Difference uncorrelated =
      PairedShareDifference({.both = 36, .first_only = 2, .second_only = 12, .neither = 0});
  EXPECT_NEAR(uncorrelated.value, 0.2, 1e-12);
  EXPECT_NEAR(uncorrelated.lower, 0.0569, 5.1e-5);
  EXPECT_NEAR(uncorrelated.upper, 0.3404, 5.1e-5);
  const Difference correlated =
      PairedShareDifference({.both = 18, .first_only = 2, .second_only = 12, .neither = 18});
  EXPECT_NEAR(correlated.lower, 0.0562, 5.1e-5);
  EXPECT_NEAR(correlated.upper, 0.3290, 5.1e-5);
}

TEST(PairedShareDifference, SaysNothingOfNobody) {
  const Difference change = PairedShareDifference({});
  EXPECT_EQ(change.value, 0);
  EXPECT_EQ(change.lower, -1);
  EXPECT_EQ(change.upper, 1);
}

TEST(PairedShareDifference, IsTurnedRoundWithTheMoments) {
  EXPECT_TRUE(rc::check([] {
    const auto count = [] { return *rc::gen::inRange<int64_t>(0, 30); };
    const PairedCounts counts = {
        .both = count(), .first_only = count(), .second_only = count(), .neither = count()};
    const PairedCounts turned = {.both = counts.both,
                                 .first_only = counts.second_only,
                                 .second_only = counts.first_only,
                                 .neither = counts.neither};
    const Difference change = PairedShareDifference(counts);
    const Difference back = PairedShareDifference(turned);
    RC_ASSERT(change.lower <= change.value && change.value <= change.upper);
    RC_ASSERT(change.lower >= -1 - 1e-12 && change.upper <= 1 + 1e-12);
    RC_ASSERT(std::abs(change.value + back.value) < 1e-12);
    RC_ASSERT(std::abs(change.lower + back.upper) < 1e-12);
  }));
}

TEST(PairedShareDifference, OfThoseWhoChangeTogetherIsNarrowerThanOfIndependentGroups) {
  const Difference paired =
      PairedShareDifference({.both = 20, .first_only = 1, .second_only = 4, .neither = 20});
  const Difference apart = ShareDifference({24, 45}, {21, 45});
  EXPECT_LT(paired.upper - paired.lower, apart.upper - apart.lower);
}

// The half width of the mean of two values one apart is t / 2; the points are those of any table of t.
TEST(StudentMean, HasTheWidthOfStudentsT) {
  const std::vector<int> two = {0, 1};
  EXPECT_NEAR(StudentMean(two, -100, 100).upper, 0.5 + 12.7062 / 2, 1e-4);
  // n - 1 zeros and a one: standard error 1 / n.
  for (const auto& [n, t] : {std::pair(3, 4.3027), {5, 2.7764}, {11, 2.2281}, {31, 2.0423}, {101, 1.9840}}) {
    std::vector<int> values(static_cast<size_t>(n), 0);
    values[0] = 1;
    const Interval mean = StudentMean(values, -100, 100);
    EXPECT_NEAR((mean.upper - mean.value) * n, t, 1e-4) << n;
    EXPECT_NEAR((mean.value - mean.lower) * n, t, 1e-4) << n;
  }
}

TEST(StudentMean, IsTheWholeRangeWhereTheDataGiveNone) {
  const std::array<int, 3> same = {4, 4, 4};
  const Interval mean = StudentMean(same, 1, 5);
  EXPECT_EQ(mean.value, 4);
  EXPECT_EQ(mean.lower, 1);
  EXPECT_EQ(mean.upper, 5);
  EXPECT_EQ(StudentMean({}, 1, 5).lower, 1);
}

TEST(StudentMean, StaysWithinTheRange) {
  const std::array<int, 2> values = {1, 5};
  EXPECT_EQ(StudentMean(values, 1, 5).lower, 1);
  EXPECT_EQ(StudentMean(values, 1, 5).upper, 5);
}

}  // namespace
}  // namespace praksis::figures
