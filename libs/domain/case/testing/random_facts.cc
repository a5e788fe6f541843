#include "libs/domain/case/testing/random_facts.h"

#include <string>

#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"

namespace praksis::domain::cases::testing {
namespace {

constexpr std::array<std::string_view, 6> kIndustries = {"47.11", "56.10", "81.21", "87.30", "52.10", "G"};
constexpr std::array<std::string_view, 4> kOccupations = {"5223", "9412", "911", ""};
constexpr std::array<std::string_view, 4> kLanguages = {"da", "sv", "en-GB", ""};
constexpr std::array<int, 5> kMinutesPerWeek = {600, 900, 1110, 1500, 2220};

template <typename Enum>
Enum AnyOf(Random& random, int least, int most) {
  return static_cast<Enum>(random.Between(least, most));
}

std::string Code(Random& random, std::string_view list) {
  return random.Of(codelists::Codelists::BuiltIn().Codes(list));
}

// Puts one fact together. Refers to what the case has, so that most facts can follow; now and then to what it
// has not.
class Facts {
 public:
  Facts(Random& random, const CaseState& state, base::Day today, int& next_id)
      : random_(random), state_(state), today_(today), next_id_(next_id) {}

  void Fill(v1::Event& event) {
    if (state_.status() == v1::CaseSummary::STATUS_UNSPECIFIED) return Open(*event.mutable_case_opened());
    if (state_.status() == v1::CaseSummary::CLOSED && !random_.OneIn(10)) return FillClosed(event);
    switch (random_.Between(1, 18)) {
      case 1:
        return Assign(event);
      case 2:
        return Consent(event);
      case 3:
      case 4:
      case 5:
        return Referral(event);
      case 6:
      case 7:
      case 8:
      case 9:
      case 10:
        return Placement(event);
      case 11:
      case 12:
      case 13:
        return Coaching(event);
      case 14:
        return Belief(event);
      case 15:
        return Visit(event);
      case 16:
        return Occupation(event);
      case 17:
        return Other(event);
      default:
        return End(event);
    }
  }

 private:
  // "p-12"; sometimes one of another thing, or of none.
  std::string NewId(std::string_view prefix) { return base::StrCat(prefix, next_id_++); }
  template <typename Things, typename Id>
  std::string KnownId(const Things& things, Id id_of) {
    if (things.empty() || random_.OneIn(40)) return "unknown-1";
    return id_of(things[random_.Between(0, things.size() - 1)]);
  }

  // A day around today; mostly the past few days.
  base::Day SomeDay() { return today_ - random_.Between(0, random_.OneIn(12) ? 60 : 3); }
  std::string Past() { return base::FormatDay(SomeDay()); }
  std::string Ahead(int least, int most) { return base::FormatDay(today_ + random_.Between(least, most)); }
  std::string MaybePast() { return random_.OneIn(2) ? "" : Past(); }
  std::string MaybeText() { return random_.OneIn(2) ? "" : base::StrCat("text ", random_.Between(1, 1000)); }
  std::string Worker() { return base::StrCat("cw-", random_.Between(1, 5)); }

  void Open(v1::CaseOpened& opened) {
    opened.set_person_ref(base::StrCat("person-", random_.Between(1, 1'000'000)));
    opened.set_target_group(Code(random_, "target-group"));
    opened.set_opened_on(base::FormatDay(today_ - random_.Between(0, 2)));
    opened.set_language(std::string(random_.Of(kLanguages)));
    opened.set_distance_from_market(random_.Between(0, 5));
  }

  void FillClosed(v1::Event& event) {
    switch (random_.Between(1, 4)) {
      case 1:
        return Consent(event);
      case 2:
        return Satisfaction(event);
      case 3:
        return OccupationEnd(event);
      default:
        event.mutable_case_reopened()->set_reopened_on(Past());
    }
  }

  void Assign(v1::Event& event) {
    using Assigned = v1::CaseworkerAssigned;
    if (!state_.assignments().empty() && random_.OneIn(3)) {
      const auto& assignment = state_.assignments()[random_.Between(0, state_.assignments_size() - 1)];
      auto* unassigned = event.mutable_caseworker_unassigned();
      unassigned->set_worker(assignment.worker());
      unassigned->set_role(assignment.role());
      unassigned->set_to(Past());
      return;
    }
    auto* assigned = event.mutable_caseworker_assigned();
    assigned->set_worker(Worker());
    assigned->set_role(AnyOf<Assigned::Role>(random_, Assigned::PRIMARY, Assigned::COMPANY_CONSULTANT));
    assigned->set_from(Past());
  }

  void Consent(v1::Event& event) {
    using Given = v1::ConsentGiven;
    const auto id = [](const CaseState::Consent& consent) { return consent.consent_id(); };
    switch (random_.Between(1, 4)) {
      case 1:
        event.mutable_consent_withdrawn()->set_consent_id(KnownId(state_.consents(), id));
        return;
      case 2:
        event.mutable_consent_invalidated()->set_consent_id(KnownId(state_.consents(), id));
        event.mutable_consent_invalidated()->set_reason("given for somebody else");
        return;
      default:
        auto* given = event.mutable_consent_given();
        given->set_consent_id(NewId("c-"));
        given->set_purpose(AnyOf<Given::Purpose>(random_, Given::CASE_SHARING, Given::RESEARCH));
        if (random_.OneIn(2)) given->set_valid_until(Ahead(5, 700));
    }
  }

  void AddResources(google::protobuf::RepeatedPtrField<v1::Resource>& resources, int least) {
    for (int i = random_.Between(least, 3); i > 0; --i) {
      v1::Resource* resource = resources.Add();
      resource->set_kind(Code(random_, "resource-kind"));
      resource->set_text(MaybeText());
    }
  }

  void Referral(v1::Event& event) {
    const auto id = [](const CaseState::Referral& referral) { return referral.referral_id(); };
    const std::string known = KnownId(state_.referrals(), id);
    switch (state_.referrals().empty() ? 0 : random_.Between(0, 8)) {
      case 0:
      case 1:
      case 2: {
        auto* made = event.mutable_referral_made();
        made->set_referral_id(NewId("r-"));
        made->set_from_organisation("jobcentre-1");
        made->set_to_organisation(base::StrCat("provider-", random_.Between(1, 9)));
        made->set_service(Code(random_, "service"));
        AddResources(*made->mutable_resources(), 1);
        AddResources(*made->mutable_support_needs(), 0);
        if (random_.OneIn(2)) made->set_respond_by(Ahead(3, 40));
        return;
      }
      case 3:
        event.mutable_referral_amended()->set_referral_id(known);
        AddResources(*event.mutable_referral_amended()->mutable_resources(), 1);
        return;
      case 4:
      case 5:
        event.mutable_referral_accepted()->set_referral_id(known);
        event.mutable_referral_accepted()->set_accepted_on(MaybePast());
        return;
      case 6: {
        using Declined = v1::ReferralDeclined;
        auto* declined = event.mutable_referral_declined();
        declined->set_referral_id(known);
        declined->set_reason(Code(random_, "referral-decline-reason"));
        declined->set_decided_by(AnyOf<Declined::Decider>(random_, Declined::CITIZEN, Declined::JOB_CENTRE));
        declined->set_declined_on(MaybePast());
        return;
      }
      case 7:
        event.mutable_referral_cancelled()->set_referral_id(known);
        return;
      default:
        event.mutable_referral_fulfilled()->set_referral_id(known);
    }
  }

  void Terms(v1::PlacementTerms& terms) {
    using Offered = v1::PlacementOffered;
    terms.mutable_company()->set_scheme("SAMPLE");
    terms.mutable_company()->set_number(base::StrCat("company-", random_.Between(1, 40)));
    terms.set_industry(std::string(random_.Of(kIndustries)));
    terms.set_occupation(std::string(random_.Of(kOccupations)));
    terms.set_type(AnyOf<Offered::Type>(random_, Offered::TRAINEESHIP, Offered::HYBRID));
    terms.set_planned_start(Ahead(0, 10));
    terms.set_planned_end(Ahead(28, 180));
    terms.set_minutes_per_week(random_.Of(kMinutesPerWeek));
  }

  void Placement(v1::Event& event) {
    using State = v1::CaseSummary::Placement;
    // What follows from the state of one of the placements, or a new one.
    if (state_.placements().empty() || random_.OneIn(6)) return NewPlacement(event);
    const auto& placement = state_.placements()[random_.Between(0, state_.placements_size() - 1)];
    const std::string& id = placement.placement_id();
    switch (placement.state()) {
      case State::OFFERED:
        if (!random_.OneIn(6)) return event.mutable_placement_agreed()->set_placement_id(id);
        [[fallthrough]];
      case State::AGREED:
        if (random_.OneIn(8)) {
          event.mutable_placement_offer_declined()->set_placement_id(id);
          event.mutable_placement_offer_declined()->set_declined_by(AnyOf<v1::Voice>(random_, 1, 3));
          return;
        }
        event.mutable_placement_started()->set_placement_id(id);
        event.mutable_placement_started()->set_start(Past());
        return;
      case State::RUNNING:
        return Running(id, event);
      default:
        if (random_.OneIn(4)) return Running(id, event);
        return NewPlacement(event);
    }
  }

  void NewPlacement(v1::Event& event) {
    if (random_.OneIn(8)) {
      auto* started = event.mutable_placement_started();
      started->set_placement_id(NewId("p-"));
      started->set_taken_over(true);
      Terms(*started->mutable_terms());
      started->set_start(Past());
      return;
    }
    auto* offered = event.mutable_placement_offered();
    offered->set_placement_id(NewId("p-"));
    Terms(*offered->mutable_terms());
  }

  void Running(const std::string& id, v1::Event& event) {
    switch (random_.Between(1, 6)) {
      case 1: {
        auto* absence = event.mutable_placement_absence();
        absence->set_placement_id(id);
        absence->set_from(base::FormatDay(today_ - random_.Between(2, 4)));
        absence->set_to(base::FormatDay(today_ - random_.Between(0, 2)));
        absence->set_agreed(random_.OneIn(2));
        return;
      }
      case 2:
        event.mutable_placement_extended()->set_placement_id(id);
        event.mutable_placement_extended()->set_planned_end(Ahead(60, 400));
        return;
      case 3:
        event.mutable_placement_hours_changed()->set_placement_id(id);
        event.mutable_placement_hours_changed()->set_minutes_per_week(random_.Of(kMinutesPerWeek));
        event.mutable_placement_hours_changed()->set_from(random_.OneIn(2) ? Past() : Ahead(1, 20));
        return;
      case 4: {
        auto* completed = event.mutable_placement_completed();
        completed->set_placement_id(id);
        completed->set_last_day(Past());
        completed->set_goal(AnyOf<v1::PlacementCompleted::Goal>(random_, 1, 3));
        completed->set_converted_to_job(random_.OneIn(3));
        return;
      }
      default: {
        auto* interrupted = event.mutable_placement_interrupted();
        interrupted->set_placement_id(id);
        interrupted->set_last_day(Past());
        for (int voice = random_.Between(1, 3); voice > 0; --voice) {
          v1::InterruptionReason* reason = interrupted->add_reasons();
          reason->set_voice(static_cast<v1::Voice>(voice));
          reason->set_code(Code(random_, "interruption-reason"));
          reason->set_text("in their own words");
        }
        interrupted->set_warned_before(random_.OneIn(3));
      }
    }
  }

  void Coaching(v1::Event& event) {
    const auto id = [](const CaseState::Coaching& coaching) { return coaching.coaching_id(); };
    switch (state_.coachings().empty() ? 1 : random_.Between(1, 8)) {
      case 1: {
        auto* started = event.mutable_coaching_started();
        started->set_coaching_id(NewId("k-"));
        started->set_coach(Worker());
        started->set_start(Past());
        started->mutable_method()->set_code(Code(random_, "coaching-method"));
        return;
      }
      case 2:
        event.mutable_coaching_ended()->set_coaching_id(KnownId(state_.coachings(), id));
        event.mutable_coaching_ended()->set_last_day(Past());
        return;
      default: {
        using Held = v1::CoachingSessionHeld;
        auto* held = event.mutable_coaching_session_held();
        held->set_coaching_id(KnownId(state_.coachings(), id));
        held->set_session_id(NewId("s-"));
        held->set_coach(Worker());
        held->set_held_on(Past());
        held->set_mode(AnyOf<Held::Mode>(random_, Held::IN_PERSON, Held::IN_WRITING));
        held->set_attended(!random_.OneIn(5));
        if (held->attended()) held->set_direct_minutes(15 * random_.Between(1, 6));
        if (held->attended() && random_.OneIn(4)) held->set_group_size(random_.Between(2, 8));
      }
    }
  }

  void Belief(v1::Event& event) {
    auto* assessed = event.mutable_belief_assessed();
    assessed->set_rater(random_.OneIn(2) ? v1::BeliefAssessed::CITIZEN : v1::BeliefAssessed::CASEWORKER);
    if (assessed->rater() == v1::BeliefAssessed::CASEWORKER) {
      assessed->set_worker(state_.assignments().empty() ? Worker() : state_.assignments().rbegin()->worker());
    }
    assessed->set_horizon_days(365);
    assessed->set_score(random_.Between(1, 5));
    assessed->set_scale("PRAKSIS_1_5");
    if (!state_.visit_ids().empty() && random_.OneIn(3)) assessed->set_context(*state_.visit_ids().rbegin());
    if (random_.OneIn(8)) assessed->set_context("experiment/visits-1");
    assessed->set_assessed_on(MaybePast());
  }

  void Visit(v1::Event& event) {
    using Visited = v1::CompanyVisited;
    auto* visited = event.mutable_company_visited();
    visited->set_visit_id(NewId("v-"));
    visited->mutable_company()->set_scheme("SAMPLE");
    visited->mutable_company()->set_number(base::StrCat("company-", random_.Between(1, 40)));
    visited->set_worker(Worker());
    visited->set_purpose(AnyOf<Visited::Purpose>(random_, Visited::FIND_PLACEMENT, Visited::GET_TO_KNOW));
    visited->set_minutes(15 * random_.Between(0, 8));
    visited->set_placements_found(random_.Between(0, 2));
    visited->set_visited_on(MaybePast());
  }

  void OccupationEnd(v1::Event& event) {
    const auto id = [](const CaseState::Occupation& occupation) { return occupation.occupation_id(); };
    event.mutable_occupation_ended()->set_occupation_id(KnownId(state_.occupations(), id));
    event.mutable_occupation_ended()->set_last_day(Past());
  }

  void Occupation(v1::Event& event) {
    using Started = v1::OccupationStarted;
    if (!state_.occupations().empty() && random_.OneIn(2)) return OccupationEnd(event);
    auto* started = event.mutable_occupation_started();
    started->set_occupation_id(NewId("o-"));
    started->set_kind(AnyOf<Started::Kind>(random_, Started::ORDINARY, Started::EDUCATION));
    started->set_minutes_per_week(random_.Of(kMinutesPerWeek));
    started->set_obtained_by(AnyOf<Started::ObtainedBy>(random_, Started::SELF, Started::COMPANY));
    started->set_start(Past());
    started->set_evidence(random_.OneIn(2) ? Started::REGISTER : Started::DECLARED);
  }

  void Satisfaction(v1::Event& event) {
    event.mutable_subjective_success_reported()->set_satisfaction(random_.Between(1, 5));
    event.mutable_subjective_success_reported()->set_change(MaybeText());
  }

  void Other(v1::Event& event) {
    switch (random_.Between(1, 5)) {
      case 1:
        return event.mutable_note_added()->set_text(base::StrCat("note ", random_.Between(1, 1000)));
      case 2:
        return Satisfaction(event);
      case 3:
        event.mutable_flag_raised()->set_flag_id(NewId("f-"));
        event.mutable_flag_raised()->set_kind(Code(random_, "flag-kind"));
        event.mutable_flag_raised()->set_due(Ahead(1, 30));
        return;
      case 4: {
        const auto id = [](const CaseState::Flag& flag) { return flag.flag_id(); };
        return event.mutable_flag_cleared()->set_flag_id(KnownId(state_.flags(), id));
      }
      default:
        event.mutable_case_transferred()->set_to_municipality(std::string(random_.Of(kMunicipalities)));
    }
  }

  // Ends what must be ended before the case can be closed, and then closes it. What is agreed does not start.
  void End(v1::Event& event) {
    for (const auto& referral : state_.referrals()) {
      if (referral.state() == v1::CaseSummary::Referral::MADE) {
        return event.mutable_referral_cancelled()->set_referral_id(referral.referral_id());
      }
    }
    for (const auto& placement : state_.placements()) {
      if (placement.state() == v1::CaseSummary::Placement::RUNNING) {
        event.mutable_placement_completed()->set_placement_id(placement.placement_id());
        event.mutable_placement_completed()->set_last_day(base::FormatDay(today_));
        return event.mutable_placement_completed()->set_goal(v1::PlacementCompleted::ACHIEVED);
      }
      if (placement.state() == v1::CaseSummary::Placement::AGREED) {
        event.mutable_placement_offer_declined()->set_placement_id(placement.placement_id());
        return event.mutable_placement_offer_declined()->set_declined_by(v1::CITIZEN);
      }
    }
    for (const auto& coaching : state_.coachings()) {
      if (!coaching.has_last_day()) {
        event.mutable_coaching_ended()->set_coaching_id(coaching.coaching_id());
        return event.mutable_coaching_ended()->set_last_day(base::FormatDay(today_));
      }
    }
    using Closed = v1::CaseClosed;
    event.mutable_case_closed()->set_reason(AnyOf<Closed::Reason>(random_, Closed::JOB, Closed::OTHER));
    event.mutable_case_closed()->set_closed_on(base::FormatDay(today_));
  }

  Random& random_;
  const CaseState& state_;
  const base::Day today_;
  int& next_id_;
};

}  // namespace

void FillWithRandomFact(Random& random, const CaseState& state, base::Day today, int& next_id,
                        v1::Event& event) {
  Facts(random, state, today, next_id).Fill(event);
}

}  // namespace praksis::domain::cases::testing
