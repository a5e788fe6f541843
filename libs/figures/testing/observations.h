// Observations that several tests use: a published data set, and any.
#ifndef PRAKSIS_LIBS_FIGURES_TESTING_OBSERVATIONS_H_
#define PRAKSIS_LIBS_FIGURES_TESTING_OBSERVATIONS_H_

#include <cmath>
#include <cstdint>
#include <vector>

#include "libs/figures/observation.h"
#include "libs/figures/probability.h"
#include "rapidcheck.h"

namespace praksis::figures::testing {

// Freireich et al., Blood 21 (1963): weeks of remission under 6-mercaptopurine and under placebo; as in
// Kalbfleisch & Prentice, The statistical analysis of failure time data, table 1.1, and Kleinbaum & Klein,
// Survival analysis, chapter 2.
inline const std::vector<Observation> kTreated = {{6, 1, 3},  {6, 0, 1},  {7, 1, 1},  {9, 0, 1},  {10, 1, 1},
                                                  {10, 0, 1}, {11, 0, 1}, {13, 1, 1}, {16, 1, 1}, {17, 0, 1},
                                                  {19, 0, 1}, {20, 0, 1}, {22, 1, 1}, {23, 1, 1}, {25, 0, 1},
                                                  {32, 0, 2}, {34, 0, 1}, {35, 0, 1}};
inline const std::vector<Observation> kPlacebo = {{1, 1, 2},  {2, 1, 2},  {3, 1, 1},  {4, 1, 2},
                                                  {5, 1, 2},  {8, 1, 4},  {11, 1, 2}, {12, 1, 2},
                                                  {15, 1, 1}, {17, 1, 1}, {22, 1, 1}, {23, 1, 1}};

constexpr int kCauses = 3;
constexpr int32_t kLastDay = 30;

// Up to 24 groups of up to 5 subjects within kLastDay days, so that many leave on the same day.
inline std::vector<Observation> AnyObservations(bool with_censoring, int causes = kCauses) {
  const int n = *rc::gen::inRange(1, 25);
  std::vector<Observation> observations;
  for (int i = 0; i < n; ++i) {
    observations.push_back({.day = *rc::gen::inRange(0, kLastDay),
                            .cause = *rc::gen::inRange(with_censoring ? 0 : 1, causes + 1),
                            .count = *rc::gen::inRange<int64_t>(0, 6)});
  }
  return observations;
}

// The same subjects, each an observation of their own, last group first.
inline std::vector<Observation> OneByOne(const std::vector<Observation>& observations) {
  std::vector<Observation> one_by_one;
  for (auto o = observations.rbegin(); o != observations.rend(); ++o) {
    for (int64_t i = 0; i < o->count; ++i) one_by_one.push_back({o->day, o->cause, 1});
  }
  return one_by_one;
}

// Both are shares, and the one is within the other but for rounding.
inline void AssertWithinItsInterval(const Probability& p) {
  RC_ASSERT(0 <= p.lower && p.lower <= p.value + 1e-12);
  RC_ASSERT(p.value <= p.upper + 1e-12 && p.upper <= 1);
}

inline void AssertNear(double a, double b) { RC_ASSERT(std::fabs(a - b) < 1e-12); }

}  // namespace praksis::figures::testing

#endif  // PRAKSIS_LIBS_FIGURES_TESTING_OBSERVATIONS_H_
