// The one place that lists what facts there are and whose they are. The rules of every kind go through it: a
// new type of event does not compile until it is put with its kind, and a new fact of a kind not until the
// rules of that kind have a word for it.
#ifndef PRAKSIS_LIBS_DOMAIN_STREAM_VISIT_FACT_H_
#define PRAKSIS_LIBS_DOMAIN_STREAM_VISIT_FACT_H_

#include <type_traits>

#include "praksis/v1/event.pb.h"

namespace praksis::domain {

// The kinds of streams.
struct OfCase {};
struct OfStory {};
struct OfPrinciple {};
struct OfProgramme {};
struct OfCycle {};
struct OfMeasure {};
struct OfExperiment {};
struct OfStaff {};
struct OfWorkshop {};
struct OfSubject {};
struct OfAccess {};

// Calls on(kind, body) for a fact, on_none() for what rewrites history and where there is no body.
template <typename On, typename OnNone>
auto VisitAnyFact(const v1::Event& event, On on, OnNone on_none) {
  using Event = v1::Event;
  switch (event.body_case()) {
    case Event::kCaseOpened:
      return on(OfCase{}, event.case_opened());
    case Event::kCaseworkerAssigned:
      return on(OfCase{}, event.caseworker_assigned());
    case Event::kCaseworkerUnassigned:
      return on(OfCase{}, event.caseworker_unassigned());
    case Event::kConsentGiven:
      return on(OfCase{}, event.consent_given());
    case Event::kConsentWithdrawn:
      return on(OfCase{}, event.consent_withdrawn());
    case Event::kConsentInvalidated:
      return on(OfCase{}, event.consent_invalidated());
    case Event::kReferralMade:
      return on(OfCase{}, event.referral_made());
    case Event::kReferralAmended:
      return on(OfCase{}, event.referral_amended());
    case Event::kReferralAccepted:
      return on(OfCase{}, event.referral_accepted());
    case Event::kReferralDeclined:
      return on(OfCase{}, event.referral_declined());
    case Event::kReferralCancelled:
      return on(OfCase{}, event.referral_cancelled());
    case Event::kReferralFulfilled:
      return on(OfCase{}, event.referral_fulfilled());
    case Event::kPlacementOffered:
      return on(OfCase{}, event.placement_offered());
    case Event::kPlacementAgreed:
      return on(OfCase{}, event.placement_agreed());
    case Event::kPlacementOfferDeclined:
      return on(OfCase{}, event.placement_offer_declined());
    case Event::kPlacementStarted:
      return on(OfCase{}, event.placement_started());
    case Event::kPlacementAbsence:
      return on(OfCase{}, event.placement_absence());
    case Event::kPlacementExtended:
      return on(OfCase{}, event.placement_extended());
    case Event::kPlacementHoursChanged:
      return on(OfCase{}, event.placement_hours_changed());
    case Event::kPlacementInterrupted:
      return on(OfCase{}, event.placement_interrupted());
    case Event::kPlacementCompleted:
      return on(OfCase{}, event.placement_completed());
    case Event::kCoachingStarted:
      return on(OfCase{}, event.coaching_started());
    case Event::kCoachingSessionHeld:
      return on(OfCase{}, event.coaching_session_held());
    case Event::kCoachingEnded:
      return on(OfCase{}, event.coaching_ended());
    case Event::kBeliefAssessed:
      return on(OfCase{}, event.belief_assessed());
    case Event::kCompanyVisited:
      return on(OfCase{}, event.company_visited());
    case Event::kOccupationStarted:
      return on(OfCase{}, event.occupation_started());
    case Event::kOccupationEnded:
      return on(OfCase{}, event.occupation_ended());
    case Event::kSubjectiveSuccessReported:
      return on(OfCase{}, event.subjective_success_reported());
    case Event::kNoteAdded:
      return on(OfCase{}, event.note_added());
    case Event::kFlagRaised:
      return on(OfCase{}, event.flag_raised());
    case Event::kFlagCleared:
      return on(OfCase{}, event.flag_cleared());
    case Event::kCaseClosed:
      return on(OfCase{}, event.case_closed());
    case Event::kCaseReopened:
      return on(OfCase{}, event.case_reopened());
    case Event::kCaseTransferred:
      return on(OfCase{}, event.case_transferred());
    case Event::kStoryTold:
      return on(OfStory{}, event.story_told());
    case Event::kStoryVerified:
      return on(OfStory{}, event.story_verified());
    case Event::kChiefActionIdentified:
      return on(OfStory{}, event.chief_action_identified());
    case Event::kStorySharedAtMeeting:
      return on(OfStory{}, event.story_shared_at_meeting());
    case Event::kStoryRetracted:
      return on(OfStory{}, event.story_retracted());
    case Event::kPrincipleFormulated:
      return on(OfPrinciple{}, event.principle_formulated());
    case Event::kPrincipleLinked:
      return on(OfPrinciple{}, event.principle_linked());
    case Event::kPrincipleUnlinked:
      return on(OfPrinciple{}, event.principle_unlinked());
    case Event::kPrinciplesMerged:
      return on(OfPrinciple{}, event.principles_merged());
    case Event::kProgrammeOpened:
      return on(OfProgramme{}, event.programme_opened());
    case Event::kLearningSessionHeld:
      return on(OfProgramme{}, event.learning_session_held());
    case Event::kProgrammeStageChanged:
      return on(OfProgramme{}, event.programme_stage_changed());
    case Event::kProgrammeClosed:
      return on(OfProgramme{}, event.programme_closed());
    case Event::kChallengeIdentified:
      return on(OfCycle{}, event.challenge_identified());
    case Event::kCriteriaSet:
      return on(OfCycle{}, event.criteria_set());
    case Event::kCasesSelected:
      return on(OfCycle{}, event.cases_selected());
    case Event::kSelectionOverridden:
      return on(OfCycle{}, event.selection_overridden());
    case Event::kInterviewGuideAgreed:
      return on(OfCycle{}, event.interview_guide_agreed());
    case Event::kInterviewRecorded:
      return on(OfCycle{}, event.interview_recorded());
    case Event::kThemeAdded:
      return on(OfCycle{}, event.theme_added());
    case Event::kReviewHeld:
      return on(OfCycle{}, event.review_held());
    case Event::kDevelopmentDayHeld:
      return on(OfCycle{}, event.development_day_held());
    case Event::kCycleStepWaived:
      return on(OfCycle{}, event.cycle_step_waived());
    case Event::kCycleClosed:
      return on(OfCycle{}, event.cycle_closed());
    case Event::kMeasureDecided:
      return on(OfMeasure{}, event.measure_decided());
    case Event::kMeasureImplemented:
      return on(OfMeasure{}, event.measure_implemented());
    case Event::kMeasureStopped:
      return on(OfMeasure{}, event.measure_stopped());
    case Event::kMeasureEvaluated:
      return on(OfMeasure{}, event.measure_evaluated());
    case Event::kExperimentStarted:
      return on(OfExperiment{}, event.experiment_started());
    case Event::kLanguageObserved:
      return on(OfExperiment{}, event.language_observed());
    case Event::kReflectionRecorded:
      return on(OfExperiment{}, event.reflection_recorded());
    case Event::kExperimentEnded:
      return on(OfExperiment{}, event.experiment_ended());
    case Event::kStaffTrained:
      return on(OfStaff{}, event.staff_trained());
    case Event::kStaffLeft:
      return on(OfStaff{}, event.staff_left());
    case Event::kWorkshopHeld:
      return on(OfWorkshop{}, event.workshop_held());
    case Event::kToolkitPublished:
      return on(OfWorkshop{}, event.toolkit_published());
    case Event::kVideoPublished:
      return on(OfWorkshop{}, event.video_published());
    case Event::kKnowledgeTransferHeld:
      return on(OfWorkshop{}, event.knowledge_transfer_held());
    case Event::kLearningUsed:
      return on(OfWorkshop{}, event.learning_used());
    case Event::kErasureRequested:
      return on(OfSubject{}, event.erasure_requested());
    case Event::kSubjectErased:
      return on(OfSubject{}, event.subject_erased());
    case Event::kErasureRefused:
      return on(OfSubject{}, event.erasure_refused());
    case Event::kProcessingRestricted:
      return on(OfSubject{}, event.processing_restricted());
    case Event::kPersonsMerged:
      return on(OfSubject{}, event.persons_merged());
    case Event::kPersonsUnmerged:
      return on(OfSubject{}, event.persons_unmerged());
    case Event::kRecordRead:
      return on(OfAccess{}, event.record_read());
    case Event::kEventCorrected:
    case Event::kEventVoided:
    case Event::BODY_NOT_SET:
      break;
  }
  return on_none();
}

// Calls on_fact(body) for a fact of streams of that kind, otherwise on_other().
template <typename Kind, typename OnFact, typename OnOther>
auto VisitFact(const v1::Event& event, OnFact on_fact, OnOther on_other) {
  return VisitAnyFact(
      event,
      [&]<typename ItsKind, typename Body>(ItsKind, const Body& body) {
        if constexpr (std::is_same_v<ItsKind, Kind>) {
          return on_fact(body);
        } else {
          return on_other();
        }
      },
      on_other);
}

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_STREAM_VISIT_FACT_H_
