// The state as clients see it.
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/days.h"

namespace praksis::domain::cases {
namespace {

void AddReason(v1::Voice voice, const std::string& code, v1::CaseSummary::Placement& shown) {
  if (code.empty()) return;
  v1::InterruptionReason* reason = shown.add_reasons();
  reason->set_voice(voice);
  reason->set_code(code);
}

void Show(const CaseState::Assignment& assignment, v1::CaseSummary::Assignment& shown) {
  shown.set_worker(assignment.worker());
  shown.set_role(assignment.role());
  shown.set_from(ShowDay(assignment.from()));
  if (assignment.has_to()) shown.set_to(ShowDay(assignment.to()));
}

void Show(const CaseState::Consent& consent, v1::CaseSummary::Consent& shown) {
  shown.set_consent_id(consent.consent_id());
  shown.set_purpose(consent.purpose());
  shown.set_standing(consent.standing());
  if (consent.has_valid_until()) shown.set_valid_until(ShowDay(consent.valid_until()));
}

void Show(const CaseState::Referral& referral, v1::CaseSummary::Referral& shown) {
  shown.set_referral_id(referral.referral_id());
  shown.set_state(referral.state());
  shown.set_to_organisation(referral.to_organisation());
  shown.set_service(referral.service());
  shown.set_made_on(ShowDay(referral.made_on()));
  if (referral.has_answered_on()) shown.set_answered_on(ShowDay(referral.answered_on()));
}

void Show(const CaseState::Placement& placement, v1::CaseSummary::Placement& shown) {
  shown.set_placement_id(placement.placement_id());
  shown.set_state(placement.state());
  *shown.mutable_terms() = placement.terms();
  shown.mutable_terms()->set_planned_end(ShowDay(placement.planned_end()));
  shown.mutable_terms()->set_minutes_per_week(placement.minutes_per_week());
  if (placement.has_start()) shown.set_start(ShowDay(placement.start()));
  if (placement.has_last_day()) shown.set_last_day(ShowDay(placement.last_day()));
  AddReason(v1::CITIZEN, placement.reason_citizen(), shown);
  AddReason(v1::COMPANY, placement.reason_company(), shown);
  AddReason(v1::JOB_CENTRE, placement.reason_job_centre(), shown);
}

void Show(const CaseState::Coaching& coaching, v1::CaseSummary::Coaching& shown) {
  shown.set_coaching_id(coaching.coaching_id());
  shown.set_start(ShowDay(coaching.start()));
  if (coaching.has_last_day()) shown.set_last_day(ShowDay(coaching.last_day()));
  shown.set_sessions(coaching.session_ids_size());
  shown.set_direct_minutes(coaching.direct_minutes());
}

void Show(const CaseState::Occupation& occupation, v1::CaseSummary::Occupation& shown) {
  shown.set_occupation_id(occupation.occupation_id());
  shown.set_kind(occupation.kind());
  shown.set_obtained_by(occupation.obtained_by());
  shown.set_start(ShowDay(occupation.start()));
  if (occupation.has_last_day()) shown.set_last_day(ShowDay(occupation.last_day()));
}

template <typename Things, typename Shown>
void ShowAll(const Things& things, Shown* shown) {
  for (const auto& thing : things) Show(thing, *shown->Add());
}

// The score assessed last; of several on one day, the one recorded last.
int LastBelief(const CaseState& state, v1::BeliefAssessed::Rater rater) {
  const CaseState::Belief* last = nullptr;
  for (const auto& belief : state.beliefs()) {
    if (belief.rater() == rater && (last == nullptr || belief.assessed_on() >= last->assessed_on()))
      last = &belief;
  }
  return last == nullptr ? 0 : last->score();
}

}  // namespace

v1::CaseSummary Summarize(const CaseState& state) {
  v1::CaseSummary summary;
  summary.set_stream(state.stream());
  summary.set_version(state.version());
  summary.set_status(state.status());
  summary.set_municipality(state.municipality());
  summary.set_person_ref(state.person_ref());
  summary.set_target_group(state.target_group());
  if (state.status() != v1::CaseSummary::STATUS_UNSPECIFIED)
    summary.set_opened_on(ShowDay(state.opened_on()));
  if (state.has_closed_on()) summary.set_closed_on(ShowDay(state.closed_on()));
  summary.set_close_reason(state.close_reason());
  ShowAll(state.assignments(), summary.mutable_assignments());
  ShowAll(state.consents(), summary.mutable_consents());
  ShowAll(state.referrals(), summary.mutable_referrals());
  ShowAll(state.placements(), summary.mutable_placements());
  ShowAll(state.coachings(), summary.mutable_coachings());
  ShowAll(state.occupations(), summary.mutable_occupations());
  summary.set_caseworker_belief(LastBelief(state, v1::BeliefAssessed::CASEWORKER));
  summary.set_citizen_belief(LastBelief(state, v1::BeliefAssessed::CITIZEN));
  summary.set_satisfaction(state.satisfaction());
  for (const auto& flag : state.flags()) {
    if (!flag.cleared()) summary.add_open_flags(flag.flag_id());
  }
  return summary;
}

}  // namespace praksis::domain::cases
