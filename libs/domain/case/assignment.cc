// Who works on the case. A role may be held by several workers, PRIMARY by one at a time.
#include <algorithm>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

using Assignment = CaseState::Assignment;
using Role = v1::CaseworkerAssigned;

// The assignment of that worker in that role that goes on; null where there is none.
template <typename State>
auto* Ongoing(State& state, std::string_view worker, Role::Role role) {
  for (auto& assignment : state) {
    if (assignment.worker() == worker && assignment.role() == role && !assignment.has_to())
      return &assignment;
  }
  return static_cast<decltype(&*state.begin())>(nullptr);
}

// On the day of the handing over, both workers may hold the role.
absl::Status RequireNoOtherPrimary(const CaseState& state, const v1::CaseworkerAssigned& assigned,
                                   base::Day from) {
  for (const Assignment& earlier : state.assignments()) {
    if (earlier.role() != Role::PRIMARY) continue;
    const NamedDay until = earlier.has_to() ? NamedDay{"earlier_primary_to", earlier.to()}
                                            : NamedDay{"earlier_primary_from", earlier.from()};
    RETURN_IF_ERROR(RequireOrder(until, {"from", from}, {"worker", assigned.worker()}));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Decide(const CaseState& state, const v1::CaseworkerAssigned& assigned, base::Day) {
  const base::Day from = DayOf(assigned.from());
  if (const Assignment* ongoing = Ongoing(state.assignments(), assigned.worker(), assigned.role())) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "ALREADY_ASSIGNED",
        base::StrCat("\"", assigned.worker(), "\" has been ", Role::Role_Name(assigned.role()),
                     " in the case since ", ShowDay(ongoing->from()),
                     "; nothing needs to be reported, or correct that."),
        {{"worker", assigned.worker()},
         {"role", Role::Role_Name(assigned.role())},
         {"from", ShowDay(ongoing->from())}});
  }
  RETURN_IF_ERROR(
      RequireOrder({"opened_on", state.opened_on()}, {"from", from}, {"worker", assigned.worker()}));
  if (assigned.role() == Role::PRIMARY) RETURN_IF_ERROR(RequireNoOtherPrimary(state, assigned, from));
  return absl::OkStatus();
}

void Evolve(const v1::CaseworkerAssigned& assigned, base::Day occurred, CaseState& state) {
  const base::Day from = DayOr(assigned.from(), occurred);
  if (assigned.role() == Role::PRIMARY) {
    for (Assignment& earlier : *state.mutable_assignments()) {
      if (earlier.role() == Role::PRIMARY && !earlier.has_to()) {
        earlier.set_to(std::max(earlier.from(), from - 1));
      }
    }
  }
  Assignment* assignment = state.add_assignments();
  assignment->set_worker(assigned.worker());
  assignment->set_role(assigned.role());
  assignment->set_from(from);
}

absl::Status Decide(const CaseState& state, const v1::CaseworkerUnassigned& unassigned, base::Day) {
  const Assignment* ongoing = Ongoing(state.assignments(), unassigned.worker(), unassigned.role());
  if (ongoing == nullptr) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "NOT_ASSIGNED",
        base::StrCat("\"", unassigned.worker(), "\" is not ", Role::Role_Name(unassigned.role()),
                     " in the case; report the assignment first, or check worker and role."),
        {{"worker", unassigned.worker()}, {"role", Role::Role_Name(unassigned.role())}});
  }
  return RequireOrder({"from", ongoing->from()}, {"to", DayOf(unassigned.to())},
                      {"worker", unassigned.worker()});
}

void Evolve(const v1::CaseworkerUnassigned& unassigned, base::Day occurred, CaseState& state) {
  Assignment* ongoing = Ongoing(*state.mutable_assignments(), unassigned.worker(), unassigned.role());
  if (ongoing != nullptr) ongoing->set_to(DayOr(unassigned.to(), occurred));
}

bool IsAssigned(const CaseState& state, std::string_view worker, base::Day day) {
  for (const Assignment& assignment : state.assignments()) {
    if (assignment.worker() == worker && assignment.from() <= day &&
        (!assignment.has_to() || day <= assignment.to())) {
      return true;
    }
  }
  return false;
}

}  // namespace praksis::domain::cases
