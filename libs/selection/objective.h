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

// Of one placement that agrees in one feature, where all weigh the same: 8 of them are 1,000,000.
inline constexpr int64_t kAgreementMicros = 1'000'000 / kFeatureCount;

// Of one feature value shown, where all weigh the same: lambda * n / V, rounded down.
inline int64_t ShownValueMicros(const Universe& universe, int32_t lambda_permille) {
  if (universe.values_occurring() == 0) return 0;
  return int64_t{lambda_permille} * 1000 * universe.placements() / universe.values_occurring();
}

// Which feature values the picks show.
class Shown {
 public:
  void Add(const CanonicalFeatures& pick) {
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      values_[feature] += IsNew(feature, pick.values[feature]) ? 1 : 0;
      shown_[feature][pick.values[feature]] = true;
    }
  }
  // How many are shown.
  int64_t values() const {
    int64_t values = 0;
    for (const int64_t of_feature : values_) values += of_feature;
    return values;
  }
  bool IsNew(size_t feature, uint8_t value) const { return value != 0 && !shown_[feature][value]; }
  int64_t NewValues(const CanonicalFeatures& candidate) const {
    int64_t values = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      values += IsNew(feature, candidate.values[feature]) ? 1 : 0;
    }
    return values;
  }
  // The same where a value is worth so much: of all that are shown, and of those a candidate would add.
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
