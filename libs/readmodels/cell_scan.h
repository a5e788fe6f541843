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

// Calls `visit(const Packed&)` for every counter of `model` that is not 0 and meets all conditions of the
// selection, in no particular order.
template <typename Packed, typename Visit>
absl::Status ForEachCell(const projection::View& view, std::string_view model, const CellSelection& selection,
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
    ForEachRun(*cells, selection, [&](const projection::Cells::Run& run, bool within_period) {
      const auto* const begin = reinterpret_cast<const Packed*>(run.data());
      const auto* const end = begin + run.size() / sizeof(Packed);
      if (admits_all && within_period) {
        // Most of what a question about everything is about: nothing to ask.
        for (const Packed* cell = begin; cell != end; ++cell) {
          if (cell->count > 0) visit(*cell);
        }
        return;
      }
      for (const Packed* cell = begin; cell != end; ++cell) {
        if (!within_period && !selection.AdmitsDay(cell->day)) continue;
        if (cell->count > 0 && admits(*cell)) visit(*cell);
      }
    });
    return absl::OkStatus();
  }
  return ScanCells(view.snapshot(), view.Counts(model), selection, [&](Cell& row) {
    const int64_t count = store::CounterValue(row.value);
    if (count <= 0) return;
    ReadCells<Packed>(row.rest, [&](Packed& cell) {
      cell.day = row.day;
      cell.count = static_cast<int32_t>(std::min<int64_t>(count, std::numeric_limits<int32_t>::max()));
      if (admits(cell)) visit(static_cast<const Packed&>(cell));
    });
  });
}

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CELL_SCAN_H_
