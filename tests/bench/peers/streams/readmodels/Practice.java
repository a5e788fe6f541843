package readmodels;

import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.BeliefAssessed.Rater;
import praksis.v1.EventOuterClass.Event.BodyCase;

/** What the staff of a job centre did: libs/readmodels/practice.cc. */
final class Practice implements CaseModel {
  private static final int BELIEF = 0;
  private static final int VISIT = 1;
  private static final int REFERRAL = 2;
  private static final int MOST_FOUND = 255;

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.BELIEF_ASSESSED,
          BodyCase.COMPANY_VISITED,
          BodyCase.REFERRAL_MADE,
          BodyCase.REFERRAL_AMENDED,
          BodyCase.CASEWORKER_ASSIGNED,
          BodyCase.CASEWORKER_UNASSIGNED);

  @Override
  public String name() {
    return "practice";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    KeyWriter row = new KeyWriter().number(KeyWriter.personTag(state));
    int nothing = row.size();
    for (CaseState.Belief belief : state.getBeliefsList()) {
      if (belief.getRater() != Rater.CASEWORKER) continue;
      add(BELIEF, belief.getAssessedOn(), belief.getScore(), belief.getWorker(), row);
    }
    for (CaseState.Visit visit : state.getVisitsList()) {
      int found = Math.min(Math.max(visit.getPlacementsFound(), 0), MOST_FOUND);
      add(VISIT, visit.getVisitedOn(), found, visit.getWorker(), row);
    }
    for (CaseState.Referral referral : state.getReferralsList()) {
      String worker = Pool.primaryWorkerOn(state, referral.getMadeOn());
      add(REFERRAL, referral.getMadeOn(), referral.getResourcesWorded() ? 1 : 0, worker, row);
    }
    if (row.size() == nothing) return;
    out.row(new KeyWriter().text(state.getMunicipality()).raw(KeyWriter.utf8(state.getStream())), row);
  }

  private static void add(int kind, int day, int value, String worker, KeyWriter row) {
    row.one(kind).day(day).one(value).text(worker);
  }
}
