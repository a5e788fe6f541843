package cases;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.InterruptionReason;
import praksis.v1.Case.PlacementAgreed;
import praksis.v1.Case.PlacementCompleted;
import praksis.v1.Case.PlacementExtended;
import praksis.v1.Case.PlacementHoursChanged;
import praksis.v1.Case.PlacementInterrupted;
import praksis.v1.Case.PlacementOfferDeclined;
import praksis.v1.Case.PlacementOffered;
import praksis.v1.Case.PlacementStarted;
import praksis.v1.Case.PlacementTerms;
import praksis.v1.HistoryOuterClass.CaseSummary.Placement.State;

/** Placements: libs/domain/case/placement.cc and full_time.cc. */
final class Placements {
  private Placements() {}

  static void evolve(PlacementOffered offered, CaseState.Builder state) {
    state.addPlacements(withTerms(offered.getPlacementId(), offered.getTerms()).setState(State.OFFERED).build());
  }

  static void evolve(PlacementAgreed agreed, int occurred, CaseState.Builder state) {
    int at = find(agreed.getPlacementId(), state);
    if (at < 0) return;
    state.setPlacements(at, state.getPlacements(at).toBuilder().setState(State.AGREED).build());
    Notes.noteContact(occurred, state);
  }

  static void evolve(PlacementOfferDeclined declined, CaseState.Builder state) {
    int at = find(declined.getPlacementId(), state);
    if (at < 0) return;
    state.setPlacements(at, state.getPlacements(at).toBuilder().setState(State.OFFER_DECLINED).build());
  }

  static void evolve(PlacementStarted started, int occurred, CaseState.Builder state) {
    int at = find(started.getPlacementId(), state);
    if (at < 0 && !started.getTakenOver()) return;
    CaseState.Placement.Builder placement =
        at < 0
            ? withTerms(started.getPlacementId(), started.getTerms())
            : state.getPlacements(at).toBuilder();
    int start = Days.dayOr(started.getStart(), occurred);
    placement.setState(State.RUNNING).setStart(start);
    if (at < 0) {
      state.addPlacements(placement.build());
    } else {
      state.setPlacements(at, placement.build());
    }
    Notes.noteContact(start, state);
  }

  static void evolve(PlacementExtended extended, CaseState.Builder state) {
    int at = find(extended.getPlacementId(), state);
    if (at < 0) return;
    CaseState.Placement placement = state.getPlacements(at);
    int end = Days.dayOr(extended.getPlannedEnd(), placement.getPlannedEnd());
    state.setPlacements(at, placement.toBuilder().setPlannedEnd(end).build());
  }

  static void evolve(PlacementHoursChanged changed, int occurred, CaseState.Builder state) {
    int at = find(changed.getPlacementId(), state);
    if (at < 0) return;
    CaseState.Placement.Builder placement = state.getPlacements(at).toBuilder();
    placement.addHoursChanges(
        CaseState.HoursChange.newBuilder()
            .setFrom(Days.dayOr(changed.getFrom(), occurred))
            .setMinutesPerWeek(changed.getMinutesPerWeek())
            .build());
    state.setPlacements(at, placement.setMinutesPerWeek(lastMinutesPerWeek(placement)).build());
  }

  static void evolve(PlacementInterrupted interrupted, int occurred, CaseState.Builder state) {
    int at = find(interrupted.getPlacementId(), state);
    if (at < 0) return;
    CaseState.Placement.Builder placement =
        state.getPlacements(at).toBuilder()
            .setState(State.INTERRUPTED)
            .setLastDay(Days.dayOr(interrupted.getLastDay(), occurred))
            .setWarnedBefore(interrupted.getWarnedBefore());
    for (InterruptionReason reason : interrupted.getReasonsList()) {
      switch (reason.getVoice()) {
        case CITIZEN -> placement.setReasonCitizen(reason.getCode());
        case COMPANY -> placement.setReasonCompany(reason.getCode());
        case JOB_CENTRE -> placement.setReasonJobCentre(reason.getCode());
        default -> {}
      }
    }
    state.setPlacements(at, placement.build());
  }

  static void evolve(PlacementCompleted completed, int occurred, CaseState.Builder state) {
    int at = find(completed.getPlacementId(), state);
    if (at < 0) return;
    state.setPlacements(
        at,
        state.getPlacements(at).toBuilder()
            .setState(State.COMPLETED)
            .setLastDay(Days.dayOr(completed.getLastDay(), occurred))
            .setGoal(completed.getGoal())
            .setConvertedToJob(completed.getConvertedToJob())
            .build());
  }

  private static CaseState.Placement.Builder withTerms(String id, PlacementTerms terms) {
    return CaseState.Placement.newBuilder()
        .setPlacementId(id)
        .setTerms(terms)
        .setPlannedEnd(Days.dayOf(terms.getPlannedEnd()))
        .setMinutesPerWeek(terms.getMinutesPerWeek());
  }

  /** Of the change with the latest `from`; of two on one day the later reported. */
  private static int lastMinutesPerWeek(CaseState.Placement.Builder placement) {
    CaseState.HoursChange last = placement.getHoursChanges(0);
    for (CaseState.HoursChange change : placement.getHoursChangesList()) {
      if (change.getFrom() >= last.getFrom()) last = change;
    }
    return last.getMinutesPerWeek();
  }

  private static int find(String id, CaseState.Builder state) {
    for (int i = 0; i < state.getPlacementsCount(); ++i) {
      if (state.getPlacements(i).getPlacementId().equals(id)) return i;
    }
    return -1;
  }
}
