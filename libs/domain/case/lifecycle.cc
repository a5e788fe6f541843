// The case itself: ∅ → OPEN → CLOSED → OPEN.
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

Thing ThisCase(const CaseState& state) { return {"case", state.stream()}; }

// What must be ended before the case can be.
struct OpenChildren {
  explicit OpenChildren(const CaseState& state) {
    for (const auto& placement : state.placements()) {
      if (placement.state() == v1::CaseSummary::Placement::RUNNING ||
          placement.state() == v1::CaseSummary::Placement::AGREED) {
        placements.push_back(placement.placement_id());
      }
    }
    for (const auto& referral : state.referrals()) {
      if (referral.state() == v1::CaseSummary::Referral::MADE) referrals.push_back(referral.referral_id());
    }
    for (const auto& coaching : state.coachings()) {
      if (!coaching.has_last_day()) coachings.push_back(coaching.coaching_id());
    }
  }

  absl::Status RequireNone() const {
    std::vector<std::string> ids = placements;
    ids.insert(ids.end(), referrals.begin(), referrals.end());
    ids.insert(ids.end(), coachings.begin(), coachings.end());
    if (ids.empty()) return absl::OkStatus();
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "OPEN_CHILDREN",
        base::StrCat("The case cannot be closed while something in it is open: ", Joined(ids),
                     ". End the placements and coachings and answer or cancel the referrals first."),
        {{"ids", Joined(ids)},
         {"placements", Joined(placements)},
         {"referrals", Joined(referrals)},
         {"coachings", Joined(coachings)}});
  }

  std::vector<std::string> placements;
  std::vector<std::string> referrals;
  std::vector<std::string> coachings;
};

// The latest day on which something in the case began or ended.
NamedDay LatestDay(const CaseState& state) {
  NamedDay latest = {"opened_on", state.opened_on()};
  const auto consider = [&](std::string_view name, base::Day day) {
    if (day > latest.day) latest = {name, day};
  };
  if (state.has_reopened_on()) consider("reopened_on", state.reopened_on());
  for (const auto& placement : state.placements()) {
    if (placement.has_start()) consider("placement_start", placement.start());
    if (placement.has_last_day()) consider("placement_last_day", placement.last_day());
  }
  for (const auto& coaching : state.coachings()) {
    consider("coaching_start", coaching.start());
    if (coaching.has_last_day()) consider("coaching_last_day", coaching.last_day());
  }
  return latest;
}

}  // namespace

absl::Status Decide(const CaseState& state, const v1::CaseOpened&, base::Day) {
  if (state.status() == v1::CaseSummary::STATUS_UNSPECIFIED) return absl::OkStatus();
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "CASE_EXISTS",
      base::StrCat("The case was opened on ", ShowDay(state.opened_on()),
                   " already. If it was closed, report CaseReopened; a new case needs a stream of its own."),
      {{"case_id", state.stream()}, {"opened_on", ShowDay(state.opened_on())}});
}

void Evolve(const v1::CaseOpened& opened, base::Day occurred, CaseState& state) {
  state.set_status(v1::CaseSummary::OPEN);
  state.set_person_ref(opened.person_ref());
  state.set_target_group(opened.target_group());
  state.set_opened_on(DayOr(opened.opened_on(), occurred));
  state.set_distance_from_market(opened.distance_from_market());
  state.set_language(opened.language());
}

absl::Status Decide(const CaseState& state, const v1::CaseClosed& closed, base::Day) {
  RETURN_IF_ERROR(OpenChildren(state).RequireNone());
  return RequireOrder(LatestDay(state), {"closed_on", DayOf(closed.closed_on())}, ThisCase(state));
}

void Evolve(const v1::CaseClosed& closed, base::Day occurred, CaseState& state) {
  state.set_status(v1::CaseSummary::CLOSED);
  state.set_closed_on(DayOr(closed.closed_on(), occurred));
  state.set_close_reason(closed.reason());
}

absl::Status Decide(const CaseState& state, const v1::CaseReopened& reopened, base::Day) {
  if (state.status() != v1::CaseSummary::CLOSED) {
    return RefuseState("CASE_NOT_CLOSED", ThisCase(state), "OPEN", "CLOSED");
  }
  return RequireOrder({"closed_on", state.closed_on()}, {"reopened_on", DayOf(reopened.reopened_on())},
                      ThisCase(state));
}

void Evolve(const v1::CaseReopened& reopened, base::Day occurred, CaseState& state) {
  state.set_status(v1::CaseSummary::OPEN);
  state.set_reopened_on(DayOr(reopened.reopened_on(), occurred));
  CaseState::Closure* closure = state.add_closures();
  closure->set_closed_on(state.closed_on());
  closure->set_reopened_on(state.reopened_on());
  closure->set_reason(state.close_reason());
  state.clear_closed_on();
  state.clear_close_reason();
  NoteContact(state.reopened_on(), state);
}

absl::Status Decide(const CaseState& state, const v1::CaseTransferred& transferred, base::Day occurred) {
  if (transferred.to_municipality() == state.municipality()) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "TRANSFER_TO_SAME",
                        base::StrCat("The case is with ", state.municipality(),
                                     " already; name the municipality that takes it over."),
                        {{"municipality", state.municipality()}});
  }
  const NamedDay since = state.has_transferred_on() ? NamedDay{"last_transferred_on", state.transferred_on()}
                                                    : NamedDay{"opened_on", state.opened_on()};
  return RequireOrder(since, {"transferred_on", DayOr(transferred.transferred_on(), occurred)},
                      ThisCase(state));
}

void Evolve(const v1::CaseTransferred& transferred, base::Day occurred, CaseState& state) {
  state.set_municipality(transferred.to_municipality());
  state.set_transferred_on(DayOr(transferred.transferred_on(), occurred));
}

}  // namespace praksis::domain::cases
