#include "libs/domain/programme/programme_rules.h"

#include <algorithm>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/stream/latest.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rules_of.h"
#include "libs/domain/stream_states/programme_state.pb.h"

namespace praksis::domain::programmes {
namespace {

Thing ThisProgramme(const Occasion& occasion) { return {"programme", occasion.stream}; }

// It was opened and is not closed, and the day is not before its opening.
absl::Status RequireOpen(const ProgrammeState& state, const Occasion& occasion, std::string_view name) {
  const Thing programme = ThisProgramme(occasion);
  if (!state.has_opened_on()) return RefuseNotBegun("PROGRAMME_NOT_OPENED", programme, "ProgrammeOpened");
  if (state.has_closed_on()) {
    return RefuseOver("PROGRAMME_CLOSED", programme, {"closed_on", state.closed_on()});
  }
  return RequireOrder({"opened_on", state.opened_on()}, {name, occasion.day}, programme);
}

bool HasSession(const ProgrammeState& state, std::string_view id) {
  return std::any_of(state.sessions().begin(), state.sessions().end(),
                     [id](const ProgrammeState::Session& session) { return session.session_id() == id; });
}

}  // namespace

absl::Status Decide(const ProgrammeState& state, const v1::ProgrammeOpened&, const Occasion& occasion) {
  if (!state.has_opened_on()) return absl::OkStatus();
  return RefuseBegun(ThisProgramme(occasion), {"opened_on", state.opened_on()});
}

void Evolve(const v1::ProgrammeOpened& opened, const Occasion& occasion, ProgrammeState& state) {
  state.set_opened_on(occasion.day);
  state.set_kind(opened.kind());
  state.set_stage(opened.stage());
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const ProgrammeState& state, const v1::LearningSessionHeld& held,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireOpen(state, occasion, "held_on"));
  if (HasSession(state, held.session_id())) {
    return RefuseExisting("programme", {"session", held.session_id()});
  }
  return absl::OkStatus();
}

void Evolve(const v1::LearningSessionHeld& held, const Occasion& occasion, ProgrammeState& state) {
  ProgrammeState::Session* session = state.add_sessions();
  session->set_session_id(held.session_id());
  session->set_staff_group(held.staff_group());
  session->set_held_on(occasion.day);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const ProgrammeState& state, const v1::ProgrammeStageChanged& changed,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireOpen(state, occasion, "changed_on"));
  if (changed.stage() > state.stage()) return absl::OkStatus();
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "STAGE_NOT_AHEAD",
      base::StrCat("The programme is at stage ", state.stage(), " already and cannot go on to stage ",
                   changed.stage(), ": stages only go ahead. Correct what was reported wrongly."),
      {{"stage", base::StrCat(changed.stage())}, {"current_stage", base::StrCat(state.stage())}});
}

void Evolve(const v1::ProgrammeStageChanged& changed, const Occasion& occasion, ProgrammeState& state) {
  state.set_stage(changed.stage());
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const ProgrammeState& state, const v1::ProgrammeClosed&, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireOpen(state, occasion, "closed_on"));
  return RequireOrder({"latest_on", state.latest_on()}, {"closed_on", occasion.day}, ThisProgramme(occasion));
}

void Evolve(const v1::ProgrammeClosed&, const Occasion& occasion, ProgrammeState& state) {
  state.set_closed_on(occasion.day);
}

const StreamRules& ProgrammeRules() {
  static const RulesOf<OfProgramme, ProgrammeState> rules("programme");
  return rules;
}

}  // namespace praksis::domain::programmes
