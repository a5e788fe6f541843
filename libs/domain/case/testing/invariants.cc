#include "libs/domain/case/testing/invariants.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"

namespace praksis::domain::cases::testing {
namespace {

class Inspection {
 public:
  explicit Inspection(const CaseState& state) : state_(state) {}

  std::vector<std::string> Broken() {
    Case();
    Identifiers();
    Assignments();
    Referrals();
    Placements();
    FullTime();
    for (const auto& coaching : state_.coachings()) {
      if (!coaching.has_last_day()) continue;
      Require(coaching.last_day() >= coaching.start(), coaching.coaching_id(), "ends before its start");
      Require(!coaching.has_last_session_on() || coaching.last_day() >= coaching.last_session_on(),
              coaching.coaching_id(), "ends before its last session");
    }
    for (const auto& occupation : state_.occupations()) {
      Require(!occupation.has_last_day() || occupation.last_day() >= occupation.start(),
              occupation.occupation_id(), "ends before its start");
    }
    return std::move(broken_);
  }

 private:
  void Require(bool holds, std::string_view what, std::string_view otherwise) {
    if (!holds) broken_.push_back(base::StrCat(what, " ", otherwise));
  }

  void Case() {
    const bool closed = state_.status() == v1::CaseSummary::CLOSED;
    Require(closed == state_.has_closed_on(), "the case",
            "is closed without a day, or has one and is not closed");
    Require(closed == (state_.close_reason() != 0), "the case",
            "is closed without a reason, or has one and is not");
    Require(!closed || state_.closed_on() >= state_.opened_on(), "the case",
            "was closed before it was opened");
    if (!closed) return;
    for (const auto& placement : state_.placements()) {
      Require(placement.state() != v1::CaseSummary::Placement::RUNNING &&
                  placement.state() != v1::CaseSummary::Placement::AGREED,
              placement.placement_id(), "is open in a closed case");
    }
    for (const auto& referral : state_.referrals()) {
      Require(referral.state() != v1::CaseSummary::Referral::MADE, referral.referral_id(),
              "is open in a closed case");
    }
    for (const auto& coaching : state_.coachings()) {
      Require(coaching.has_last_day(), coaching.coaching_id(), "goes on in a closed case");
    }
  }

  void Identifiers() {
    std::set<std::pair<int, std::string>> seen;
    const auto once = [&](int kind, const std::string& id) {
      Require(seen.emplace(kind, id).second, id, "is there twice");
    };
    for (const auto& consent : state_.consents()) once(1, consent.consent_id());
    for (const auto& referral : state_.referrals()) once(2, referral.referral_id());
    for (const auto& placement : state_.placements()) once(3, placement.placement_id());
    for (const auto& coaching : state_.coachings()) {
      once(4, coaching.coaching_id());
      for (const auto& session : coaching.session_ids()) once(5, session);
    }
    for (const auto& occupation : state_.occupations()) once(6, occupation.occupation_id());
    for (const auto& flag : state_.flags()) once(7, flag.flag_id());
    for (const auto& visit : state_.visit_ids()) once(8, visit);
  }

  void Assignments() {
    int primaries = 0;
    std::set<std::pair<std::string, int>> ongoing;
    for (const auto& assignment : state_.assignments()) {
      Require(!assignment.has_to() || assignment.to() >= assignment.from(), assignment.worker(),
              "is unassigned before being assigned");
      Require(assignment.from() >= state_.opened_on(), assignment.worker(), "is assigned before the opening");
      if (assignment.has_to()) continue;
      primaries += assignment.role() == v1::CaseworkerAssigned::PRIMARY ? 1 : 0;
      Require(ongoing.emplace(assignment.worker(), assignment.role()).second, assignment.worker(),
              "is assigned twice in one role");
    }
    Require(primaries <= 1, "the case", "has several primary workers");
  }

  void Referrals() {
    using State = v1::CaseSummary::Referral;
    for (const auto& referral : state_.referrals()) {
      const bool answered = referral.state() == State::ACCEPTED || referral.state() == State::DECLINED ||
                            referral.state() == State::FULFILLED;
      Require(!answered || referral.has_answered_on(), referral.referral_id(), "is answered on no day");
      Require(!referral.has_answered_on() || referral.answered_on() >= referral.made_on(),
              referral.referral_id(), "is answered before it was made");
    }
  }

  void Placements() {
    using State = v1::CaseSummary::Placement;
    for (const auto& placement : state_.placements()) {
      const bool ended = placement.state() == State::INTERRUPTED || placement.state() == State::COMPLETED;
      const std::string& id = placement.placement_id();
      Require(placement.has_start() == (ended || placement.state() == State::RUNNING), id,
              "has a start and did not start, or the reverse");
      Require(placement.has_last_day() == ended, id, "has a last day and did not end, or the reverse");
      Require(!ended || placement.last_day() >= placement.start(), id, "ends before its start");
      Require(placement.minutes_per_week() > 0, id, "has no hours");
      const bool reasons = !placement.reason_citizen().empty() || !placement.reason_company().empty() ||
                           !placement.reason_job_centre().empty();
      Require(reasons == (placement.state() == State::INTERRUPTED), id,
              "is interrupted without a reason, or has one and was not interrupted");
    }
  }

  static bool RanOn(const CaseState::Placement& placement, base::Day day) {
    return placement.has_start() && placement.start() <= day &&
           (!placement.has_last_day() || day <= placement.last_day());
  }

  // Told day by day, in another way than the rule itself.
  static int MinutesOn(const CaseState::Placement& placement, base::Day day) {
    int minutes = placement.terms().minutes_per_week();
    base::Day since = base::kFirstDay;
    for (const auto& change : placement.hours_changes()) {
      if (change.from() > day || change.from() < since) continue;
      since = change.from();
      minutes = change.minutes_per_week();
    }
    return minutes;
  }

  void FullTime() {
    base::Day first = base::kLastDay;
    base::Day last = base::kFirstDay;
    for (const auto& placement : state_.placements()) {
      if (!placement.has_start()) continue;
      first = std::min(first, placement.start());
      last = std::max(last, placement.has_last_day() ? placement.last_day() : placement.start());
      for (const auto& change : placement.hours_changes()) last = std::max(last, change.from());
    }
    for (base::Day day = first; day <= last; ++day) {
      int running = 0;
      int minutes = 0;
      for (const auto& placement : state_.placements()) {
        if (!RanOn(placement, day)) continue;
        ++running;
        minutes += MinutesOn(placement, day);
      }
      Require(running < 2 || minutes <= kFullTimeMinutesPerWeek, base::StrCat("on day ", day),
              "placements take more than full time");
    }
  }

  const CaseState& state_;
  std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> BrokenInvariants(const CaseState& state) { return Inspection(state).Broken(); }

}  // namespace praksis::domain::cases::testing
