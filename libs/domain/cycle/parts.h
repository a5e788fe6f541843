// The parts that the rules of a cycle are made of, step by step: for each fact its Decide and its Evolve
// (libs/domain/stream/rules_of.h), and what they share.
#ifndef PRAKSIS_LIBS_DOMAIN_CYCLE_PARTS_H_
#define PRAKSIS_LIBS_DOMAIN_CYCLE_PARTS_H_

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rules_of.h"
#include "libs/domain/stream_states/cycle_state.pb.h"
#include "praksis/v1/cycle.pb.h"

namespace praksis::domain::cycles {

#define PRAKSIS_CYCLE_FACT(Fact)                                                                \
  absl::Status Decide(const CycleState& state, const v1::Fact& fact, const Occasion& occasion); \
  void Evolve(const v1::Fact& fact, const Occasion& occasion, CycleState& state)

// lifecycle.cc
PRAKSIS_CYCLE_FACT(ChallengeIdentified);
PRAKSIS_CYCLE_FACT(CycleStepWaived);
PRAKSIS_CYCLE_FACT(CycleClosed);
// choosing.cc
PRAKSIS_CYCLE_FACT(CriteriaSet);
PRAKSIS_CYCLE_FACT(CasesSelected);
PRAKSIS_CYCLE_FACT(SelectionOverridden);
// interviews.cc
PRAKSIS_CYCLE_FACT(InterviewGuideAgreed);
PRAKSIS_CYCLE_FACT(InterviewRecorded);
// learning.cc
PRAKSIS_CYCLE_FACT(ThemeAdded);
PRAKSIS_CYCLE_FACT(ReviewHeld);
PRAKSIS_CYCLE_FACT(DevelopmentDayHeld);

#undef PRAKSIS_CYCLE_FACT

// steps.cc

// "1 identify challenge": how a step is shown to people. Its name in the contract: CycleStep_Name.
std::string ShowStep(v1::CycleStep step);

// The step where it is done or waived, else null.
const CycleState::Step* FindStep(const CycleState& state, v1::CycleStep step);

// Done on `day`; waived where `waived`. Nothing where it is already.
void FinishStep(v1::CycleStep step, base::Day day, bool waived, CycleState& state);

// The cycle has begun and is not closed, and the fact is not from before its challenge:
// CYCLE_NOT_STARTED, CYCLE_CLOSED, DATES_DISAGREE.
absl::Status RequireOpen(const CycleState& state, const Occasion& occasion);

// Besides, the steps before `step` are done or waived, on no later day, and `step` itself was not waived:
// STEP_NOT_REACHED {step, open}, STEP_WAIVED {step, waived_on}, DATES_DISAGREE.
absl::Status RequireReached(const CycleState& state, v1::CycleStep step, const Occasion& occasion);

// SITE_UNKNOWN {site_id, known} for one that takes no part.
absl::Status RequireSite(const CycleState& state, const std::string& site);
absl::Status RequireSites(const CycleState& state,
                          const google::protobuf::RepeatedPtrField<std::string>& sites);

// THEME_UNKNOWN {theme_id, known}.
absl::Status RequireThemes(const CycleState& state,
                           const google::protobuf::RepeatedPtrField<std::string>& ids);

// Until the themes were reviewed: INTERVIEWS_OVER {cycle_id, reviewed_on}.
absl::Status RequireNotReviewed(const CycleState& state, const Occasion& occasion);

// choosing.cc

inline bool SameCase(const v1::LearningCase& a, const v1::LearningCase& b) {
  return a.case_stream() == b.case_stream() && a.placement_id() == b.placement_id();
}

// The chosen case, else null.
const CycleState::Chosen* FindChosen(const CycleState& state, const v1::LearningCase& learning_case);

// `reason` {case_stream, placement_id}.
absl::Status RefuseCase(std::string_view reason, const v1::LearningCase& learning_case, std::string_view is,
                        std::string_view remedy);

inline bool Contains(const google::protobuf::RepeatedPtrField<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace praksis::domain::cycles

#endif  // PRAKSIS_LIBS_DOMAIN_CYCLE_PARTS_H_
