// Work and education that the person takes up, and the person's own judgement of what has changed.
#include "libs/base/status.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

using Occupation = CaseState::Occupation;

template <typename Occupations>
auto* Find(Occupations& occupations, std::string_view id) {
  return FindBy(
      occupations,
      [](const Occupation& occupation) -> const std::string& { return occupation.occupation_id(); }, id);
}

}  // namespace

absl::Status Decide(const CaseState& state, const v1::OccupationStarted& started, base::Day) {
  const Thing thing = {"occupation", started.occupation_id()};
  if (Find(state.occupations(), started.occupation_id()) != nullptr) return RefuseExisting(thing);
  return RequireOrder({"opened_on", state.opened_on()}, {"start", DayOf(started.start())}, thing);
}

void Evolve(const v1::OccupationStarted& started, base::Day occurred, CaseState& state) {
  Occupation* occupation = state.add_occupations();
  occupation->set_occupation_id(started.occupation_id());
  occupation->set_kind(started.kind());
  occupation->set_obtained_by(started.obtained_by());
  occupation->set_start(DayOr(started.start(), occurred));
}

absl::Status Decide(const CaseState& state, const v1::OccupationEnded& ended, base::Day) {
  const Thing thing = {"occupation", ended.occupation_id()};
  const Occupation* occupation = Find(state.occupations(), ended.occupation_id());
  if (occupation == nullptr) return RefuseUnknown(thing);
  if (occupation->has_last_day()) return RefuseState("OCCUPATION_NOT_RUNNING", thing, "ENDED", "STARTED");
  return RequireOrder({"start", occupation->start()}, {"last_day", DayOf(ended.last_day())}, thing);
}

void Evolve(const v1::OccupationEnded& ended, base::Day occurred, CaseState& state) {
  if (Occupation* occupation = Find(*state.mutable_occupations(), ended.occupation_id())) {
    occupation->set_last_day(DayOr(ended.last_day(), occurred));
  }
}

absl::Status Decide(const CaseState&, const v1::SubjectiveSuccessReported&, base::Day) {
  return absl::OkStatus();
}

void Evolve(const v1::SubjectiveSuccessReported& reported, base::Day occurred, CaseState& state) {
  state.set_satisfaction(reported.satisfaction());
  NoteContact(occurred, state);
}

}  // namespace praksis::domain::cases
