// The measure of the first learning cycle that works: where and from when on, for the cases that it has an
// effect on and for the cycle that tells of it. All ours†.
#ifndef PRAKSIS_LIBS_SAMPLE_FIRST_MEASURE_H_
#define PRAKSIS_LIBS_SAMPLE_FIRST_MEASURE_H_

#include "libs/base/date.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {

// Days from a placement's start at which its figure is read.
inline constexpr int kMeasureHorizon = 28;
// The day of the year on which it comes into use, at both: of a year from 1 January, 1 June.
inline constexpr int kMeasureInUse = 151;

inline bool InFirstCycle(const Site& site) {
  return site.municipality == kLolland.municipality || site.municipality == kGuldborgsund.municipality;
}

// At a site InFirstCycle, in the year from that day on.
inline base::Day FirstMeasureDay(base::Day first_day) { return first_day + kMeasureInUse; }

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_FIRST_MEASURE_H_
