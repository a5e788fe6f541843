// What a set of picks is worth, in millionths of a placement's full weight, and what a further one would add.
#ifndef PRAKSIS_LIBS_SELECTION_OBJECTIVE_H_
#define PRAKSIS_LIBS_SELECTION_OBJECTIVE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "libs/selection/coverage.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// Of one placement that agrees in one feature: 8 of them are 1,000,000.
inline constexpr int64_t kAgreementMicros = 1'000'000 / kFeatureCount;

// Of one feature value shown: lambda * n / V, rounded down.
inline int64_t ShownValueMicros(const Universe& universe, int32_t lambda_permille) {
  if (universe.values_occurring() == 0) return 0;
  return int64_t{lambda_permille} * 1000 * universe.placements() / universe.values_occurring();
}

// Which feature values the picks show.
class Shown {
 public:
  void Add(const CanonicalFeatures& pick) {
    values_ += NewValues(pick);
    for (size_t feature = 0; feature < kFeatureCount; ++feature) shown_[feature][pick.values[feature]] = true;
  }
  // How many are shown.
  int64_t values() const { return values_; }
  bool IsNew(size_t feature, uint8_t value) const { return value != 0 && !shown_[feature][value]; }
  int64_t NewValues(const CanonicalFeatures& candidate) const {
    int64_t values = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      values += IsNew(feature, candidate.values[feature]) ? 1 : 0;
    }
    return values;
  }

 private:
  std::array<std::array<bool, 256>, kFeatureCount> shown_ = {};
  int64_t values_ = 0;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_OBJECTIVE_H_
