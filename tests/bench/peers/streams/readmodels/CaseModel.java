package readmodels;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.EventOuterClass.Event.BodyCase;

/** A figure: what a case contributes to it (libs/projection/read_model.h). Stateless. */
public interface CaseModel {
  String name();

  /**
   * Events after which a case may contribute something else. After all others it is not asked, which ours is. Corrections
   * and voided events are not named: they are about any.
   */
  Set<BodyCase> dependsOn();

  void contribute(CaseState state, Contributions out);

  /** All of them, in the order of libs/readmodels/all_models.cc. */
  List<CaseModel> ALL =
      List.of(
          new Funnel(),
          new Referrals(),
          new Interruptions(),
          new Pool(),
          new ReturnToWork(),
          new CoachingOutcomes(),
          new Belief(),
          new Continuity(),
          new Practice());

  /** What changes where a case counts, and `more`. */
  static Set<BodyCase> openedOrTransferredOr(BodyCase... more) {
    EnumSet<BodyCase> all = EnumSet.of(BodyCase.CASE_OPENED, BodyCase.CASE_TRANSFERRED);
    all.addAll(List.of(more));
    return all;
  }
}
