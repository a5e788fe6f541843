package readmodels;

import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.EventOuterClass.Event.BodyCase;
import praksis.v1.HistoryOuterClass.CaseSummary.Status;

/** How far cases get: libs/readmodels/funnel.cc. */
final class Funnel implements CaseModel {
  private static final int OPENED = 0;
  private static final int REFERRED = 1;
  private static final int ACCEPTED = 2;
  private static final int PLACED = 3;
  private static final int STARTED = 4;
  private static final int COMPLETED = 5;
  private static final int IN_WORK = 6;

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.REFERRAL_MADE,
          BodyCase.REFERRAL_ACCEPTED,
          BodyCase.PLACEMENT_AGREED,
          BodyCase.PLACEMENT_OFFER_DECLINED,
          BodyCase.PLACEMENT_STARTED,
          BodyCase.PLACEMENT_INTERRUPTED,
          BodyCase.PLACEMENT_COMPLETED,
          BodyCase.OCCUPATION_STARTED);

  @Override
  public String name() {
    return "funnel";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    if (state.getStatus() == Status.STATUS_UNSPECIFIED) return;
    out.count(
        KeyWriter.of(state, state.getOpenedOn())
            .one(furthestStage(state))
            .number(KeyWriter.personTag(state)),
        1);
  }

  private static int furthestStage(CaseState state) {
    int furthest = OPENED;
    for (CaseState.Referral referral : state.getReferralsList()) {
      furthest = Math.max(furthest, referral.getWasAccepted() ? ACCEPTED : REFERRED);
    }
    for (CaseState.Placement placement : state.getPlacementsList()) {
      furthest = Math.max(furthest, stageOf(placement));
    }
    for (CaseState.Occupation occupation : state.getOccupationsList()) {
      if (FollowUp.isWork(occupation) && occupation.getStart() >= state.getOpenedOn()) furthest = IN_WORK;
    }
    return furthest;
  }

  private static int stageOf(CaseState.Placement placement) {
    return switch (placement.getState()) {
      case AGREED -> PLACED;
      case RUNNING, INTERRUPTED -> STARTED;
      case COMPLETED -> COMPLETED;
      default -> OPENED;
    };
  }
}
