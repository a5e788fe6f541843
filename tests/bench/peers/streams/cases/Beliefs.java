package cases;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.BeliefAssessed;
import praksis.v1.Case.CompanyVisited;

/** The belief in the job chance, and company visits: libs/domain/case/belief.cc. */
final class Beliefs {
  private Beliefs() {}

  static void evolve(BeliefAssessed assessed, int occurred, CaseState.Builder state) {
    int day = Days.dayOr(assessed.getAssessedOn(), occurred);
    state.addBeliefs(
        CaseState.Belief.newBuilder()
            .setRater(assessed.getRater())
            .setScore(assessed.getScore())
            .setAssessedOn(day)
            .setHorizonDays(assessed.getHorizonDays())
            .setWorker(assessed.getWorker())
            .build());
    Notes.noteContact(day, state);
  }

  static void evolve(CompanyVisited visited, int occurred, CaseState.Builder state) {
    state.addVisitIds(visited.getVisitId());
    state.addVisits(
        CaseState.Visit.newBuilder()
            .setWorker(visited.getWorker())
            .setVisitedOn(Days.dayOr(visited.getVisitedOn(), occurred))
            .setPlacementsFound(visited.getPlacementsFound())
            .build());
  }
}
