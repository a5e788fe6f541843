package cases;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.FlagCleared;
import praksis.v1.Case.FlagRaised;

/** Contact, and flags: libs/domain/case/notes.cc. */
final class Notes {
  private Notes() {}

  static void noteContact(int day, CaseState.Builder state) {
    if (!state.hasLastContactOn() || day > state.getLastContactOn()) state.setLastContactOn(day);
  }

  static void evolve(FlagRaised raised, CaseState.Builder state) {
    CaseState.Flag.Builder flag =
        CaseState.Flag.newBuilder().setFlagId(raised.getFlagId()).setKind(raised.getKind());
    if (!raised.getDue().isEmpty()) flag.setDue(Days.dayOf(raised.getDue()));
    state.addFlags(flag.build());
  }

  static void evolve(FlagCleared cleared, CaseState.Builder state) {
    for (int i = 0; i < state.getFlagsCount(); ++i) {
      CaseState.Flag flag = state.getFlags(i);
      if (!flag.getFlagId().equals(cleared.getFlagId())) continue;
      state.setFlags(i, flag.toBuilder().setCleared(true).build());
      return;
    }
  }
}
