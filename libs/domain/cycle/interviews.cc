// Step 3: what is asked, and what informants said.
#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/cycle/parts.h"
#include "libs/domain/stream/latest.h"

namespace praksis::domain::cycles {
namespace {

const CycleState::Guide* FindGuide(const CycleState& state, const std::string& id) {
  const auto found = std::find_if(state.guides().begin(), state.guides().end(),
                                  [&](const CycleState::Guide& guide) { return guide.guide_id() == id; });
  return found == state.guides().end() ? nullptr : &*found;
}

absl::Status RefuseGuide(const CycleState& state, const std::string& id) {
  std::vector<std::string> known;
  for (const CycleState::Guide& guide : state.guides()) known.push_back(guide.guide_id());
  return RefuseUnknown("cycle", {"guide", id}, known);
}

absl::Status RequireNewInterview(const CycleState& state, const std::string& id) {
  const bool known =
      std::any_of(state.interviews().begin(), state.interviews().end(),
                  [&](const CycleState::Interview& interview) { return interview.interview_id() == id; });
  return known ? RefuseExisting("cycle", {"interview", id}) : absl::OkStatus();
}

absl::Status RequireQuestions(const CycleState::Guide& guide, const v1::InterviewRecorded& recorded) {
  for (const v1::InterviewAnswer& answer : recorded.answers()) {
    if (Contains(guide.question_ids(), answer.question_id())) continue;
    return RefuseUnknown("guide", {"question", answer.question_id()},
                         {guide.question_ids().begin(), guide.question_ids().end()});
  }
  return absl::OkStatus();
}

absl::Status RefuseWithoutConsent(const v1::InterviewRecorded& recorded, std::string_view because) {
  const std::string& purpose = v1::ConsentGiven::Purpose_Name(v1::ConsentGiven::LEARNING_INTERVIEW);
  return base::Refuse(
      absl::StatusCode::kPermissionDenied, "CONSENT_MISSING",
      base::StrCat("The interview \"", recorded.interview_id(), "\" is not anonymised, and ", because,
                   ". Ask the person and name the consent (", purpose, "), or report it fully anonymised."),
      {{"purpose", purpose}, {"interview_id", recorded.interview_id()}});
}

// An interview is anonymised, or rests on a consent in its case. Whether that stands is not this stream's to
// say (DESIGN.md of libs/domain/stream).
absl::Status RequireConsentNamed(const CycleState& state, const v1::InterviewRecorded& recorded) {
  if (recorded.anonymised()) return absl::OkStatus();
  if (recorded.consent_id().empty()) return RefuseWithoutConsent(recorded, "names no consent");
  const CycleState::Chosen* chosen = FindChosen(state, recorded.learning_case());
  if (chosen != nullptr) {
    return chosen->only_anonymised()
               ? RefuseWithoutConsent(recorded, "its case was chosen to be interviewed anonymised only")
               : absl::OkStatus();
  }
  // Where step 2 was waived, no cases were chosen to ask about.
  if (state.selection_ids().empty()) return absl::OkStatus();
  return RefuseCase("CASE_NOT_CHOSEN", recorded.learning_case(), "is not chosen in this cycle",
                    "add it with SelectionOverridden, or check which case it is.");
}

}  // namespace

absl::Status Decide(const CycleState& state, const v1::InterviewGuideAgreed& agreed,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, v1::CYCLE_STEP_INTERVIEW, occasion));
  RETURN_IF_ERROR(RequireNotReviewed(state, occasion));
  if (FindGuide(state, agreed.guide_id()) == nullptr) return absl::OkStatus();
  return RefuseExisting("cycle", {"guide", agreed.guide_id()});
}

void Evolve(const v1::InterviewGuideAgreed& agreed, const Occasion& occasion, CycleState& state) {
  CycleState::Guide* guide = state.add_guides();
  guide->set_guide_id(agreed.guide_id());
  guide->set_agreed_on(occasion.day);
  for (const v1::InterviewQuestion& question : agreed.questions()) {
    guide->add_question_ids(question.question_id());
  }
  NoteLatest(occasion.day, state);
}

absl::Status Decide(const CycleState& state, const v1::InterviewRecorded& recorded,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireReached(state, v1::CYCLE_STEP_INTERVIEW, occasion));
  RETURN_IF_ERROR(RequireNotReviewed(state, occasion));
  RETURN_IF_ERROR(RequireNewInterview(state, recorded.interview_id()));
  const CycleState::Guide* guide = FindGuide(state, recorded.guide_id());
  if (guide == nullptr) return RefuseGuide(state, recorded.guide_id());
  RETURN_IF_ERROR(RequireQuestions(*guide, recorded));
  RETURN_IF_ERROR(RequireSite(state, recorded.site()));
  RETURN_IF_ERROR(RequireConsentNamed(state, recorded));
  return RequireOrder({"guide_agreed_on", guide->agreed_on()}, {"held_on", occasion.day},
                      {"interview", recorded.interview_id()});
}

void Evolve(const v1::InterviewRecorded& recorded, const Occasion& occasion, CycleState& state) {
  CycleState::Interview* interview = state.add_interviews();
  interview->set_interview_id(recorded.interview_id());
  if (recorded.has_learning_case()) *interview->mutable_learning_case() = recorded.learning_case();
  interview->set_held_on(occasion.day);
  NoteLatest(occasion.day, state);
}

}  // namespace praksis::domain::cycles
