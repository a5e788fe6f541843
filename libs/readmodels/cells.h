// Which rows of a figure's table a question is about, and going through them.
#ifndef PRAKSIS_LIBS_READMODELS_CELLS_H_
#define PRAKSIS_LIBS_READMODELS_CELLS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/projection/cells.h"
#include "libs/projection/view.h"
#include "libs/readmodels/keys.h"
#include "libs/store/database.h"

namespace praksis::readmodels {

// All conditions must hold; an empty list, or a day left out, is no condition.
struct CellSelection {
  std::vector<std::string> municipalities = {};
  std::optional<base::Day> from = {};
  std::optional<base::Day> to = {};
  std::vector<std::string> target_groups = {};
  std::vector<std::string> industry_sections = {};

  bool AdmitsDay(base::Day day) const { return (!from || day >= *from) && (!to || day <= *to); }
  bool AdmitsTargetGroup(std::string_view target_group) const;
  bool AdmitsIndustrySection(std::string_view section) const;
};

// One row within the selection's municipalities and days.
struct Cell {
  std::string_view municipality = {};
  base::Day day = 0;
  // What follows the day in the key.
  KeyReader rest;
  std::string_view value;
};

// Calls `visit` for every row of `table` (keys as keys.h says) in a municipality and on a day of the
// selection, in the order of the keys; each row once, however often a municipality is named. The other
// conditions are the visitor's. Reads only the ranges it needs.
absl::Status ScanCells(const store::Snapshot& snapshot, store::Table table, const CellSelection& selection,
                       const std::function<void(Cell&)>& visit);

// Where a figure's counters are, in time no later than the first of them.
struct CellExtent {
  std::vector<std::string> municipalities = {};  // sorted
  base::Day first = base::kLastDay;
};
absl::StatusOr<CellExtent> ExtentOf(const projection::View& view, std::string_view model);

// Calls `visit(run, within_period)` for every run of cells in a municipality of the selection that has days
// of its period; within_period: only such.
void ForEachRun(const projection::Cells& cells, const CellSelection& selection,
                const std::function<void(const projection::Cells::Run&, bool within_period)>& visit);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CELLS_H_
