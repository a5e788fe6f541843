// The six steps, in order.
#include <algorithm>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/cycle/parts.h"
#include "libs/domain/stream/days.h"

namespace praksis::domain::cycles {
namespace {

Thing ThisCycle(const Occasion& occasion) { return {"cycle", occasion.stream}; }

absl::Status RefuseNotReached(v1::CycleStep step, const std::vector<std::string>& open) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "STEP_NOT_REACHED",
      base::StrCat("The cycle has not reached step ", ShowStep(step), ": not done yet is ", Joined(open),
                   ". Report what was done there, or waive a step with its reason (CycleStepWaived)."),
      {{"step", v1::CycleStep_Name(step)}, {"open", Joined(open)}});
}

absl::Status RefuseWaived(const CycleState::Step& step) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "STEP_WAIVED",
                      base::StrCat("Step ", ShowStep(step.step()), " was waived on ", ShowDay(step.on()),
                                   "; take the waiving back (EventVoided) if it was done after all."),
                      {{"step", v1::CycleStep_Name(step.step())}, {"waived_on", ShowDay(step.on())}});
}

}  // namespace

std::string ShowStep(v1::CycleStep step) {
  switch (step) {
    case v1::CYCLE_STEP_IDENTIFY_CHALLENGE:
      return "1 (identify a challenge)";
    case v1::CYCLE_STEP_SELECT_INFORMANTS:
      return "2 (select informants)";
    case v1::CYCLE_STEP_INTERVIEW:
      return "3 (interview)";
    case v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED:
      return "4 (review with the staff involved)";
    case v1::CYCLE_STEP_PRESENT_TO_ALL_STAFF:
      return "5 (present to all staff)";
    case v1::CYCLE_STEP_IMPLEMENT_MEASURES:
      return "6 (implement measures)";
    default:
      return base::StrCat(static_cast<int>(step));
  }
}

const CycleState::Step* FindStep(const CycleState& state, v1::CycleStep step) {
  const auto found = std::find_if(state.steps().begin(), state.steps().end(),
                                  [step](const CycleState::Step& done) { return done.step() == step; });
  return found == state.steps().end() ? nullptr : &*found;
}

void FinishStep(v1::CycleStep step, base::Day day, bool waived, CycleState& state) {
  if (FindStep(state, step) != nullptr) return;
  CycleState::Step* finished = state.add_steps();
  finished->set_step(step);
  finished->set_on(day);
  finished->set_waived(waived);
}

absl::Status RequireOpen(const CycleState& state, const Occasion& occasion) {
  const Thing cycle = ThisCycle(occasion);
  if (!state.has_identified_on()) return RefuseNotBegun("CYCLE_NOT_STARTED", cycle, "ChallengeIdentified");
  if (state.has_closed_on()) return RefuseOver("CYCLE_CLOSED", cycle, {"closed_on", state.closed_on()});
  return RequireOrder({"identified_on", state.identified_on()}, {"occurred_at", occasion.day}, cycle);
}

absl::Status RequireReached(const CycleState& state, v1::CycleStep step, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireOpen(state, occasion));
  std::vector<std::string> open;
  NamedDay before = {"identified_on", state.identified_on()};
  for (int earlier = v1::CYCLE_STEP_SELECT_INFORMANTS; earlier < step; ++earlier) {
    const CycleState::Step* finished = FindStep(state, static_cast<v1::CycleStep>(earlier));
    if (finished == nullptr) {
      open.push_back(v1::CycleStep_Name(static_cast<v1::CycleStep>(earlier)));
    } else if (finished->on() > before.day) {
      before = {"step_before_on", finished->on()};
    }
  }
  if (!open.empty()) return RefuseNotReached(step, open);
  const CycleState::Step* itself = FindStep(state, step);
  if (itself != nullptr && itself->waived()) return RefuseWaived(*itself);
  return RequireOrder(before, {"occurred_at", occasion.day}, ThisCycle(occasion));
}

absl::Status RequireSite(const CycleState& state, const std::string& site) {
  if (Contains(state.sites(), site)) return absl::OkStatus();
  return RefuseUnknown("cycle", {"site", site}, {state.sites().begin(), state.sites().end()});
}

absl::Status RequireSites(const CycleState& state,
                          const google::protobuf::RepeatedPtrField<std::string>& sites) {
  for (const std::string& site : sites) RETURN_IF_ERROR(RequireSite(state, site));
  return absl::OkStatus();
}

absl::Status RequireThemes(const CycleState& state,
                           const google::protobuf::RepeatedPtrField<std::string>& ids) {
  for (const std::string& id : ids) {
    if (Contains(state.theme_ids(), id)) continue;
    return RefuseUnknown("cycle", {"theme", id}, {state.theme_ids().begin(), state.theme_ids().end()});
  }
  return absl::OkStatus();
}

absl::Status RequireNotReviewed(const CycleState& state, const Occasion& occasion) {
  const CycleState::Step* review = FindStep(state, v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED);
  if (review == nullptr) return absl::OkStatus();
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "INTERVIEWS_OVER",
      base::StrCat("In the cycle \"", occasion.stream, "\" the review with the staff involved was ",
                   review->waived() ? "waived" : "held", " on ", ShowDay(review->on()),
                   "; choosing and interviewing were over then. Take that back if it was reported wrongly, ",
                   "or keep this for the next cycle."),
      {{"cycle_id", occasion.stream}, {"reviewed_on", ShowDay(review->on())}});
}

}  // namespace praksis::domain::cycles
