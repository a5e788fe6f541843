#include "libs/domain/case/case_rules.h"

#include <memory>
#include <string_view>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/domain/case/days.h"
#include "libs/domain/case/parts.h"
#include "libs/domain/case/refusals.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/stream/message_state.h"
#include "libs/domain/stream/visit_fact.h"

namespace praksis::domain::cases {
namespace {

bool AcceptedOnAClosedCase(v1::Event::BodyCase body) {
  return body == v1::Event::kConsentGiven || body == v1::Event::kConsentWithdrawn ||
         body == v1::Event::kConsentInvalidated || body == v1::Event::kOccupationEnded ||
         body == v1::Event::kSubjectiveSuccessReported || body == v1::Event::kCaseReopened;
}

// Whether the case as a whole, open or closed, takes such a fact.
absl::Status RequireStatus(const CaseState& state, const v1::Event& fact) {
  if (fact.has_case_opened()) return absl::OkStatus();
  switch (state.status()) {
    case v1::CaseSummary::OPEN:
      return absl::OkStatus();
    case v1::CaseSummary::CLOSED:
      if (AcceptedOnAClosedCase(fact.body_case())) return absl::OkStatus();
      return base::Refuse(
          absl::StatusCode::kFailedPrecondition, "CASE_CLOSED",
          base::StrCat("The case was closed on ", ShowDay(state.closed_on()),
                       ". Reopen it first (CaseReopened), or correct what was reported wrongly before."),
          {{"case_id", state.stream()},
           {"closed_on", ShowDay(state.closed_on())},
           {"allowed",
            "consent_given, consent_withdrawn, consent_invalidated, occupation_ended, "
            "subjective_success_reported, "
            "case_reopened, event_corrected, event_voided"}});
    default:
      return base::Refuse(
          absl::StatusCode::kFailedPrecondition, "CASE_NOT_OPENED",
          base::StrCat("The case \"", fact.stream(),
                       "\" has not been opened; report CaseOpened first, or check the stream."),
          {{"case_id", fact.stream()}});
  }
}

using State = MessageState<CaseState>;

class Rules final : public StreamRules {
 public:
  std::string_view kind() const override { return "case"; }
  std::unique_ptr<StreamState> Initial() const override { return std::make_unique<State>(); }
  absl::Status Decide(const StreamState& state, const v1::Event& fact,
                      const Circumstances& circumstances) const override {
    return cases::Decide(StateOf(state), fact, circumstances);
  }
  void Evolve(const v1::Event& event, StreamState& state) const override {
    cases::Evolve(event, static_cast<State&>(state).state);
  }
  absl::Status DecideRewrite(std::span<const v1::Event> history, const v1::Event& rewrite,
                             const Circumstances& circumstances) const override {
    return cases::DecideRewrite(history, rewrite, circumstances);
  }
  std::unique_ptr<StreamState> Fold(std::span<const v1::Event> history) const override {
    return std::make_unique<State>(cases::Fold(history));
  }
};

}  // namespace

const StreamRules& CaseRules() {
  static const Rules rules;
  return rules;
}

const CaseState& StateOf(const StreamState& state) { return static_cast<const State&>(state).state; }

absl::Status Decide(const CaseState& state, const v1::Event& fact, const Circumstances& circumstances) {
  PRAKSIS_CHECK(!RewritesHistory(fact), "stream=", fact.stream(), " event_id=", fact.event_id());
  if (circumstances.subject_erased) return RefuseErased(fact.stream());
  return VisitFact<OfCase>(
      fact,
      [&](const auto& body) -> absl::Status {
        RETURN_IF_ERROR(RequireStatus(state, fact));
        return Decide(state, body, OccurredDay(fact));
      },
      [&] { return RefuseStreamKind(fact, "case"); });
}

void Evolve(const v1::Event& event, CaseState& state) {
  if (state.stream().empty()) state.set_stream(event.stream());
  if (event.has_case_opened()) state.set_municipality(event.municipality());
  VisitFact<OfCase>(
      event, [&](const auto& body) { Evolve(body, OccurredDay(event), state); }, [] {});
  state.set_version(event.version());
}

}  // namespace praksis::domain::cases
