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
