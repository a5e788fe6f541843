#include "libs/figures/survival.h"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck.h"

namespace praksis::figures {
namespace {

// Freireich et al., Blood 21 (1963): weeks of remission under 6-mercaptopurine; as in Kalbfleisch & Prentice,
// The statistical analysis of failure time data, table 1.1, and Kleinbaum & Klein, Survival analysis,
// chapter 2.
const std::vector<Observation> kTreated = {{6, 1, 3},  {6, 0, 1},  {7, 1, 1},  {9, 0, 1},  {10, 1, 1},
                                           {10, 0, 1}, {11, 0, 1}, {13, 1, 1}, {16, 1, 1}, {17, 0, 1},
                                           {19, 0, 1}, {20, 0, 1}, {22, 1, 1}, {23, 1, 1}, {25, 0, 1},
                                           {32, 0, 2}, {34, 0, 1}, {35, 0, 1}};
const std::vector<Observation> kPlacebo = {{1, 1, 2},  {2, 1, 2},  {3, 1, 1},  {4, 1, 2},
                                           {5, 1, 2},  {8, 1, 4},  {11, 1, 2}, {12, 1, 2},
                                           {15, 1, 1}, {17, 1, 1}, {22, 1, 1}, {23, 1, 1}};

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

TEST(MedianDaysTest, IsThePublishedOne) {
  EXPECT_EQ(MedianDays(kTreated), 23);
  EXPECT_EQ(MedianDays(kPlacebo), 8);
}

TEST(MedianDaysTest, IsTheDayOnWhichExactlyHalfAreLeft) {
  // 2/3 * 3/4 is one half, whatever rounding makes of it.
  EXPECT_EQ(MedianDays(std::vector<Observation>{{3, 1, 4}, {5, 2, 2}, {9, 0, 6}}), 5);
}

TEST(MedianDaysTest, IsNothingWhereMoreThanHalfStay) {
  EXPECT_EQ(MedianDays(std::vector<Observation>{{3, 1, 4}, {9, 0, 6}}), std::nullopt);
  EXPECT_EQ(MedianDays({}), std::nullopt);
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

TEST(CumulativeIncidenceTest, OfNobodyIsUnknown) {
  const CumulativeIncidence incidence({}, 2);
  const Probability probability = incidence.At(28, 1).incidence;
  EXPECT_EQ(probability.value, 0);
  EXPECT_EQ(probability.lower, 0);
  EXPECT_EQ(probability.upper, 1);
  EXPECT_EQ(incidence.At(28, 1).at_risk, 0);
}

TEST(CumulativeIncidenceTest, IsCertainAboutThoseWhoAllLeft) {
  const Probability all = CumulativeIncidence(std::vector<Observation>{{4, 1, 7}}, 1).At(4, 1).incidence;
  EXPECT_EQ(all.value, 1);
  EXPECT_NEAR(all.variance, 0, 1e-15);
}

// The definitions written down as they stand in the book, each sum anew for each day.
struct Slow {
  std::vector<Observation> observations;

  int64_t AtRisk(int32_t day) const {
    int64_t n = 0;
    for (const Observation& o : observations) n += o.day >= day ? o.count : 0;
    return n;
  }
  int64_t Events(int32_t day, const std::vector<int>& causes) const {
    int64_t events = 0;
    for (const Observation& o : observations) {
      for (const int cause : causes) events += o.day == day && o.cause == cause ? o.count : 0;
    }
    return events;
  }
  int64_t EventsOfAnyCause(int32_t day) const {
    int64_t events = 0;
    for (const Observation& o : observations) events += o.day == day && o.cause != 0 ? o.count : 0;
    return events;
  }
  // Just after `day`.
  double Survival(int32_t day) const {
    double survival = 1;
    for (int32_t i = 0; i <= day; ++i) {
      if (const int64_t n = AtRisk(i); n > 0) {
        survival *= 1 - static_cast<double>(EventsOfAnyCause(i)) / static_cast<double>(n);
      }
    }
    return survival;
  }
  double Incidence(int32_t day, const std::vector<int>& causes) const {
    double incidence = 0;
    for (int32_t i = 0; i <= day; ++i) {
      if (const int64_t n = AtRisk(i); n > 0) {
        incidence += Survival(i - 1) * static_cast<double>(Events(i, causes)) / static_cast<double>(n);
      }
    }
    return incidence;
  }
  double Variance(int32_t day, const std::vector<int>& causes) const {
    double variance = 0;
    for (int32_t i = 0; i <= day; ++i) {
      const auto n = static_cast<double>(AtRisk(i));
      const auto d = static_cast<double>(EventsOfAnyCause(i));
      const auto e = static_cast<double>(Events(i, causes));
      if (d == 0) continue;
      const double later = Incidence(day, causes) - Incidence(i, causes);
      const double before = Survival(i - 1);
      if (d < n) variance += later * later * d / (n * (n - d));
      variance += before * before * (n - e) / n * e / (n * n) - 2 * later * before * e / (n * n);
    }
    return variance;
  }
};

constexpr int kCauses = 3;
constexpr int32_t kLastDay = 30;
const std::vector<int> kAll = {1, 2, 3};

std::vector<Observation> AnyObservations(bool with_censoring) {
  const int n = *rc::gen::inRange(1, 25);
  std::vector<Observation> observations;
  for (int i = 0; i < n; ++i) {
    observations.push_back({.day = *rc::gen::inRange(0, kLastDay),
                            .cause = *rc::gen::inRange(with_censoring ? 0 : 1, kCauses + 1),
                            .count = *rc::gen::inRange<int64_t>(0, 6)});
  }
  return observations;
}

void AssertNear(double a, double b) { RC_ASSERT(std::fabs(a - b) < 1e-12); }

TEST(CumulativeIncidenceTest, EqualsTheDefinitionsWrittenDownSlowly) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<Observation> observations = AnyObservations(true);
    const CumulativeIncidence incidence(observations, kCauses);
    const Slow slow{observations};
    const int32_t day = *rc::gen::inRange(0, kLastDay);
    const std::vector<int> causes = *rc::gen::element(
        std::vector<int>{1}, std::vector<int>{3}, std::vector<int>{1, 3}, std::vector<int>{3, 1, 3}, kAll);
    const std::vector<int> distinct = causes.size() == 3 && causes[0] == 3 ? std::vector<int>{1, 3} : causes;
    const IncidencePoint point = incidence.At(day, causes);
    AssertNear(point.incidence.value, slow.Incidence(day, distinct));
    AssertNear(point.incidence.variance, slow.Variance(day, distinct));
    RC_ASSERT(point.at_risk == slow.AtRisk(day));
  }));
}

TEST(CumulativeIncidenceTest, OfAllCausesAndSurvivalAddUpToOne) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<Observation> observations = AnyObservations(true);
    const CumulativeIncidence incidence(observations, kCauses);
    const int32_t day = *rc::gen::inRange(0, kLastDay);
    double sum = Slow{observations}.Survival(day);
    double parts = 0;
    for (const int cause : kAll) parts += incidence.At(day, cause).incidence.value;
    AssertNear(sum + parts, 1);
    // That of the union is the sum.
    AssertNear(incidence.At(day, kAll).incidence.value, parts);
    const int two[] = {1, 2};
    AssertNear(incidence.At(day, two).incidence.value,
               incidence.At(day, 1).incidence.value + incidence.At(day, 2).incidence.value);
  }));
}

TEST(CumulativeIncidenceTest, OfAllCausesHasGreenwoodsVariance) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<Observation> observations = AnyObservations(true);
    const Slow slow{observations};
    const int32_t day = *rc::gen::inRange(0, kLastDay);
    double sum = 0;
    for (int32_t i = 0; i <= day; ++i) {
      const auto n = static_cast<double>(slow.AtRisk(i));
      const auto d = static_cast<double>(slow.EventsOfAnyCause(i));
      if (d > 0 && d < n) sum += d / (n * (n - d));
    }
    const double survival = slow.Survival(day);
    AssertNear(CumulativeIncidence(observations, kCauses).At(day, kAll).incidence.variance,
               survival * survival * sum);
  }));
}

TEST(CumulativeIncidenceTest, WithoutCensoringIsTheShareOfSubjects) {
  EXPECT_TRUE(rc::check([] {
    std::vector<Observation> observations = AnyObservations(false);
    observations.push_back({.day = *rc::gen::inRange(0, kLastDay), .cause = 1, .count = 1});
    const CumulativeIncidence incidence(observations, kCauses);
    const int32_t day = *rc::gen::inRange(0, kLastDay);
    for (const int cause : kAll) {
      double hits = 0;
      for (const Observation& o : observations) {
        hits += o.day <= day && o.cause == cause ? static_cast<double>(o.count) : 0;
      }
      const auto n = static_cast<double>(incidence.subjects());
      const Probability probability = incidence.At(day, cause).incidence;
      AssertNear(probability.value, hits / n);
      AssertNear(probability.variance, hits / n * (1 - hits / n) / n);
    }
  }));
}

TEST(CumulativeIncidenceTest, NeverFallsAndLiesWithinItsInterval) {
  EXPECT_TRUE(rc::check([] {
    const CumulativeIncidence incidence(AnyObservations(true), kCauses);
    const int cause = *rc::gen::inRange(1, kCauses + 1);
    double before = 0;
    for (int32_t day = 0; day <= kLastDay; ++day) {
      const Probability probability = incidence.At(day, cause).incidence;
      RC_ASSERT(probability.value >= before);
      RC_ASSERT(probability.value <= 1);
      RC_ASSERT(probability.variance >= 0);
      RC_ASSERT(0 <= probability.lower && probability.lower <= probability.value + 1e-12);
      RC_ASSERT(probability.value <= probability.upper + 1e-12 && probability.upper <= 1);
      before = probability.value;
    }
  }));
}

TEST(CumulativeIncidenceTest, DoesNotDependOnTheOrderOrGroupingOfObservations) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<Observation> observations = AnyObservations(true);
    std::vector<Observation> one_by_one;
    for (auto o = observations.rbegin(); o != observations.rend(); ++o) {
      for (int64_t i = 0; i < o->count; ++i) one_by_one.push_back({o->day, o->cause, 1});
    }
    const CumulativeIncidence a(observations, kCauses);
    const CumulativeIncidence b(one_by_one, kCauses);
    for (int32_t day = 0; day <= kLastDay; ++day) {
      RC_ASSERT(a.At(day, 2).incidence.value == b.At(day, 2).incidence.value);
      RC_ASSERT(a.At(day, 2).incidence.variance == b.At(day, 2).incidence.variance);
    }
    RC_ASSERT(MedianDays(observations) == MedianDays(one_by_one));
  }));
}

TEST(CumulativeIncidenceDeathTest, RefusesACauseThatDoesNotExist) {
  EXPECT_DEATH(CumulativeIncidence(std::vector<Observation>{{1, 3, 1}}, 2), "cause");
  EXPECT_DEATH(CumulativeIncidence({}, 2).At(1, 3), "cause");
}

}  // namespace
}  // namespace praksis::figures
