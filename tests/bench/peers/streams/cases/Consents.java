package cases;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.ConsentGiven;

/** What the person has consented to: libs/domain/case/consent.cc. */
final class Consents {
  private Consents() {}

  static void evolve(ConsentGiven given, int occurred, CaseState.Builder state) {
    CaseState.Consent.Builder consent =
        CaseState.Consent.newBuilder()
            .setConsentId(given.getConsentId())
            .setPurpose(given.getPurpose())
            .setStanding(true)
            .setGivenOn(occurred);
    if (!given.getValidUntil().isEmpty()) consent.setValidUntil(Days.dayOf(given.getValidUntil()));
    state.addConsents(consent.build());
  }

  /** ConsentWithdrawn and ConsentInvalidated. */
  static void end(String id, CaseState.Builder state) {
    for (int i = 0; i < state.getConsentsCount(); ++i) {
      CaseState.Consent consent = state.getConsents(i);
      if (!consent.getConsentId().equals(id)) continue;
      state.setConsents(i, consent.toBuilder().setStanding(false).build());
      return;
    }
  }
}
