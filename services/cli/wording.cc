#include "services/cli/wording.h"

#include <algorithm>

#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "services/cli/wording_learning.h"

namespace praksis::cli {
namespace {

using base::StrCat;

// ", <prefix><text>" where there is a text.
std::string Also(std::string_view prefix, const std::string& text) {
  return text.empty() ? "" : StrCat(", ", prefix, text);
}

std::string DayOfSeconds(int64_t seconds) {
  const int64_t day = seconds >= 0 ? seconds / 86'400 : (seconds - 86'399) / 86'400;
  return base::FormatDay(static_cast<base::Day>(day));
}

std::string Minutes(int minutes) {
  if (minutes < 120) return StrCat(minutes, " min");
  return minutes % 60 == 0 ? StrCat(minutes / 60, " h") : StrCat(minutes / 60, " h ", minutes % 60, " min");
}

std::string TermsInWords(const v1::PlacementTerms& terms) {
  return StrCat(Spoken(v1::PlacementOffered::Type_Name(terms.type())), " with ", terms.company().number(),
                " (industry ", terms.industry(), "), ", terms.planned_start(), " to ", terms.planned_end(),
                ", ", Minutes(terms.minutes_per_week()), " a week");
}

std::string ReasonsInWords(const v1::PlacementInterrupted& interrupted, const Words& words) {
  std::string text;
  for (const auto& reason : interrupted.reasons()) {
    text += StrCat(text.empty() ? ": " : ", ", Spoken(v1::Voice_Name(reason.voice())), " says ",
                   words.Label("interruption-reason", reason.code()),
                   reason.text().empty() ? "" : StrCat(" (", reason.text(), ")"));
  }
  return text;
}

std::string ResourcesInWords(const google::protobuf::RepeatedPtrField<v1::Resource>& resources,
                             const Words& words) {
  std::string text;
  for (const auto& resource : resources) {
    text += StrCat(text.empty() ? "" : "; ", words.Label("resource-kind", resource.kind()),
                   resource.text().empty() ? "" : StrCat(" (", resource.text(), ")"));
  }
  return text;
}

std::string BeliefInWords(const v1::BeliefAssessed& belief) {
  const std::string who = belief.rater() == v1::BeliefAssessed::CASEWORKER
                              ? StrCat("caseworker ", belief.worker())
                              : std::string("the person");
  return StrCat(who, " believes ", belief.score(), " of 5 in a job within ", belief.horizon_days(), " days");
}

std::string SessionInWords(const v1::CoachingSessionHeld& session) {
  if (!session.attended() && session.direct_minutes() == 0) {
    return StrCat("coaching session ", session.session_id(), " was missed");
  }
  return StrCat("coaching session ", session.session_id(), ", ", Minutes(session.direct_minutes()), " ",
                Spoken(v1::CoachingSessionHeld::Mode_Name(session.mode())),
                session.group_size() > 1 ? StrCat(" in a group of ", session.group_size()) : "");
}

std::string OpenedInWords(const v1::CaseOpened& opened, const Words& words) {
  return StrCat("case opened, ", words.Label("target-group", opened.target_group()),
                opened.distance_from_market() > 0
                    ? StrCat(", distance from the labour market ", opened.distance_from_market(), " of 5")
                    : "");
}

}  // namespace

std::string Spoken(std::string_view code) {
  std::string text(code);
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c == '_' ? ' ' : (c >= 'A' && c <= 'Z') ? static_cast<char>(c + 32) : c;
  });
  return text;
}

std::string TypeOf(const v1::Event& event) {
  const auto* field =
      event.GetReflection()->GetOneofFieldDescriptor(event, v1::Event::descriptor()->FindOneofByName("body"));
  return field == nullptr ? "" : field->name();
}

std::string DayOf(const v1::Event& event) {
  if (event.occurred_at().has_instant()) return DayOfSeconds(event.occurred_at().instant().seconds());
  return event.occurred_at().date().date();
}

std::string RecordedDayOf(const v1::Event& event) {
  return event.has_recorded_at() ? DayOfSeconds(event.recorded_at().seconds()) : "";
}

std::string InWords(const v1::Event& event, const Words& words) {
  switch (event.body_case()) {
    case v1::Event::kEventCorrected:
      return StrCat("corrected version ", event.event_corrected().target_version(),
                    Also("because ", event.event_corrected().reason()));
    case v1::Event::kEventVoided:
      return StrCat("took back version ", event.event_voided().target_version(),
                    Also("because ", event.event_voided().reason()));
    case v1::Event::kCaseOpened:
      return OpenedInWords(event.case_opened(), words);
    case v1::Event::kCaseworkerAssigned: {
      const auto& it = event.caseworker_assigned();
      return StrCat(it.worker(), " became ", Spoken(v1::CaseworkerAssigned::Role_Name(it.role())),
                    " worker from ", it.from(), Also("", it.reason()));
    }
    case v1::Event::kCaseworkerUnassigned: {
      const auto& it = event.caseworker_unassigned();
      return StrCat(it.worker(), " was ", Spoken(v1::CaseworkerAssigned::Role_Name(it.role())),
                    " worker until ", it.to(), Also("", it.reason()));
    }
    case v1::Event::kConsentGiven: {
      const auto& it = event.consent_given();
      return StrCat("consent given to ", Spoken(v1::ConsentGiven::Purpose_Name(it.purpose())), " (",
                    it.consent_id(), ")", Also("valid until ", it.valid_until()));
    }
    case v1::Event::kConsentWithdrawn:
      return StrCat("consent ", event.consent_withdrawn().consent_id(), " withdrawn",
                    Also("", event.consent_withdrawn().reason()));
    case v1::Event::kConsentInvalidated:
      return StrCat("consent ", event.consent_invalidated().consent_id(), " found invalid",
                    Also("", event.consent_invalidated().reason()));
    case v1::Event::kReferralMade: {
      const auto& it = event.referral_made();
      return StrCat("referred to ", it.to_organisation(), " for ", words.Label("service", it.service()), " (",
                    it.referral_id(), "), bringing ", ResourcesInWords(it.resources(), words),
                    Also("answer by ", it.respond_by()));
    }
    case v1::Event::kReferralAmended:
      return StrCat("referral ", event.referral_amended().referral_id(), " amended");
    case v1::Event::kReferralAccepted:
      return StrCat("referral ", event.referral_accepted().referral_id(), " accepted");
    case v1::Event::kReferralDeclined: {
      const auto& it = event.referral_declined();
      return StrCat("referral ", it.referral_id(), " declined by the ",
                    Spoken(v1::ReferralDeclined::Decider_Name(it.decided_by())), ": ",
                    words.Label("referral-decline-reason", it.reason()), Also("", it.text()));
    }
    case v1::Event::kReferralCancelled:
      return StrCat("referral ", event.referral_cancelled().referral_id(), " cancelled",
                    Also("", event.referral_cancelled().reason()));
    case v1::Event::kReferralFulfilled:
      return StrCat("referral ", event.referral_fulfilled().referral_id(), " fulfilled");
    case v1::Event::kPlacementOffered:
      return StrCat("placement ", event.placement_offered().placement_id(),
                    " offered: ", TermsInWords(event.placement_offered().terms()));
    case v1::Event::kPlacementAgreed:
      return StrCat("placement ", event.placement_agreed().placement_id(), " agreed");
    case v1::Event::kPlacementOfferDeclined:
      return StrCat("placement ", event.placement_offer_declined().placement_id(), " declined by the ",
                    Spoken(v1::Voice_Name(event.placement_offer_declined().declined_by())),
                    Also("", event.placement_offer_declined().text()));
    case v1::Event::kPlacementStarted: {
      const auto& it = event.placement_started();
      return StrCat(
          "placement ", it.placement_id(), " started on ", it.start(),
          it.taken_over() ? StrCat(" (taken over from another system): ", TermsInWords(it.terms())) : "");
    }
    case v1::Event::kPlacementAbsence: {
      const auto& it = event.placement_absence();
      return StrCat("away from placement ", it.placement_id(), " ", it.from(), " to ", it.to(),
                    it.agreed() ? ", as agreed" : ", not agreed", Also("", it.text()));
    }
    case v1::Event::kPlacementExtended:
      return StrCat("placement ", event.placement_extended().placement_id(), " extended to ",
                    event.placement_extended().planned_end());
    case v1::Event::kPlacementHoursChanged: {
      const auto& it = event.placement_hours_changed();
      return StrCat("placement ", it.placement_id(), " has ", Minutes(it.minutes_per_week()), " a week from ",
                    it.from());
    }
    case v1::Event::kPlacementInterrupted: {
      const auto& it = event.placement_interrupted();
      return StrCat("placement ", it.placement_id(), " was interrupted on ", it.last_day(),
                    ReasonsInWords(it, words), it.warned_before() ? "; somebody had warned" : "");
    }
    case v1::Event::kPlacementCompleted: {
      const auto& it = event.placement_completed();
      return StrCat("placement ", it.placement_id(), " completed on ", it.last_day(), ", goal ",
                    Spoken(v1::PlacementCompleted::Goal_Name(it.goal())),
                    it.converted_to_job() ? "; the company employs the person" : "");
    }
    case v1::Event::kCoachingStarted: {
      const auto& it = event.coaching_started();
      return StrCat("coaching ", it.coaching_id(), " by ", it.coach(), " began on ", it.start(), ": ",
                    words.Label("coaching-method", it.method().code()));
    }
    case v1::Event::kCoachingSessionHeld:
      return SessionInWords(event.coaching_session_held());
    case v1::Event::kCoachingEnded:
      return StrCat("coaching ", event.coaching_ended().coaching_id(), " ended on ",
                    event.coaching_ended().last_day());
    case v1::Event::kBeliefAssessed:
      return BeliefInWords(event.belief_assessed());
    case v1::Event::kCompanyVisited: {
      const auto& it = event.company_visited();
      return StrCat(it.worker(), " visited ", it.company().number(), " to ",
                    Spoken(v1::CompanyVisited::Purpose_Name(it.purpose())), Also("", Minutes(it.minutes())),
                    it.placements_found() > 0 ? StrCat(", found ", it.placements_found()) : "");
    }
    case v1::Event::kOccupationStarted: {
      const auto& it = event.occupation_started();
      return StrCat(Spoken(v1::OccupationStarted::Kind_Name(it.kind())), " occupation ", it.occupation_id(),
                    " from ", it.start(), ", found by ",
                    Spoken(v1::OccupationStarted::ObtainedBy_Name(it.obtained_by())));
    }
    case v1::Event::kOccupationEnded:
      return StrCat("occupation ", event.occupation_ended().occupation_id(), " ended on ",
                    event.occupation_ended().last_day());
    case v1::Event::kSubjectiveSuccessReported:
      return StrCat("the person is ", event.subjective_success_reported().satisfaction(), " of 5 satisfied",
                    Also("", event.subjective_success_reported().change()));
    case v1::Event::kNoteAdded:
      return StrCat("note: ", event.note_added().text());
    case v1::Event::kFlagRaised:
      return StrCat("flag ", event.flag_raised().flag_id(),
                    " raised: ", words.Label("flag-kind", event.flag_raised().kind()),
                    Also("due ", event.flag_raised().due()));
    case v1::Event::kFlagCleared:
      return StrCat("flag ", event.flag_cleared().flag_id(), " cleared");
    case v1::Event::kCaseClosed:
      return StrCat("case closed: ", Spoken(v1::CaseClosed::Reason_Name(event.case_closed().reason())));
    case v1::Event::kCaseReopened:
      return "case reopened";
    case v1::Event::kCaseTransferred:
      return StrCat("case transferred to ", event.case_transferred().to_municipality());
    default:
      return LearningInWords(event, words);
  }
}

}  // namespace praksis::cli
