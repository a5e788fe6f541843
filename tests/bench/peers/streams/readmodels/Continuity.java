package readmodels;

import cases.Days;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.CaseworkerAssigned.Role;
import praksis.v1.EventOuterClass.Event.BodyCase;
import praksis.v1.HistoryOuterClass.CaseSummary;
import praksis.v1.HistoryOuterClass.CaseSummary.Status;

/** Whose cases are, and whether they are kept in touch with: libs/readmodels/continuity.cc. */
final class Continuity implements CaseModel {
  private static final int MOST = 255;

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.CASE_CLOSED,
          BodyCase.CASE_REOPENED,
          BodyCase.CASEWORKER_ASSIGNED,
          BodyCase.CASEWORKER_UNASSIGNED,
          BodyCase.REFERRAL_MADE,
          BodyCase.REFERRAL_AMENDED,
          BodyCase.REFERRAL_ACCEPTED,
          BodyCase.REFERRAL_DECLINED,
          BodyCase.REFERRAL_CANCELLED,
          BodyCase.FLAG_RAISED,
          BodyCase.FLAG_CLEARED,
          // Contact.
          BodyCase.PLACEMENT_AGREED,
          BodyCase.PLACEMENT_STARTED,
          BodyCase.COACHING_SESSION_HELD,
          BodyCase.BELIEF_ASSESSED,
          BodyCase.SUBJECTIVE_SUCCESS_REPORTED,
          BodyCase.NOTE_ADDED);

  @Override
  public String name() {
    return "continuity";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    if (state.getStatus() == Status.STATUS_UNSPECIFIED) return;
    List<CaseState.Assignment> primaries = primaries(state);
    KeyWriter key =
        KeyWriter.of(state, state.getOpenedOn())
            .number(KeyWriter.personTag(state))
            .number(FollowUp.daysClosedBetween(state));
    writeDays(firstDays(primaries), key);
    if (state.getStatus() == Status.CLOSED) {
      key.one(0).day(state.getClosedOn());
    } else {
      int contact = state.hasLastContactOn() ? state.getLastContactOn() : state.getOpenedOn();
      key.one(1).day(Math.max(contact, state.getOpenedOn()));
      key.one(primaries.size());
      for (CaseState.Assignment primary : primaries) {
        key.text(primary.getWorker()).day(primary.getFrom()).day(primary.hasTo() ? primary.getTo() : Days.LAST);
      }
      writeOverdue(state, key);
    }
    out.count(key, 1);
  }

  private static List<CaseState.Assignment> primaries(CaseState state) {
    List<CaseState.Assignment> primaries = new ArrayList<>();
    for (CaseState.Assignment assignment : state.getAssignmentsList()) {
      if (assignment.getRole() == Role.PRIMARY) primaries.add(assignment);
    }
    return primaries.size() > MOST ? primaries.subList(primaries.size() - MOST, primaries.size()) : primaries;
  }

  private static List<Integer> firstDays(List<CaseState.Assignment> primaries) {
    Map<String, Integer> first = new LinkedHashMap<>();
    for (CaseState.Assignment primary : primaries) first.merge(primary.getWorker(), primary.getFrom(), Math::min);
    return new ArrayList<>(first.values());
  }

  private static void writeOverdue(CaseState state, KeyWriter key) {
    List<Integer> answers = new ArrayList<>();
    for (CaseState.Referral referral : state.getReferralsList()) {
      boolean waits = referral.getState() == CaseSummary.Referral.State.MADE;
      if (waits && referral.hasRespondBy()) answers.add(referral.getRespondBy());
    }
    List<Integer> flags = new ArrayList<>();
    for (CaseState.Flag flag : state.getFlagsList()) {
      if (!flag.getCleared() && flag.hasDue()) flags.add(flag.getDue());
    }
    writeDays(answers, key);
    writeDays(flags, key);
  }

  private static void writeDays(List<Integer> days, KeyWriter key) {
    days.sort(null);
    if (days.size() > MOST) days = days.subList(days.size() - MOST, days.size());
    key.one(days.size());
    for (int day : days) key.day(day);
  }
}
