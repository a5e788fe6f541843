package cases;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.OccupationEnded;
import praksis.v1.Case.OccupationStarted;
import praksis.v1.Case.SubjectiveSuccessReported;

/** Work and education, and the person's own judgement: libs/domain/case/occupation.cc. */
final class Occupations {
  private Occupations() {}

  static void evolve(OccupationStarted started, int occurred, CaseState.Builder state) {
    state.addOccupations(
        CaseState.Occupation.newBuilder()
            .setOccupationId(started.getOccupationId())
            .setKind(started.getKind())
            .setObtainedBy(started.getObtainedBy())
            .setStart(Days.dayOr(started.getStart(), occurred))
            .build());
  }

  static void evolve(OccupationEnded ended, int occurred, CaseState.Builder state) {
    for (int i = 0; i < state.getOccupationsCount(); ++i) {
      CaseState.Occupation occupation = state.getOccupations(i);
      if (!occupation.getOccupationId().equals(ended.getOccupationId())) continue;
      int lastDay = Days.dayOr(ended.getLastDay(), occurred);
      state.setOccupations(i, occupation.toBuilder().setLastDay(lastDay).build());
      return;
    }
  }

  static void evolve(SubjectiveSuccessReported reported, int occurred, CaseState.Builder state) {
    state.setSatisfaction(reported.getSatisfaction());
    Notes.noteContact(occurred, state);
  }
}
