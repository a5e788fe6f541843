#include "libs/sample/ordinary_case.h"

#include <algorithm>
#include <array>
#include <string>

#include "libs/base/strings.h"
#include "libs/sample/experiments.h"
#include "libs/sample/measures_in_use.h"
#include "libs/sample/steps.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

using base::Day;
using Thread = Course::Thread;

// How it turns out for a person, but for what placements bring.
enum class Exit { kNone, kOwnJob, kJobCentreJob, kCompanyJob, kEducation, kMoved, kPension, kWithdrawn };

class Story {
 public:
  Story(Course& course, Day opened)
      : course_(course), chance_(course.chance()), opened_(opened), prospect_(chance_.Between(0, 100)) {}

  void Tell() {
    course_.set_worker(
        base::StrCat("sample-worker-", course_.site().municipality, "-", chance_.Between(1, 9)));
    Open(course_, contacts_, opened_, chance_.OneOf<std::string_view>(kTargetGroups), Distance(),
         course_.ReportDelay());
    coached_ = chance_.Permille(course_.site().municipality == "SE-0482" ? 700 : 220);
    DrawExit();
    Consents();
    Seek();
    if (coached_) Coaching();
    Contacts();
    if (exit_ != Exit::kNone) Leave();
    SendAgain();
  }

 private:
  int Distance() const { return 5 - std::min(4, prospect_ / 20); }
  // 1 to 5: the prospect as somebody sees it who may be wrong.
  int Belief(int shift) { return std::clamp((prospect_ + shift + chance_.Between(-25, 25)) / 20 + 1, 1, 5); }

  // Jobs and other ends compete; the first to come decides.
  void DrawExit() {
    const Day end = course_.last_day() + 1;
    exit_day_ = end;
    const auto offer = [&](Exit exit, int permille_per_day) {
      const Day day = opened_ + 14 + chance_.DaysUntil(permille_per_day, course_.days());
      if (day < exit_day_) {
        exit_ = exit;
        exit_day_ = day;
      }
    };
    offer(Exit::kOwnJob, 1 + prospect_ / 45 + (coached_ ? 2 : 0));
    offer(Exit::kJobCentreJob, 1);
    if (chance_.Permille(350)) {
      static constexpr std::array kOther = {Exit::kEducation, Exit::kMoved, Exit::kPension, Exit::kWithdrawn};
      static constexpr std::array kWeights = {4, 3, 1, 4};
      offer(kOther[chance_.Weighted(kWeights)], 2);
    }
    exit_day_ = Workday(exit_day_);
    if (exit_day_ >= end) exit_ = Exit::kNone;
  }

  void Consents() {
    if (chance_.Permille(640)) {
      const std::string id = GiveConsent(course_, consents_, opened_ + chance_.Between(0, 20),
                                         v1::ConsentGiven::LEARNING_INTERVIEW);
      if (chance_.Permille(60)) {
        const Day day = Workday(opened_ + chance_.Between(30, 160));
        if (day < exit_day_) {
          WithdrawConsent(course_, consents_, day, id);
          if (chance_.Permille(300)) {
            // The withdrawal comes in a second time, from another desk.
            WithdrawConsent(course_, consents_, day + 3, id);
            course_.ExpectRefusal("CONSENT_NOT_STANDING");
          }
        }
      }
    }
    if (chance_.Permille(400)) {
      GiveConsent(course_, consents_, opened_ + chance_.Between(0, 20), v1::ConsentGiven::CASE_SHARING);
    }
  }

  // Referrals and placements, one after the other, until something else ends the search.
  void Seek() {
    Day now = opened_ + chance_.Between(3, 21);
    for (int round = 0; round < 4 && now < exit_day_ && now <= course_.last_day(); ++round) {
      if (chance_.Permille(780) && !Refer(now)) continue;
      if (now >= exit_day_ || !Place(now)) break;
      now += chance_.Between(10, 45);
    }
  }

  // Returns whether the referral was accepted; moves `now` to its answer.
  bool Refer(Day& now) {
    const std::string id = course_.NewId("referral");
    const Day made = Workday(now + chance_.DaysUntil(60, 60));
    now = made;
    if (made >= exit_day_) return false;
    auto fill = [&](v1::ReferralMade& referral, bool with_resources) {
      referral.set_referral_id(id);
      referral.set_from_organisation(base::StrCat("sample-jobcentre-", course_.site().municipality));
      referral.set_to_organisation(base::StrCat("sample-provider-", chance_.Between(1, 5)));
      referral.set_service(std::string(chance_.OneOf<std::string_view>(kServices)));
      for (int i = chance_.Between(1, 3); with_resources && i > 0; --i) {
        auto* resource = referral.add_resources();
        resource->set_kind(std::string(chance_.OneOf<std::string_view>(kResourceKinds)));
        if (chance_.Permille(720))
          resource->set_text(std::string(chance_.OneOf<std::string_view>(kResourceTexts)));
      }
      referral.set_respond_by(base::FormatDay(made + 14));
    };
    if (chance_.Permille(15)) {
      fill(*course_.AddRefused(seeking_, made, "RESOURCES_REQUIRED").mutable_referral_made(), false);
    }
    fill(*course_.Add(seeking_, made).mutable_referral_made(), true);

    const Day answered = Workday(made + 2 + chance_.DaysUntil(90, 60));
    now = answered;
    if (answered >= exit_day_) {
      if (exit_ != Exit::kNone) {
        now = exit_day_;
        auto* cancelled = course_.Add(seeking_, exit_day_).mutable_referral_cancelled();
        cancelled->set_referral_id(id);
        cancelled->set_reason("not needed any more");
      }
      return false;
    }
    if (chance_.Permille(AcceptedShare(course_.site(), course_.first_day(), made, 590 + 2 * prospect_))) {
      auto* accepted = course_.Add(seeking_, answered, course_.ReportDelay()).mutable_referral_accepted();
      accepted->set_referral_id(id);
      accepted->set_accepted_on(base::FormatDay(answered));
      return true;
    }
    auto* declined = course_.Add(seeking_, answered).mutable_referral_declined();
    declined->set_referral_id(id);
    const bool citizen = chance_.Permille(400);
    declined->set_decided_by(citizen ? v1::ReferralDeclined::CITIZEN : v1::ReferralDeclined::PROVIDER);
    declined->set_reason(std::string(citizen ? chance_.OneOf<std::string_view>(kCitizenDeclines)
                                             : chance_.OneOf<std::string_view>(kProviderDeclines)));
    declined->set_declined_on(base::FormatDay(answered));
    now += chance_.Between(5, 20);
    return false;
  }

  // Returns whether there may be another placement; moves `now` to the end of this one.
  bool Place(Day& now) {
    const std::string id = course_.NewId("placement");
    const Day offered = Workday(now + chance_.DaysUntil(80, 40));
    if (offered + 14 >= exit_day_) return false;
    if (chance_.Permille(450)) Visit(offered - 1, v1::CompanyVisited::FIND_PLACEMENT, 1);
    const Trade& trade = kTrades[chance_.Weighted(kTradeWeights)];
    const bool subsidised = chance_.Permille(180 + 2 * prospect_);
    const auto type = subsidised              ? v1::PlacementOffered::WAGE_SUBSIDY
                      : chance_.Permille(120) ? v1::PlacementOffered::HYBRID
                                              : v1::PlacementOffered::TRAINEESHIP;
    const Day start = Workday(offered + chance_.Between(4, 10));
    const Day planned_end = start + (subsidised ? 181 : 90);
    const int minutes = subsidised ? 2220 : chance_.Between(10, 30) * 60;
    Offer(course_, seeking_, offered, id,
          Terms(chance_, course_.site(), trade, type, start, planned_end, minutes));
    if (chance_.Permille(130)) {
      auto* declined = course_.Add(seeking_, offered + 3).mutable_placement_offer_declined();
      declined->set_placement_id(id);
      declined->set_declined_by(chance_.Permille(500) ? v1::CITIZEN : v1::COMPANY);
      now = offered + 3;
      return true;
    }
    if (chance_.Permille(12)) {
      Start(course_, seeking_, start, id);
      course_.ExpectRefusal("PLACEMENT_NOT_AGREED");
    }
    Agree(course_, seeking_, offered + 2, id);
    if (start > course_.last_day()) return false;
    Start(course_, seeking_, start, id, course_.ReportDelay());
    return Run(id, start, planned_end, minutes, now);
  }

  // Whatever would end a placement after its first weeks, in the days of the acceptance stories, comes after
  // them.
  void KeepAcceptanceStoriesClear(Day start, int hazard, Day& interrupted) {
    const Day over = course_.first_day() + kReservedDays;
    if (!InFirstCycle(course_.site()) || start >= over) return;
    if (interrupted < over) interrupted = over + chance_.DaysUntil(hazard, 400);
    if (exit_day_ > start + kFirstWeeks && exit_day_ <= over)
      exit_day_ = Workday(over + chance_.Between(1, 30));
  }

  // Follows a running placement to its end, which is the earliest of: interruption (likelier in the first
  // weeks and for those far from work), a job, another exit, the planned end.
  bool Run(const std::string& id, Day start, Day planned_end, int minutes, Day& now) {
    const int hazard = 7 - prospect_ / 20;
    const Day first_day = course_.first_day();
    const int early = FirstWeeksHazard(course_.site(), first_day, start, hazard + 3);
    Day interrupted = start + chance_.DaysUntil(early, kFirstWeeks);
    if (interrupted == start + kFirstWeeks) {
      const int later = LaterHazard(course_.site(), first_day, start, hazard / 2 + 1);
      interrupted += chance_.DaysUntil(later, 400);
      KeepAcceptanceStoriesClear(start, later, interrupted);
    }
    if (chance_.Permille(100) && std::min(interrupted, exit_day_) > planned_end) {
      planned_end += 28;
      auto* extended = course_.Add(seeking_, planned_end - 42).mutable_placement_extended();
      extended->set_placement_id(id);
      extended->set_planned_end(base::FormatDay(planned_end));
    }
    const Day last = std::min({interrupted, planned_end, exit_day_ - 1});
    if (chance_.Permille(180) && last > start + 12) Absence(id, start + chance_.Between(3, 8));
    if (chance_.Permille(90) && last > start + 35 && minutes < 1800) {
      const Day from = start + 28;
      auto* changed = course_.Add(seeking_, from).mutable_placement_hours_changed();
      changed->set_placement_id(id);
      changed->set_minutes_per_week(minutes + 300);
      changed->set_from(base::FormatDay(from));
    }
    if (chance_.Permille(300) && last > start + 20) Visit(start + 14, v1::CompanyVisited::FOLLOW_UP, 0);
    now = last + 1;
    if (last > course_.last_day()) return false;

    if (last == exit_day_ - 1) {
      if (exit_ == Exit::kNone) return false;  // still running on the last day
      const bool job = exit_ == Exit::kOwnJob || exit_ == Exit::kJobCentreJob;
      Interrupt(course_, seeking_, last, id,
                job ? Reasons{"GOT_JOB", "GOT_JOB", "GOT_JOB"} : Reasons{"OTHER", "", "OTHER"});
      return false;
    }
    if (last == planned_end) {
      const bool converted = chance_.Permille(120 + 2 * prospect_);
      static constexpr std::array kGoals = {v1::PlacementCompleted::ACHIEVED, v1::PlacementCompleted::PARTLY,
                                            v1::PlacementCompleted::NOT_ACHIEVED};
      static constexpr std::array kGoalWeights = {5, 3, 1};
      Complete(course_, seeking_, last, id, kGoals[chance_.Weighted(kGoalWeights)], converted);
      AfterPlacement(id, last);
      if (converted && Workday(last + 1) <= course_.last_day()) {
        exit_ = Exit::kCompanyJob;
        exit_day_ = Workday(last + 1);
        return false;
      }
      return chance_.Permille(350);
    }
    Interrupt(course_, seeking_, last, id, DrawReasons(), course_.ReportDelay());
    MendInterruption(id, last);
    AfterPlacement(id, last);
    return chance_.Permille(550);
  }

  // The parties tell of the same end, each in their way: some 45 % name what was at the bottom of it.
  Reasons DrawReasons() {
    const std::string_view cause = chance_.OneOf<std::string_view>(kCauses);
    const auto voice = [&](std::span<const std::string_view> own, int heard) -> std::string_view {
      if (!chance_.Permille(heard)) return "";
      return chance_.Permille(450) ? cause : chance_.OneOf<std::string_view>(own);
    };
    return {voice(kCitizenReasons, 850), voice(kCompanyReasons, 700), voice(kJobCentreReasons, 1000)};
  }

  void MendInterruption(const std::string& id, Day last) {
    if (!chance_.Permille(40)) return;
    const auto interrupted = course_.last();
    auto& correction =
        course_.Correct(seeking_, interrupted, 4, "the company's reason was entered for the citizen");
    FillInterruption(*correction.mutable_replacement()->mutable_placement_interrupted(), id, last,
                     DrawReasons());
  }

  // The end is reported once more, as a completion.
  void AfterPlacement(const std::string& id, Day last) {
    if (!chance_.Permille(25)) return;
    Complete(course_, seeking_, last, id, v1::PlacementCompleted::PARTLY, false);
    course_.ExpectRefusal("PLACEMENT_NOT_RUNNING");
  }

  void Absence(const std::string& id, Day from) {
    auto* absence = course_.Add(seeking_, from).mutable_placement_absence();
    absence->set_placement_id(id);
    absence->set_from(base::FormatDay(from));
    absence->set_to(base::FormatDay(from + chance_.Between(0, 3)));
    absence->set_agreed(chance_.Permille(600));
  }

  void Visit(Day day, v1::CompanyVisited::Purpose purpose, int found) {
    auto* visited = course_.Add(seeking_, day).mutable_company_visited();
    visited->set_visit_id(course_.NewId("visit"));
    visited->mutable_company()->set_scheme("SAMPLE");
    visited->mutable_company()->set_number(
        base::StrCat("sample-company-", course_.site().municipality, "-", chance_.Between(1, 60)));
    visited->set_worker(course_.worker());
    visited->set_purpose(purpose);
    visited->set_minutes(chance_.Between(2, 8) * 15);
    visited->set_placements_found(found);
    visited->set_visited_on(base::FormatDay(day));
  }

  void Coaching() {
    const Day start = Workday(opened_ + chance_.Between(5, 40));
    if (start + 14 >= exit_day_ || start > course_.last_day()) return;
    const std::string coach =
        base::StrCat("sample-coach-", course_.site().municipality, "-", chance_.Between(1, 3));
    const CoachingWay& way = kCoachingWays[chance_.Weighted(kCoachingWeights)];
    const std::string id = StartCoaching(course_, coaching_, start, coach, way);
    const Day end = Workday(std::min(start + 84, exit_day_));
    // Some never come; of a few of those not even a missed session is reported.
    const bool comes = !chance_.Permille(70);
    const int most = comes ? 100 : chance_.Between(0, 2);
    int sessions = 0;
    for (Day day = Workday(start + chance_.Between(1, 7)); day < end && sessions < most;
         day = Workday(day + chance_.Between(7, 18)), ++sessions) {
      HoldOneSession(day, id, coach, way, comes);
    }
    EndCoaching(course_, coaching_, end, id);
  }

  void HoldOneSession(Day day, const std::string& id, const std::string& coach, const CoachingWay& way,
                      bool comes) {
    const bool in_group = way.in_groups || chance_.Permille(120);
    const int group_size = in_group ? chance_.Between(3, 6) : 1;
    const bool attended = comes && !chance_.Permille(60);
    const int minutes = attended ? chance_.Between(3, 6) * 10 * (in_group ? 2 : 1) : 0;
    HoldSession(course_, coaching_, day, id, coach, minutes, group_size, course_.ReportDelay());
    if (chance_.Permille(12)) course_.Repeat(coaching_, course_.last(), 0);
  }

  // What the caseworker does besides: beliefs, notes, flags, a change of hands, a move.
  void Contacts() {
    const Day end = std::min(exit_day_, course_.last_day() + 1);
    int shift = 0;
    bool flagged = false;
    for (Day day = Workday(opened_ + chance_.Between(1, 10)); day < end;
         day = Workday(day + chance_.Between(35, 75))) {
      const int raised = in_experiment_ ? BeliefRaised(course_.site(), course_.first_day(), day) : 0;
      Assess(course_, contacts_, day, v1::BeliefAssessed::CASEWORKER, Belief(shift + raised));
      if (chance_.Permille(600))
        Assess(course_, contacts_, day, v1::BeliefAssessed::CITIZEN, Belief(shift + 8));
      if (chance_.Permille(15)) {
        // A colleague rates who has no part in the case.
        Assess(course_, contacts_, day, v1::BeliefAssessed::CASEWORKER, 3);
        course_.ExpectRefusal("NOT_ASSIGNED");
        course_.mutable_last().mutable_belief_assessed()->set_worker("sample-worker-elsewhere");
      }
      if (chance_.Permille(250)) {
        AddNote(course_, notes_, day, chance_.OneOf<std::string_view>(kNotes), course_.ReportDelay());
        if (chance_.Permille(40)) course_.Void(notes_, course_.last(), 1, "written in the wrong case");
      }
      if (!flagged && chance_.Permille(80)) Flag(day, end), flagged = true;
      if (chance_.Permille(60)) ChangeWorker(day + 1, end);
      if (chance_.Permille(12)) Transfer(day + 2, end);
      shift += chance_.Between(-6, 9);
    }
  }

  void Flag(Day day, Day end) {
    auto* raised = course_.Add(contacts_, day).mutable_flag_raised();
    const std::string id = course_.NewId("flag");
    raised->set_flag_id(id);
    raised->set_kind(std::string(chance_.OneOf<std::string_view>(kFlagKinds)));
    raised->set_due(base::FormatDay(day + 14));
    const Day cleared = Workday(day + chance_.Between(5, 30));
    if (cleared < end && chance_.Permille(800)) {
      course_.Add(flags_, std::max(cleared, contacts_.last_reported)).mutable_flag_cleared()->set_flag_id(id);
    }
  }

  void ChangeWorker(Day day, Day end) {
    const std::string next =
        base::StrCat("sample-worker-", course_.site().municipality, "-", chance_.Between(10, 15));
    if (day >= end || next == course_.worker()) return;
    course_.set_worker(next);
    in_experiment_ = false;
    auto* assigned = course_.Add(contacts_, day).mutable_caseworker_assigned();
    assigned->set_worker(course_.worker());
    assigned->set_role(v1::CaseworkerAssigned::PRIMARY);
    assigned->set_from(base::FormatDay(day));
    assigned->set_reason("cases were shared out anew");
  }

  // Only between places without an acceptance story, whose figures are fixed.
  void Transfer(Day day, Day end) {
    const Site& to = chance_.Permille(500) ? kSilkeborg : kFrederiksberg;
    if (day >= end || course_.site().reserved_first_quarter ||
        to.municipality == course_.site().municipality || to.municipality == at_)
      return;
    at_ = to.municipality;
    auto* transferred = course_.Add(contacts_, day).mutable_case_transferred();
    transferred->set_to_municipality(std::string(to.municipality));
    transferred->set_transferred_on(base::FormatDay(day));
  }

  // Work, or another end; then what is heard of later.
  void Leave() {
    std::string occupation;
    Thread work;
    const auto begin = [&](v1::OccupationStarted::Kind kind, v1::OccupationStarted::ObtainedBy by) {
      occupation = StartOccupation(course_, work, exit_day_, kind, by, chance_.Between(20, 37) * 60,
                                   course_.ReportDelay());
      if (chance_.Permille(30)) CorrectWhoFoundIt(work);
    };
    v1::CaseClosed::Reason reason = v1::CaseClosed::JOB;
    switch (exit_) {
      case Exit::kNone:
        return;
      case Exit::kOwnJob:
        begin(OwnKind(), v1::OccupationStarted::SELF);
        break;
      case Exit::kJobCentreJob:
        begin(v1::OccupationStarted::SUBSIDISED, v1::OccupationStarted::JOB_CENTRE);
        break;
      case Exit::kCompanyJob:
        begin(v1::OccupationStarted::ORDINARY, v1::OccupationStarted::COMPANY);
        break;
      case Exit::kEducation:
        begin(v1::OccupationStarted::EDUCATION, v1::OccupationStarted::SELF);
        reason = v1::CaseClosed::EDUCATION;
        break;
      case Exit::kMoved:
        reason = v1::CaseClosed::MOVED;
        break;
      case Exit::kPension:
        reason = v1::CaseClosed::PENSION;
        break;
      case Exit::kWithdrawn:
        reason = v1::CaseClosed::WITHDRAWN;
        break;
    }
    // Closed once everything has come in.
    const Day closed = Workday(exit_day_ + chance_.Between(5, 20));
    Thread closing{std::max({course_.last_reported(), work.last_reported})};
    Close(course_, closing, closed, reason);
    AfterClosing(closing, closed, occupation);
  }

  v1::OccupationStarted::Kind OwnKind() {
    return chance_.Permille(120) ? v1::OccupationStarted::SELF_EMPLOYED : v1::OccupationStarted::ORDINARY;
  }

  void CorrectWhoFoundIt(Thread& work) {
    const auto target = course_.last();
    v1::OccupationStarted right = course_.fact(target).occupation_started();
    right.set_obtained_by(v1::OccupationStarted::SELF);
    *course_.Correct(work, target, 6, "found by the person, not by us")
         .mutable_replacement()
         ->mutable_occupation_started() = right;
  }

  void AfterClosing(Thread& closing, Day closed, const std::string& occupation) {
    const bool returns = !occupation.empty() && chance_.Permille(280 - 2 * prospect_);
    if (!returns && chance_.Permille(40)) {
      AddNote(course_, closing, closed + 4, "called once more");
      course_.ExpectRefusal("CASE_CLOSED");
    }
    if (chance_.Permille(420)) {
      auto* satisfied =
          course_.Add(closing, closed + chance_.Between(5, 30)).mutable_subjective_success_reported();
      satisfied->set_satisfaction(std::clamp((prospect_ + chance_.Between(0, 40)) / 25 + 1, 1, 5));
      satisfied->set_change(std::string(chance_.OneOf<std::string_view>(kChanges)));
    }
    if (returns) {
      const Day last = exit_day_ + chance_.Between(20, 140);
      EndOccupation(course_, closing, last, occupation, chance_.Between(0, 20));
      if (chance_.Permille(600)) {
        const Day reopened = Workday(std::max(last + 5, closed));
        course_.Add(closing, reopened).mutable_case_reopened()->set_reopened_on(base::FormatDay(reopened));
        AddNote(course_, closing, reopened + 2, "begins anew, knows the way");
      }
    }
  }

  // A system was not sure whether a fact had got through.
  void SendAgain() {
    if (!chance_.Permille(60)) return;
    const auto target = static_cast<Course::FactIndex>(chance_.Below(static_cast<int>(course_.last() + 1)));
    const bool rewrites =
        course_.fact(target).has_event_corrected() || course_.fact(target).has_event_voided();
    if (!course_.accepted(target) || rewrites) return;
    Thread resending;
    course_.Repeat(resending, target, chance_.Between(0, 9));
  }

  // Fewer than any calendar month has.
  static constexpr int kFirstWeeks = 28;

  static constexpr std::array<int, kTrades.size()> kTradeWeights = [] {
    std::array<int, kTrades.size()> weights{};
    for (size_t i = 0; i < kTrades.size(); ++i) weights[i] = kTrades[i].weight;
    return weights;
  }();

  static constexpr std::array<int, kCoachingWays.size()> kCoachingWeights = [] {
    std::array<int, kCoachingWays.size()> weights{};
    for (size_t i = 0; i < kCoachingWays.size(); ++i) weights[i] = kCoachingWays[i].weight;
    return weights;
  }();

  Course& course_;
  Chance& chance_;
  const Day opened_;
  // 0 (very far from work) to 100.
  const int prospect_;
  // Where it was transferred to.
  std::string_view at_;
  bool coached_ = false;
  // The case's worker is one of those who take part in the job centre's experiment: the first of each case.
  bool in_experiment_ = true;
  Exit exit_ = Exit::kNone;
  // The day that ends the search; after the last day where nothing does.
  Day exit_day_ = 0;
  Thread contacts_, consents_, seeking_, coaching_, notes_, flags_;
};

}  // namespace

void TellOrdinaryCase(Course& course, Day opened) { Story(course, opened).Tell(); }

}  // namespace praksis::sample
