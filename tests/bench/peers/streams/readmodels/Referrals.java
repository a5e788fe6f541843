package readmodels;

import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.EventOuterClass.Event.BodyCase;

/** How referrals are answered: libs/readmodels/referrals.cc. */
final class Referrals implements CaseModel {
  private static final int WAITING = 0;
  private static final int WITHDRAWN = 1;
  private static final int ACCEPTED = 2;
  private static final int DECLINED = 3;

  private static final Set<BodyCase> DEPENDS_ON =
      CaseModel.openedOrTransferredOr(
          BodyCase.REFERRAL_MADE,
          BodyCase.REFERRAL_AMENDED,
          BodyCase.REFERRAL_ACCEPTED,
          BodyCase.REFERRAL_DECLINED,
          BodyCase.REFERRAL_CANCELLED,
          BodyCase.REFERRAL_FULFILLED);

  @Override
  public String name() {
    return "referrals";
  }

  @Override
  public Set<BodyCase> dependsOn() {
    return DEPENDS_ON;
  }

  @Override
  public void contribute(CaseState state, Contributions out) {
    if (state.getReferralsCount() == 0) return;
    int person = KeyWriter.personTag(state);
    for (CaseState.Referral referral : state.getReferralsList()) {
      int answer = answerOf(referral);
      KeyWriter key =
          KeyWriter.of(state, referral.getMadeOn())
              .number(person)
              .one(referral.getResourcesWorded() ? 1 : 0)
              .one(answer);
      if (answer == ACCEPTED || answer == DECLINED) {
        int days = referral.hasAnsweredOn() ? referral.getAnsweredOn() - referral.getMadeOn() : 0;
        key.number(Math.max(days, 0));
      }
      if (answer == DECLINED) key.one(referral.getDeclinedByValue()).text(referral.getDeclineReason());
      out.count(key, 1);
    }
  }

  private static int answerOf(CaseState.Referral referral) {
    if (referral.getWasAccepted()) return ACCEPTED;
    return switch (referral.getState()) {
      case DECLINED -> DECLINED;
      case CANCELLED -> WITHDRAWN;
      case ACCEPTED, FULFILLED -> ACCEPTED;
      default -> WAITING;
    };
  }
}
