// Going through a figure's counters: packed, from memory, where they are kept there
// (libs/projection/cells.h), else from the table. A figure says once, in a struct, what of a counter it looks
// at:
//
//   struct FunnelCell {
//     …                          // first what the figure tells apart: cells come sorted, so that what is
//     done
//                                // with them hardly changes from one to the next; no padding: every byte
//                                counts
//     CodeNumber target_group;   // under this name, for the selection
//     base::Day day;             // of the key's beginning (keys.h)
//     CodeNumber industry_section;   // likewise, where the figure has one
//     int32_t count;             // last
//     static FunnelCell Read(KeyReader& rest);   // what follows the day in the key
//   };
//
// or, where a counter has several cells: template <typename Visit> static void Read(KeyReader& rest, Visit
// visit), which calls visit(cell) for each.
#ifndef PRAKSIS_LIBS_READMODELS_CELL_SCAN_H_
#define PRAKSIS_LIBS_READMODELS_CELL_SCAN_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/projection/cells.h"
#include "libs/projection/view.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/keys.h"
#include "libs/store/counter_value.h"

namespace praksis::readmodels {

// Calls `visit(Packed&)` for every cell of a counter, of whose key `rest` follows the day.
template <typename Packed, typename Visit>
void ReadCells(KeyReader& rest, Visit visit) {
  if constexpr (requires { Packed::Read(rest); }) {
    Packed cell = Packed::Read(rest);
    visit(cell);
  } else {
    Packed::Read(rest, visit);
  }
}

template <typename Packed>
class FormatOf final : public projection::CellFormat {
 public:
  static_assert(std::has_unique_object_representations_v<Packed> && std::is_trivially_copyable_v<Packed>);
  static_assert(offsetof(Packed, count) == sizeof(Packed) - sizeof(int32_t));

  size_t width() const override { return sizeof(Packed); }
  Place Pack(std::string_view key, std::vector<char>& cells) const override {
    KeyReader reader(key);
    const std::string_view municipality = reader.Text();
    const base::Day day = reader.Day();
    ReadCells<Packed>(reader, [&](Packed& cell) {
      cell.day = day;
      const auto* const bytes = reinterpret_cast<const char*>(&cell);
      cells.insert(cells.end(), bytes, bytes + sizeof(cell));
    });
    return {.group = municipality, .day = day};
  }
};

// For CaseModel::cell_format.
template <typename Packed>
const projection::CellFormat* FormatFor() {
  static const FormatOf<Packed> format;
  return &format;
}

// Has the first cells of a run fetched while the one before it is gone through: runs are short, and lie
// wherever they were made.
inline void FetchAhead(const projection::Cells::Run& run) {
  constexpr size_t kLine = 64;
  constexpr size_t kAhead = 24 * kLine;
  for (size_t at = 0; at < std::min(run.size(), kAhead); at += kLine) __builtin_prefetch(run.data() + at);
}

// Calls `visit(std::span<const Packed>)` with all counters of `model` that meet all conditions of the
// selection, each in one span; within a span they are sorted by their bytes. Counts may be 0 or less, which
// is nobody.
template <typename Packed, typename Visit>
absl::Status ForEachSpan(const projection::View& view, std::string_view model, const CellSelection& selection,
                         Visit visit) {
  const AdmittedCodes target_groups(selection.target_groups);
  const AdmittedCodes sections(selection.industry_sections);
  const auto admits = [&](const Packed& cell) {
    if (!target_groups.Admits(cell.target_group)) return false;
    if constexpr (requires { cell.industry_section; }) return sections.Admits(cell.industry_section);
    return true;
  };
  const bool admits_all = selection.target_groups.empty() && selection.industry_sections.empty();
  const projection::Cells* const cells = view.CellsOf(model);
  if (cells != nullptr) {
    std::vector<Packed> admitted;
    const auto visit_run = [&](const projection::Cells::Run& run, bool within_period) {
      const std::span<const Packed> all(reinterpret_cast<const Packed*>(run.data()),
                                        run.size() / sizeof(Packed));
      // Most of what a question about everything is about: nothing to ask.
      if (admits_all && within_period) return visit(all);
      admitted.clear();
      for (const Packed& cell : all) {
        if (!within_period && !selection.AdmitsDay(cell.day)) continue;
        if (admits(cell)) admitted.push_back(cell);
      }
      visit(std::span<const Packed>(admitted));
    };
    const projection::Cells::Run* waiting = nullptr;
    bool waiting_is_within = false;
    ForEachRun(*cells, selection, [&](const projection::Cells::Run& run, bool within_period) {
      FetchAhead(run);
      if (waiting != nullptr) visit_run(*waiting, waiting_is_within);
      waiting = &run;
      waiting_is_within = within_period;
    });
    if (waiting != nullptr) visit_run(*waiting, waiting_is_within);
    return absl::OkStatus();
  }
  return ScanCells(view.snapshot(), view.Counts(model), selection, [&](Cell& row) {
    const int64_t count = store::CounterValue(row.value);
    if (count <= 0) return;
    ReadCells<Packed>(row.rest, [&](Packed& cell) {
      cell.day = row.day;
      cell.count = static_cast<int32_t>(std::min<int64_t>(count, std::numeric_limits<int32_t>::max()));
      if (admits(cell)) visit(std::span<const Packed>(&cell, 1));
    });
  });
}

// Calls `visit(const Packed&)` for every counter of `model` that is not 0 and meets all conditions of the
// selection, in no particular order.
template <typename Packed, typename Visit>
absl::Status ForEachCell(const projection::View& view, std::string_view model, const CellSelection& selection,
                         Visit visit) {
  return ForEachSpan<Packed>(view, model, selection, [&](std::span<const Packed> cells) {
    for (const Packed& cell : cells) {
      if (cell.count > 0) visit(cell);
    }
  });
}

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CELL_SCAN_H_
