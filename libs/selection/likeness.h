// How much agreeing in features is worth, where features may weigh differently.
//
// What two placements agree in is a set of features, one of 256. Sets are ranked by what they are worth,
// equal worth having equal rank, so that a rank fits the byte in which Nearness keeps it (agreement.h).
//
// Where the weights are small multiples of one part (2000 and 1000 are 2 and 1), an agreement is so many
// parts, a part is worth 1,000,000 / (all parts) rounded down, and a rank is a number of parts, which the
// vectorised loops count. Where they are not (1234 and 777), each feature's worth is rounded down by itself,
// and ranks are looked up.
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

  // At most this many parts, so that sums of weights times parts fit (agreement.cc, bound_table.cc).
  static constexpr int kMaxParts = 127;

  // Of one placement, by agreement in that feature alone; all of them are at most 1,000,000.
  const FeatureMicros& feature_micros() const { return feature_micros_; }
  // All of them.
  int64_t whole_micros() const { return whole_micros_; }
  // The weights are multiples of one part, all of them together at most kMaxParts; a rank is then a number of
  // parts.
  bool IsCounted() const { return all_parts_ > 0; }
  // By feature, where IsCounted.
  const std::array<uint8_t, kFeatureCount>& parts() const { return parts_; }
  int all_parts() const { return all_parts_; }
  int64_t part_micros() const { return MicrosOf(1); }
  // `agreed`: bit i stands for feature i.
  uint8_t RankOf(uint8_t agreed) const { return rank_of_[agreed]; }
  uint32_t MicrosOf(uint8_t rank) const { return micros_of_[rank]; }

 private:
  FeatureMicros feature_micros_ = {};
  int64_t whole_micros_ = 0;
  std::array<uint8_t, kFeatureCount> parts_ = {};
  int all_parts_ = 0;
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
