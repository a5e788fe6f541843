#include "services/cycles/summary.h"

#include <memory>
#include <string>

#include "libs/domain/cycle/cycle_rules.h"
#include "libs/domain/stream/message_state.h"
#include "libs/domain/stream_states/cycle_state.pb.h"

namespace praksis::services {
namespace {

using domain::cycles::CycleState;
using readmodels::LearningStream;

CycleState Fold(const LearningStream& cycle) {
  const domain::StreamRules& rules = domain::cycles::CycleRules();
  const std::unique_ptr<domain::StreamState> state = rules.Initial();
  for (const v1::Event& fact : cycle.facts) rules.Evolve(fact, *state);
  return static_cast<const domain::MessageState<CycleState>&>(*state).state;
}

// The steps that were done or waived, as the rules say; completing the cycle ends the last one.
void PutEnds(const CycleState& state, const LearningStream& cycle, v1::CycleSummary& summary) {
  for (const CycleState::Step& ended : state.steps()) {
    auto& step = *summary.mutable_steps(ended.step() - v1::CYCLE_STEP_IDENTIFY_CHALLENGE);
    step.set_standing(ended.waived() ? v1::CYCLE_STANDING_WAIVED : v1::CYCLE_STANDING_DONE);
    step.set_ended_on(base::FormatDay(ended.on()));
  }
  auto& last = *summary.mutable_steps(summary.steps_size() - 1);
  const v1::CycleClosed* const closing = ClosingOf(cycle);
  if (closing == nullptr || closing->ending() != v1::CYCLE_ENDING_COMPLETED || !last.ended_on().empty())
    return;
  last.set_standing(v1::CYCLE_STANDING_DONE);
  last.set_ended_on(base::FormatDay(state.closed_on()));
}

// A step begins when the one before has ended.
void PutSteps(const CycleState& state, const LearningStream& cycle, base::Day today,
              v1::CycleSummary& summary) {
  for (int step = v1::CycleStep_MIN + 1; step <= v1::CycleStep_MAX; ++step) {
    summary.add_steps()->set_step(static_cast<v1::CycleStep>(step));
  }
  PutEnds(state, cycle, summary);
  std::string since = base::FormatDay(state.identified_on());
  for (v1::CycleStepState& step : *summary.mutable_steps()) {
    const bool ended = !step.ended_on().empty();
    const bool current = !ended && !since.empty() && !state.has_closed_on();
    if (!ended) step.set_standing(current ? v1::CYCLE_STANDING_CURRENT : v1::CYCLE_STANDING_AHEAD);
    if (current) summary.set_current_step(step.step());
    if (ended || current) {
      step.set_since(since);
      const base::Day end = ended ? base::ParseDay(step.ended_on()).value_or(today) : today;
      step.set_days(end - base::ParseDay(since).value_or(end));
    }
    since = step.ended_on();
  }
}

void PutReasons(const LearningStream& cycle, v1::CycleSummary& summary) {
  for (const v1::Event& fact : cycle.facts) {
    if (!fact.has_cycle_step_waived()) continue;
    const int index = fact.cycle_step_waived().step() - v1::CYCLE_STEP_IDENTIFY_CHALLENGE;
    summary.mutable_steps(index)->set_waived_because(fact.cycle_step_waived().reason());
  }
}

void PutChallenge(const v1::ChallengeIdentified& challenge, v1::CycleSummary& summary) {
  summary.set_challenge(challenge.challenge());
  summary.set_wording(challenge.wording());
  *summary.mutable_sites() = challenge.sites();
  summary.set_parent_cycle(challenge.parent_cycle());
  summary.set_programme(challenge.programme());
}

void PutMeasures(const CycleIndex& index, const LearningStream& cycle, v1::CycleMeasureCounts& counts) {
  for (const v1::CycleMeasure& measure : index.MeasuresOf(cycle)) {
    if (!measure.has_decided()) continue;
    const bool implemented = IsImplemented(measure);
    counts.set_decided(counts.decided() + 1);
    if (implemented) counts.set_implemented(counts.implemented() + 1);
    if (implemented && IsEvaluated(measure)) counts.set_evaluated(counts.evaluated() + 1);
    counts.set_sites_decided(counts.sites_decided() + measure.sites_size());
    for (const auto& site : measure.sites()) {
      if (!site.implemented_on().empty()) counts.set_sites_implemented(counts.sites_implemented() + 1);
    }
  }
}

}  // namespace

v1::CycleSummary Summarise(const CycleIndex& index, const LearningStream& cycle, base::Day today) {
  const CycleState state = Fold(cycle);
  v1::CycleSummary summary;
  summary.set_stream(cycle.name);
  PutChallenge(*ChallengeOf(cycle), summary);
  for (std::string& next : index.Following(cycle.name)) summary.add_next_cycles(std::move(next));
  PutSteps(state, cycle, today, summary);
  PutReasons(cycle, summary);
  summary.set_begun_on(base::FormatDay(state.identified_on()));
  if (const v1::CycleClosed* const closing = ClosingOf(cycle); closing != nullptr) {
    summary.set_closed_on(base::FormatDay(state.closed_on()));
    summary.set_ending(closing->ending());
    summary.set_next_cycle_on(closing->next_cycle_on());
  }
  summary.set_days((state.has_closed_on() ? state.closed_on() : today) - state.identified_on());
  PutMeasures(index, cycle, *summary.mutable_measures());
  return summary;
}

}  // namespace praksis::services
