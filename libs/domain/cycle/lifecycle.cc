// The cycle itself: it begins with a challenge, steps may be waived, and it ends.
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/cycle/cycle_rules.h"
#include "libs/domain/cycle/parts.h"
#include "libs/domain/stream/days.h"
#include "libs/domain/stream/latest.h"

namespace praksis::domain::cycles {
namespace {

Thing ThisCycle(const Occasion& occasion) { return {"cycle", occasion.stream}; }

// What has to be done or waived before a cycle is completed.
absl::Status RequireStepsDone(const CycleState& state) {
  std::vector<std::string> open;
  for (int step = v1::CYCLE_STEP_SELECT_INFORMANTS; step < v1::CYCLE_STEP_IMPLEMENT_MEASURES; ++step) {
    if (FindStep(state, static_cast<v1::CycleStep>(step)) == nullptr) {
      open.push_back(v1::CycleStep_Name(static_cast<v1::CycleStep>(step)));
    }
  }
  if (open.empty()) return absl::OkStatus();
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "OPEN_STEPS",
      base::StrCat("The cycle cannot be completed while steps are open: ", Joined(open),
                   ". Report what was done, waive them with a reason, or close the cycle as abandoned."),
      {{"open", Joined(open)}});
}

absl::Status RequireMeasuresOrWaived(const CycleState& state, const v1::CycleClosed& closed) {
  const CycleState::Step* step = FindStep(state, v1::CYCLE_STEP_IMPLEMENT_MEASURES);
  if (closed.measures().empty() == (step != nullptr)) return absl::OkStatus();
  const std::string name = v1::CycleStep_Name(v1::CYCLE_STEP_IMPLEMENT_MEASURES);
  if (step != nullptr) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "STEP_WAIVED",
                        base::StrCat("Step 6 (implement measures) was waived on ", ShowDay(step->on()),
                                     ", yet measures are named; take the waiving back, or name none."),
                        {{"step", name}, {"waived_on", ShowDay(step->on())}});
  }
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "MEASURES_MISSING",
      "The cycle names no measures; name those decided, or waive step 6 (implement measures) with a reason.",
      {{"step", name}});
}

}  // namespace

absl::Status Decide(const CycleState& state, const v1::ChallengeIdentified&, const Occasion& occasion) {
  if (!state.has_identified_on()) return absl::OkStatus();
  return RefuseBegun(ThisCycle(occasion), {"identified_on", state.identified_on()});
}

void Evolve(const v1::ChallengeIdentified& identified, const Occasion& occasion, CycleState& state) {
  state.set_identified_on(occasion.day);
  *state.mutable_sites() = identified.sites();
  FinishStep(v1::CYCLE_STEP_IDENTIFY_CHALLENGE, occasion.day, false, state);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const CycleState& state, const v1::CycleStepWaived& waived, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, waived.step(), occasion));
  const CycleState::Step* done = FindStep(state, waived.step());
  if (done == nullptr) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "STEP_DONE",
                      base::StrCat("Step ", ShowStep(waived.step()), " was done on ", ShowDay(done->on()),
                                   "; what is done cannot be waived."),
                      {{"step", v1::CycleStep_Name(waived.step())}, {"done_on", ShowDay(done->on())}});
}

void Evolve(const v1::CycleStepWaived& waived, const Occasion& occasion, CycleState& state) {
  FinishStep(waived.step(), occasion.day, true, state);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const CycleState& state, const v1::CycleClosed& closed, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireOpen(state, occasion));
  if (closed.ending() == v1::CYCLE_ENDING_COMPLETED) {
    RETURN_IF_ERROR(RequireStepsDone(state));
    RETURN_IF_ERROR(RequireMeasuresOrWaived(state, closed));
  }
  return RequireOrder({"latest_on", state.latest_on()}, {"closed_on", occasion.day}, ThisCycle(occasion));
}

void Evolve(const v1::CycleClosed&, const Occasion& occasion, CycleState& state) {
  state.set_closed_on(occasion.day);
}

const StreamRules& CycleRules() {
  static const RulesOf<OfCycle, CycleState> rules("cycle");
  return rules;
}

}  // namespace praksis::domain::cycles
