package readmodels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.EventOuterClass.Event.BodyCase;
import praksis.v1.HistoryOuterClass.CaseSummary.Status;

/** How cases return to work: libs/readmodels/return_to_work.cc. */
final class ReturnToWork implements CaseModel {
  private static final int MOST_SATISFIED = 5;

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.CASE_CLOSED,
          BodyCase.CASE_REOPENED,
          BodyCase.OCCUPATION_STARTED,
          BodyCase.OCCUPATION_ENDED,
          BodyCase.SUBJECTIVE_SUCCESS_REPORTED);

  @Override
  public String name() {
    return "return-to-work";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    if (state.getStatus() == Status.STATUS_UNSPECIFIED) return;
    KeyWriter key =
        KeyWriter.of(state, state.getOpenedOn())
            .number(KeyWriter.personTag(state))
            .one(Math.min(Math.max(state.getSatisfaction(), 0), MOST_SATISFIED));
    if (state.hasClosedOn()) {
      key.one(1).day(state.getClosedOn());
    } else {
      key.one(0);
    }
    writeFirstWorkSpell(state, key);
    out.count(key, 1);
  }

  private static void writeFirstWorkSpell(CaseState state, KeyWriter key) {
    List<CaseState.Occupation> works = new ArrayList<>();
    for (CaseState.Occupation occupation : state.getOccupationsList()) {
      if (FollowUp.isWork(occupation) && occupation.getStart() >= state.getOpenedOn()) works.add(occupation);
    }
    if (works.isEmpty()) {
      key.one(0);
      return;
    }
    works.sort(Comparator.comparingInt(CaseState.Occupation::getStart));
    CaseState.Occupation first = works.get(0);
    int lastDay = first.getStart() - 1;
    boolean ended = true;
    for (CaseState.Occupation work : works) {
      if (!ended || work.getStart() > lastDay + 1) break;
      if (work.hasLastDay()) {
        lastDay = Math.max(lastDay, work.getLastDay());
      } else {
        ended = false;
      }
    }
    key.one(1).one(first.getObtainedByValue()).day(first.getStart()).one(ended ? 1 : 0);
    if (ended) key.day(lastDay);
  }
}
