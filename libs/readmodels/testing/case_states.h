// For tests: case states in few words.
#ifndef PRAKSIS_LIBS_READMODELS_TESTING_CASE_STATES_H_
#define PRAKSIS_LIBS_READMODELS_TESTING_CASE_STATES_H_

#include <string>
#include <string_view>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/domain/case_state/case_state.pb.h"

namespace praksis::readmodels::testing {

using domain::cases::CaseState;

inline base::Day Date(std::string_view iso8601) {
  const auto day = base::ParseDay(iso8601);
  PRAKSIS_CHECK(day.has_value(), iso8601);
  return *day;
}

inline CaseState OpenCase(std::string_view stream, std::string_view municipality,
                          std::string_view opened_on) {
  CaseState state;
  state.set_version(1);
  state.set_status(v1::CaseSummary::OPEN);
  state.set_stream(std::string(stream));
  state.set_person_ref(base::StrCat("person of ", stream));
  state.set_municipality(std::string(municipality));
  state.set_target_group("ACTIVITY_READY");
  state.set_opened_on(Date(opened_on));
  return state;
}

inline CaseState::Referral& AddReferral(CaseState& state, std::string_view made_on,
                                        v1::CaseSummary::Referral::State referral_state) {
  auto& referral = *state.add_referrals();
  referral.set_referral_id(base::StrCat("r", state.referrals_size()));
  referral.set_state(referral_state);
  referral.set_made_on(Date(made_on));
  return referral;
}

inline CaseState::Placement& AddPlacement(CaseState& state, v1::CaseSummary::Placement::State placement_state,
                                          std::string_view start = "", std::string_view last_day = "") {
  auto& placement = *state.add_placements();
  placement.set_placement_id(base::StrCat("p", state.placements_size()));
  placement.set_state(placement_state);
  placement.mutable_terms()->set_industry("47.11");
  placement.mutable_terms()->set_type(v1::PlacementOffered::TRAINEESHIP);
  if (!start.empty()) placement.set_start(Date(start));
  if (!last_day.empty()) placement.set_last_day(Date(last_day));
  return placement;
}

inline void AddBelief(CaseState& state, std::string_view assessed_on, int score,
                      v1::BeliefAssessed::Rater rater = v1::BeliefAssessed::CASEWORKER) {
  auto& belief = *state.add_beliefs();
  belief.set_rater(rater);
  belief.set_score(score);
  belief.set_assessed_on(Date(assessed_on));
  belief.set_horizon_days(365);
}

inline CaseState::Coaching& AddCoaching(CaseState& state, std::string_view start,
                                        std::string_view method = "COACHING_DIALOGUE") {
  auto& coaching = *state.add_coachings();
  coaching.set_coaching_id(base::StrCat("k", state.coachings_size()));
  coaching.set_start(Date(start));
  coaching.set_method(std::string(method));
  return coaching;
}

inline CaseState::Occupation& AddOccupation(
    CaseState& state, std::string_view start,
    v1::OccupationStarted::ObtainedBy obtained_by = v1::OccupationStarted::SELF,
    v1::OccupationStarted::Kind kind = v1::OccupationStarted::ORDINARY) {
  auto& occupation = *state.add_occupations();
  occupation.set_occupation_id(base::StrCat("o", state.occupations_size()));
  occupation.set_kind(kind);
  occupation.set_obtained_by(obtained_by);
  occupation.set_start(Date(start));
  return occupation;
}

inline void CloseCase(CaseState& state, std::string_view closed_on,
                      v1::CaseClosed::Reason reason = v1::CaseClosed::MOVED) {
  state.set_status(v1::CaseSummary::CLOSED);
  state.set_closed_on(Date(closed_on));
  state.set_close_reason(reason);
}

// The case had been closed, and was reopened.
inline void AddClosure(CaseState& state, std::string_view closed_on, std::string_view reopened_on) {
  auto& closure = *state.add_closures();
  closure.set_closed_on(Date(closed_on));
  closure.set_reopened_on(Date(reopened_on));
  closure.set_reason(v1::CaseClosed::MOVED);
}

inline CaseState::Assignment& AddPrimary(CaseState& state, std::string_view worker, std::string_view from,
                                         std::string_view to = "") {
  auto& assignment = *state.add_assignments();
  assignment.set_worker(std::string(worker));
  assignment.set_role(v1::CaseworkerAssigned::PRIMARY);
  assignment.set_from(Date(from));
  if (!to.empty()) assignment.set_to(Date(to));
  return assignment;
}

inline CaseState::Consent& AddLearningConsent(CaseState& state) {
  auto& consent = *state.add_consents();
  consent.set_consent_id(base::StrCat("c", state.consents_size()));
  consent.set_purpose(v1::ConsentGiven::LEARNING_INTERVIEW);
  consent.set_standing(true);
  return consent;
}

}  // namespace praksis::readmodels::testing

#endif  // PRAKSIS_LIBS_READMODELS_TESTING_CASE_STATES_H_
