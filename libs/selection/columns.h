// The universe as the inner loops read it: columns of bytes, one entry per class of the universe.
//
// The features with the fewest values form the core (as many as keep BoundTable small; usually duration band,
// placement type, target group and belief trajectory). Entries that are equal in the core are neighbours, so
// that what a candidate agrees with them in there is counted once for all of them, and only the other
// features are compared entry by entry.
//
// A class of more than 127 placements takes several entries, so that a weight fits a signed byte and 32
// entries are compared at once.
#ifndef PRAKSIS_LIBS_SELECTION_COLUMNS_H_
#define PRAKSIS_LIBS_SELECTION_COLUMNS_H_

#include <array>
#include <cstdint>
#include <memory_resource>
#include <vector>

#include "libs/selection/universe.h"

namespace praksis::selection {

// Entries compared by one instruction.
inline constexpr size_t kLanes = 32;
// A run has at most this many entries; a multiple of kLanes.
inline constexpr size_t kMaxRunEntries = 1024;
inline constexpr uint32_t kMaxWeight = 127;

// Neighbouring entries that are equal in the core.
struct Run {
  // Core features only; the others are 0.
  FeatureValues core = {};
  uint32_t cell = 0;
  // Entries begin … end - 1; the last of them are padding, so that their number is a multiple of kLanes.
  uint32_t begin = 0;
  uint32_t end = 0;
};

// Immutable.
class Columns {
 public:
  // The core has as many features as leave at most `max_numbers` cells times values of the others, and at
  // least `classes_per_cell` (so that runs are not mostly padding).
  explicit Columns(const Universe& universe, size_t max_numbers = 100'000, size_t classes_per_cell = 16,
                   std::pmr::memory_resource* memory = std::pmr::get_default_resource());
  Columns(const Universe& universe, std::pmr::memory_resource* memory)
      : Columns(universe, 100'000, 16, memory) {}

  // Entries, with padding: a padding entry has weight 0, the class of the entry before it and no features
  // but the core's.
  size_t size() const { return weight_.size(); }
  // What it takes, about.
  size_t bytes() const { return size() * (others_.size() + 5) + runs_.size() * sizeof(Run); }
  const std::vector<Run>& runs() const { return runs_; }
  // Of one of others(), by entry.
  const uint8_t* feature(size_t feature) const { return values_[feature].data(); }
  const uint8_t* weight() const { return weight_.data(); }
  // Index into Universe::classes().
  uint32_t entry_class(size_t entry) const { return entry_class_[entry]; }
  // All features of an entry of `run`.
  FeatureValues ValuesOf(const Run& run, size_t entry) const {
    FeatureValues values = run.core;
    for (const size_t feature : others_) values[feature] = values_[feature][entry];
    return values;
  }

  // The features of the core and the rest of them; classes of the universe are sorted by both, in this order.
  const std::vector<size_t>& core() const { return core_; }
  const std::vector<size_t>& others() const { return others_; }
  // Combinations of values of the core.
  size_t cells() const { return cells_; }
  // How far apart two cells are that differ by one in a feature of the core.
  size_t stride(size_t feature) const { return stride_[feature]; }
  size_t CellOf(const CanonicalFeatures& features) const {
    size_t cell = 0;
    for (const size_t feature : core_) cell += stride_[feature] * features.values[feature];
    return cell;
  }

 private:
  void ChooseCore(const Universe& universe, size_t max_numbers, size_t classes_per_cell);
  void Fill(const Universe& universe);

  std::vector<size_t> core_;
  std::vector<size_t> others_;
  std::array<size_t, kFeatureCount> stride_ = {};
  size_t cells_ = 1;
  std::vector<Run> runs_;
  std::vector<std::pmr::vector<uint8_t>> values_;  // by feature
  std::pmr::vector<uint8_t> weight_;
  std::pmr::vector<uint32_t> entry_class_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_COLUMNS_H_
