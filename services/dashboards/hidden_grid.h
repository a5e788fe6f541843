// What is hidden of one figure in the selections of the grid (grid.h), to be looked up: of one municipality
// or all, under one condition or none, in whole units of time in a row. What is hidden of several follows: a
// selection of several shows what each of them shows.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_HIDDEN_GRID_H_
#define PRAKSIS_SERVICES_DASHBOARDS_HIDDEN_GRID_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "libs/base/date.h"
#include "libs/readmodels/cells.h"
#include "services/dashboards/grid.h"

namespace praksis::services {

namespace kept {
class Grid;  // found_out.proto
}

// A set of numbers, of an answer's. A value.
class NumberSet {
 public:
  NumberSet() = default;
  explicit NumberSet(std::vector<uint64_t> words) : words_(std::move(words)) {}
  bool Has(size_t number) const {
    return number / 64 < words_.size() && (words_[number / 64] >> (number % 64) & 1) != 0;
  }
  void Set(size_t number, bool in = true);
  void Add(const NumberSet& others);
  const std::vector<uint64_t>& words() const { return words_; }
  friend bool operator==(const NumberSet&, const NumberSet&) = default;

 private:
  std::vector<uint64_t> words_;
};

// By their paths (answer_numbers.h).
using NumberNames = absl::flat_hash_map<std::string, size_t>;

// The grid's directions at one moment.
struct GridAxes {
  Periods periods = Periods::kYears;
  // Days up to this one are told apart.
  base::Day today = 0;
  readmodels::CellExtent extent = {};
  std::vector<std::string> target_groups = {};
  std::vector<std::string> industry_sections = {};

  // The units of time of a selection like this one; the first has no beginning, the last no end.
  std::vector<readmodels::CellSelection> UnitsOf(const readmodels::CellSelection& selection) const;
  // Without the borders that nothing lies behind.
  readmodels::CellSelection Clamped(readmodels::CellSelection selection) const;
};

// One by one: municipality by municipality, condition by condition.
std::vector<readmodels::CellSelection> SinglesOf(const readmodels::CellSelection& selection);

// Filled by one thread; after that thread-safe.
class HiddenGrid {
 public:
  explicit HiddenGrid(GridAxes axes);

  // `selection`: one by one, and clamped.
  void Put(const readmodels::CellSelection& selection, const NumberSet& hidden);
  void SetNames(NumberNames names) { names_ = std::move(names); }

  // What is hidden in the answer to `selection`, asked for when the grid reached as `now` does. A row of
  // units that is not kept shows what each of its units does: that follows from these anyway. Nothing where
  // the municipality, or a border in time, was not there yet.
  std::optional<NumberSet> Find(const readmodels::CellSelection& selection, const GridAxes& now) const;

  // For the disk. What is kept has the axes' days and municipalities; the others are given.
  kept::Grid ToProto() const;
  static std::shared_ptr<const HiddenGrid> FromProto(const kept::Grid& kept, GridAxes others);

  const NumberNames& names() const { return names_; }
  const GridAxes& axes() const { return axes_; }
  // About: of all that is kept.
  size_t bytes() const;

 private:
  struct Place {
    uint64_t key = 0;
    uint32_t first_unit = 0;
    uint32_t last_unit = 0;
  };
  std::optional<Place> PlaceOf(const readmodels::CellSelection& selection) const;
  std::optional<NumberSet> FindSingle(const readmodels::CellSelection& selection) const;
  const std::vector<base::Day>& BeginsOf(const readmodels::CellSelection& selection) const;

  const GridAxes axes_;
  // First days of units: where a municipality is asked about together with a condition, and otherwise; then
  // the day behind the last.
  std::vector<base::Day> begins_of_both_;
  std::vector<base::Day> begins_;
  absl::flat_hash_map<std::string, size_t> municipalities_;
  absl::flat_hash_map<std::string, size_t> conditions_;
  NumberNames names_;
  // By place; equal ones are there once.
  absl::flat_hash_map<uint64_t, uint32_t> places_;
  std::vector<NumberSet> sets_;
  absl::flat_hash_map<std::vector<uint64_t>, uint32_t> set_numbers_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_HIDDEN_GRID_H_
