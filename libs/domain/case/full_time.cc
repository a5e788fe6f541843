#include "libs/domain/case/full_time.h"

#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/days.h"

namespace praksis::domain::cases {
namespace {

using Placement = CaseState::Placement;

bool RanOn(const Placement& placement, base::Day day) {
  return placement.has_start() && placement.start() <= day &&
         (!placement.has_last_day() || day <= placement.last_day());
}

// The days on which the sum may have grown: first days, and first days of new hours.
std::vector<base::Day> DaysOfChange(const std::vector<const Placement*>& placements, base::Day since) {
  std::vector<base::Day> days = {since};
  for (const Placement* placement : placements) {
    if (placement->has_start()) days.push_back(placement->start());
    for (const auto& change : placement->hours_changes()) days.push_back(change.from());
  }
  days.erase(std::remove_if(days.begin(), days.end(), [since](base::Day day) { return day < since; }),
             days.end());
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

}  // namespace

int MinutesPerWeekOn(const Placement& placement, base::Day day) {
  const CaseState::HoursChange* in_force = nullptr;
  for (const auto& change : placement.hours_changes()) {
    if (change.from() <= day && (in_force == nullptr || change.from() >= in_force->from()))
      in_force = &change;
  }
  return in_force == nullptr ? placement.terms().minutes_per_week() : in_force->minutes_per_week();
}

absl::Status RequireFullTimeAtMost(const CaseState& state, const Placement& placement, base::Day since) {
  std::vector<const Placement*> placements = {&placement};
  for (const Placement& other : state.placements()) {
    if (other.placement_id() != placement.placement_id() && other.has_start()) placements.push_back(&other);
  }
  if (placements.size() == 1) return absl::OkStatus();
  for (const base::Day day : DaysOfChange(placements, since)) {
    if (!RanOn(placement, day)) continue;
    int sum = 0;
    std::string others;
    for (const Placement* running : placements) {
      if (!RanOn(*running, day)) continue;
      sum += MinutesPerWeekOn(*running, day);
      if (running != &placement) others += (others.empty() ? "" : ", ") + running->placement_id();
    }
    if (others.empty() || sum <= kFullTimeMinutesPerWeek) continue;
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "PLACEMENT_OVERLAP",
        base::StrCat("From ", ShowDay(day), " on, \"", placement.placement_id(), "\" together with ", others,
                     " would take ", sum, " minutes per week; full time is ", kFullTimeMinutesPerWeek,
                     ". Report the end or the fewer hours of the other first."),
        {{"placement_id", placement.placement_id()},
         {"placement", others},
         {"day", ShowDay(day)},
         {"minutes_per_week", base::StrCat(sum)},
         {"full_time", base::StrCat(kFullTimeMinutesPerWeek)}});
  }
  return absl::OkStatus();
}

}  // namespace praksis::domain::cases
