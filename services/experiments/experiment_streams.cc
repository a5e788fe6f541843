#include "services/experiments/experiment_streams.h"

#include <algorithm>

#include "libs/domain/fact/fact.h"
#include "libs/domain/stream/days.h"

namespace praksis::services {
namespace {

const v1::ExperimentStarted* FindStart(const readmodels::LearningStream& stream) {
  const auto found = std::find_if(stream.facts.begin(), stream.facts.end(),
                                  [](const v1::Event& fact) { return fact.has_experiment_started(); });
  return found == stream.facts.end() ? nullptr : &found->experiment_started();
}

// The unit's own first day, or the experiment's.
const std::string& StartOf(const v1::ExperimentStarted& started, const v1::ExperimentUnit& unit) {
  return unit.started_on().empty() ? started.started_on() : unit.started_on();
}

}  // namespace

std::optional<v1::Experiment> ReadExperiment(const readmodels::LearningStream& stream) {
  const v1::ExperimentStarted* const started = FindStart(stream);
  if (started == nullptr) return std::nullopt;
  v1::Experiment experiment;
  experiment.set_experiment(stream.name);
  experiment.set_question(started->question());
  experiment.set_wording(started->wording());
  experiment.set_hypothesis(started->hypothesis());
  experiment.set_started_on(started->started_on());
  experiment.set_planned_end(started->planned_end());
  for (const v1::ExperimentUnit& unit : started->units()) {
    auto& out = *experiment.add_units();
    out.set_unit_id(unit.unit_id());
    out.set_site(unit.site());
    out.set_staff_group(unit.staff_group());
    out.set_started_on(StartOf(*started, unit));
    out.set_workers(unit.workers_size());
  }
  for (const v1::Event& fact : stream.facts) {
    if (!fact.has_experiment_ended()) continue;
    experiment.set_ended_on(fact.experiment_ended().ended_on());
    experiment.set_ending(fact.experiment_ended().ending());
  }
  return experiment;
}

std::vector<UnitSpec> ReadUnits(const readmodels::LearningStream& stream) {
  std::vector<UnitSpec> units;
  const v1::ExperimentStarted* const started = FindStart(stream);
  if (started == nullptr) return units;
  for (const v1::ExperimentUnit& unit : started->units()) {
    units.push_back({.site = unit.site(),
                     .workers = {unit.workers().begin(), unit.workers().end()},
                     .started_on = domain::DayOf(StartOf(*started, unit))});
  }
  return units;
}

StoriesShared CountStories(const readmodels::LearningStreams& streams, const std::string& experiment,
                           base::Day as_of) {
  StoriesShared shared;
  for (const auto& [name, story] : streams.Of("story")) {
    const auto times = std::count_if(story->facts.begin(), story->facts.end(), [&](const v1::Event& fact) {
      return fact.has_story_shared_at_meeting() &&
             fact.story_shared_at_meeting().experiment() == experiment && domain::OccurredDay(fact) <= as_of;
    });
    shared.times += static_cast<int32_t>(times);
    shared.stories += times > 0 ? 1 : 0;
  }
  return shared;
}

}  // namespace praksis::services
