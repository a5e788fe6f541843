#include <algorithm>
#include <cmath>
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
using testing::OneByOne;

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

const std::vector<int> kAll = {1, 2, 3};

TEST(CumulativeIncidencePropertyTest, EqualsTheDefinitionsWrittenDownSlowly) {
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

TEST(CumulativeIncidencePropertyTest, OfAllCausesAndSurvivalAddUpToOne) {
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

TEST(CumulativeIncidencePropertyTest, OfAllCausesHasGreenwoodsVariance) {
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

TEST(CumulativeIncidencePropertyTest, WithoutCensoringIsTheShareOfSubjects) {
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

TEST(CumulativeIncidencePropertyTest, NeverFallsAndLiesWithinItsInterval) {
  EXPECT_TRUE(rc::check([] {
    const CumulativeIncidence incidence(AnyObservations(true), kCauses);
    const int cause = *rc::gen::inRange(1, kCauses + 1);
    double before = 0;
    for (int32_t day = 0; day <= kLastDay; ++day) {
      const Probability probability = incidence.At(day, cause).incidence;
      RC_ASSERT(probability.value >= before);
      RC_ASSERT(probability.value <= 1);
      RC_ASSERT(probability.variance >= 0);
      AssertWithinItsInterval(probability);
      before = probability.value;
    }
  }));
}

TEST(CumulativeIncidencePropertyTest, DoesNotDependOnTheOrderOrGroupingOfObservations) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<Observation> observations = AnyObservations(true);
    const CumulativeIncidence grouped(observations, kCauses);
    const CumulativeIncidence single(OneByOne(observations), kCauses);
    for (int32_t day = 0; day <= kLastDay; ++day) {
      RC_ASSERT(grouped.At(day, 2).incidence.value == single.At(day, 2).incidence.value);
      RC_ASSERT(grouped.At(day, 2).incidence.variance == single.At(day, 2).incidence.variance);
    }
  }));
}

TEST(CumulativeIncidencePropertyTest, DoesNotDependOnHowTheOtherCausesAreToldApart) {
  EXPECT_TRUE(rc::check([] {
    std::vector<Observation> observations = AnyObservations(true);
    const CumulativeIncidence three(observations, kCauses);
    for (Observation& observation : observations) observation.cause = std::min(observation.cause, 2);
    const CumulativeIncidence two(observations, 2);
    const int32_t day = *rc::gen::inRange(0, kLastDay);
    RC_ASSERT(three.At(day, 1).incidence.value == two.At(day, 1).incidence.value);
    RC_ASSERT(three.At(day, 1).incidence.variance == two.At(day, 1).incidence.variance);
  }));
}

}  // namespace
}  // namespace praksis::figures
