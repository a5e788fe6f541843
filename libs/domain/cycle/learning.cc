// Steps 3 to 5: themes out of the interviews, reviewed with the staff involved, presented to all staff.
#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/cycle/parts.h"
#include "libs/domain/stream/days.h"
#include "libs/domain/stream/latest.h"

namespace praksis::domain::cycles {
namespace {

const CycleState::Interview* FindInterview(const CycleState& state, const std::string& id) {
  const auto found =
      std::find_if(state.interviews().begin(), state.interviews().end(),
                   [&](const CycleState::Interview& interview) { return interview.interview_id() == id; });
  return found == state.interviews().end() ? nullptr : &*found;
}

// A theme rests on interviews of this cycle, held before it was put into words.
absl::Status RequireEvidence(const CycleState& state, const v1::ThemeAdded& added, base::Day day) {
  for (const std::string& id : added.evidence()) {
    const CycleState::Interview* interview = FindInterview(state, id);
    if (interview == nullptr) {
      std::vector<std::string> known;
      for (const CycleState::Interview& one : state.interviews()) known.push_back(one.interview_id());
      return RefuseUnknown("cycle", {"interview", id}, known);
    }
    RETURN_IF_ERROR(RequireOrder({"interview_held_on", interview->held_on()}, {"occurred_at", day},
                                 {"theme", added.theme_id()}));
  }
  return absl::OkStatus();
}

absl::Status RequireNewDay(const CycleState& state, const std::string& site, base::Day day) {
  const bool held = std::any_of(state.development_days().begin(), state.development_days().end(),
                                [&](const CycleState::DevelopmentDay& earlier) {
                                  return earlier.site() == site && earlier.held_on() == day;
                                });
  if (!held) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "DEVELOPMENT_DAY_EXISTS",
                      base::StrCat("The development day of ", site, " on ", ShowDay(day),
                                   " has been reported already; correct that report if it is wrong."),
                      {{"site", site}, {"held_on", ShowDay(day)}});
}

absl::Status RequireProposals(const CycleState& state, const v1::DevelopmentDayHeld& held) {
  for (const v1::MeasureProposal& proposal : held.proposals()) {
    if (Contains(state.proposal_ids(), proposal.proposal_id())) {
      return RefuseExisting("cycle", {"proposal", proposal.proposal_id()});
    }
    RETURN_IF_ERROR(RequireThemes(state, proposal.themes()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Decide(const CycleState& state, const v1::ThemeAdded& added, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, v1::CYCLE_STEP_INTERVIEW, occasion));
  if (const CycleState::Step* presented = FindStep(state, v1::CYCLE_STEP_PRESENT_TO_ALL_STAFF)) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "THEMES_FIXED",
        base::StrCat("The themes were presented to all staff, or that was waived, on ",
                     ShowDay(presented->on()), "; another theme is for the next cycle, or correct one."),
        {{"theme_id", added.theme_id()}, {"presented_on", ShowDay(presented->on())}});
  }
  return RequireEvidence(state, added, occasion.day);
}

void Evolve(const v1::ThemeAdded& added, const Occasion& occasion, CycleState& state) {
  if (!Contains(state.theme_ids(), added.theme_id())) state.add_theme_ids(added.theme_id());
  FinishStep(v1::CYCLE_STEP_INTERVIEW, occasion.day, false, state);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const CycleState& state, const v1::ReviewHeld& held, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED, occasion));
  RETURN_IF_ERROR(RequireSites(state, held.sites()));
  return RequireThemes(state, held.central_themes());
}

void Evolve(const v1::ReviewHeld&, const Occasion& occasion, CycleState& state) {
  FinishStep(v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED, occasion.day, false, state);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const CycleState& state, const v1::DevelopmentDayHeld& held, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, v1::CYCLE_STEP_PRESENT_TO_ALL_STAFF, occasion));
  RETURN_IF_ERROR(RequireSites(state, held.sites()));
  for (const std::string& site : held.sites()) {
    RETURN_IF_ERROR(RequireNewDay(state, site, occasion.day));
  }
  RETURN_IF_ERROR(RequireThemes(state, held.themes()));
  return RequireProposals(state, held);
}

void Evolve(const v1::DevelopmentDayHeld& held, const Occasion& occasion, CycleState& state) {
  for (const std::string& site : held.sites()) {
    CycleState::DevelopmentDay* day = state.add_development_days();
    day->set_site(site);
    day->set_held_on(occasion.day);
  }
  for (const v1::MeasureProposal& proposal : held.proposals()) {
    state.add_proposal_ids(proposal.proposal_id());
  }
  FinishStep(v1::CYCLE_STEP_PRESENT_TO_ALL_STAFF, occasion.day, false, state);
  NoteLatest(occasion.day, state);
}

}  // namespace praksis::domain::cycles
