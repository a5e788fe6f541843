package readmodels;

import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.BeliefAssessed.Rater;
import praksis.v1.Case.CaseClosed;
import praksis.v1.EventOuterClass.Event.BodyCase;
import praksis.v1.HistoryOuterClass.CaseSummary.Status;

/** What caseworkers and citizens believe, and what came of it: libs/readmodels/belief.cc. */
final class Belief implements CaseModel {
  private static final int CASE = 0;
  private static final int QUARTER = 1;
  private static final int OUTCOME = 2;
  private static final int SCORES = 5;
  private static final int HORIZON_DAYS = 365;
  private static final Rater[] RATERS = {Rater.CASEWORKER, Rater.CITIZEN};

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.CASE_CLOSED,
          BodyCase.CASE_REOPENED,
          BodyCase.BELIEF_ASSESSED,
          BodyCase.OCCUPATION_STARTED,
          BodyCase.OCCUPATION_ENDED);

  @Override
  public String name() {
    return "belief";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    if (state.getStatus() == Status.STATUS_UNSPECIFIED) return;
    boolean open = state.getStatus() == Status.OPEN;
    int person = KeyWriter.personTag(state);
    KeyWriter key = begin(state, person, CASE).one(open ? 1 : 0);
    for (Rater rater : RATERS) {
      TreeMap<Integer, CaseState.Belief> assessments = assessmentsBy(state, rater, 0);
      if (!open || assessments.isEmpty()) {
        key.one(0);
      } else {
        CaseState.Belief last = assessments.lastEntry().getValue();
        key.one(last.getScore()).day(last.getAssessedOn());
      }
      if (assessments.isEmpty()) continue;
      TreeMap<Integer, Integer> quarters = new TreeMap<>();
      assessments.forEach((day, belief) -> quarters.put(quarterOf(day), belief.getScore()));
      for (Map.Entry<Integer, Integer> quarter : quarters.entrySet()) {
        out.count(
            begin(state, person, QUARTER).one(rater.getNumber()).one(quarter.getValue()).day(quarter.getKey()), 1);
      }
      contributeOutcome(state, person, rater, out);
    }
    out.count(key, 1);
  }

  private static KeyWriter begin(CaseState state, int person, int entry) {
    return KeyWriter.of(state, state.getOpenedOn())
        .number(person)
        .one(entry);
  }

  /** By day; of several on one day the one recorded last. With `horizonDays` those that look so many days ahead. */
  private static TreeMap<Integer, CaseState.Belief> assessmentsBy(CaseState state, Rater rater, int horizonDays) {
    TreeMap<Integer, CaseState.Belief> byDay = new TreeMap<>();
    for (CaseState.Belief belief : state.getBeliefsList()) {
      if (belief.getRater() != rater || belief.getScore() < 1 || belief.getScore() > SCORES) continue;
      if (horizonDays != 0 && belief.getHorizonDays() != horizonDays) continue;
      byDay.put(belief.getAssessedOn(), belief);
    }
    return byDay;
  }

  private static void contributeOutcome(CaseState state, int person, Rater rater, Contributions out) {
    TreeMap<Integer, CaseState.Belief> forecasts = assessmentsBy(state, rater, HORIZON_DAYS);
    if (forecasts.isEmpty()) return;
    CaseState.Belief first = forecasts.firstEntry().getValue();
    int later = first.getAssessedOn() + HORIZON_DAYS;
    boolean inWork = FollowUp.inWorkOn(state, later);
    if (!inWork && !isKnown(FollowUp.closedOn(state, later))) return;
    out.count(
        begin(state, person, OUTCOME)
            .one(rater.getNumber())
            .one(first.getScore())
            .day(later)
            .one(inWork ? 1 : 0),
        1);
  }

  /** Whether it is known that who is not in work as far as reported is not. */
  private static boolean isKnown(CaseClosed.Reason closed) {
    if (closed == null) return true;
    return switch (closed) {
      case JOB, EDUCATION, PENSION, DECEASED -> true;
      default -> false;
    };
  }

  private static int quarterOf(int day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    return (int) LocalDate.of(date.getYear(), (date.getMonthValue() - 1) / 3 * 3 + 1, 1).toEpochDay();
  }
}
