package cases;

import java.util.List;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.EventOuterClass.Event;

/**
 * What the events of a case add up to: libs/domain/case/case_rules.cc without deciding, since what a log has was
 * accepted. Sub-messages are replaced, not built in place: protobuf-java then builds and measures only what changed.
 */
public final class CaseRules {
  private CaseRules() {}

  public static boolean rewritesHistory(Event event) {
    return event.hasEventCorrected() || event.hasEventVoided();
  }

  /** The state after `event`, which rewrites nothing. */
  public static CaseState evolve(Event event, CaseState before) {
    CaseState.Builder state = before.toBuilder();
    evolve(event, state);
    return state.build();
  }

  /** The state after `history`: all events of the case by version. */
  public static CaseState fold(List<Event> history) {
    CaseState.Builder state = CaseState.newBuilder();
    for (Event fact : Rewriting.standingFacts(history)) evolve(fact, state);
    Event last = history.get(history.size() - 1);
    return state.setStream(last.getStream()).setVersion(last.getVersion()).build();
  }

  private static void evolve(Event event, CaseState.Builder state) {
    if (state.getStream().isEmpty()) state.setStream(event.getStream());
    int occurred = Days.occurredDay(event);
    switch (event.getBodyCase()) {
      case CASE_OPENED -> {
        state.setMunicipality(event.getMunicipality());
        Lifecycle.evolve(event.getCaseOpened(), occurred, state);
      }
      case CASE_CLOSED -> Lifecycle.evolve(event.getCaseClosed(), occurred, state);
      case CASE_REOPENED -> Lifecycle.evolve(event.getCaseReopened(), occurred, state);
      case CASE_TRANSFERRED -> Lifecycle.evolve(event.getCaseTransferred(), occurred, state);
      case CASEWORKER_ASSIGNED -> Assignments.evolve(event.getCaseworkerAssigned(), occurred, state);
      case CASEWORKER_UNASSIGNED -> Assignments.evolve(event.getCaseworkerUnassigned(), occurred, state);
      case CONSENT_GIVEN -> Consents.evolve(event.getConsentGiven(), occurred, state);
      case CONSENT_WITHDRAWN -> Consents.end(event.getConsentWithdrawn().getConsentId(), state);
      case CONSENT_INVALIDATED -> Consents.end(event.getConsentInvalidated().getConsentId(), state);
      case REFERRAL_MADE -> Referrals.evolve(event.getReferralMade(), occurred, state);
      case REFERRAL_AMENDED -> Referrals.evolve(event.getReferralAmended(), state);
      case REFERRAL_ACCEPTED -> Referrals.evolve(event.getReferralAccepted(), occurred, state);
      case REFERRAL_DECLINED -> Referrals.evolve(event.getReferralDeclined(), occurred, state);
      case REFERRAL_CANCELLED -> Referrals.evolve(event.getReferralCancelled(), state);
      case REFERRAL_FULFILLED -> Referrals.evolve(event.getReferralFulfilled(), state);
      case PLACEMENT_OFFERED -> Placements.evolve(event.getPlacementOffered(), state);
      case PLACEMENT_AGREED -> Placements.evolve(event.getPlacementAgreed(), occurred, state);
      case PLACEMENT_OFFER_DECLINED -> Placements.evolve(event.getPlacementOfferDeclined(), state);
      case PLACEMENT_STARTED -> Placements.evolve(event.getPlacementStarted(), occurred, state);
      case PLACEMENT_ABSENCE -> {}
      case PLACEMENT_EXTENDED -> Placements.evolve(event.getPlacementExtended(), state);
      case PLACEMENT_HOURS_CHANGED -> Placements.evolve(event.getPlacementHoursChanged(), occurred, state);
      case PLACEMENT_INTERRUPTED -> Placements.evolve(event.getPlacementInterrupted(), occurred, state);
      case PLACEMENT_COMPLETED -> Placements.evolve(event.getPlacementCompleted(), occurred, state);
      case COACHING_STARTED -> Coachings.evolve(event.getCoachingStarted(), occurred, state);
      case COACHING_SESSION_HELD -> Coachings.evolve(event.getCoachingSessionHeld(), occurred, state);
      case COACHING_ENDED -> Coachings.evolve(event.getCoachingEnded(), occurred, state);
      case BELIEF_ASSESSED -> Beliefs.evolve(event.getBeliefAssessed(), occurred, state);
      case COMPANY_VISITED -> Beliefs.evolve(event.getCompanyVisited(), occurred, state);
      case OCCUPATION_STARTED -> Occupations.evolve(event.getOccupationStarted(), occurred, state);
      case OCCUPATION_ENDED -> Occupations.evolve(event.getOccupationEnded(), occurred, state);
      case SUBJECTIVE_SUCCESS_REPORTED ->
          Occupations.evolve(event.getSubjectiveSuccessReported(), occurred, state);
      case NOTE_ADDED -> Notes.noteContact(occurred, state);
      case FLAG_RAISED -> Notes.evolve(event.getFlagRaised(), state);
      case FLAG_CLEARED -> Notes.evolve(event.getFlagCleared(), state);
      default -> throw new IllegalStateException(event.getStream() + ": " + event.getBodyCase());
    }
    state.setVersion(event.getVersion());
  }
}
