// Step 2: criteria, the selection, and what somebody changed of it by hand.
#include <algorithm>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/cycle/parts.h"
#include "libs/domain/stream/latest.h"

namespace praksis::domain::cycles {
namespace {

template <typename Chosen>
auto Find(Chosen& chosen, const v1::LearningCase& learning_case) {
  return std::find_if(chosen.begin(), chosen.end(), [&](const CycleState::Chosen& one) {
    return SameCase(one.learning_case(), learning_case);
  });
}

bool IsInterviewed(const CycleState& state, const v1::LearningCase& learning_case) {
  return std::any_of(
      state.interviews().begin(), state.interviews().end(), [&](const CycleState::Interview& interview) {
        return interview.has_learning_case() && SameCase(interview.learning_case(), learning_case);
      });
}

absl::Status RequireCurrentSelection(const CycleState& state, const std::string& id) {
  const std::string current = state.selection_ids().empty() ? "" : *state.selection_ids().rbegin();
  if (id == current) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "SELECTION_NOT_CURRENT",
                      current.empty()
                          ? base::StrCat("No cases have been selected in this cycle, so the selection \"", id,
                                         "\" cannot be overridden; select cases first.")
                          : base::StrCat("The selection that holds is \"", current, "\", not \"", id,
                                         "\"; look at it, and override that one."),
                      {{"selection_id", id}, {"current", current}});
}

absl::Status RequireRemovable(const CycleState& state, const v1::LearningCase& removed) {
  if (FindChosen(state, removed) == nullptr) {
    return RefuseCase("CASE_NOT_CHOSEN", removed, "is not chosen", "remove a case that is.");
  }
  if (IsInterviewed(state, removed)) {
    return RefuseCase("CASE_INTERVIEWED", removed, "has been interviewed",
                      "take the interview back first if it must not be used.");
  }
  return absl::OkStatus();
}

}  // namespace

const CycleState::Chosen* FindChosen(const CycleState& state, const v1::LearningCase& learning_case) {
  const auto found = Find(state.chosen(), learning_case);
  return found == state.chosen().end() ? nullptr : &*found;
}

absl::Status RefuseCase(std::string_view reason, const v1::LearningCase& learning_case, std::string_view is,
                        std::string_view remedy) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, reason,
      base::StrCat("The placement \"", learning_case.placement_id(), "\" of \"", learning_case.case_stream(),
                   "\" ", is, "; ", remedy),
      {{"case_stream", learning_case.case_stream()}, {"placement_id", learning_case.placement_id()}});
}

absl::Status Decide(const CycleState& state, const v1::CriteriaSet&, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, v1::CYCLE_STEP_SELECT_INFORMANTS, occasion));
  if (state.selection_ids().empty()) return absl::OkStatus();
  const std::string& selection = *state.selection_ids().rbegin();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "CRITERIA_FIXED",
                      base::StrCat("Cases have been selected by the criteria already (\"", selection,
                                   "\"); other criteria are for another cycle, or correct these."),
                      {{"selection_id", selection}});
}

void Evolve(const v1::CriteriaSet&, const Occasion& occasion, CycleState& state) {
  state.set_criteria_set(true);
  NoteLatest(occasion.day, state);
}

// Written by the selection itself; that no client reports it is seen by ValidateFact.
absl::Status Decide(const CycleState& state, const v1::CasesSelected& selected, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, v1::CYCLE_STEP_SELECT_INFORMANTS, occasion));
  if (!state.criteria_set()) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "CRITERIA_MISSING",
                        "No criteria have been set to select cases by; report CriteriaSet first.",
                        {{"cycle_id", occasion.stream}});
  }
  if (Contains(state.selection_ids(), selected.selection_id())) {
    return RefuseExisting("cycle", {"selection", selected.selection_id()});
  }
  if (state.interviews().empty() && FindStep(state, v1::CYCLE_STEP_INTERVIEW) == nullptr) {
    return absl::OkStatus();
  }
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "SELECTION_FIXED",
      base::StrCat("In the cycle \"", occasion.stream, "\" interviews about the cases selected ",
                   "have been recorded or waived; override the selection by hand, or select ",
                   "anew in another cycle."),
      {{"cycle_id", occasion.stream}});
}

void Evolve(const v1::CasesSelected& selected, const Occasion& occasion, CycleState& state) {
  state.add_selection_ids(selected.selection_id());
  state.clear_chosen();
  for (const v1::SelectionPick& pick : selected.picks()) {
    CycleState::Chosen* chosen = state.add_chosen();
    *chosen->mutable_learning_case() = pick.learning_case();
    chosen->set_only_anonymised(pick.only_anonymised());
  }
  FinishStep(v1::CYCLE_STEP_SELECT_INFORMANTS, occasion.day, false, state);
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const CycleState& state, const v1::SelectionOverridden& overridden,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, v1::CYCLE_STEP_SELECT_INFORMANTS, occasion));
  RETURN_IF_ERROR(RequireCurrentSelection(state, overridden.selection_id()));
  RETURN_IF_ERROR(RequireNotReviewed(state, occasion));
  if (overridden.has_removed()) RETURN_IF_ERROR(RequireRemovable(state, overridden.removed()));
  if (overridden.has_added() && FindChosen(state, overridden.added()) != nullptr) {
    return RefuseCase("CASE_CHOSEN", overridden.added(), "is chosen already", "add one that is not.");
  }
  return absl::OkStatus();
}

void Evolve(const v1::SelectionOverridden& overridden, const Occasion& occasion, CycleState& state) {
  if (overridden.has_removed()) {
    const auto removed = Find(*state.mutable_chosen(), overridden.removed());
    if (removed != state.mutable_chosen()->end()) state.mutable_chosen()->erase(removed);
  }
  if (overridden.has_added()) {
    CycleState::Chosen* added = state.add_chosen();
    *added->mutable_learning_case() = overridden.added();
    added->set_only_anonymised(overridden.only_anonymised());
  }
  NoteLatest(occasion.day, state);
}

}  // namespace praksis::domain::cycles
