#include "libs/figures/difference.h"

#include <algorithm>
#include <cmath>

#include "libs/figures/probability.h"
#include "libs/figures/proportion.h"

namespace praksis::figures {
namespace {

template <typename Estimate>
Interval IntervalOf(const Estimate& estimate) {
  return {.value = estimate.value, .lower = estimate.lower, .upper = estimate.upper};
}

}  // namespace

// For each bound of the difference, how far the first may lie on that side and the second on the other, as
// the legs of a right triangle.
Difference EstimateDifference(const Interval& first, const Interval& second) {
  const double value = first.value - second.value;
  return {.value = value,
          .lower = std::max(first.lower - second.upper,
                            value - std::hypot(first.value - first.lower, second.upper - second.value)),
          .upper = std::min(first.upper - second.lower,
                            value + std::hypot(first.upper - first.value, second.value - second.lower))};
}

Difference ShareDifference(const ShareCounts& first, const ShareCounts& second) {
  const Proportion first_share = WilsonProportion(first.hits, first.trials);
  const Proportion second_share = WilsonProportion(second.hits, second.trials);
  if (first.trials == 0 || second.trials == 0) return {};
  return EstimateDifference(IntervalOf(first_share), IntervalOf(second_share));
}

Difference IncidenceDifference(const CumulativeIncidence& first, const CumulativeIncidence& second,
                               int32_t day, std::span<const int> causes_together) {
  const Probability first_incidence = first.At(day, causes_together).incidence;
  const Probability second_incidence = second.At(day, causes_together).incidence;
  if (first.subjects() == 0 || second.subjects() == 0) return {};
  return EstimateDifference(IntervalOf(first_incidence), IntervalOf(second_incidence));
}

}  // namespace praksis::figures
