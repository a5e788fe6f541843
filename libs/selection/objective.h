// What a set of picks is worth, in millionths of a placement's full weight, and what a further one would add.
#ifndef PRAKSIS_LIBS_SELECTION_OBJECTIVE_H_
#define PRAKSIS_LIBS_SELECTION_OBJECTIVE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "libs/selection/coverage.h"
#include "libs/selection/likeness.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// Which feature values the picks show.
class Shown {
 public:
  void Add(const CanonicalFeatures& pick) {
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      values_[feature] += IsNew(feature, pick.values[feature]) ? 1 : 0;
      shown_[feature][pick.values[feature]] = true;
    }
  }
  bool IsNew(size_t feature, uint8_t value) const { return value != 0 && !shown_[feature][value]; }
  // Where a value is worth so much: of all that are shown, and of those a candidate would add.
  int64_t Micros(const FeatureMicros& each) const {
    int64_t micros = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) micros += each[feature] * values_[feature];
    return micros;
  }
  int64_t NewMicros(const CanonicalFeatures& candidate, const FeatureMicros& each) const {
    int64_t micros = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      micros += IsNew(feature, candidate.values[feature]) ? each[feature] : 0;
    }
    return micros;
  }

 private:
  std::array<std::array<bool, 256>, kFeatureCount> shown_ = {};
  std::array<int64_t, kFeatureCount> values_ = {};
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_OBJECTIVE_H_
