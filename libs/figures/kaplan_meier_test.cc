#include "libs/figures/kaplan_meier.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "gtest/gtest.h"
#include "libs/figures/cumulative_incidence.h"
#include "libs/figures/testing/observations.h"
#include "rapidcheck.h"

namespace praksis::figures {
namespace {

using testing::AnyObservations;
using testing::AssertNear;
using testing::AssertWithinItsInterval;
using testing::kCauses;
using testing::kLastDay;
using testing::kPlacebo;
using testing::kTreated;
using testing::OneByOne;

// Survival: Kleinbaum & Klein, table 2.3. Standard errors and log-log limits: R's survfit, as in its many
// tutorials with these data.
TEST(KaplanMeierTest, IsThePublishedOneOfTheRemissionTimes) {
  const KaplanMeier estimate(kTreated);
  EXPECT_EQ(estimate.subjects(), 21);
  struct Published {
    int32_t week;
    int64_t at_risk;
    double survival, standard_error, lower, upper;
  };
  const std::vector<Published> table = {
      {6, 21, 0.857, 0.0764, 0.620, 0.952},  {7, 17, 0.807, 0.0869, 0.563, 0.923},
      {10, 15, 0.753, 0.0963, 0.503, 0.889}, {13, 12, 0.690, 0.1068, 0.432, 0.849},
      {16, 11, 0.627, 0.1141, 0.368, 0.805}, {22, 7, 0.538, 0.1282, 0.268, 0.747},
      {23, 6, 0.448, 0.1346, 0.188, 0.680}};
  ASSERT_EQ(estimate.curve().size(), table.size());
  for (size_t i = 0; i < table.size(); ++i) {
    const SurvivalPoint& point = estimate.curve()[i];
    EXPECT_EQ(point.day, table[i].week);
    EXPECT_EQ(point.at_risk, table[i].at_risk);
    EXPECT_NEAR(point.survival.value, table[i].survival, 5.1e-4) << "week " << point.day;
    EXPECT_NEAR(std::sqrt(point.survival.variance), table[i].standard_error, 5.1e-5) << "week " << point.day;
    EXPECT_NEAR(point.survival.lower, table[i].lower, 5.1e-4) << "week " << point.day;
    EXPECT_NEAR(point.survival.upper, table[i].upper, 5.1e-4) << "week " << point.day;
  }
}

// The medians of 23 and 8 weeks are Freireich's; the limits are R's (conf.type = "log-log").
TEST(KaplanMeierTest, HasThePublishedMedians) {
  const DaysQuantile treated = KaplanMeier(kTreated).Median();
  EXPECT_EQ(treated.day, 23);
  EXPECT_EQ(treated.lower, 13);
  EXPECT_EQ(treated.upper, std::nullopt);
  const DaysQuantile placebo = KaplanMeier(kPlacebo).Median();
  EXPECT_EQ(placebo.day, 8);
  EXPECT_EQ(placebo.lower, 4);
  EXPECT_EQ(placebo.upper, 11);
}

TEST(KaplanMeierTest, KeepsItsValueBetweenEventsAndCountsTheRiskSetOfEachDay) {
  const KaplanMeier estimate(kTreated);
  EXPECT_EQ(estimate.At(5).survival.value, 1);
  EXPECT_EQ(estimate.At(5).at_risk, 21);
  EXPECT_EQ(estimate.At(9).survival.value, estimate.At(7).survival.value);
  EXPECT_EQ(estimate.At(9).at_risk, 16);
  EXPECT_EQ(estimate.At(400).survival.value, estimate.At(23).survival.value);
  EXPECT_EQ(estimate.At(400).at_risk, 0);
}

TEST(KaplanMeierTest, OfNobodyOrWithoutAnEventIsOneWithAnIntervalThatSaysNothing) {
  for (const std::vector<Observation>& observations :
       {std::vector<Observation>{}, std::vector<Observation>{{4, 0, 7}},
        std::vector<Observation>{{4, 1, 0}}}) {
    const KaplanMeier estimate(observations);
    const Probability survival = estimate.At(10).survival;
    EXPECT_EQ(survival.value, 1);
    EXPECT_EQ(survival.variance, 0);
    EXPECT_EQ(survival.lower, 0);
    EXPECT_EQ(survival.upper, 1);
    EXPECT_TRUE(estimate.curve().empty());
    const DaysQuantile median = estimate.Median();
    EXPECT_EQ(median.day, std::nullopt);
    EXPECT_EQ(median.lower, std::nullopt);
    EXPECT_EQ(median.upper, std::nullopt);
  }
}

TEST(KaplanMeierTest, OfThoseWhoAllLeftIsZeroWithAnIntervalThatSaysNothing) {
  const KaplanMeier estimate(std::vector<Observation>{{4, 1, 5}, {9, 2, 2}});
  const Probability survival = estimate.At(9).survival;
  EXPECT_EQ(survival.value, 0);
  EXPECT_EQ(survival.variance, 0);
  EXPECT_EQ(survival.lower, 0);
  EXPECT_EQ(survival.upper, 1);
  EXPECT_EQ(estimate.Median().day, 4);
  EXPECT_EQ(KaplanMeier(std::vector<Observation>{{4, 1, 5}}).Median().upper, std::nullopt);
}

TEST(KaplanMeierTest, MedianIsTheDayOnWhichExactlyHalfAreLeft) {
  // 11/18 * 9/11 is one half; in floating point it comes out above.
  EXPECT_EQ(KaplanMeier(std::vector<Observation>{{3, 1, 7}, {5, 2, 2}, {9, 0, 9}}).Median().day, 5);
}

TEST(KaplanMeierTest, MedianIsNotReachedWhereMoreThanHalfStay) {
  const KaplanMeier estimate(std::vector<Observation>{{3, 1, 4}, {9, 0, 6}});
  EXPECT_EQ(estimate.Median().day, std::nullopt);
  EXPECT_EQ(estimate.Median().lower, 3) << "0.6 is not significantly more than a half";
  EXPECT_EQ(estimate.Median().upper, std::nullopt);
  EXPECT_EQ(estimate.Quantile(0.4).day, 3);
  EXPECT_EQ(estimate.Quantile(0.41).day, std::nullopt);
}

TEST(KaplanMeierTest, MedianHasTheDayItselfForAnIntervalWhereNearlyAllLeaveAtOnce) {
  const DaysQuantile median =
      KaplanMeier(std::vector<Observation>{{3, 1, 1}, {5, 1, 900}, {9, 0, 6}}).Median();
  EXPECT_EQ(median.lower, 5);
  EXPECT_EQ(median.day, 5);
  EXPECT_EQ(median.upper, 5);
}

TEST(KaplanMeierTest, MedianHasNoUpperBoundWhereALaterDayIsNotRejected) {
  // Most are censored before the few that are left leave: the upper limit of survival rises again.
  const std::vector<Observation> observations = {{1, 1, 60}, {2, 0, 38}, {3, 1, 1}, {4, 0, 1}};
  const KaplanMeier estimate(observations);
  EXPECT_LT(estimate.At(1).survival.upper, 0.5 + 1e-12);
  EXPECT_GT(estimate.At(3).survival.upper, 0.5);
  EXPECT_EQ(estimate.Median().day, 1);
  EXPECT_EQ(estimate.Median().lower, 1) << "rejected itself, it belongs to its interval";
  EXPECT_EQ(estimate.Median().upper, std::nullopt);
}

TEST(KaplanMeierTest, IsOneLessTheIncidenceOfAllCauses) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<Observation> observations = AnyObservations(true);
    const int32_t day = *rc::gen::inRange(0, kLastDay);
    const SurvivalPoint survival = KaplanMeier(observations).At(day);
    const IncidencePoint incidence =
        CumulativeIncidence(observations, kCauses).At(day, std::vector<int>{1, 2, 3});
    AssertNear(survival.survival.value, 1 - incidence.incidence.value);
    AssertNear(survival.survival.variance, incidence.incidence.variance);
    RC_ASSERT(survival.at_risk == incidence.at_risk);
  }));
}

TEST(KaplanMeierTest, AddsUpToOneWithTheIncidencesOfItsCauses) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<Observation> observations = AnyObservations(true);
    const CumulativeIncidence incidence(observations, kCauses);
    const int32_t day = *rc::gen::inRange(0, kLastDay);
    double sum = KaplanMeier(observations).At(day).survival.value;
    for (int cause = 1; cause <= kCauses; ++cause) sum += incidence.At(day, cause).incidence.value;
    AssertNear(sum, 1);
  }));
}

TEST(KaplanMeierTest, NeverRisesAndLiesWithinItsInterval) {
  EXPECT_TRUE(rc::check([] {
    const KaplanMeier estimate(AnyObservations(true));
    double before = 1;
    for (int32_t day = 0; day <= kLastDay; ++day) {
      const Probability survival = estimate.At(day).survival;
      RC_ASSERT(survival.value <= before);
      RC_ASSERT(survival.variance >= 0);
      AssertWithinItsInterval(survival);
      before = survival.value;
    }
  }));
}

TEST(KaplanMeierTest, QuantilesComeLaterForLargerSharesAndLieWithinTheirIntervals) {
  EXPECT_TRUE(rc::check([] {
    const KaplanMeier estimate(AnyObservations(true));
    std::optional<int32_t> before = 0;
    for (const double share : {0.1, 0.25, 0.5, 0.75, 0.9}) {
      const DaysQuantile quantile = estimate.Quantile(share);
      if (quantile.day) {
        RC_ASSERT(before.has_value() && *before <= *quantile.day);
        RC_ASSERT(quantile.lower.has_value() && *quantile.lower <= *quantile.day);
        RC_ASSERT(!quantile.upper || *quantile.upper >= *quantile.day);
        RC_ASSERT(estimate.At(*quantile.day).survival.value <= 1 - share + 1e-12);
      } else {
        RC_ASSERT(!quantile.upper);
      }
      before = quantile.day;
    }
  }));
}

TEST(KaplanMeierTest, DoesNotDependOnTheOrderOrGroupingOfObservations) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<Observation> observations = AnyObservations(true);
    const KaplanMeier grouped(observations);
    const KaplanMeier single(OneByOne(observations));
    for (int32_t day = 0; day <= kLastDay; ++day) {
      RC_ASSERT(grouped.At(day).survival.value == single.At(day).survival.value);
      RC_ASSERT(grouped.At(day).survival.variance == single.At(day).survival.variance);
    }
    RC_ASSERT(grouped.Median().day == single.Median().day);
    RC_ASSERT(grouped.Median().lower == single.Median().lower);
    RC_ASSERT(grouped.Median().upper == single.Median().upper);
  }));
}

TEST(KaplanMeierDeathTest, RefusesWhatIsNoObservationOrNoShare) {
  EXPECT_DEATH(KaplanMeier(std::vector<Observation>{{-1, 1, 1}}), "day");
  EXPECT_DEATH(KaplanMeier(std::vector<Observation>{{1, -1, 1}}), "cause");
  EXPECT_DEATH(KaplanMeier(std::vector<Observation>{}).Quantile(1), "share");
}

}  // namespace
}  // namespace praksis::figures
