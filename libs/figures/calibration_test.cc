#include "libs/figures/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "libs/figures/testing/observations.h"
#include "rapidcheck.h"

namespace praksis::figures {
namespace {

using testing::AssertNear;

// Ten forecasts, the parts of Murphy (A new vector partition of the probability score, Journal of Applied
// Meteorology 12, 1973) by hand. Forecast 0.2: 1 of 4 came true. 0.7: 4 of 6. Overall 5/10.
//   reliability (4 (0.2 - 0.25)^2 + 6 (0.7 - 2/3)^2) / 10 = (0.01 + 1/150) / 10 = 1/600
//   resolution  (4 (1/4 - 1/2)^2 + 6 (2/3 - 1/2)^2) / 10 = (1/4 + 1/6) / 10 = 1/24
//   uncertainty 1/2 * 1/2
//   Brier score (0.8^2 + 3 * 0.2^2 + 4 * 0.3^2 + 2 * 0.7^2) / 10 = 2.1 / 10
const std::vector<ScoreCounts> kTen = {{0.7, 4, 6}, {0.2, 1, 4}};

TEST(BrierTest, AgreesWithAnExampleDoneByHand) {
  const BrierScore brier = DecomposeBrier(kTen).value();
  EXPECT_NEAR(brier.value, 0.21, 1e-15);
  EXPECT_NEAR(brier.reliability, 1.0 / 600, 1e-15);
  EXPECT_NEAR(brier.resolution, 1.0 / 24, 1e-15);
  EXPECT_NEAR(brier.uncertainty, 0.25, 1e-15);
}

// Wilks, Statistical methods in the atmospheric sciences, chapter "Forecast verification": 12 402 forecasts
// of precipitation in the United States 1980–87, by relative frequency and observed share (after Murphy &
// Winkler 1992). He prints an overall share of 0.162.
TEST(BrierTest, OfThePublishedRainForecastsIsWellCalibrated) {
  struct Row {
    double forecast, frequency, observed;
  };
  std::vector<ScoreCounts> counts;
  for (const Row& row :
       {Row{0.0, 0.4112, 0.006}, Row{0.05, 0.0671, 0.019}, Row{0.1, 0.1833, 0.059}, Row{0.2, 0.0986, 0.150},
        Row{0.3, 0.0616, 0.277}, Row{0.4, 0.0366, 0.377}, Row{0.5, 0.0303, 0.511}, Row{0.6, 0.0275, 0.587},
        Row{0.7, 0.0245, 0.723}, Row{0.8, 0.0220, 0.779}, Row{0.9, 0.0170, 0.934}, Row{1.0, 0.0203, 0.933}}) {
    const auto trials = std::llround(row.frequency * 12402);
    counts.push_back({row.forecast, std::llround(row.observed * static_cast<double>(trials)), trials});
  }
  EXPECT_NEAR(Calibrate(counts).observed.value, 0.162, 1e-3);
  const BrierScore brier = DecomposeBrier(counts).value();
  EXPECT_NEAR(brier.uncertainty, 0.162 * 0.838, 5e-4);
  EXPECT_LT(brier.reliability, 0.01 * brier.uncertainty);
  // The skill that such forecasts have over the overall share: nearly a half.
  EXPECT_NEAR(1 - brier.value / brier.uncertainty, 0.457, 2e-3);
}

TEST(CalibrateTest, GivesTheObservedShareOfEachScoreInAscendingOrder) {
  const Calibration calibration =
      Calibrate(std::vector<ScoreCounts>{{5, 8, 10}, {1, 1, 20}, {5, 1, 5}, {3, 0, 0}});
  ASSERT_EQ(calibration.scores.size(), 3u);
  EXPECT_EQ(calibration.scores[0].score, 1);
  EXPECT_EQ(calibration.scores[1].score, 3);
  EXPECT_EQ(calibration.scores[2].score, 5);
  EXPECT_EQ(calibration.scores[2].hits, 9);
  EXPECT_EQ(calibration.scores[2].trials, 15);
  EXPECT_EQ(calibration.scores[2].observed.lower, WilsonProportion(9, 15).lower);
  EXPECT_EQ(calibration.scores[1].observed.upper, 1) << "nobody gave that score";
  EXPECT_EQ(calibration.trials, 35);
  EXPECT_NEAR(calibration.observed.value, 10.0 / 35, 1e-15);
}

TEST(CalibrateTest, TellsHowWellOrdinalScoresTellCasesApart) {
  const Calibration apart = Calibrate(std::vector<ScoreCounts>{{1, 0, 10}, {5, 10, 10}});
  EXPECT_NEAR(apart.resolution / apart.uncertainty, 1, 1e-15);
  const Calibration alike = Calibrate(std::vector<ScoreCounts>{{1, 3, 10}, {5, 3, 10}});
  EXPECT_NEAR(alike.resolution, 0, 1e-15);
}

TEST(BrierTest, IsBestForForesightAndWorstForItsOpposite) {
  EXPECT_EQ(DecomposeBrier(std::vector<ScoreCounts>{{0, 0, 4}, {1, 3, 3}})->value, 0);
  EXPECT_EQ(DecomposeBrier(std::vector<ScoreCounts>{{0, 4, 4}, {1, 0, 3}})->value, 1);
}

TEST(BrierTest, OfNoForecastsIsNothing) {
  EXPECT_FALSE(DecomposeBrier({}).has_value());
  EXPECT_FALSE(DecomposeBrier(std::vector<ScoreCounts>{{0.5, 0, 0}}).has_value());
  const Calibration calibration = Calibrate({});
  EXPECT_TRUE(calibration.scores.empty());
  EXPECT_EQ(calibration.observed.upper, 1);
  EXPECT_EQ(calibration.resolution, 0);
  EXPECT_EQ(calibration.uncertainty, 0);
}

std::vector<ScoreCounts> AnyForecasts() {
  const int n = *rc::gen::inRange(1, 12);
  std::vector<ScoreCounts> counts;
  for (int i = 0; i < n; ++i) {
    const auto trials = *rc::gen::inRange<int64_t>(1, 9);
    counts.push_back({*rc::gen::inRange(0, 11) / 10.0, *rc::gen::inRange<int64_t>(0, trials + 1), trials});
  }
  return counts;
}

TEST(BrierTest, IsTheSumOfMurphysParts) {
  EXPECT_TRUE(rc::check([] {
    const BrierScore brier = DecomposeBrier(AnyForecasts()).value();
    AssertNear(brier.value, brier.reliability - brier.resolution + brier.uncertainty);
    RC_ASSERT(brier.reliability >= 0 && brier.resolution >= 0);
    RC_ASSERT(brier.resolution <= brier.uncertainty + 1e-12);
    RC_ASSERT(0 <= brier.value && brier.value <= 1);
  }));
}

TEST(BrierTest, DoesNotDependOnTheOrderOrGroupingOfForecasts) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<ScoreCounts> counts = AnyForecasts();
    std::vector<ScoreCounts> one_by_one;
    for (auto c = counts.rbegin(); c != counts.rend(); ++c) {
      for (int64_t i = 0; i < c->trials; ++i) one_by_one.push_back({c->score, i < c->hits ? 1 : 0, 1});
    }
    const BrierScore grouped = DecomposeBrier(counts).value();
    const BrierScore single = DecomposeBrier(one_by_one).value();
    RC_ASSERT(grouped.value == single.value);
    RC_ASSERT(grouped.reliability == single.reliability);
    RC_ASSERT(grouped.resolution == single.resolution);
  }));
}

TEST(CalibrationDeathTest, RefusesWhatIsNoCountAndNoForecast) {
  EXPECT_DEATH(Calibrate(std::vector<ScoreCounts>{{1, 3, 2}}), "hits");
  EXPECT_DEATH(Calibrate(std::vector<ScoreCounts>{{std::numeric_limits<double>::quiet_NaN(), 1, 2}}),
               "isfinite");
  EXPECT_DEATH((void)DecomposeBrier(std::vector<ScoreCounts>{{1.1, 1, 2}}), "probability");
}

}  // namespace
}  // namespace praksis::figures
