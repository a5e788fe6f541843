package readmodels;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.BeliefAssessed.Rater;
import praksis.v1.Case.CaseworkerAssigned.Role;
import praksis.v1.Case.ConsentGiven.Purpose;
import praksis.v1.EventOuterClass.Event.BodyCase;

/** The placements that learning cases are chosen from: libs/readmodels/pool.cc. */
final class Pool implements CaseModel {
  private static final int INTERRUPTED = 1;
  private static final int COMPLETED = 2;
  private static final int NO_CONSENT = Integer.MIN_VALUE;
  private static final int CONSENT_WITHOUT_END = Integer.MAX_VALUE;

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.PLACEMENT_INTERRUPTED,
          BodyCase.PLACEMENT_COMPLETED,
          BodyCase.BELIEF_ASSESSED,
          BodyCase.CONSENT_GIVEN,
          BodyCase.CONSENT_WITHDRAWN,
          BodyCase.CONSENT_INVALIDATED,
          BodyCase.CASEWORKER_ASSIGNED,
          BodyCase.CASEWORKER_UNASSIGNED);

  private static final ThreadLocal<MessageDigest> SHA256 =
      ThreadLocal.withInitial(
          () -> {
            try {
              return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException exception) {
              throw new IllegalStateException(exception);
            }
          });

  @Override
  public String name() {
    return "pool";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    for (CaseState.Placement placement : state.getPlacementsList()) {
      if (!placement.hasStart() || !placement.hasLastDay()) continue;
      switch (placement.getState()) {
        case INTERRUPTED -> contribute(state, placement, INTERRUPTED, out);
        case COMPLETED -> contribute(state, placement, COMPLETED, out);
        default -> {}
      }
    }
  }

  private static void contribute(CaseState state, CaseState.Placement placement, int ending, Contributions out) {
    KeyWriter key =
        keyOf(state, ending, placement.getLastDay()).text(state.getStream()).text(placement.getPlacementId());
    KeyWriter value = valueOf(state, placement);
    out.row(key, value);
    MessageDigest sha256 = SHA256.get();
    sha256.update(key.buffer(), 0, key.size());
    sha256.update(value.buffer(), 0, value.size());
    byte[] digest = sha256.digest();
    int firstOfMonth = placement.getLastDay() - LocalDate.ofEpochDay(placement.getLastDay()).getDayOfMonth() + 1;
    for (int half = 0; half < 2; ++half) {
      out.count(keyOf(state, ending, firstOfMonth).one(half), fortyBits(digest, half));
    }
  }

  private static KeyWriter keyOf(CaseState state, int ending, int day) {
    return new KeyWriter().text(state.getMunicipality()).one(ending).day(day);
  }

  private static KeyWriter valueOf(CaseState state, CaseState.Placement placement) {
    return new KeyWriter()
        .one(placement.getTerms().getTypeValue())
        .one(beliefTrajectoryUntil(state, placement.getLastDay()))
        .day(placement.getStart())
        .day(learningConsentUntil(state))
        .number(pseudonymOf(state.getStream(), placement.getPlacementId()))
        .text(placement.getReasonCitizen())
        .text(placement.getReasonCompany())
        .text(placement.getReasonJobCentre())
        .text(Industry.section(placement.getTerms().getIndustry()))
        .text(state.getTargetGroup())
        .text(primaryWorkerOn(state, placement.getLastDay()));
  }

  private static long fortyBits(byte[] digest, int half) {
    long bits = 0;
    for (int i = 0; i < 5; ++i) bits = bits << 8 | digest[5 * half + i] & 0xff;
    return bits;
  }

  private static long pseudonymOf(String stream, String placement) {
    MessageDigest sha256 = SHA256.get();
    sha256.update(KeyWriter.utf8(stream));
    sha256.update((byte) 0);
    byte[] digest = sha256.digest(KeyWriter.utf8(placement));
    long first = 0;
    for (int i = 0; i < 8; ++i) first = first << 8 | digest[i] & 0xff;
    return first;
  }

  /** 0 not assessed, 1 rising, 2 falling, 3 steady and low, 4 steady and high. */
  private static int beliefTrajectoryUntil(CaseState state, int lastDay) {
    CaseState.Belief first = null;
    CaseState.Belief last = null;
    for (CaseState.Belief belief : state.getBeliefsList()) {
      if (belief.getRater() != Rater.CASEWORKER || belief.getAssessedOn() > lastDay) continue;
      if (first == null || belief.getAssessedOn() < first.getAssessedOn()) first = belief;
      if (last == null || belief.getAssessedOn() >= last.getAssessedOn()) last = belief;
    }
    if (first == null) return 0;
    if (last.getScore() > first.getScore()) return 1;
    if (last.getScore() < first.getScore()) return 2;
    return last.getScore() >= 4 ? 4 : 3;
  }

  static String primaryWorkerOn(CaseState state, int day) {
    CaseState.Assignment primary = null;
    for (CaseState.Assignment assignment : state.getAssignmentsList()) {
      if (assignment.getRole() != Role.PRIMARY || assignment.getFrom() > day) continue;
      if (assignment.hasTo() && assignment.getTo() < day) continue;
      if (primary == null || assignment.getFrom() >= primary.getFrom()) primary = assignment;
    }
    return primary == null ? "" : primary.getWorker();
  }

  private static int learningConsentUntil(CaseState state) {
    int until = NO_CONSENT;
    for (CaseState.Consent consent : state.getConsentsList()) {
      if (consent.getPurpose() != Purpose.LEARNING_INTERVIEW || !consent.getStanding()) continue;
      until = Math.max(until, consent.hasValidUntil() ? consent.getValidUntil() : CONSENT_WITHOUT_END);
    }
    return until;
  }
}
