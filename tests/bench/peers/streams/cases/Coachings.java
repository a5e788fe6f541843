package cases;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.CoachingEnded;
import praksis.v1.Case.CoachingSessionHeld;
import praksis.v1.Case.CoachingStarted;

/** Coaching: libs/domain/case/coaching.cc. */
final class Coachings {
  private Coachings() {}

  static void evolve(CoachingStarted started, int occurred, CaseState.Builder state) {
    state.addCoachings(
        CaseState.Coaching.newBuilder()
            .setCoachingId(started.getCoachingId())
            .setCoach(started.getCoach())
            .setStart(Days.dayOr(started.getStart(), occurred))
            .setMethod(started.getMethod().getCode())
            .setMethodRevision(started.getMethod().getRevision())
            .build());
  }

  static void evolve(CoachingSessionHeld held, int occurred, CaseState.Builder state) {
    int at = find(held.getCoachingId(), state);
    if (at < 0) return;
    int day = Days.dayOr(held.getHeldOn(), occurred);
    CaseState.Coaching.Builder coaching = state.getCoachings(at).toBuilder();
    coaching.addSessionIds(held.getSessionId());
    if (held.getAttended()) {
      int minutes = held.getDirectMinutes() / Math.max(1, held.getGroupSize());
      coaching.setDirectMinutes(coaching.getDirectMinutes() + minutes);
      Notes.noteContact(day, state);
    }
    if (!coaching.hasLastSessionOn() || day > coaching.getLastSessionOn()) coaching.setLastSessionOn(day);
    state.setCoachings(at, coaching.build());
  }

  static void evolve(CoachingEnded ended, int occurred, CaseState.Builder state) {
    int at = find(ended.getCoachingId(), state);
    if (at < 0) return;
    int lastDay = Days.dayOr(ended.getLastDay(), occurred);
    state.setCoachings(at, state.getCoachings(at).toBuilder().setLastDay(lastDay).build());
  }

  private static int find(String id, CaseState.Builder state) {
    for (int i = 0; i < state.getCoachingsCount(); ++i) {
      if (state.getCoachings(i).getCoachingId().equals(id)) return i;
    }
    return -1;
  }
}
