// Placements. OFFERED → AGREED → RUNNING → INTERRUPTED | COMPLETED; OFFERED | AGREED → OFFER_DECLINED.
#include "libs/base/status.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/full_time.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

using Placement = CaseState::Placement;
using State = v1::CaseSummary::Placement;

template <typename Placements>
auto* Find(Placements& placements, std::string_view id) {
  return FindBy(
      placements, [](const Placement& placement) -> const std::string& { return placement.placement_id(); },
      id);
}

// Begun by a fact that brings the terms.
void SetTerms(const std::string& id, const v1::PlacementTerms& terms, Placement& placement) {
  placement.set_placement_id(id);
  *placement.mutable_terms() = terms;
  placement.set_planned_end(DayOf(terms.planned_end()));
  placement.set_minutes_per_week(terms.minutes_per_week());
}

// The placement `id` runs, and `day` is not before its start.
absl::Status RequireRunning(const CaseState& state, const std::string& id, const NamedDay& day) {
  const Thing thing = {"placement", id};
  const Placement* placement = Find(state.placements(), id);
  if (placement == nullptr) return RefuseUnknown(thing);
  if (placement->state() != State::RUNNING) {
    return RefuseState("PLACEMENT_NOT_RUNNING", thing, State::State_Name(placement->state()), "RUNNING");
  }
  return RequireOrder({"start", placement->start()}, day, thing);
}

}  // namespace

absl::Status Decide(const CaseState& state, const v1::PlacementOffered& offered, base::Day) {
  const Thing thing = {"placement", offered.placement_id()};
  if (Find(state.placements(), offered.placement_id()) != nullptr) return RefuseExisting(thing);
  return RequireOrder({"opened_on", state.opened_on()},
                      {"planned_start", DayOf(offered.terms().planned_start())}, thing);
}

void Evolve(const v1::PlacementOffered& offered, base::Day, CaseState& state) {
  Placement* placement = state.add_placements();
  SetTerms(offered.placement_id(), offered.terms(), *placement);
  placement->set_state(State::OFFERED);
}

absl::Status Decide(const CaseState& state, const v1::PlacementAgreed& agreed, base::Day) {
  const Thing thing = {"placement", agreed.placement_id()};
  const Placement* placement = Find(state.placements(), agreed.placement_id());
  if (placement == nullptr) return RefuseUnknown(thing);
  if (placement->state() == State::OFFERED) return absl::OkStatus();
  return RefuseState("PLACEMENT_NOT_OFFERED", thing, State::State_Name(placement->state()), "OFFERED");
}

void Evolve(const v1::PlacementAgreed& agreed, base::Day occurred, CaseState& state) {
  if (Placement* placement = Find(*state.mutable_placements(), agreed.placement_id())) {
    placement->set_state(State::AGREED);
    NoteContact(occurred, state);
  }
}

absl::Status Decide(const CaseState& state, const v1::PlacementOfferDeclined& declined, base::Day) {
  const Thing thing = {"placement", declined.placement_id()};
  const Placement* placement = Find(state.placements(), declined.placement_id());
  if (placement == nullptr) return RefuseUnknown(thing);
  if (placement->state() == State::OFFERED || placement->state() == State::AGREED) return absl::OkStatus();
  return RefuseState("PLACEMENT_NOT_OFFERED", thing, State::State_Name(placement->state()),
                     "OFFERED, AGREED");
}

void Evolve(const v1::PlacementOfferDeclined& declined, base::Day, CaseState& state) {
  if (Placement* placement = Find(*state.mutable_placements(), declined.placement_id())) {
    placement->set_state(State::OFFER_DECLINED);
  }
}

// A placement taken over from another system may have started before the case was opened here.
absl::Status Decide(const CaseState& state, const v1::PlacementStarted& started, base::Day) {
  const Thing thing = {"placement", started.placement_id()};
  const NamedDay start = {"start", DayOf(started.start())};
  const Placement* known = Find(state.placements(), started.placement_id());
  Placement placement;
  if (started.taken_over()) {
    if (known != nullptr) return RefuseExisting(thing);
    SetTerms(started.placement_id(), started.terms(), placement);
  } else {
    if (known == nullptr) return RefuseUnknown(thing);
    if (known->state() != State::AGREED) {
      return RefuseState("PLACEMENT_NOT_AGREED", thing, State::State_Name(known->state()), "AGREED");
    }
    RETURN_IF_ERROR(RequireOrder({"opened_on", state.opened_on()}, start, thing));
    placement = *known;
  }
  RETURN_IF_ERROR(RequireOrder(start, {"planned_end", placement.planned_end()}, thing));
  placement.set_start(start.day);
  return RequireFullTimeAtMost(state, placement, start.day);
}

void Evolve(const v1::PlacementStarted& started, base::Day occurred, CaseState& state) {
  Placement* placement = Find(*state.mutable_placements(), started.placement_id());
  if (placement == nullptr) {
    if (!started.taken_over()) return;
    placement = state.add_placements();
    SetTerms(started.placement_id(), started.terms(), *placement);
  }
  placement->set_state(State::RUNNING);
  placement->set_start(DayOr(started.start(), occurred));
  NoteContact(placement->start(), state);
}

absl::Status Decide(const CaseState& state, const v1::PlacementAbsence& absence, base::Day) {
  return RequireRunning(state, absence.placement_id(), {"from", DayOf(absence.from())});
}

void Evolve(const v1::PlacementAbsence&, base::Day, CaseState&) {}

absl::Status Decide(const CaseState& state, const v1::PlacementExtended& extended, base::Day) {
  const NamedDay planned_end = {"planned_end", DayOf(extended.planned_end())};
  RETURN_IF_ERROR(RequireRunning(state, extended.placement_id(), planned_end));
  const Placement* placement = Find(state.placements(), extended.placement_id());
  return RequireOrder({"day_after_planned_end", placement->planned_end() + 1}, planned_end,
                      {"placement", extended.placement_id()});
}

void Evolve(const v1::PlacementExtended& extended, base::Day, CaseState& state) {
  if (Placement* placement = Find(*state.mutable_placements(), extended.placement_id())) {
    placement->set_planned_end(DayOr(extended.planned_end(), placement->planned_end()));
  }
}

absl::Status Decide(const CaseState& state, const v1::PlacementHoursChanged& changed, base::Day occurred) {
  const base::Day from = DayOf(changed.from());
  RETURN_IF_ERROR(RequireRunning(state, changed.placement_id(), {"from", from}));
  CaseState::Placement placement = *Find(state.placements(), changed.placement_id());
  CaseState::HoursChange* change = placement.add_hours_changes();
  change->set_from(from);
  change->set_minutes_per_week(changed.minutes_per_week());
  return RequireFullTimeAtMost(state, placement, from);
}

void Evolve(const v1::PlacementHoursChanged& changed, base::Day occurred, CaseState& state) {
  Placement* placement = Find(*state.mutable_placements(), changed.placement_id());
  if (placement == nullptr) return;
  CaseState::HoursChange* change = placement->add_hours_changes();
  change->set_from(DayOr(changed.from(), occurred));
  change->set_minutes_per_week(changed.minutes_per_week());
  placement->set_minutes_per_week(MinutesPerWeekOn(*placement, base::kLastDay));
}

absl::Status Decide(const CaseState& state, const v1::PlacementInterrupted& interrupted, base::Day) {
  return RequireRunning(state, interrupted.placement_id(), {"last_day", DayOf(interrupted.last_day())});
}

void Evolve(const v1::PlacementInterrupted& interrupted, base::Day occurred, CaseState& state) {
  Placement* placement = Find(*state.mutable_placements(), interrupted.placement_id());
  if (placement == nullptr) return;
  placement->set_state(State::INTERRUPTED);
  placement->set_last_day(DayOr(interrupted.last_day(), occurred));
  placement->set_warned_before(interrupted.warned_before());
  for (const v1::InterruptionReason& reason : interrupted.reasons()) {
    if (reason.voice() == v1::CITIZEN) placement->set_reason_citizen(reason.code());
    if (reason.voice() == v1::COMPANY) placement->set_reason_company(reason.code());
    if (reason.voice() == v1::JOB_CENTRE) placement->set_reason_job_centre(reason.code());
  }
}

absl::Status Decide(const CaseState& state, const v1::PlacementCompleted& completed, base::Day) {
  return RequireRunning(state, completed.placement_id(), {"last_day", DayOf(completed.last_day())});
}

void Evolve(const v1::PlacementCompleted& completed, base::Day occurred, CaseState& state) {
  Placement* placement = Find(*state.mutable_placements(), completed.placement_id());
  if (placement == nullptr) return;
  placement->set_state(State::COMPLETED);
  placement->set_last_day(DayOr(completed.last_day(), occurred));
  placement->set_goal(completed.goal());
  placement->set_converted_to_job(completed.converted_to_job());
}

}  // namespace praksis::domain::cases
