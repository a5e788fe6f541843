// Differences between two groups, for comparing two selections. The groups must have no person in common:
// the intervals take them for independent.
#ifndef PRAKSIS_LIBS_FIGURES_DIFFERENCE_H_
#define PRAKSIS_LIBS_FIGURES_DIFFERENCE_H_

#include <cstdint>
#include <span>

#include "libs/figures/cumulative_incidence.h"

namespace praksis::figures {

// First minus second, a difference of shares (-1 … 1), with its 95 % interval.
struct Difference {
  double value = 0;
  double lower = -1;
  double upper = 1;
};

// An estimate and the bounds of its 95 % interval: lower <= value <= upper.
struct Interval {
  double value = 0;
  double lower = 0;
  double upper = 0;
};

// Difference of two independent estimates, put together from their intervals (the method of variance
// estimates recovery, Zou & Donner 2008): for shares with Wilson's intervals this is Newcombe's. It never
// reaches beyond [first.lower - second.upper, first.upper - second.lower].
Difference EstimateDifference(const Interval& first, const Interval& second);

// Of a group's members, those who …
struct ShareCounts {
  int64_t hits = 0;
  int64_t trials = 0;
};

// Difference of two shares with the hybrid score interval: Newcombe (1998), method 10, from Wilson's bounds
// without continuity correction. 0 <= hits <= trials (aborts otherwise). With no trials on one side: 0 in
// [-1, 1], which says nothing.
Difference ShareDifference(const ShareCounts& first, const ShareCounts& second);

// Difference by the end of `day` in the incidence of the union of `causes_together`, which must be causes of
// both (aborts otherwise). The interval puts the two log-log intervals together (EstimateDifference): it
// stays within [-1, 1], is as lopsided as they are, and is wide where one of them says nothing. With no
// subjects on one side: 0 in [-1, 1].
Difference IncidenceDifference(const CumulativeIncidence& first, const CumulativeIncidence& second,
                               int32_t day, std::span<const int> causes_together);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_DIFFERENCE_H_
