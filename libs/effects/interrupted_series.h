// Interrupted time series: one series of monthly figures, before a measure came into use and after.
// Segmented regression (Wagner et al. 2002; Bernal, Cummins & Gasparrini 2017), weighted by what is known of
// each month, with autocorrelation that is not known either. Pure functions; any thread.
#ifndef PRAKSIS_LIBS_EFFECTS_INTERRUPTED_SERIES_H_
#define PRAKSIS_LIBS_EFFECTS_INTERRUPTED_SERIES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "libs/effects/effect.h"

namespace praksis::effects {

// A month's figure.
struct SeriesPoint {
  // Since the first month with the measure, which is 0; those before it are negative.
  int32_t month = 0;
  double value = 0;
  // Of how much is known, > 0: MonthWeight().
  double weight = 0;
};

// Fewer months on either side make no series†.
inline constexpr int kLeastMonths = 6;

struct InterruptedSeries {
  // By how much the figure changed at once: the line of the months with the measure, at month 0, less where
  // the line of the months before was heading.
  Effect step;
  // By how much its change from month to month changed.
  Effect slope;
  // value = line[0] + line[1] month + (month >= 0) (line[2] + line[3] month).
  std::array<double, 4> line = {};
};

// Model: y = line + u, u of month t has variance s² / weight, and two months d apart are correlated by
// share · rho^d. rho and share are not known: for each pair of a grid the line has its generalised least
// squares estimate and Student's t with n - 4 degrees, and pairs count by their restricted likelihood times
// a prior: rho from 0 to 0.995 even in Fisher's z, which leans to the large ones, a share of 4/5 as good as
// one of 1. What is told is the mixture (DESIGN.md says why, and how right it is).
//
// `points` in any order, each month once. Nothing where there are fewer than kLeastMonths on either side, or
// where the points lie on the two lines exactly, which leaves nothing to judge an effect by.
std::optional<InterruptedSeries> EstimateInterruptedSeries(std::span<const SeriesPoint> points,
                                                           double confidence);

}  // namespace praksis::effects

#endif  // PRAKSIS_LIBS_EFFECTS_INTERRUPTED_SERIES_H_
