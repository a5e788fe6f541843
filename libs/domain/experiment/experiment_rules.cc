#include "libs/domain/experiment/experiment_rules.h"

#include <algorithm>
#include <string>
#include <vector>

#include "libs/base/status.h"
#include "libs/domain/stream/days.h"
#include "libs/domain/stream/refusals.h"
#include "libs/domain/stream/rules_of.h"
#include "libs/domain/stream_states/experiment_state.pb.h"

namespace praksis::domain::experiments {
namespace {

using Unit = ExperimentState::Unit;

Thing ThisExperiment(const Occasion& occasion) { return {"experiment", occasion.stream}; }

absl::Status RequireStarted(const ExperimentState& state, const Occasion& occasion) {
  if (state.has_started_on()) return absl::OkStatus();
  return RefuseNotBegun("EXPERIMENT_NOT_STARTED", ThisExperiment(occasion), "ExperimentStarted");
}

absl::Status RequireRunning(const ExperimentState& state, const Occasion& occasion) {
  RETURN_IF_ERROR(RequireStarted(state, occasion));
  if (!state.has_ended_on()) return absl::OkStatus();
  return RefuseOver("EXPERIMENT_ENDED", ThisExperiment(occasion), {"ended_on", state.ended_on()},
                    "reflection_recorded");
}

const Unit* FindUnit(const ExperimentState& state, const std::string& id) {
  const auto found = std::find_if(state.units().begin(), state.units().end(),
                                  [&](const Unit& unit) { return unit.unit_id() == id; });
  return found == state.units().end() ? nullptr : &*found;
}

absl::Status RefuseUnit(const ExperimentState& state, const std::string& id) {
  std::vector<std::string> known;
  for (const Unit& unit : state.units()) known.push_back(unit.unit_id());
  return RefuseUnknown("experiment", {"unit", id}, known);
}

}  // namespace

absl::Status Decide(const ExperimentState& state, const v1::ExperimentStarted&, const Occasion& occasion) {
  if (!state.has_started_on()) return absl::OkStatus();
  return RefuseBegun(ThisExperiment(occasion), {"started_on", state.started_on()});
}

void Evolve(const v1::ExperimentStarted& started, const Occasion& occasion, ExperimentState& state) {
  state.set_started_on(DayOr(started.started_on(), occasion.day));
  state.set_question(started.question());
  state.clear_units();
  for (const v1::ExperimentUnit& unit : started.units()) {
    Unit* taking_part = state.add_units();
    taking_part->set_unit_id(unit.unit_id());
    taking_part->set_started_on(DayOr(unit.started_on(), state.started_on()));
  }
}

absl::Status Decide(const ExperimentState& state, const v1::LanguageObserved& observed,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireRunning(state, occasion));
  return FindUnit(state, observed.unit_id()) != nullptr ? absl::OkStatus()
                                                        : RefuseUnit(state, observed.unit_id());
}

void Evolve(const v1::LanguageObserved&, const Occasion& occasion, ExperimentState& state) {
  state.set_observations(state.observations() + 1);
  if (!state.has_observed_on() || occasion.day > state.observed_on()) state.set_observed_on(occasion.day);
}

absl::Status Decide(const ExperimentState& state, const v1::ReflectionRecorded& recorded,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireStarted(state, occasion));
  const Unit* unit = FindUnit(state, recorded.unit_id());
  if (unit == nullptr) return RefuseUnit(state, recorded.unit_id());
  return RequireOrder({"started_on", unit->started_on()}, {"reflected_on", occasion.day},
                      {"unit", unit->unit_id()});
}

void Evolve(const v1::ReflectionRecorded&, const Occasion&, ExperimentState& state) {
  state.set_reflections(state.reflections() + 1);
}

absl::Status Decide(const ExperimentState& state, const v1::ExperimentEnded& ended,
                    const Occasion& occasion) {
  RETURN_IF_ERROR(RequireRunning(state, occasion));
  const NamedDay ended_on = {"ended_on", DayOf(ended.ended_on())};
  const Thing experiment = ThisExperiment(occasion);
  RETURN_IF_ERROR(RequireOrder({"started_on", state.started_on()}, ended_on, experiment));
  if (!state.has_observed_on()) return absl::OkStatus();
  return RequireOrder({"observed_on", state.observed_on()}, ended_on, experiment);
}

void Evolve(const v1::ExperimentEnded& ended, const Occasion& occasion, ExperimentState& state) {
  state.set_ended_on(DayOr(ended.ended_on(), occasion.day));
}

const StreamRules& ExperimentRules() {
  static const RulesOf<OfExperiment, ExperimentState> rules("experiment");
  return rules;
}

}  // namespace praksis::domain::experiments
