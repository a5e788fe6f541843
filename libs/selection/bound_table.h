// Upper bounds on what candidates would add, for all candidates at once, much tighter than the sum over their
// features.
//
// Agreements are counted in steps (steps.h); where all features weigh the same a step is a feature. For a
// candidate s and a placement u that is near to degree b already, let a = (agreements within the core, see
// Columns) - b and X the agreements among the other features, of r steps together. u would add max(0, a + X):
// exactly a + X where a >= 0. Where a = -m, at least m steps agree in vain: take m steps off any of the other
// features, and what agrees of the rest is at least X - m. Either way it is a constant plus a sum over
// features; summed over u it needs, per cell of the core and per a, one number per value of each other
// feature, and the m steps are taken off those with the largest numbers. The tables of all cells are made
// together: from the placements' weights by cell, a and value, feature by feature of the core ("all values,
// but my own so many steps nearer").
//
// A prefix (the core and some of the other features) is bounded by letting each further feature be the best
// for it.
#ifndef PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_
#define PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "libs/selection/coverage.h"
#include "libs/selection/steps.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// Not thread-safe. `columns` must outlive it.
class BoundTable {
 public:
  BoundTable(const Universe& universe, const Columns& columns, const Likeness& likeness = EqualLikeness(),
             std::pmr::memory_resource* memory = std::pmr::get_default_resource());

  // So many slots of all cells are transformed together: few enough for the second cache.
  static constexpr size_t kBlockSlots = 16;
  using Row = std::array<uint32_t, kBlockSlots>;

  // What Rebuild costs, in comparisons of a candidate with an entry.
  static int64_t RebuildVisits(const Columns& columns) {
    return kVisitsPerEntry * static_cast<int64_t>(columns.size()) + kVisitsPerTable;
  }

  // Makes the table for what is covered now; quick where little has changed since the last Rebuild.
  void Rebuild(const Coverage& coverage);

  // At least what Coverage::AddedBy says, as of the last Rebuild, in steps.
  uint32_t Bound(const CanonicalFeatures& candidate) const;

  // What Bound is the sum of, for those who bound many candidates at once: Constant, and SumOf the terms of
  // all other features.
  //
  // [m], for m below steps().of_others: what agrees with a value where a = -m, so that m steps are taken off;
  // [0]: where a >= 0. So many numbers may be read as a multiple of 4 has; the rest means nothing.
  using Terms = const uint32_t*;
  uint32_t Constant(size_t cell) const { return constants_[cell]; }
  // Of a value of one of the columns' other features.
  Terms TermsOf(size_t cell, size_t feature, uint8_t value) const {
    return &terms_[(cell * slots_ + slot_[feature] + value) * steps_.of_others];
  }
  // `terms` of all other features, in the columns' order.
  uint32_t SumOf(std::span<const Terms> terms) const;
  const Steps& steps() const { return steps_; }

 private:
  // Measured: see DESIGN.md.
  static constexpr int64_t kVisitsPerEntry = 80;
  static constexpr int64_t kVisitsPerTable = 50'000'000;

  // Which of a cell's rows, nearest first.
  size_t RowOf(int a) const;
  size_t blocks() const { return (slots_ + kBlockSlots - 1) / kBlockSlots; }
  template <size_t kOthers>
  void Count(const Nearness& nearness, bool anew);
  void TransformBlock(size_t block);
  template <size_t kOfOthers>
  void SettleBlock(size_t block);

  const Columns& columns_;
  const Steps steps_;
  std::array<size_t, kFeatureCount> value_counts_ = {};
  size_t others_ = 0;                            // features
  std::array<size_t, kFeatureCount> slot_ = {};  // of other features: where their values begin
  size_t slots_ = 0;
  size_t rows_per_cell_ = 0;                           // values of a that matter
  bool others_are_single_ = true;                      // each of the other features is one step
  std::array<uint8_t, kFeatureCount> of_others_ = {};  // steps of the other features, in the columns' order
  Nearness counted_;                                   // as `counts_` has it; empty before the first Rebuild
  std::pmr::vector<Row> counts_;      // weights by block, cell, steps of nearness (descending)
  std::pmr::vector<Row> rows_;        // of a block, by cell, a
  std::vector<uint32_t> constants_;   // by cell
  std::pmr::vector<uint32_t> terms_;  // by cell, slot, m; and a few numbers more
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_
