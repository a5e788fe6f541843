// The one place that lists the facts of a case. Decide and Evolve both go through it: a new kind of event
// does not compile until it is put on one side or the other, and a new fact of the case not until both have a
// word for it.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_VISIT_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_VISIT_H_

#include "praksis/v1/event.pb.h"

namespace praksis::domain::cases {

// Calls on_fact with the body of a fact of the case, otherwise on_other without anything.
template <typename OnFact, typename OnOther>
auto VisitFact(const v1::Event& event, OnFact on_fact, OnOther on_other) {
  using Event = v1::Event;
  switch (event.body_case()) {
    case Event::kCaseOpened:
      return on_fact(event.case_opened());
    case Event::kCaseworkerAssigned:
      return on_fact(event.caseworker_assigned());
    case Event::kCaseworkerUnassigned:
      return on_fact(event.caseworker_unassigned());
    case Event::kConsentGiven:
      return on_fact(event.consent_given());
    case Event::kConsentWithdrawn:
      return on_fact(event.consent_withdrawn());
    case Event::kConsentInvalidated:
      return on_fact(event.consent_invalidated());
    case Event::kReferralMade:
      return on_fact(event.referral_made());
    case Event::kReferralAmended:
      return on_fact(event.referral_amended());
    case Event::kReferralAccepted:
      return on_fact(event.referral_accepted());
    case Event::kReferralDeclined:
      return on_fact(event.referral_declined());
    case Event::kReferralCancelled:
      return on_fact(event.referral_cancelled());
    case Event::kReferralFulfilled:
      return on_fact(event.referral_fulfilled());
    case Event::kPlacementOffered:
      return on_fact(event.placement_offered());
    case Event::kPlacementAgreed:
      return on_fact(event.placement_agreed());
    case Event::kPlacementOfferDeclined:
      return on_fact(event.placement_offer_declined());
    case Event::kPlacementStarted:
      return on_fact(event.placement_started());
    case Event::kPlacementAbsence:
      return on_fact(event.placement_absence());
    case Event::kPlacementExtended:
      return on_fact(event.placement_extended());
    case Event::kPlacementHoursChanged:
      return on_fact(event.placement_hours_changed());
    case Event::kPlacementInterrupted:
      return on_fact(event.placement_interrupted());
    case Event::kPlacementCompleted:
      return on_fact(event.placement_completed());
    case Event::kCoachingStarted:
      return on_fact(event.coaching_started());
    case Event::kCoachingSessionHeld:
      return on_fact(event.coaching_session_held());
    case Event::kCoachingEnded:
      return on_fact(event.coaching_ended());
    case Event::kBeliefAssessed:
      return on_fact(event.belief_assessed());
    case Event::kCompanyVisited:
      return on_fact(event.company_visited());
    case Event::kOccupationStarted:
      return on_fact(event.occupation_started());
    case Event::kOccupationEnded:
      return on_fact(event.occupation_ended());
    case Event::kSubjectiveSuccessReported:
      return on_fact(event.subjective_success_reported());
    case Event::kNoteAdded:
      return on_fact(event.note_added());
    case Event::kFlagRaised:
      return on_fact(event.flag_raised());
    case Event::kFlagCleared:
      return on_fact(event.flag_cleared());
    case Event::kCaseClosed:
      return on_fact(event.case_closed());
    case Event::kCaseReopened:
      return on_fact(event.case_reopened());
    case Event::kCaseTransferred:
      return on_fact(event.case_transferred());

    case Event::kEventCorrected:
    case Event::kEventVoided:
    case Event::kStoryTold:
    case Event::kStoryVerified:
    case Event::kChiefActionIdentified:
    case Event::kStorySharedAtMeeting:
    case Event::kStoryRetracted:
    case Event::kPrincipleFormulated:
    case Event::kPrincipleLinked:
    case Event::kPrincipleUnlinked:
    case Event::kPrinciplesMerged:
    case Event::kProgrammeOpened:
    case Event::kLearningSessionHeld:
    case Event::kProgrammeStageChanged:
    case Event::kProgrammeClosed:
    case Event::kChallengeIdentified:
    case Event::kCriteriaSet:
    case Event::kCasesSelected:
    case Event::kSelectionOverridden:
    case Event::kInterviewGuideAgreed:
    case Event::kInterviewRecorded:
    case Event::kThemeAdded:
    case Event::kReviewHeld:
    case Event::kDevelopmentDayHeld:
    case Event::kCycleStepWaived:
    case Event::kCycleClosed:
    case Event::kMeasureDecided:
    case Event::kMeasureImplemented:
    case Event::kMeasureStopped:
    case Event::kMeasureEvaluated:
    case Event::kExperimentStarted:
    case Event::kLanguageObserved:
    case Event::kReflectionRecorded:
    case Event::kExperimentEnded:
    case Event::kStaffTrained:
    case Event::kStaffLeft:
    case Event::kWorkshopHeld:
    case Event::kToolkitPublished:
    case Event::kVideoPublished:
    case Event::kKnowledgeTransferHeld:
    case Event::kLearningUsed:
    case Event::kErasureRequested:
    case Event::kSubjectErased:
    case Event::kErasureRefused:
    case Event::kProcessingRestricted:
    case Event::kPersonsMerged:
    case Event::kPersonsUnmerged:
    case Event::kRecordRead:
    case Event::BODY_NOT_SET:
      break;
  }
  return on_other();
}

}  // namespace praksis::domain::cases

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_VISIT_H_
