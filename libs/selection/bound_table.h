// Upper bounds on what candidates would add, for all candidates at once, much tighter than the sum over their
// features.
//
// The features with the fewest values form the core (as many as keep the table small; usually duration band,
// placement type, target group and belief trajectory). For a candidate s and a placement u that is near to
// degree b already, let a = (agreements within the core) - b and X the agreements among the other r features.
// u would add max(0, a + X): exactly a + X where a >= 0. Where a = -m, at least m of the r features agree in
// vain: leave out any m of them, and what agrees of the others is at least X - m. Either way it is a constant
// plus a sum over features; summed over u it needs, per cell of the core and per a, one number per value of
// each other feature, and the m features left out are those with the largest numbers. The tables of all cells
// are made together: from the placements' weights by cell, a and value, feature by feature of the core ("all
// values, but my own a step nearer").
#ifndef PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_
#define PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "libs/selection/coverage.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// Not thread-safe. `universe` and `columns` must outlive it.
class BoundTable {
 public:
  // The table has at most `max_cells` numbers (more cells: tighter bounds, slower to make).
  BoundTable(const Universe& universe, const Columns& columns, size_t max_cells = 100'000);

  // What Rebuild costs, in comparisons of a candidate with an entry.
  static int64_t RebuildVisits(const Columns& columns) {
    return kVisitsPerEntry * static_cast<int64_t>(columns.size()) + kVisitsPerTable;
  }

  // Makes the table for what is covered now.
  void Rebuild(const Coverage& coverage);

  // At least what Coverage::AddedBy says, as of the last Rebuild.
  uint32_t Bound(const CanonicalFeatures& candidate) const;

 private:
  // Measured: see DESIGN.md.
  static constexpr int64_t kVisitsPerEntry = 80;
  static constexpr int64_t kVisitsPerTable = 50'000'000;

  size_t CellOf(const CanonicalFeatures& features) const;

  const Columns& columns_;
  std::vector<size_t> core_;    // features
  std::vector<size_t> others_;  // features
  std::array<size_t, kFeatureCount> value_counts_ = {};
  std::array<size_t, kFeatureCount> stride_ = {};  // of core features, in cells
  std::array<size_t, kFeatureCount> slot_ = {};    // of other features: where their values begin
  size_t cells_ = 1;
  size_t slots_ = 1;  // slot 0 is for the constant
  int steps_ = 0;     // values of a that matter: -7 … core_.size()
  std::vector<uint32_t> entry_cell_;
  std::vector<uint32_t> weights_;  // by step, cell, slot
  std::vector<uint32_t> settled_;  // a >= 0, all together: by cell, slot
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_BOUND_TABLE_H_
