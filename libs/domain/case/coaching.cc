// Coaching: started, sessions, ended.
#include <algorithm>

#include "libs/base/status.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

using Coaching = CaseState::Coaching;

template <typename Coachings>
auto* Find(Coachings& coachings, std::string_view id) {
  return FindBy(
      coachings, [](const Coaching& coaching) -> const std::string& { return coaching.coaching_id(); }, id);
}

// The coaching `id` goes on, and `day` is not before its start.
absl::Status RequireRunning(const CaseState& state, const std::string& id, const NamedDay& day) {
  const Thing thing = {"coaching", id};
  const Coaching* coaching = Find(state.coachings(), id);
  if (coaching == nullptr) return RefuseUnknown(thing);
  if (coaching->has_last_day()) return RefuseState("COACHING_NOT_RUNNING", thing, "ENDED", "STARTED");
  return RequireOrder({"start", coaching->start()}, day, thing);
}

bool HasSession(const CaseState& state, std::string_view id) {
  return std::any_of(state.coachings().begin(), state.coachings().end(), [id](const Coaching& coaching) {
    return std::find(coaching.session_ids().begin(), coaching.session_ids().end(), id) !=
           coaching.session_ids().end();
  });
}

}  // namespace

absl::Status Decide(const CaseState& state, const v1::CoachingStarted& started, base::Day) {
  const Thing thing = {"coaching", started.coaching_id()};
  if (Find(state.coachings(), started.coaching_id()) != nullptr) return RefuseExisting(thing);
  return RequireOrder({"opened_on", state.opened_on()}, {"start", DayOf(started.start())}, thing);
}

void Evolve(const v1::CoachingStarted& started, base::Day occurred, CaseState& state) {
  Coaching* coaching = state.add_coachings();
  coaching->set_coaching_id(started.coaching_id());
  coaching->set_coach(started.coach());
  coaching->set_start(DayOr(started.start(), occurred));
  coaching->set_method(started.method().code());
  coaching->set_method_revision(started.method().revision());
}

absl::Status Decide(const CaseState& state, const v1::CoachingSessionHeld& held, base::Day) {
  RETURN_IF_ERROR(RequireRunning(state, held.coaching_id(), {"held_on", DayOf(held.held_on())}));
  if (HasSession(state, held.session_id())) return RefuseExisting({"session", held.session_id()});
  return absl::OkStatus();
}

void Evolve(const v1::CoachingSessionHeld& held, base::Day occurred, CaseState& state) {
  Coaching* coaching = Find(*state.mutable_coachings(), held.coaching_id());
  if (coaching == nullptr) return;
  const base::Day day = DayOr(held.held_on(), occurred);
  coaching->add_session_ids(held.session_id());
  if (held.attended()) {
    coaching->set_direct_minutes(coaching->direct_minutes() +
                                 held.direct_minutes() / std::max(1, held.group_size()));
    NoteContact(day, state);
  }
  if (!coaching->has_last_session_on() || day > coaching->last_session_on())
    coaching->set_last_session_on(day);
}

absl::Status Decide(const CaseState& state, const v1::CoachingEnded& ended, base::Day) {
  const NamedDay last_day = {"last_day", DayOf(ended.last_day())};
  RETURN_IF_ERROR(RequireRunning(state, ended.coaching_id(), last_day));
  const Coaching* coaching = Find(state.coachings(), ended.coaching_id());
  if (!coaching->has_last_session_on()) return absl::OkStatus();
  return RequireOrder({"last_session_on", coaching->last_session_on()}, last_day,
                      {"coaching", ended.coaching_id()});
}

void Evolve(const v1::CoachingEnded& ended, base::Day occurred, CaseState& state) {
  if (Coaching* coaching = Find(*state.mutable_coachings(), ended.coaching_id())) {
    coaching->set_last_day(DayOr(ended.last_day(), occurred));
  }
}

}  // namespace praksis::domain::cases
