// How much agreeing in features is worth, where features may weigh differently.
//
// What two placements agree in is a set of features, one of 256. Sets are ranked by what they are worth,
// equal worth having equal rank, so that a rank fits the byte in which Nearness keeps it (agreement.h). Where
// all features weigh the same a rank is the number of features, which the vectorised loops count; else it is
// looked up.
#ifndef PRAKSIS_LIBS_SELECTION_LIKENESS_H_
#define PRAKSIS_LIBS_SELECTION_LIKENESS_H_

#include <array>
#include <cstdint>

#include "libs/selection/selection.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// In millionths, by feature.
using FeatureMicros = std::array<int64_t, kFeatureCount>;

// Immutable.
class Likeness {
 public:
  // `weights`: one of them at least is above 0 (see selection.cc).
  explicit Likeness(const Weights& weights);

  // All features weigh the same.
  bool AreEqual() const { return are_equal_; }
  // Of one placement, by agreement in that feature alone; all of them are at most 1,000,000.
  const FeatureMicros& feature_micros() const { return feature_micros_; }
  // `agreed`: bit i stands for feature i.
  uint8_t RankOf(uint8_t agreed) const { return rank_of_[agreed]; }
  uint32_t MicrosOf(uint8_t rank) const { return micros_of_[rank]; }

 private:
  bool are_equal_ = true;
  FeatureMicros feature_micros_ = {};
  std::array<uint8_t, 256> rank_of_ = {};
  std::array<uint32_t, 256> micros_of_ = {};
};

// All features weigh the same.
const Likeness& EqualLikeness();

// Of a value shown, by its feature, so that all values that occur are worth `all_micros` together, each in
// proportion to its feature's weight; rounded down.
FeatureMicros ShownMicros(const Universe& universe, const Weights& weights, int64_t all_micros);

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_LIKENESS_H_
