// Student's t distribution, and mixtures of such: what intervals are read from.
#ifndef PRAKSIS_LIBS_EFFECTS_STUDENT_H_
#define PRAKSIS_LIBS_EFFECTS_STUDENT_H_

#include <span>

#include "libs/effects/effect.h"

namespace praksis::effects {

// A t distribution moved to `centre` and stretched by `scale` > 0, that counts for `share` of a mixture.
struct Student {
  double centre = 0;
  double scale = 0;
  double share = 1;
};

// value, interval and p of a mixture of t distributions with the same degrees (> 0), whose shares add up to
// 1: its mean of centres, the quantiles that leave out (1 - confidence) / 2 on either side, and twice the
// smaller part on one side of 0. 0 < confidence < 1.
Effect ReadEffect(std::span<const Student> mixture, double degrees, double confidence);

}  // namespace praksis::effects

#endif  // PRAKSIS_LIBS_EFFECTS_STUDENT_H_
