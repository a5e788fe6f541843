package cases;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.CaseClosed;
import praksis.v1.Case.CaseOpened;
import praksis.v1.Case.CaseReopened;
import praksis.v1.Case.CaseTransferred;
import praksis.v1.HistoryOuterClass.CaseSummary;

/** The case itself: libs/domain/case/lifecycle.cc. */
final class Lifecycle {
  private Lifecycle() {}

  static void evolve(CaseOpened opened, int occurred, CaseState.Builder state) {
    state
        .setStatus(CaseSummary.Status.OPEN)
        .setPersonRef(opened.getPersonRef())
        .setTargetGroup(opened.getTargetGroup())
        .setOpenedOn(Days.dayOr(opened.getOpenedOn(), occurred))
        .setDistanceFromMarket(opened.getDistanceFromMarket())
        .setLanguage(opened.getLanguage());
  }

  static void evolve(CaseClosed closed, int occurred, CaseState.Builder state) {
    state
        .setStatus(CaseSummary.Status.CLOSED)
        .setClosedOn(Days.dayOr(closed.getClosedOn(), occurred))
        .setCloseReason(closed.getReason());
  }

  static void evolve(CaseReopened reopened, int occurred, CaseState.Builder state) {
    int day = Days.dayOr(reopened.getReopenedOn(), occurred);
    state
        .setStatus(CaseSummary.Status.OPEN)
        .setReopenedOn(day)
        .addClosures(
            CaseState.Closure.newBuilder()
                .setClosedOn(state.getClosedOn())
                .setReopenedOn(day)
                .setReason(state.getCloseReason())
                .build())
        .clearClosedOn()
        .clearCloseReason();
    Notes.noteContact(day, state);
  }

  static void evolve(CaseTransferred transferred, int occurred, CaseState.Builder state) {
    state
        .setMunicipality(transferred.getToMunicipality())
        .setTransferredOn(Days.dayOr(transferred.getTransferredOn(), occurred));
  }
}
