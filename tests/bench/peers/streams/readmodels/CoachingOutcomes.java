package readmodels;

import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.OccupationStarted.ObtainedBy;
import praksis.v1.EventOuterClass.Event.BodyCase;

/** What came of coaching: libs/readmodels/coaching_outcomes.cc. */
final class CoachingOutcomes implements CaseModel {
  private static final int TWELVE_WEEKS = 84;
  private static final int SELF_OBTAINED = 0;
  private static final int NOT_OBTAINED = 1;
  private static final int LOST = 2;

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.COACHING_STARTED,
          BodyCase.COACHING_SESSION_HELD,
          BodyCase.OCCUPATION_STARTED,
          BodyCase.CASE_CLOSED,
          BodyCase.CASE_REOPENED);

  @Override
  public String name() {
    return "coaching-outcomes";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    for (CaseState.Coaching coaching : state.getCoachingsList()) {
      out.count(
          KeyWriter.of(state, coaching.getStart())
              .text(coaching.getMethod())
              .text(coaching.getMethodRevision())
              .number(KeyWriter.personTag(state))
              .one(outcomeOf(state, coaching))
              .number(Math.max(coaching.getDirectMinutes(), 0)),
          1);
    }
  }

  private static int outcomeOf(CaseState state, CaseState.Coaching coaching) {
    int lastDay = coaching.getStart() + TWELVE_WEEKS;
    boolean obtainedOtherwise = false;
    for (CaseState.Occupation occupation : state.getOccupationsList()) {
      if (occupation.getStart() < coaching.getStart() || occupation.getStart() > lastDay) continue;
      if (occupation.getObtainedBy() == ObtainedBy.SELF) return SELF_OBTAINED;
      obtainedOtherwise = true;
    }
    return obtainedOtherwise || FollowUp.closedOn(state, lastDay) == null ? NOT_OBTAINED : LOST;
  }
}
