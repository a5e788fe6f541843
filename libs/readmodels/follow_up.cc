#include "libs/readmodels/follow_up.h"

#include <algorithm>

namespace praksis::readmodels {

using domain::cases::CaseState;

std::optional<v1::CaseClosed::Reason> ClosedOn(const CaseState& state, base::Day day) {
  for (const auto& closure : state.closures()) {
    if (closure.closed_on() < day && day < closure.reopened_on()) return closure.reason();
  }
  if (state.status() == v1::CaseSummary::CLOSED && state.closed_on() < day) return state.close_reason();
  return std::nullopt;
}

int32_t DaysClosedBetween(const CaseState& state) {
  int32_t days = 0;
  for (const auto& closure : state.closures()) {
    days += std::max(closure.reopened_on() - closure.closed_on() - 1, 0);
  }
  return days;
}

bool IsWork(const CaseState::Occupation& occupation) {
  switch (occupation.kind()) {
    case v1::OccupationStarted::ORDINARY:
    case v1::OccupationStarted::SUBSIDISED:
    case v1::OccupationStarted::SELF_EMPLOYED:
      return true;
    default:
      return false;
  }
}

bool InWorkOn(const CaseState& state, base::Day day) {
  return std::any_of(state.occupations().begin(), state.occupations().end(), [day](const auto& occupation) {
    return IsWork(occupation) && occupation.start() <= day &&
           (!occupation.has_last_day() || day <= occupation.last_day());
  });
}

}  // namespace praksis::readmodels
