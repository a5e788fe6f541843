// The belief in the job chance, and the company visits that may occasion its assessment.
#include <algorithm>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

bool HasVisit(const CaseState& state, const std::string& id) {
  return std::find(state.visit_ids().begin(), state.visit_ids().end(), id) != state.visit_ids().end();
}

// An experiment lives in a stream of its own, which a case does not look into; a visit is part of the case.
bool NamesAVisit(const std::string& context) {
  return !context.empty() && context.find('/') == std::string::npos;
}

}  // namespace

absl::Status Decide(const CaseState& state, const v1::BeliefAssessed& assessed, base::Day occurred) {
  const base::Day day = DayOr(assessed.assessed_on(), occurred);
  RETURN_IF_ERROR(
      RequireOrder({"opened_on", state.opened_on()}, {"assessed_on", day}, {"case", state.stream()}));
  if (assessed.rater() == v1::BeliefAssessed::CASEWORKER && !IsAssigned(state, assessed.worker(), day)) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "NOT_ASSIGNED",
        base::StrCat("\"", assessed.worker(), "\" was not assigned to the case on ", ShowDay(day),
                     "; only a worker of the case can assess it. Report the assignment first."),
        {{"worker", assessed.worker()}, {"day", ShowDay(day)}});
  }
  if (NamesAVisit(assessed.context()) && !HasVisit(state, assessed.context())) {
    return RefuseUnknown({"visit", assessed.context()});
  }
  return absl::OkStatus();
}

void Evolve(const v1::BeliefAssessed& assessed, base::Day occurred, CaseState& state) {
  CaseState::Belief* belief = state.add_beliefs();
  belief->set_rater(assessed.rater());
  belief->set_score(assessed.score());
  belief->set_assessed_on(DayOr(assessed.assessed_on(), occurred));
  NoteContact(belief->assessed_on(), state);
  belief->set_horizon_days(assessed.horizon_days());
  belief->set_worker(assessed.worker());
}

absl::Status Decide(const CaseState& state, const v1::CompanyVisited& visited, base::Day occurred) {
  const Thing thing = {"visit", visited.visit_id()};
  if (HasVisit(state, visited.visit_id())) return RefuseExisting(thing);
  return RequireOrder({"opened_on", state.opened_on()}, {"visited_on", DayOr(visited.visited_on(), occurred)},
                      thing);
}

void Evolve(const v1::CompanyVisited& visited, base::Day occurred, CaseState& state) {
  state.add_visit_ids(visited.visit_id());
  CaseState::Visit* visit = state.add_visits();
  visit->set_worker(visited.worker());
  visit->set_visited_on(DayOr(visited.visited_on(), occurred));
  visit->set_placements_found(visited.placements_found());
}

}  // namespace praksis::domain::cases
