// The same subjects at two moments: how a share and a mean changed. Pure functions; any thread.
#ifndef PRAKSIS_LIBS_FIGURES_PAIRED_H_
#define PRAKSIS_LIBS_FIGURES_PAIRED_H_

#include <cstdint>
#include <span>

#include "libs/figures/difference.h"

namespace praksis::figures {

// Subjects by whether they were hits at the first and at the second moment; each >= 0.
struct PairedCounts {
  int64_t both = 0;
  int64_t first_only = 0;
  int64_t second_only = 0;
  int64_t neither = 0;
};

// Second share minus first, with the 95 % interval for paired data of Newcombe (1998), Improved confidence
// intervals for the difference between binomial proportions based on paired data, method 10: Wilson's bounds
// put together with the correlation of the two, which is corrected for continuity. With no subjects: 0 in
// [-1, 1].
Difference PairedShareDifference(const PairedCounts& counts);

// The mean of `values` with the 95 % interval of Student's t, cut to [lowest, highest]. The whole range,
// which says nothing, where there are fewer than two values or all are the same; of none the value is 0.
Interval StudentMean(std::span<const int> values, double lowest, double highest);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_PAIRED_H_
