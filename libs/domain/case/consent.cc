// What the person has consented to. GIVEN → WITHDRAWN | INVALIDATED, or it expires; it can be given again.
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"

namespace praksis::domain::cases {
namespace {

using Consent = CaseState::Consent;

template <typename Consents>
auto* Find(Consents& consents, std::string_view id) {
  return FindBy(
      consents, [](const Consent& consent) -> const std::string& { return consent.consent_id(); }, id);
}

absl::Status RequireStanding(const CaseState& state, const std::string& id, base::Day occurred) {
  const Thing thing = {"consent", id};
  const Consent* consent = Find(state.consents(), id);
  if (consent == nullptr) return RefuseUnknown(thing);
  if (!consent->standing()) {
    return RefuseState("CONSENT_NOT_STANDING", thing, "WITHDRAWN or INVALIDATED", "GIVEN");
  }
  return RequireOrder({"given_on", consent->given_on()}, {"occurred_at", occurred}, thing);
}

void End(const std::string& id, CaseState& state) {
  if (Consent* consent = Find(*state.mutable_consents(), id)) consent->set_standing(false);
}

}  // namespace

absl::Status Decide(const CaseState& state, const v1::ConsentGiven& given, base::Day occurred) {
  const Thing thing = {"consent", given.consent_id()};
  if (Find(state.consents(), given.consent_id()) != nullptr) return RefuseExisting(thing);
  // Seen by ValidateFact, too, except in a correction that keeps the day of the fact it corrects.
  return RequireOrder({"given_on", occurred}, {"valid_until", DayOr(given.valid_until(), occurred)}, thing);
}

void Evolve(const v1::ConsentGiven& given, base::Day occurred, CaseState& state) {
  Consent* consent = state.add_consents();
  consent->set_consent_id(given.consent_id());
  consent->set_purpose(given.purpose());
  consent->set_standing(true);
  consent->set_given_on(occurred);
  if (!given.valid_until().empty()) consent->set_valid_until(DayOf(given.valid_until()));
}

absl::Status Decide(const CaseState& state, const v1::ConsentWithdrawn& withdrawn, base::Day occurred) {
  return RequireStanding(state, withdrawn.consent_id(), occurred);
}

void Evolve(const v1::ConsentWithdrawn& withdrawn, base::Day, CaseState& state) {
  End(withdrawn.consent_id(), state);
}

absl::Status Decide(const CaseState& state, const v1::ConsentInvalidated& invalidated, base::Day occurred) {
  return RequireStanding(state, invalidated.consent_id(), occurred);
}

void Evolve(const v1::ConsentInvalidated& invalidated, base::Day, CaseState& state) {
  End(invalidated.consent_id(), state);
}

absl::Status RequireConsent(const CaseState& state, v1::ConsentGiven::Purpose purpose, base::Day on) {
  for (const Consent& consent : state.consents()) {
    if (consent.purpose() == purpose && consent.standing() && consent.given_on() <= on &&
        (!consent.has_valid_until() || on <= consent.valid_until())) {
      return absl::OkStatus();
    }
  }
  const std::string& name = v1::ConsentGiven::Purpose_Name(purpose);
  return base::Refuse(absl::StatusCode::kPermissionDenied, "CONSENT_MISSING",
                      base::StrCat("No consent for ", name, " stands on ", ShowDay(on),
                                   "; ask the person, and report ConsentGiven if they agree."),
                      {{"purpose", name}, {"on", ShowDay(on)}});
}

}  // namespace praksis::domain::cases
