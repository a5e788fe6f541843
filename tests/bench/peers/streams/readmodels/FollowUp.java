package readmodels;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.CaseClosed;
import praksis.v1.HistoryOuterClass.CaseSummary.Status;

/** What is known of a case on a day: libs/readmodels/follow_up.cc. */
final class FollowUp {
  private FollowUp() {}

  /** Why the case was closed on `day`; null where it was open. */
  static CaseClosed.Reason closedOn(CaseState state, int day) {
    for (CaseState.Closure closure : state.getClosuresList()) {
      if (closure.getClosedOn() < day && day < closure.getReopenedOn()) return closure.getReason();
    }
    if (state.getStatus() == Status.CLOSED && state.getClosedOn() < day) return state.getCloseReason();
    return null;
  }

  static int daysClosedBetween(CaseState state) {
    int days = 0;
    for (CaseState.Closure closure : state.getClosuresList()) {
      days += Math.max(closure.getReopenedOn() - closure.getClosedOn() - 1, 0);
    }
    return days;
  }

  static boolean isWork(CaseState.Occupation occupation) {
    return switch (occupation.getKind()) {
      case ORDINARY, SUBSIDISED, SELF_EMPLOYED -> true;
      default -> false;
    };
  }

  static boolean inWorkOn(CaseState state, int day) {
    for (CaseState.Occupation occupation : state.getOccupationsList()) {
      if (isWork(occupation)
          && occupation.getStart() <= day
          && (!occupation.hasLastDay() || day <= occupation.getLastDay())) {
        return true;
      }
    }
    return false;
  }
}
