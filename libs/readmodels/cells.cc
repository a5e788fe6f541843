#include "libs/readmodels/cells.h"

#include <algorithm>

#include "libs/base/status.h"

namespace praksis::readmodels {
namespace {

bool Admits(const std::vector<std::string>& admitted, std::string_view value) {
  return admitted.empty() || std::find(admitted.begin(), admitted.end(), value) != admitted.end();
}

std::vector<std::string> Once(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string StartOf(std::string_view municipality, base::Day day) {
  return KeyWriter().Text(municipality).Day(day).key();
}

// The key after everything of `municipality`.
std::string EndOf(std::string_view municipality) {
  return store::PrefixEnd(KeyWriter().Text(municipality).key());
}

absl::Status ScanMunicipality(const store::Snapshot& snapshot, store::Table table,
                              const CellSelection& selection, std::string_view municipality,
                              const std::function<void(Cell&)>& visit) {
  const std::string begin =
      selection.from ? StartOf(municipality, *selection.from) : KeyWriter().Text(municipality).key();
  const std::string end = selection.to && *selection.to < base::kLastDay
                              ? StartOf(municipality, *selection.to + 1)
                              : EndOf(municipality);
  if (!end.empty() && end <= begin) return absl::OkStatus();
  const auto cursor = snapshot.Scan(table, begin, end);
  for (; cursor->Valid(); cursor->Next()) {
    Cell cell{.rest = KeyReader(cursor->key()), .value = cursor->value()};
    cell.municipality = cell.rest.Text();
    cell.day = cell.rest.Day();
    visit(cell);
  }
  return cursor->status();
}

// Every municipality there is, jumping over the days outside the period.
absl::Status ScanAll(const store::Snapshot& snapshot, store::Table table, const CellSelection& selection,
                     const std::function<void(Cell&)>& visit) {
  const auto cursor = snapshot.Scan(table, "", "");
  while (cursor->Valid()) {
    Cell cell{.rest = KeyReader(cursor->key()), .value = cursor->value()};
    cell.municipality = cell.rest.Text();
    cell.day = cell.rest.Day();
    if (selection.from && cell.day < *selection.from) {
      cursor->Seek(StartOf(cell.municipality, *selection.from));
    } else if (selection.to && cell.day > *selection.to) {
      const std::string next = EndOf(cell.municipality);
      if (next.empty()) break;
      cursor->Seek(next);
    } else {
      visit(cell);
      cursor->Next();
    }
  }
  return cursor->status();
}

}  // namespace

bool CellSelection::AdmitsTargetGroup(std::string_view target_group) const {
  return Admits(target_groups, target_group);
}

bool CellSelection::AdmitsIndustrySection(std::string_view section) const {
  return Admits(industry_sections, section);
}

absl::StatusOr<CellExtent> ExtentOf(const projection::View& view, std::string_view model) {
  CellExtent extent;
  const auto add = [&extent](std::string_view municipality, base::Day first) {
    extent.municipalities.emplace_back(municipality);
    extent.first = std::min(extent.first, first);
  };
  if (const projection::Cells* const cells = view.CellsOf(model); cells != nullptr) {
    for (const auto& [municipality, runs] : cells->groups()) {
      if (!runs->empty()) add(municipality, runs->begin()->first * projection::Cells::kDaysPerRun);
    }
    return extent;
  }
  const auto cursor = view.snapshot().Scan(view.Counts(model), "", "");
  while (cursor->Valid()) {
    KeyReader key(cursor->key());
    const std::string municipality(key.Text());
    add(municipality, key.Day());
    const std::string next = EndOf(municipality);
    if (next.empty()) break;
    cursor->Seek(next);
  }
  RETURN_IF_ERROR(cursor->status());
  return extent;
}

void ForEachRun(const projection::Cells& cells, const CellSelection& selection,
                const std::function<void(const projection::Cells::Run&, bool within_period)>& visit) {
  using projection::Cells;
  const auto visit_group = [&](const Cells::Group& group) {
    auto run = selection.from ? group.lower_bound(Cells::RunOf(*selection.from)) : group.begin();
    for (; run != group.end() && (!selection.to || run->first <= Cells::RunOf(*selection.to)); ++run) {
      const base::Day first = run->first * Cells::kDaysPerRun;
      const bool within = selection.AdmitsDay(first) && selection.AdmitsDay(first + Cells::kDaysPerRun - 1);
      visit(*run->second, within);
    }
  };
  if (selection.municipalities.empty()) {
    for (const auto& [municipality, group] : cells.groups()) visit_group(*group);
    return;
  }
  for (const std::string& municipality : Once(selection.municipalities)) {
    const auto group = cells.groups().find(municipality);
    if (group != cells.groups().end()) visit_group(*group->second);
  }
}

absl::Status ScanCells(const store::Snapshot& snapshot, store::Table table, const CellSelection& selection,
                       const std::function<void(Cell&)>& visit) {
  if (selection.municipalities.empty()) return ScanAll(snapshot, table, selection, visit);
  for (const std::string& municipality : Once(selection.municipalities)) {
    absl::Status scanned = ScanMunicipality(snapshot, table, selection, municipality, visit);
    if (!scanned.ok()) return scanned;
  }
  return absl::OkStatus();
}

}  // namespace praksis::readmodels
