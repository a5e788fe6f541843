package cases;

import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.Case.CaseworkerAssigned;
import praksis.v1.Case.CaseworkerAssigned.Role;
import praksis.v1.Case.CaseworkerUnassigned;

/** Who works on the case: libs/domain/case/assignment.cc. */
final class Assignments {
  private Assignments() {}

  static void evolve(CaseworkerAssigned assigned, int occurred, CaseState.Builder state) {
    int from = Days.dayOr(assigned.getFrom(), occurred);
    if (assigned.getRole() == Role.PRIMARY) {
      for (int i = 0; i < state.getAssignmentsCount(); ++i) {
        CaseState.Assignment earlier = state.getAssignments(i);
        if (earlier.getRole() != Role.PRIMARY || earlier.hasTo()) continue;
        state.setAssignments(i, earlier.toBuilder().setTo(Math.max(earlier.getFrom(), from - 1)).build());
      }
    }
    state.addAssignments(
        CaseState.Assignment.newBuilder()
            .setWorker(assigned.getWorker())
            .setRole(assigned.getRole())
            .setFrom(from)
            .build());
  }

  static void evolve(CaseworkerUnassigned unassigned, int occurred, CaseState.Builder state) {
    for (int i = 0; i < state.getAssignmentsCount(); ++i) {
      CaseState.Assignment ongoing = state.getAssignments(i);
      if (ongoing.hasTo() || ongoing.getRole() != unassigned.getRole()) continue;
      if (!ongoing.getWorker().equals(unassigned.getWorker())) continue;
      state.setAssignments(i, ongoing.toBuilder().setTo(Days.dayOr(unassigned.getTo(), occurred)).build());
      return;
    }
  }
}
