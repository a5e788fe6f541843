// The universe, collapsed: placements with equal features are one class with a weight. Values of a feature
// are renumbered in the order of their names, so that nothing depends on how the pool happened to number
// them.
#ifndef PRAKSIS_LIBS_SELECTION_UNIVERSE_H_
#define PRAKSIS_LIBS_SELECTION_UNIVERSE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "libs/selection/selection.h"

namespace praksis::selection {

// Features with a pool's numbers of values, renumbered by name. 0 stays 0.
struct CanonicalFeatures {
  FeatureValues values = {};
  friend auto operator<=>(const CanonicalFeatures&, const CanonicalFeatures&) = default;
};

struct FeatureClass {
  CanonicalFeatures features;
  // rows()[first_row] … are its placements.
  uint32_t first_row = 0;
  uint32_t placements = 0;
};

// Immutable. `pool` must be valid (see selection.cc) and outlive it.
class Universe {
 public:
  explicit Universe(const Pool& pool);

  const Pool& pool() const { return pool_; }
  // In an order that depends on the features alone.
  const std::vector<FeatureClass>& classes() const { return classes_; }
  // Indices into the pool, class by class.
  const std::vector<uint32_t>& rows() const { return rows_; }
  int64_t placements() const { return static_cast<int64_t>(rows_.size()); }

  // How many values a feature has, "not known" included.
  int value_count(int feature) const { return value_counts_[static_cast<size_t>(feature)]; }
  // Placements with that value; 0 for "not known".
  uint32_t placements_with(int feature, uint8_t value) const {
    return placements_with_[static_cast<size_t>(feature)][value];
  }
  // Different values, over all features, that occur in the universe ("not known" apart).
  int64_t values_occurring() const { return values_occurring_; }

  // Classes are sorted by the first of these features, then by the second, …: those with few values first.
  const std::array<size_t, kFeatureCount>& feature_order() const { return feature_order_; }

  CanonicalFeatures Canonical(const FeatureValues& features) const;
  FeatureValues Original(const CanonicalFeatures& features) const;

 private:
  const Pool& pool_;
  std::array<int, kFeatureCount> value_counts_ = {};
  std::array<size_t, kFeatureCount> feature_order_ = {};
  std::array<std::array<uint8_t, 256>, kFeatureCount> canonical_ = {};
  std::array<std::array<uint8_t, 256>, kFeatureCount> original_ = {};
  std::array<std::array<uint32_t, 256>, kFeatureCount> placements_with_ = {};
  int64_t values_occurring_ = 0;
  std::vector<FeatureClass> classes_;
  std::vector<uint32_t> rows_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_UNIVERSE_H_
