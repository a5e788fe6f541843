#include "services/experiments/unit_practice.h"

#include <algorithm>
#include <string_view>

namespace praksis::services {
namespace {

using readmodels::PracticeEntry;
using readmodels::PracticeKind;

void ReadVisit(const PracticeEntry& entry, uint32_t person, WindowPractice& found) {
  ++found.visits;
  found.placements_found += entry.value;
  found.visited_for.insert(person);
  if (entry.value > 0) found.found_for.insert(person);
  found.visitors.emplace(entry.worker);
}

void ReadReferral(const PracticeEntry& entry, uint32_t person, WindowPractice& found) {
  const bool worded = entry.value != 0;
  ++(worded ? found.worded : found.not_worded);
  (worded ? found.worded_for : found.not_worded_for).insert(person);
  if (!entry.worker.empty()) found.referrers.emplace(entry.worker);
}

// The latest of a case in a window; of several on one day the one recorded last.
void Keep(const PracticeEntry& entry, const PracticeEntry*& latest) {
  if (latest == nullptr || entry.day >= latest->day) latest = &entry;
}

}  // namespace

UnitReader::UnitReader(const UnitSpec& unit, int window_days, base::Day as_of)
    : unit_(unit),
      before_{.from = unit.started_on - window_days, .to = std::min(unit.started_on - 1, as_of)},
      after_{.from = unit.started_on, .to = std::min(unit.started_on + window_days - 1, as_of)} {}

void UnitReader::ReadBelief(const readmodels::PracticeCase& practice) {
  const PracticeEntry* before = nullptr;
  const PracticeEntry* after = nullptr;
  for (const PracticeEntry& entry : practice.entries) {
    if (entry.kind != PracticeKind::kBelief || !IsOurs(entry.worker)) continue;
    if (before_.Has(entry.day)) Keep(entry, before);
    if (after_.Has(entry.day)) Keep(entry, after);
  }
  const auto put = [&](const PracticeEntry* entry, WindowPractice& window) {
    if (entry == nullptr) return;
    window.rated.push_back({practice.person, entry->value});
    window.raters.emplace(entry->worker);
  };
  put(before, found_.before);
  put(after, found_.after);
  if (before == nullptr || after == nullptr) return;
  found_.rated_twice.push_back({practice.person, before->value, after->value});
  found_.raters_twice.emplace(before->worker);
  found_.raters_twice.emplace(after->worker);
}

void UnitReader::Read(const readmodels::PracticeCase& practice) {
  ReadBelief(practice);
  for (const PracticeEntry& entry : practice.entries) {
    if (!IsOurs(entry.worker)) continue;
    const auto read_into = [&](WindowPractice& window) {
      if (entry.kind == PracticeKind::kVisit) ReadVisit(entry, practice.person, window);
      if (entry.kind == PracticeKind::kReferral) ReadReferral(entry, practice.person, window);
    };
    if (before_.Has(entry.day)) read_into(found_.before);
    if (after_.Has(entry.day)) read_into(found_.after);
  }
}

}  // namespace praksis::services
