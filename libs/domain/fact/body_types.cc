// Which kind of stream a body belongs to. A new type of body does not compile until it is named here.
#include <algorithm>

#include "libs/domain/fact/fact.h"

namespace praksis::domain {
namespace {

const google::protobuf::FieldDescriptor* FieldOf(v1::Event::BodyCase body) {
  return body == v1::Event::BODY_NOT_SET ? nullptr : v1::Event::descriptor()->FindFieldByNumber(body);
}

}  // namespace

std::string_view KindOf(v1::Event::BodyCase body) {
  using Event = v1::Event;
  switch (body) {
    case Event::BODY_NOT_SET:
    case Event::kEventCorrected:
    case Event::kEventVoided:
      return "";
    case Event::kCaseOpened:
    case Event::kCaseworkerAssigned:
    case Event::kCaseworkerUnassigned:
    case Event::kConsentGiven:
    case Event::kConsentWithdrawn:
    case Event::kConsentInvalidated:
    case Event::kReferralMade:
    case Event::kReferralAmended:
    case Event::kReferralAccepted:
    case Event::kReferralDeclined:
    case Event::kReferralCancelled:
    case Event::kReferralFulfilled:
    case Event::kPlacementOffered:
    case Event::kPlacementAgreed:
    case Event::kPlacementOfferDeclined:
    case Event::kPlacementStarted:
    case Event::kPlacementAbsence:
    case Event::kPlacementExtended:
    case Event::kPlacementHoursChanged:
    case Event::kPlacementInterrupted:
    case Event::kPlacementCompleted:
    case Event::kCoachingStarted:
    case Event::kCoachingSessionHeld:
    case Event::kCoachingEnded:
    case Event::kBeliefAssessed:
    case Event::kCompanyVisited:
    case Event::kOccupationStarted:
    case Event::kOccupationEnded:
    case Event::kSubjectiveSuccessReported:
    case Event::kNoteAdded:
    case Event::kFlagRaised:
    case Event::kFlagCleared:
    case Event::kCaseClosed:
    case Event::kCaseReopened:
    case Event::kCaseTransferred:
      return "case";
    case Event::kStoryTold:
    case Event::kStoryVerified:
    case Event::kChiefActionIdentified:
    case Event::kStorySharedAtMeeting:
    case Event::kStoryRetracted:
      return "story";
    case Event::kPrincipleFormulated:
    case Event::kPrincipleLinked:
    case Event::kPrincipleUnlinked:
    case Event::kPrinciplesMerged:
      return "principle";
    case Event::kProgrammeOpened:
    case Event::kLearningSessionHeld:
    case Event::kProgrammeStageChanged:
    case Event::kProgrammeClosed:
      return "programme";
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
      return "cycle";
    case Event::kMeasureDecided:
    case Event::kMeasureImplemented:
    case Event::kMeasureStopped:
    case Event::kMeasureEvaluated:
      return "measure";
    case Event::kExperimentStarted:
    case Event::kLanguageObserved:
    case Event::kReflectionRecorded:
    case Event::kExperimentEnded:
      return "experiment";
    case Event::kStaffTrained:
    case Event::kStaffLeft:
      return "staff";
    case Event::kWorkshopHeld:
    case Event::kToolkitPublished:
    case Event::kVideoPublished:
    case Event::kKnowledgeTransferHeld:
    case Event::kLearningUsed:
      return "workshop";
    case Event::kErasureRequested:
    case Event::kSubjectErased:
    case Event::kErasureRefused:
    case Event::kProcessingRestricted:
    case Event::kPersonsMerged:
    case Event::kPersonsUnmerged:
      return "subject";
    case Event::kRecordRead:
      return "access";
  }
  return "";
}

const std::vector<std::string_view>& StreamKinds() {
  static const auto* const kinds = [] {
    auto* const all = new std::vector<std::string_view>;
    const auto* const bodies = v1::Event::descriptor()->FindOneofByName("body");
    for (int i = 0; i < bodies->field_count(); ++i) {
      const std::string_view kind = KindOf(static_cast<v1::Event::BodyCase>(bodies->field(i)->number()));
      if (!kind.empty()) all->push_back(kind);
    }
    std::sort(all->begin(), all->end());
    all->erase(std::unique(all->begin(), all->end()), all->end());
    return all;
  }();
  return *kinds;
}

std::string_view TypeNameOf(v1::Event::BodyCase body) {
  const auto* field = FieldOf(body);
  return field == nullptr ? std::string_view() : field->message_type()->full_name();
}

std::string_view FieldNameOf(v1::Event::BodyCase body) {
  const auto* field = FieldOf(body);
  return field == nullptr ? std::string_view() : field->name();
}

}  // namespace praksis::domain
