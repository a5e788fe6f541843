// How well a set of picks covers the universe, and what a further pick would add: the inner loop of the
// selection.
//
// Columns of bytes, one entry per class of the universe; a class of more than 127 placements takes several
// entries, so that a weight fits a signed byte and 32 classes are compared at once (AVX2 where the machine
// has it; the same integers everywhere). Agreements are counted in features: 8 are a placement's full weight.
#ifndef PRAKSIS_LIBS_SELECTION_COVERAGE_H_
#define PRAKSIS_LIBS_SELECTION_COVERAGE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "libs/selection/universe.h"

namespace praksis::selection {

// Entries are padded with weight 0 to whole blocks.
inline constexpr size_t kBlockEntries = 1024;

// The universe as the kernel reads it. Immutable.
class Columns {
 public:
  explicit Columns(const Universe& universe);

  // With padding: a multiple of kBlockEntries.
  size_t size() const { return weight_.size(); }
  // Without.
  size_t entries() const { return entry_class_.size(); }
  const uint8_t* feature(size_t feature) const { return values_[feature].data(); }
  const uint8_t* weight() const { return weight_.data(); }
  // Index into Universe::classes().
  uint32_t entry_class(size_t entry) const { return entry_class_[entry]; }

 private:
  std::array<std::vector<uint8_t>, kFeatureCount> values_;
  std::vector<uint8_t> weight_;
  std::vector<uint32_t> entry_class_;
};

// By entry, the features in which it agrees with the pick nearest to it.
using Nearness = std::vector<uint8_t>;

// added[i] = sum over entries of weight * max(0, agreements with candidates[i] - nearness).
void AddedAgreements(const Columns& columns, const Nearness& nearness,
                     std::span<const CanonicalFeatures> candidates, std::span<uint32_t> added);

// What the picks so far cover. `columns` must outlive it.
class Coverage {
 public:
  explicit Coverage(const Columns& columns) : columns_(columns), nearness_(columns.size(), 0) {}

  void Add(const CanonicalFeatures& pick);
  void AddedBy(std::span<const CanonicalFeatures> candidates, std::span<uint32_t> added) const {
    AddedAgreements(columns_, nearness_, candidates, added);
  }
  const Nearness& nearness() const { return nearness_; }
  // Sum over entries of weight * nearness.
  uint64_t agreements() const { return agreements_; }

 private:
  const Columns& columns_;
  Nearness nearness_;
  uint64_t agreements_ = 0;
};

// Features in which an entry agrees with `features`, for every entry.
std::vector<uint8_t> Agreements(const Columns& columns, const CanonicalFeatures& features);

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_COVERAGE_H_
