#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "libs/effects/interrupted_series.h"
#include "libs/effects/panel.h"
#include "libs/effects/student.h"

namespace praksis::effects {
namespace {

using ::testing::DoubleNear;

constexpr double kConfidence = 0.95;

// `before` and `after` months on two lines, and what is given off them.
std::vector<SeriesPoint> Series(int before, int after, double step, double noise, unsigned seed = 1) {
  std::mt19937 chance(seed);
  std::normal_distribution<double> normal;
  std::vector<SeriesPoint> points;
  for (int month = -before; month < after; ++month) {
    const double line = 0.3 + 0.002 * month + (month >= 0 ? step : 0);
    points.push_back({.month = month, .value = line + noise * normal(chance), .weight = MonthWeight(30)});
  }
  return points;
}

// Sites that begin at these months of 24 (99: never), each with a level and a wobble of its own.
std::vector<PanelCell> Panel(const std::vector<int>& starts, double effect, double noise, unsigned seed = 1) {
  std::mt19937 chance(seed);
  std::normal_distribution<double> normal;
  std::vector<PanelCell> cells;
  for (size_t site = 0; site < starts.size(); ++site) {
    for (int month = 0; month < 24; ++month) {
      const bool with = month >= starts[site];
      cells.push_back({.site = static_cast<int32_t>(site),
                       .month = month,
                       .value = 0.3 + 0.02 * static_cast<double>(site) + 0.01 * (month % 5) +
                                (with ? effect : 0) + noise * normal(chance),
                       .count = 30,
                       .with_measure = with});
    }
  }
  return cells;
}

TEST(ReadEffect, OfOneStudentIsTheTextbookInterval) {
  const Student student = {.centre = 2, .scale = 0.5};
  const Effect effect = ReadEffect({&student, 1}, 10, kConfidence);
  EXPECT_DOUBLE_EQ(effect.value, 2);
  EXPECT_NEAR(effect.lower, 2 - 2.228138851986274 * 0.5, 1e-12);
  EXPECT_NEAR(effect.upper, 2 + 2.228138851986274 * 0.5, 1e-12);
  EXPECT_NEAR(effect.p, 0.0025183326247366945, 1e-12);
}

TEST(ReadEffect, IsBelowItsLevelExactlyWhereTheIntervalLeavesNoneOut) {
  for (int i = -40; i <= 40; ++i) {
    const std::vector<Student> mixture = {{.centre = i * 0.05, .scale = 0.4, .share = 0.7},
                                          {.centre = i * 0.06 + 0.1, .scale = 0.9, .share = 0.3}};
    const Effect effect = ReadEffect(mixture, 9, kConfidence);
    EXPECT_EQ(effect.p<1 - kConfidence, effect.lower> 0 || effect.upper < 0) << i;
    EXPECT_LT(effect.lower, effect.value);
    EXPECT_LT(effect.value, effect.upper);
  }
}

TEST(InterruptedSeries, FindsTheStepBetweenTwoLines) {
  const auto series = EstimateInterruptedSeries(Series(18, 18, -0.1, 1e-4), kConfidence);
  ASSERT_TRUE(series);
  EXPECT_NEAR(series->step.value, -0.1, 1e-3);
  EXPECT_NEAR(series->slope.value, 0, 1e-4);
  EXPECT_NEAR(series->line[0], 0.3, 1e-3);
  EXPECT_NEAR(series->line[1], 0.002, 1e-4);
  EXPECT_LT(series->step.upper, -0.09);
}

TEST(InterruptedSeries, TakesATrendThatWasThereBeforeForNoEffect) {
  const auto series = EstimateInterruptedSeries(Series(18, 18, 0, 0.02), kConfidence);
  ASSERT_TRUE(series);
  EXPECT_LT(series->step.lower, 0);
  EXPECT_GT(series->step.upper, 0);
}

TEST(InterruptedSeries, DoesNotMindOrderOrMonthsLeftOut) {
  std::vector<SeriesPoint> points = Series(12, 12, -0.1, 0.02);
  points.erase(points.begin() + 15);
  points.erase(points.begin() + 3);
  const auto series = EstimateInterruptedSeries(points, kConfidence);
  std::reverse(points.begin(), points.end());
  const auto reversed = EstimateInterruptedSeries(points, kConfidence);
  ASSERT_TRUE(series && reversed);
  EXPECT_EQ(series->step.value, reversed->step.value);
  EXPECT_EQ(series->step.upper, reversed->step.upper);
}

// The same variance, each month by itself or like the one before it.
TEST(InterruptedSeries, IsLessSureOfASlopeWhereMonthsHangTogether) {
  const auto width = [](double rho, unsigned seed) {
    std::mt19937 chance(seed);
    std::normal_distribution<double> normal;
    std::vector<SeriesPoint> points = Series(24, 24, 0, 0);
    double wander = 0;
    for (SeriesPoint& point : points) {
      wander = rho * wander + std::sqrt(1 - rho * rho) * normal(chance);
      point.value += 0.02 * wander;
    }
    const Effect slope = EstimateInterruptedSeries(points, kConfidence)->slope;
    return slope.upper - slope.lower;
  };
  double loose = 0;
  double together = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    loose += width(0, seed);
    together += width(0.7, seed);
  }
  EXPECT_GT(together, 1.2 * loose);
}

TEST(InterruptedSeries, SaysNothingOfTooFewMonthsOrOfNoVariation) {
  EXPECT_FALSE(EstimateInterruptedSeries(Series(kLeastMonths - 1, 12, -0.1, 0.02), kConfidence));
  EXPECT_FALSE(EstimateInterruptedSeries(Series(12, kLeastMonths - 1, -0.1, 0.02), kConfidence));
  EXPECT_TRUE(EstimateInterruptedSeries(Series(kLeastMonths, kLeastMonths, -0.1, 0.02), kConfidence));
  std::vector<SeriesPoint> zeros = Series(12, 12, 0, 0);
  for (SeriesPoint& point : zeros) point.value = 0;
  EXPECT_FALSE(EstimateInterruptedSeries(zeros, kConfidence));
}

TEST(PanelEffect, LeavesOutWhatSitesAndMonthsHaveInCommon) {
  for (const std::vector<int>& starts : {std::vector<int>{12, 12, 99, 99}, {4, 8, 12, 16, 20}, {6, 12, 99}}) {
    const auto effect = EstimatePanelEffect(Panel(starts, -0.1, 1e-4), kConfidence);
    ASSERT_TRUE(effect);
    EXPECT_THAT(effect->value, DoubleNear(-0.1, 1e-3));
    EXPECT_LT(effect->upper, -0.09);
  }
}

TEST(PanelEffect, OfTwoAndTwoSitesHasTwoDegrees) {
  const auto effect = EstimatePanelEffect(Panel({12, 12, 99, 99}, 0, 0.05), kConfidence);
  ASSERT_TRUE(effect);
  EXPECT_NEAR(effect->degrees, 2, 1e-6);
}

TEST(PanelEffect, SaysNothingWhereItHangsOnOneSite) {
  EXPECT_FALSE(EstimatePanelEffect(Panel({12, 99}, -0.1, 0.01), kConfidence));
  EXPECT_FALSE(EstimatePanelEffect(Panel({12, 99, 99, 99}, -0.1, 0.01), kConfidence));
  EXPECT_FALSE(EstimatePanelEffect(Panel({12, 12, 12, 99}, -0.1, 0.01), kConfidence));
  EXPECT_FALSE(EstimatePanelEffect(Panel({4, 4, 12}, -0.1, 0.01), kConfidence));
  EXPECT_FALSE(EstimatePanelEffect(Panel({8, 16}, -0.1, 0.01), kConfidence));
}

TEST(PanelEffect, SaysNothingWhereAllBeginTogetherOrNobodyDoes) {
  EXPECT_FALSE(EstimatePanelEffect(Panel({12, 12, 12}, -0.1, 0.01), kConfidence));
  EXPECT_FALSE(EstimatePanelEffect(Panel({99, 99, 99}, -0.1, 0.01), kConfidence));
  EXPECT_FALSE(EstimatePanelEffect({}, kConfidence));
}

TEST(PanelEffect, SaysNothingWithoutVariation) {
  std::vector<PanelCell> cells = Panel({12, 12, 99, 99}, 0, 0);
  for (PanelCell& cell : cells) cell.value = 0;
  EXPECT_FALSE(EstimatePanelEffect(cells, kConfidence));
}

}  // namespace
}  // namespace praksis::effects
