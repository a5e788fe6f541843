package readmodels;

import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.EventOuterClass.Event.BodyCase;

/** How placements end, and after how long: libs/readmodels/interruptions.cc. */
final class Interruptions implements CaseModel {
  private static final int RUNNING = 0;
  private static final int COMPLETED = 1;
  private static final int INTERRUPTED = 2;

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.PLACEMENT_STARTED, BodyCase.PLACEMENT_INTERRUPTED, BodyCase.PLACEMENT_COMPLETED);

  @Override
  public String name() {
    return "interruptions";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    for (CaseState.Placement placement : state.getPlacementsList()) {
      if (placement.hasStart()) contribute(state, placement, out);
    }
  }

  private static void contribute(CaseState state, CaseState.Placement placement, Contributions out) {
    KeyWriter key =
        KeyWriter.of(state, placement.getStart())
            .text(Industry.section(placement.getTerms().getIndustry()))
            .number(KeyWriter.personTag(state));
    int days = placement.hasLastDay() ? Math.max(placement.getLastDay() - placement.getStart(), 0) : 0;
    switch (placement.getState()) {
      case RUNNING -> key.one(RUNNING);
      case COMPLETED -> key.one(COMPLETED).number(days);
      case INTERRUPTED ->
          key.one(INTERRUPTED)
              .number(days)
              .text(placement.getReasonCitizen())
              .text(placement.getReasonCompany())
              .text(placement.getReasonJobCentre());
      default -> {
        return;
      }
    }
    out.count(key, 1);
  }
}
