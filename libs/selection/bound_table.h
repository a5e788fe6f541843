// Upper bounds on what candidates would add, for all candidates at once, much tighter than the sum over their
// features.
//
// For a candidate s and a placement u that is near to degree b already, let a = (agreements within the core,
// see Columns) - b and X the agreements among the other r features. u would add max(0, a + X): exactly a + X
// where a >= 0. Where a = -m, at least m of the r features agree in vain: leave out any m of them, and what
// agrees of the others is at least X - m. Either way it is a constant plus a sum over features; summed over u
// it needs, per cell of the core and per a, one number per value of each other feature, and the m features
// left out are those with the largest numbers. The tables of all cells are made together: from the
// placements' weights by cell, a and value, feature by feature of the core ("all values, but my own a step
// nearer").
//
// A prefix (the core and some of the other features) is bounded by letting each further feature be the best
// for it.
#ifndef PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_
#define PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "libs/selection/coverage.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// Not thread-safe. `columns` must outlive it.
class BoundTable {
 public:
  BoundTable(const Universe& universe, const Columns& columns);

  // So many slots of all cells are transformed together: few enough for the second cache.
  static constexpr size_t kBlockSlots = 16;
  using Row = std::array<uint32_t, kBlockSlots>;

  // What Rebuild costs, in comparisons of a candidate with an entry.
  static int64_t RebuildVisits(const Columns& columns) {
    return kVisitsPerEntry * static_cast<int64_t>(columns.size()) + kVisitsPerTable;
  }

  // Makes the table for what is covered now; quick where little has changed since the last Rebuild.
  void Rebuild(const Coverage& coverage);

  // At least what Coverage::AddedBy says, as of the last Rebuild.
  uint32_t Bound(const CanonicalFeatures& candidate) const;

  // What Bound is the sum of, for those who bound many candidates at once: Constant, and SumOf the terms of
  // all other features.
  //
  // [m], for m below the number of other features: what agrees with a value where a = -m, so that m of the
  // terms are left out; [0]: where a >= 0. The rest means nothing.
  using Terms = std::array<uint32_t, kFeatureCount>;
  uint32_t Constant(size_t cell) const { return constants_[cell]; }
  // Of a value of one of the columns' other features.
  Terms TermsOf(size_t cell, size_t feature, uint8_t value) const {
    Terms terms;
    std::memcpy(terms.data(), &terms_[(cell * slots_ + slot_[feature] + value) * others_], sizeof(terms));
    return terms;
  }
  // `terms` of all other features.
  static uint32_t SumOf(std::span<const Terms> terms);

 private:
  // Measured: see DESIGN.md.
  static constexpr int64_t kVisitsPerEntry = 80;
  static constexpr int64_t kVisitsPerTable = 50'000'000;

  // In which the rows of a cell are, nearest first.
  static size_t StepOf(int a);
  size_t blocks() const { return (slots_ + kBlockSlots - 1) / kBlockSlots; }
  template <size_t kOthers>
  void Count(const Nearness& nearness, bool anew);
  void TransformBlock(size_t block);
  template <size_t kOthers>
  void SettleBlock(size_t block);

  const Columns& columns_;
  std::array<size_t, kFeatureCount> value_counts_ = {};
  size_t others_ = 0;                            // features
  std::array<size_t, kFeatureCount> slot_ = {};  // of other features: where their values begin
  size_t slots_ = 0;
  size_t steps_ = 0;                 // values of a that matter: -7 … core().size()
  Nearness counted_;                 // as `counts_` has it; empty before the first Rebuild
  std::vector<Row> counts_;          // weights by block, cell, nearness (descending)
  std::vector<Row> rows_;            // of a block, by cell, step
  std::vector<uint32_t> constants_;  // by cell
  std::vector<uint32_t> terms_;      // by cell, slot, m; and kFeatureCount numbers more
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_
