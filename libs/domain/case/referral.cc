// Referrals. MADE → ACCEPTED | DECLINED | CANCELLED; ACCEPTED → FULFILLED | CANCELLED.
#include <algorithm>

#include "libs/base/status.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

using Referral = CaseState::Referral;
using State = v1::CaseSummary::Referral;

template <typename Referrals>
auto* Find(Referrals& referrals, std::string_view id) {
  return FindBy(
      referrals, [](const Referral& referral) -> const std::string& { return referral.referral_id(); }, id);
}

// The referral `id` is MADE (or ACCEPTED, where allowed), and `day` is not before it.
absl::Status RequireOpen(const CaseState& state, const std::string& id, bool accepted_too,
                         const NamedDay& day) {
  const Thing thing = {"referral", id};
  const Referral* referral = Find(state.referrals(), id);
  if (referral == nullptr) return RefuseUnknown(thing);
  if (referral->state() != State::MADE && !(accepted_too && referral->state() == State::ACCEPTED)) {
    return RefuseState("REFERRAL_NOT_OPEN", thing, State::State_Name(referral->state()),
                       accepted_too ? "MADE, ACCEPTED" : "MADE");
  }
  return RequireOrder({"made_on", referral->made_on()}, day, thing);
}

bool Worded(const google::protobuf::RepeatedPtrField<v1::Resource>& resources) {
  return std::all_of(resources.begin(), resources.end(),
                     [](const v1::Resource& resource) { return !resource.text().empty(); });
}

}  // namespace

absl::Status Decide(const CaseState& state, const v1::ReferralMade& made, base::Day occurred) {
  const Thing thing = {"referral", made.referral_id()};
  if (Find(state.referrals(), made.referral_id()) != nullptr) return RefuseExisting(thing);
  RETURN_IF_ERROR(RequireOrder({"opened_on", state.opened_on()}, {"made_on", occurred}, thing));
  return RequireOrder({"made_on", occurred}, {"respond_by", DayOr(made.respond_by(), occurred)}, thing);
}

void Evolve(const v1::ReferralMade& made, base::Day occurred, CaseState& state) {
  Referral* referral = state.add_referrals();
  referral->set_referral_id(made.referral_id());
  referral->set_state(State::MADE);
  referral->set_to_organisation(made.to_organisation());
  referral->set_service(made.service());
  referral->set_made_on(occurred);
  NoteContact(occurred, state);
  referral->set_resources_worded(Worded(made.resources()));
  if (!made.respond_by().empty()) referral->set_respond_by(DayOf(made.respond_by()));
}

absl::Status Decide(const CaseState& state, const v1::ReferralAmended& amended, base::Day occurred) {
  RETURN_IF_ERROR(
      RequireOpen(state, amended.referral_id(), /*accepted_too=*/false, {"occurred_at", occurred}));
  if (amended.respond_by().empty()) return absl::OkStatus();
  return RequireOpen(state, amended.referral_id(), /*accepted_too=*/false,
                     {"respond_by", DayOf(amended.respond_by())});
}

void Evolve(const v1::ReferralAmended& amended, base::Day, CaseState& state) {
  Referral* referral = Find(*state.mutable_referrals(), amended.referral_id());
  if (referral == nullptr) return;
  if (!amended.resources().empty()) referral->set_resources_worded(Worded(amended.resources()));
  if (!amended.respond_by().empty()) referral->set_respond_by(DayOf(amended.respond_by()));
}

absl::Status Decide(const CaseState& state, const v1::ReferralAccepted& accepted, base::Day occurred) {
  return RequireOpen(state, accepted.referral_id(), /*accepted_too=*/false,
                     {"accepted_on", DayOr(accepted.accepted_on(), occurred)});
}

void Evolve(const v1::ReferralAccepted& accepted, base::Day occurred, CaseState& state) {
  Referral* referral = Find(*state.mutable_referrals(), accepted.referral_id());
  if (referral == nullptr) return;
  referral->set_state(State::ACCEPTED);
  referral->set_was_accepted(true);
  referral->set_answered_on(DayOr(accepted.accepted_on(), occurred));
}

absl::Status Decide(const CaseState& state, const v1::ReferralDeclined& declined, base::Day occurred) {
  return RequireOpen(state, declined.referral_id(), /*accepted_too=*/false,
                     {"declined_on", DayOr(declined.declined_on(), occurred)});
}

void Evolve(const v1::ReferralDeclined& declined, base::Day occurred, CaseState& state) {
  Referral* referral = Find(*state.mutable_referrals(), declined.referral_id());
  if (referral == nullptr) return;
  referral->set_state(State::DECLINED);
  referral->set_declined_by(declined.decided_by());
  referral->set_decline_reason(declined.reason());
  referral->set_answered_on(DayOr(declined.declined_on(), occurred));
}

absl::Status Decide(const CaseState& state, const v1::ReferralCancelled& cancelled, base::Day occurred) {
  return RequireOpen(state, cancelled.referral_id(), /*accepted_too=*/true, {"occurred_at", occurred});
}

void Evolve(const v1::ReferralCancelled& cancelled, base::Day, CaseState& state) {
  if (Referral* referral = Find(*state.mutable_referrals(), cancelled.referral_id())) {
    referral->set_state(State::CANCELLED);
  }
}

absl::Status Decide(const CaseState& state, const v1::ReferralFulfilled& fulfilled, base::Day occurred) {
  const Thing thing = {"referral", fulfilled.referral_id()};
  const Referral* referral = Find(state.referrals(), fulfilled.referral_id());
  if (referral == nullptr) return RefuseUnknown(thing);
  if (referral->state() != State::ACCEPTED) {
    return RefuseState("REFERRAL_NOT_ACCEPTED", thing, State::State_Name(referral->state()), "ACCEPTED");
  }
  return RequireOrder({"accepted_on", referral->answered_on()}, {"occurred_at", occurred}, thing);
}

void Evolve(const v1::ReferralFulfilled& fulfilled, base::Day, CaseState& state) {
  if (Referral* referral = Find(*state.mutable_referrals(), fulfilled.referral_id())) {
    referral->set_state(State::FULFILLED);
  }
}

}  // namespace praksis::domain::cases
