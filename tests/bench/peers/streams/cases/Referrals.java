package cases;

import java.util.List;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.ReferralAccepted;
import praksis.v1.Case.ReferralAmended;
import praksis.v1.Case.ReferralCancelled;
import praksis.v1.Case.ReferralDeclined;
import praksis.v1.Case.ReferralFulfilled;
import praksis.v1.Case.ReferralMade;
import praksis.v1.Case.Resource;
import praksis.v1.HistoryOuterClass.CaseSummary.Referral.State;

/** Referrals: libs/domain/case/referral.cc. */
final class Referrals {
  private Referrals() {}

  static void evolve(ReferralMade made, int occurred, CaseState.Builder state) {
    CaseState.Referral.Builder referral =
        CaseState.Referral.newBuilder()
            .setReferralId(made.getReferralId())
            .setState(State.MADE)
            .setToOrganisation(made.getToOrganisation())
            .setService(made.getService())
            .setMadeOn(occurred)
            .setResourcesWorded(worded(made.getResourcesList()));
    if (!made.getRespondBy().isEmpty()) referral.setRespondBy(Days.dayOf(made.getRespondBy()));
    state.addReferrals(referral.build());
    Notes.noteContact(occurred, state);
  }

  static void evolve(ReferralAmended amended, CaseState.Builder state) {
    int at = find(amended.getReferralId(), state);
    if (at < 0) return;
    CaseState.Referral.Builder referral = state.getReferrals(at).toBuilder();
    if (amended.getResourcesCount() > 0) referral.setResourcesWorded(worded(amended.getResourcesList()));
    if (!amended.getRespondBy().isEmpty()) referral.setRespondBy(Days.dayOf(amended.getRespondBy()));
    state.setReferrals(at, referral.build());
  }

  static void evolve(ReferralAccepted accepted, int occurred, CaseState.Builder state) {
    int at = find(accepted.getReferralId(), state);
    if (at < 0) return;
    state.setReferrals(
        at,
        state.getReferrals(at).toBuilder()
            .setState(State.ACCEPTED)
            .setWasAccepted(true)
            .setAnsweredOn(Days.dayOr(accepted.getAcceptedOn(), occurred))
            .build());
  }

  static void evolve(ReferralDeclined declined, int occurred, CaseState.Builder state) {
    int at = find(declined.getReferralId(), state);
    if (at < 0) return;
    state.setReferrals(
        at,
        state.getReferrals(at).toBuilder()
            .setState(State.DECLINED)
            .setDeclinedBy(declined.getDecidedBy())
            .setDeclineReason(declined.getReason())
            .setAnsweredOn(Days.dayOr(declined.getDeclinedOn(), occurred))
            .build());
  }

  static void evolve(ReferralCancelled cancelled, CaseState.Builder state) {
    setState(cancelled.getReferralId(), State.CANCELLED, state);
  }

  static void evolve(ReferralFulfilled fulfilled, CaseState.Builder state) {
    setState(fulfilled.getReferralId(), State.FULFILLED, state);
  }

  private static void setState(String id, State to, CaseState.Builder state) {
    int at = find(id, state);
    if (at >= 0) state.setReferrals(at, state.getReferrals(at).toBuilder().setState(to).build());
  }

  private static int find(String id, CaseState.Builder state) {
    for (int i = 0; i < state.getReferralsCount(); ++i) {
      if (state.getReferrals(i).getReferralId().equals(id)) return i;
    }
    return -1;
  }

  private static boolean worded(List<Resource> resources) {
    for (Resource resource : resources) {
      if (resource.getText().isEmpty()) return false;
    }
    return true;
  }
}
