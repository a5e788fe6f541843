// Going through a figure's counters: packed, from memory, where they are kept there
// (libs/projection/cells.h), else from the table. A figure says once, in a struct, what of a counter it looks
// at:
//
//   struct FunnelCell {
//     base::Day day;             // first, of the key's beginning (keys.h)
//     …                          // no padding: every byte counts
//     CodeNumber target_group;   // under this name, for the selection
//     CodeNumber industry_section;   // likewise, where the figure has one
//     int32_t count;             // last
//     static FunnelCell Read(KeyReader& rest);   // what follows the day in the key
//   };
#ifndef PRAKSIS_LIBS_READMODELS_CELL_SCAN_H_
#define PRAKSIS_LIBS_READMODELS_CELL_SCAN_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <type_traits>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/projection/cells.h"
#include "libs/projection/view.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/codes.h"
#include "libs/readmodels/keys.h"

namespace praksis::readmodels {

template <typename Packed>
class FormatOf final : public projection::CellFormat {
 public:
  static_assert(std::has_unique_object_representations_v<Packed> && std::is_trivially_copyable_v<Packed>);
  static_assert(offsetof(Packed, day) == 0);
  static_assert(offsetof(Packed, count) == sizeof(Packed) - sizeof(int32_t));

  size_t width() const override { return sizeof(Packed); }
  Place Pack(std::string_view key, char* cell) const override {
    KeyReader reader(key);
    const std::string_view municipality = reader.Text();
    const base::Day day = reader.Day();
    Packed packed = Packed::Read(reader);
    packed.day = day;
    std::memcpy(cell, &packed, sizeof(packed));
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
  const projection::Cells* const cells = view.CellsOf(model);
  if (cells != nullptr) {
    ForEachRun(*cells, selection, [&](const projection::Cells::Run& run, bool within_period) {
      const auto* const begin = reinterpret_cast<const Packed*>(run.data());
      for (const Packed* cell = begin; cell != begin + run.size() / sizeof(Packed); ++cell) {
        if (!within_period && !selection.AdmitsDay(cell->day)) continue;
        if (cell->count > 0 && admits(*cell)) visit(*cell);
      }
    });
    return absl::OkStatus();
  }
  return ScanCells(view.snapshot(), view.Counts(model), selection, [&](Cell& row) {
    const int64_t count = CounterValue(row.value);
    if (count <= 0) return;
    Packed cell = Packed::Read(row.rest);
    cell.day = row.day;
    cell.count = static_cast<int32_t>(std::min<int64_t>(count, std::numeric_limits<int32_t>::max()));
    if (admits(cell)) visit(static_cast<const Packed&>(cell));
  });
}

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CELL_SCAN_H_
