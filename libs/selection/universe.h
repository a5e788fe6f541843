// The universe, collapsed: placements with equal features are one class with a weight. Values of a feature
// are renumbered in the order of their names, so that nothing depends on how the pool happened to number
// them.
#ifndef PRAKSIS_LIBS_SELECTION_UNIVERSE_H_
#define PRAKSIS_LIBS_SELECTION_UNIVERSE_H_

#include <array>
#include <cstdint>
#include <memory_resource>
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

// What a pool says of a placement, apart from its features.
struct Standing {
  uint16_t site = 0;
  Exclusion exclusion = Exclusion::kNone;
  bool consented = false;
};

// Immutable. `pool` must be valid (see selection.cc) and outlive it, as must `memory`.
class Universe {
 public:
  explicit Universe(const Pool& pool, std::pmr::memory_resource* memory = std::pmr::get_default_resource());

  const Pool& pool() const { return pool_; }
  // In an order that depends on the features alone.
  const std::pmr::vector<FeatureClass>& classes() const { return classes_; }
  // Indices into the pool, class by class.
  const std::pmr::vector<uint32_t>& rows() const { return rows_; }
  // By place in rows(): what decides whether that placement is a candidate.
  const std::pmr::vector<Standing>& standings() const { return standings_; }
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

  // What it takes, about.
  size_t bytes() const {
    return classes_.size() * sizeof(FeatureClass) + rows_.size() * (sizeof(uint32_t) + sizeof(Standing));
  }

  CanonicalFeatures Canonical(const FeatureValues& features) const;
  FeatureValues Original(const CanonicalFeatures& features) const;

 private:
  void FillStandings();

  const Pool& pool_;
  std::array<int, kFeatureCount> value_counts_ = {};
  std::array<size_t, kFeatureCount> feature_order_ = {};
  std::array<std::array<uint8_t, 256>, kFeatureCount> canonical_ = {};
  std::array<std::array<uint8_t, 256>, kFeatureCount> original_ = {};
  std::array<std::array<uint32_t, 256>, kFeatureCount> placements_with_ = {};
  int64_t values_occurring_ = 0;
  std::pmr::vector<FeatureClass> classes_;
  std::pmr::vector<uint32_t> rows_;
  std::pmr::vector<Standing> standings_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_UNIVERSE_H_
