// The StreamRules of a kind, made of its parts: for each fact a Decide and an Evolve, found in the namespace
// of the kind's state,
//
//   absl::Status Decide(const StoryState& state, const v1::StoryVerified& fact, const Occasion& occasion);
//   void Evolve(const v1::StoryVerified& fact, const Occasion& occasion, StoryState& state);
//
// and everything else is here: which facts are the kind's, folding, corrections, copies. A fact without its
// pair does not compile.
//
// Decide is called for a fact that has passed ValidateFact. Evolve of a fact that cannot follow must not
// fail.
#ifndef PRAKSIS_LIBS_DOMAIN_STREAM_RULES_OF_H_
#define PRAKSIS_LIBS_DOMAIN_STREAM_RULES_OF_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/domain/stream/message_state.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rewriting.h"
#include "libs/domain/stream/visit_fact.h"

namespace praksis::domain {

// Where and when a fact is of.
struct Occasion {
  // "story/s-1".
  const std::string& stream;
  // OccurredDay of the fact.
  base::Day day;
};

// Where corrections need more than that everything could have been so from the start, the kind has
//
//   absl::Status RequireCorrectable(const MeasureState& state, const v1::Event& target,
//                                   const v1::Event& replaced);
//
// in its state's namespace: `state` is what the history adds up to now.
template <typename State>
concept HasOwnCorrections = requires(const State& state, const v1::Event& event) {
  RequireCorrectable(state, event, event);
};

// Where no member of the same name hides the kind's own functions.
namespace rules_of_internal {

template <typename State, typename Body>
absl::Status DecideFact(const State& state, const Body& body, const Occasion& occasion) {
  return Decide(state, body, occasion);
}
template <typename State, typename Body>
void EvolveFact(const Body& body, const Occasion& occasion, State& state) {
  Evolve(body, occasion, state);
}

}  // namespace rules_of_internal

// `kind` is the kind's name, `Kind` its tag (visit_fact.h). Stateless.
template <typename Kind, typename State>
class RulesOf final : public StreamRules {
 public:
  explicit RulesOf(std::string_view kind) : kind_(kind) {}

  std::string_view kind() const override { return kind_; }
  std::unique_ptr<StreamState> Initial() const override { return std::make_unique<MessageState<State>>(); }

  absl::Status Decide(const StreamState& state, const v1::Event& fact,
                      const Circumstances& circumstances) const override {
    PRAKSIS_CHECK(!RewritesHistory(fact), "stream=", fact.stream(), " event_id=", fact.event_id());
    if (circumstances.subject_erased) return RefuseErased(fact.stream());
    return VisitFact<Kind>(
        fact,
        [&](const auto& body) -> absl::Status {
          return rules_of_internal::DecideFact(Of(state), body, {fact.stream(), OccurredDay(fact)});
        },
        [&] { return RefuseStreamKind(fact, kind_); });
  }

  void Evolve(const v1::Event& event, StreamState& state) const override {
    EvolveMessage(event, static_cast<MessageState<State>&>(state).state);
  }

  absl::Status DecideRewrite(std::span<const v1::Event> history, const v1::Event& rewrite,
                             const Circumstances& circumstances) const override {
    return DecideRewriting(*this, history, rewrite, circumstances,
                           [&](const v1::Event& target, const v1::Event& replaced) -> absl::Status {
                             if constexpr (HasOwnCorrections<State>) {
                               return RequireCorrectable(Of(*Fold(history)), target, replaced);
                             } else {
                               return absl::OkStatus();
                             }
                           });
  }

  std::unique_ptr<StreamState> Fold(std::span<const v1::Event> history) const override {
    auto folded = std::make_unique<MessageState<State>>();
    for (const v1::Event& fact : StandingFacts(history)) EvolveMessage(fact, folded->state);
    if (!history.empty()) {
      folded->state.set_stream(history.back().stream());
      folded->state.set_version(history.back().version());
    }
    return folded;
  }

 private:
  static const State& Of(const StreamState& state) {
    return static_cast<const MessageState<State>&>(state).state;
  }

  static void EvolveMessage(const v1::Event& event, State& state) {
    if (state.stream().empty()) state.set_stream(event.stream());
    VisitFact<Kind>(
        event,
        [&](const auto& body) {
          rules_of_internal::EvolveFact(body, {event.stream(), OccurredDay(event)}, state);
        },
        [] {});
    state.set_version(event.version());
  }

  const std::string_view kind_;
};

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_STREAM_RULES_OF_H_
