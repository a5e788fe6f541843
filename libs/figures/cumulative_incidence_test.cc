#include "libs/figures/cumulative_incidence.h"

#include <cmath>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "libs/figures/testing/observations.h"

namespace praksis::figures {
namespace {

using testing::kTreated;

TEST(CumulativeIncidenceTest, OfTheOnlyCauseIsThePublishedKaplanMeierEstimate) {
  const CumulativeIncidence incidence(kTreated, 1);
  EXPECT_EQ(incidence.subjects(), 21);
  struct Published {
    int32_t day;
    int64_t at_risk;
    double survival, standard_error;
  };
  // Kleinbaum & Klein, table 2.3 (survival); Collett's and R's survfit standard errors by Greenwood.
  for (const Published& published :
       {Published{6, 21, 0.8571, 0.0764}, Published{7, 17, 0.8067, 0.0869}, Published{10, 15, 0.7529, 0.0963},
        Published{13, 12, 0.6902, 0.1068}, Published{16, 11, 0.6275, 0.1141},
        Published{22, 7, 0.5378, 0.1282}, Published{23, 6, 0.4482, 0.1346}}) {
    const IncidencePoint point = incidence.At(published.day, 1);
    EXPECT_NEAR(1 - point.incidence.value, published.survival, 5e-5) << "week " << published.day;
    EXPECT_NEAR(std::sqrt(point.incidence.variance), published.standard_error, 5e-5)
        << "week " << published.day;
    EXPECT_EQ(point.at_risk, published.at_risk) << "week " << published.day;
  }
}

TEST(CumulativeIncidenceTest, CountsEventsBeforeCensoringsOfTheSameDay) {
  // At week 6 one of the four who left was censored: he was at risk for the three events, 3 of 21.
  EXPECT_NEAR(CumulativeIncidence(kTreated, 1).At(6, 1).incidence.value, 3.0 / 21, 1e-15);
}

// Satagopan et al., A note on competing risks in survival data analysis, British Journal of Cancer 91 (2004),
// table 2: 305 women by months until death from breast cancer (1) or from something else (2), as far as the
// first 27 months. The table prints percentages with one digit, and adds up the rounded steps.
TEST(CumulativeIncidenceTest, TakesThePublishedStepsWhereOthersDieOfSomethingElse) {
  const std::vector<Observation> women = {{7, 0, 1},  {10, 1, 1}, {14, 0, 1}, {16, 1, 1}, {18, 2, 1},
                                          {23, 1, 1}, {24, 0, 1}, {26, 2, 1}, {27, 1, 1}, {28, 0, 296}};
  const CumulativeIncidence incidence(women, 2);
  for (const auto& [month, at_risk] : {std::pair{10, 304}, {16, 302}, {23, 300}, {27, 297}}) {
    const double step = incidence.At(month, 1).incidence.value - incidence.At(month - 1, 1).incidence.value;
    EXPECT_NEAR(step, 0.003, 5e-4) << "month " << month;
    EXPECT_EQ(incidence.At(month, 1).at_risk, at_risk) << "month " << month;
  }
  const int both[] = {1, 2};
  for (const auto& [month, survival] :
       {std::pair{10, 0.997}, {16, 0.993}, {18, 0.990}, {23, 0.987}, {26, 0.983}, {27, 0.980}}) {
    EXPECT_NEAR(1 - incidence.At(month, both).incidence.value, survival, 5e-4) << "month " << month;
  }
}

// Ten placements. Day 2: one interrupted (cause 1). Day 3: one completed (2), one still running when last
// seen. Day 5: two interrupted. Day 8: one completed. Four run on, last seen on day 9. By hand:
//   day 2: S = 1,    at risk 10, F1 = 1/10
//   day 3: S = 9/10, at risk 9,  F2 = 9/10 * 1/9 = 1/10
//   day 5: S = 8/10, at risk 7,  F1 = 1/10 + 8/10 * 2/7 = 23/70
//   day 8: S = 4/7,  at risk 5,  F2 = 1/10 + 4/7 * 1/5 = 3/14;  then S = 16/35
const std::vector<Observation> kPlacements = {{2, 1, 1}, {3, 2, 1}, {3, 0, 1},
                                              {5, 1, 2}, {8, 2, 1}, {9, 0, 4}};

TEST(CumulativeIncidenceTest, AgreesWithAnExampleDoneByHand) {
  const CumulativeIncidence incidence(kPlacements, 2);
  EXPECT_NEAR(incidence.At(1, 1).incidence.value, 0, 1e-15);
  EXPECT_NEAR(incidence.At(2, 1).incidence.value, 1.0 / 10, 1e-15);
  EXPECT_NEAR(incidence.At(4, 1).incidence.value, 1.0 / 10, 1e-15);
  EXPECT_NEAR(incidence.At(5, 1).incidence.value, 23.0 / 70, 1e-15);
  EXPECT_NEAR(incidence.At(9, 1).incidence.value, 23.0 / 70, 1e-15);
  EXPECT_NEAR(incidence.At(4, 2).incidence.value, 1.0 / 10, 1e-15);
  EXPECT_NEAR(incidence.At(8, 2).incidence.value, 3.0 / 14, 1e-15);
  const int both[] = {1, 2};
  EXPECT_NEAR(incidence.At(8, both).incidence.value, 1 - 16.0 / 35, 1e-15);

  // Variance of F1 at day 5, term by term of Marubini & Valsecchi's (10.12). First sum, with F1(5) - F1(2) =
  // F1(5) - F1(3) = 8/35: (8/35)^2 * (1/(10*9) + 1/(9*8)). Second: 1/10 * 9/10 / 10 + (8/10)^2 * 2/7 * 5/7
  // / 7. Third: 2 * 8/35 * 1/100.
  const double variance =
      (8.0 / 35) * (8.0 / 35) * (1.0 / 90 + 1.0 / 72) + 0.009 + 0.64 * 10 / 343 - 16.0 / 3500;
  const Probability at_5 = incidence.At(5, 1).incidence;
  EXPECT_NEAR(at_5.variance, variance, 1e-15);
  const double factor = std::exp(1.959964 * std::sqrt(variance) / (23.0 / 70 * -std::log(23.0 / 70)));
  EXPECT_NEAR(at_5.lower, std::pow(23.0 / 70, factor), 1e-6);
  EXPECT_NEAR(at_5.upper, std::pow(23.0 / 70, 1 / factor), 1e-6);
}

TEST(CumulativeIncidenceTest, SaysHowManyWereFollowedUpToADay) {
  const CumulativeIncidence incidence(kPlacements, 2);
  EXPECT_EQ(incidence.At(0, 1).at_risk, 10);
  EXPECT_EQ(incidence.At(2, 1).at_risk, 10);
  EXPECT_EQ(incidence.At(3, 1).at_risk, 9);
  EXPECT_EQ(incidence.At(4, 1).at_risk, 7);
  EXPECT_EQ(incidence.At(9, 1).at_risk, 4);
  EXPECT_EQ(incidence.At(10, 1).at_risk, 0);
}

TEST(CumulativeIncidenceTest, StepsOnlyWhereItsCausesDo) {
  const CumulativeIncidence incidence(kPlacements, 2);
  const int interrupted[] = {1};
  const std::vector<IncidencePoint> curve = incidence.Curve(interrupted);
  ASSERT_EQ(curve.size(), 2u);
  for (const IncidencePoint& point : curve) {
    const IncidencePoint same = incidence.At(point.day, 1);
    EXPECT_EQ(point.incidence.value, same.incidence.value);
    EXPECT_EQ(point.incidence.variance, same.incidence.variance);
    EXPECT_EQ(point.at_risk, same.at_risk);
  }
}

TEST(CumulativeIncidenceTest, DoesNotCountCompetingSuccessesAsIfTheyCouldStillBeInterrupted) {
  // Half complete on day 1, half of the rest are interrupted on day 2: a quarter, where 1 - Kaplan-Meier says
  // a half.
  const std::vector<Observation> observations = {{1, 2, 50}, {2, 1, 25}, {3, 0, 25}};
  EXPECT_NEAR(CumulativeIncidence(observations, 2).At(2, 1).incidence.value, 0.25, 1e-15);
}

// 0, with nothing known about how far off that is.
void ExpectUnknown(const Probability& probability) {
  EXPECT_EQ(probability.value, 0);
  EXPECT_EQ(probability.variance, 0);
  EXPECT_EQ(probability.lower, 0);
  EXPECT_EQ(probability.upper, 1);
}

TEST(CumulativeIncidenceTest, OfNobodyIsUnknown) {
  const CumulativeIncidence incidence({}, 2);
  ExpectUnknown(incidence.At(28, 1).incidence);
  EXPECT_EQ(incidence.At(28, 1).at_risk, 0);
  EXPECT_TRUE(incidence.Curve(std::vector<int>{1}).empty());
  ExpectUnknown(CumulativeIncidence(std::vector<Observation>{{3, 1, 0}}, 1).At(28, 1).incidence);
}

TEST(CumulativeIncidenceTest, OfThoseWhoAllRunOnIsUnknown) {
  const CumulativeIncidence incidence(std::vector<Observation>{{4, 0, 7}, {9, 0, 2}}, 1);
  ExpectUnknown(incidence.At(9, 1).incidence);
  EXPECT_EQ(incidence.At(5, 1).at_risk, 2);
}

TEST(CumulativeIncidenceTest, OfACauseThatNobodyLeftForIsUnknown) {
  const CumulativeIncidence incidence(std::vector<Observation>{{4, 2, 7}, {9, 0, 2}}, 2);
  ExpectUnknown(incidence.At(9, 1).incidence);
  ExpectUnknown(incidence.At(3, 2).incidence);
  ExpectUnknown(incidence.At(9, std::vector<int>{}).incidence);
}

TEST(CumulativeIncidenceTest, StaysWhereItIsWhenNobodyIsLeftToBeSeen) {
  const CumulativeIncidence incidence(std::vector<Observation>{{4, 1, 3}, {9, 0, 2}}, 1);
  EXPECT_EQ(incidence.At(1000, 1).incidence.value, incidence.At(9, 1).incidence.value);
  EXPECT_EQ(incidence.At(1000, 1).at_risk, 0);
}

TEST(CumulativeIncidenceTest, OfThoseWhoAllLeftIsOneWithAnIntervalThatSaysNothing) {
  const Probability all = CumulativeIncidence(std::vector<Observation>{{4, 1, 7}}, 1).At(4, 1).incidence;
  EXPECT_EQ(all.value, 1);
  EXPECT_EQ(all.variance, 0);
  EXPECT_EQ(all.lower, 0);
  EXPECT_EQ(all.upper, 1);
}

TEST(CumulativeIncidenceTest, HoldsForCountsOfACountry) {
  const CumulativeIncidence incidence(
      std::vector<Observation>{{1, 1, 2'000'000'000}, {1, 2, 3'000'000'000}, {2, 0, 5'000'000'000}}, 2);
  const Probability probability = incidence.At(1, 1).incidence;
  EXPECT_NEAR(probability.value, 0.2, 1e-15);
  EXPECT_NEAR(probability.variance, 0.2 * 0.8 / 1e10, 1e-20);
}

TEST(CumulativeIncidenceDeathTest, RefusesACauseThatDoesNotExist) {
  EXPECT_DEATH(CumulativeIncidence(std::vector<Observation>{{1, 3, 1}}, 2), "cause");
  EXPECT_DEATH(CumulativeIncidence({}, 2).At(1, 3), "cause");
}

}  // namespace
}  // namespace praksis::figures
