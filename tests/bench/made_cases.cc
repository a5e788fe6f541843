#include "tests/bench/made_cases.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "libs/base/strings.h"

namespace praksis::bench {
namespace {

using base::Day;
using domain::cases::CaseState;

constexpr int kMunicipalities = 98;

constexpr Day kFirstDay = 16801;  // 2016-01-01
constexpr Day kToday = 20453;     // 2025-12-31

}  // namespace

base::Day MadeCasesToday() { return kToday; }

std::string MadeMunicipality(int i) { return base::StrCat("DK-", 101 + i); }

MadeCases::MadeCases() {
  std::vector<double> sizes;
  for (int i = 1; i <= kMunicipalities; ++i) sizes.push_back(std::pow(i, -0.6));
  municipality_ = {sizes.begin(), sizes.end()};
}

const CaseState& MadeCases::Next() {
  state_.Clear();
  const int number = number_++;
  state_.set_version(1);
  state_.set_stream(base::StrCat("case/", number));
  // Every twentieth person has a second case.
  state_.set_person_ref(base::StrCat("p-", number % 20 == 0 ? number / 20 * 19 : number));
  state_.set_municipality(MadeMunicipality(municipality_(random_)));
  state_.set_target_group(std::array{"JOB_READY", "ACTIVITY_READY", "SICKNESS_BENEFIT"}[Below(3)]);
  state_.set_opened_on(kFirstDay + Below(kToday - kFirstDay));
  const bool closed = Below(10) < 7;
  state_.set_status(closed ? v1::CaseSummary::CLOSED : v1::CaseSummary::OPEN);
  if (closed) {
    state_.set_closed_on(std::min(state_.opened_on() + 30 + Below(700), kToday));
    state_.set_close_reason(v1::CaseClosed::JOB);
  }
  if (Below(10) < 8) AddReferral();
  for (int i = Below(3); i > 0; --i) AddPlacement();
  if (Below(10) < 4) AddOccupation();
  if (Below(10) < 3) AddCoaching();
  for (int i = Below(4); i > 0; --i) AddBelief();
  AddWorkers();
  AddDue();
  return state_;
}

const CaseState& MadeCases::WithOneMore(const CaseState& state) {
  state_ = state;
  state_.set_version(state_.version() + 1);
  state_.set_last_contact_on(kToday);
  switch (Below(4)) {
    case 0:
      AddBelief();
      break;
    case 1:
      AddReferral();
      break;
    case 2:
      AddPlacement();
      break;
    default:
      break;
  }
  return state_;
}

std::string MadeCases::Reason() {
  // Few are common.
  static constexpr std::array kReasons = {
      "ILLNESS",      "NO_SHOW",  "TASK_MISMATCH", "HOURS_TOO_HIGH",    "TRANSPORT",         "GOT_JOB",
      "PSYCHOSOCIAL", "PHYSICAL", "CARE_DUTIES",   "LACK_OF_FOLLOW_UP", "CONTRACT_CANCELLED"};
  return kReasons[std::min(Below(kReasons.size()), Below(kReasons.size()))];
}

void MadeCases::AddReferral() {
  auto& referral = *state_.add_referrals();
  referral.set_made_on(state_.opened_on() + Below(60));
  referral.set_resources_worded(Below(2) == 0);
  const int draw = Below(10);
  if (draw < 7) {
    referral.set_state(v1::CaseSummary::Referral::ACCEPTED);
    referral.set_was_accepted(true);
    referral.set_answered_on(referral.made_on() + Below(40));
  } else if (draw < 9) {
    referral.set_state(v1::CaseSummary::Referral::DECLINED);
    referral.set_answered_on(referral.made_on() + Below(40));
    referral.set_declined_by(static_cast<v1::ReferralDeclined::Decider>(1 + Below(3)));
    referral.set_decline_reason(std::array{"NO_CAPACITY", "NOT_SUITABLE", "OTHER"}[Below(3)]);
  } else {
    referral.set_state(v1::CaseSummary::Referral::MADE);
  }
}

void MadeCases::AddPlacement() {
  auto& placement = *state_.add_placements();
  placement.mutable_terms()->set_industry(std::array{"47.11", "56.10", "87.30", "41.20", "10.71"}[Below(5)]);
  placement.set_start(state_.opened_on() + 10 + Below(200));
  const int draw = Below(10);
  if (draw < 1) {
    placement.set_state(v1::CaseSummary::Placement::RUNNING);
    return;
  }
  placement.set_last_day(placement.start() + Below(182));
  if (draw < 7) {
    placement.set_state(v1::CaseSummary::Placement::COMPLETED);
    return;
  }
  placement.set_state(v1::CaseSummary::Placement::INTERRUPTED);
  placement.set_reason_job_centre(Reason());
  if (Below(2) == 0) placement.set_reason_citizen(Below(3) > 0 ? placement.reason_job_centre() : Reason());
  if (Below(2) == 0) placement.set_reason_company(Below(3) > 0 ? placement.reason_job_centre() : Reason());
}

void MadeCases::AddCoaching() {
  auto& coaching = *state_.add_coachings();
  coaching.set_start(state_.opened_on() + Below(100));
  coaching.set_method(std::array{"STRENGTHENING_DIALOGUE", "MOTIVATIONAL_INTERVIEW", "OTHER"}[Below(3)]);
  coaching.set_direct_minutes(60 * Below(12));
}

void MadeCases::AddBelief() {
  auto& belief = *state_.add_beliefs();
  belief.set_rater(static_cast<v1::BeliefAssessed::Rater>(1 + Below(2)));
  belief.set_score(1 + Below(5));
  belief.set_assessed_on(state_.opened_on() + Below(400));
  belief.set_horizon_days(365);
}

// One after the other; a worker has about thirty cases. Every eighth case is nobody's at the end.
void MadeCases::AddWorkers() {
  Day from = state_.opened_on() + Below(5);
  for (int left = 1 + Below(3); left > 0; --left) {
    auto& assignment = *state_.add_assignments();
    assignment.set_role(v1::CaseworkerAssigned::PRIMARY);
    assignment.set_worker(base::StrCat("worker-", state_.municipality(), "-", Below(100)));
    assignment.set_from(from);
    from += 30 + Below(300);
    if (left > 1 || Below(8) == 0) assignment.set_to(from - 1);
  }
}

void MadeCases::AddDue() {
  state_.set_last_contact_on(std::min(state_.opened_on() + Below(3'000), kToday - Below(40)));
  if (state_.referrals_size() > 0) state_.mutable_referrals(0)->set_respond_by(state_.opened_on() + 60);
  if (Below(5) > 0) return;
  auto& flag = *state_.add_flags();
  flag.set_due(state_.opened_on() + Below(1'000));
  flag.set_cleared(Below(2) == 0);
}

void MadeCases::AddOccupation() {
  auto& occupation = *state_.add_occupations();
  occupation.set_kind(static_cast<v1::OccupationStarted::Kind>(1 + Below(4)));
  occupation.set_obtained_by(static_cast<v1::OccupationStarted::ObtainedBy>(1 + Below(3)));
  occupation.set_start(state_.opened_on() + Below(400));
  if (Below(3) == 0) occupation.set_last_day(occupation.start() + Below(300));
}

}  // namespace praksis::bench
