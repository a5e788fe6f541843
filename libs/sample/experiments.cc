#include "libs/sample/experiments.h"

#include <array>
#include <string>
#include <string_view>

#include "libs/base/strings.h"
#include "libs/sample/telling.h"
#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

// Those of the ordinary cases of a job centre.
constexpr int kWorkers = 9;

struct Experiment {
  std::string_view id;
  const Site& site;
  v1::ExperimentQuestion question;
  // Days of the year.
  int start;
  int end;
  // How many of the workers, in their order, are in each unit; all 0: the whole job centre takes part.
  std::array<int, 2> units;
  std::string_view hypothesis;
  std::string_view influence;
  std::string_view learning;
  v1::ExperimentEnding ending;
  // From its start on, of 100 points; a score is 20 wide.
  int raises;
};
constexpr std::array<Experiment, kExperiments> kExperiment = {{
    {"visits",
     kSilkeborg,
     v1::EXPERIMENT_QUESTION_COMPANY_VISITS,
     120,
     300,
     {9, 0},
     "Who knows workplaces and employers can picture more persons in them.",
     "COMPANY_VISIT",
     "After three visits the question is no longer whether, but where.",
     v1::EXPERIMENT_ENDING_ADOPTED,
     40},
    {"resources",
     kSonderborg,
     v1::EXPERIMENT_QUESTION_RESOURCES_FOR_NEEDS,
     134,
     320,
     {5, 4},
     "A referral that says what somebody can do is believed in by who reads and by who writes it.",
     "RESOURCE_WORDING",
     "It takes ten minutes more and a better conversation.",
     v1::EXPERIMENT_ENDING_ADAPTED,
     0},
    {"language",
     kOdder,
     v1::EXPERIMENT_QUESTION_POSITIVE_LANGUAGE,
     148,
     330,
     {0, 0},
     "As we speak of persons, so we come to think of them.",
     "LANGUAGE",
     "We remind each other, and laugh more.",
     v1::EXPERIMENT_ENDING_ADOPTED,
     0},
    {"stories",
     kFrederiksberg,
     v1::EXPERIMENT_QUESTION_SUCCESS_STORIES,
     162,
     340,
     {9, 0},
     "Hearing each week of somebody who got there makes the next one likelier to be tried.",
     "SUCCESS_STORY",
     "The detour in a story teaches more than its end.",
     v1::EXPERIMENT_ENDING_UNDECIDED,
     12},
}};

// How language was found, month by month: days from the first day, positive, negative.
struct Observed {
  int day;
  int positive;
  int negative;
};
constexpr std::array kObserved = {Observed{-60, 14, 26}, Observed{-30, 17, 25}, Observed{-5, 15, 22},
                                  Observed{20, 24, 18},  Observed{50, 29, 12},  Observed{80, 31, 9}};

class Experiments {
 public:
  Experiments(uint64_t seed, base::Day first_day) : telling_(seed, 0x65787065), first_day_(first_day) {}

  std::vector<v1::Event> Tell() && {
    for (const Experiment& experiment : kExperiment) Tell(experiment);
    return std::move(telling_).Finish();
  }

 private:
  void Tell(const Experiment& experiment) {
    const std::string stream = telling_.Stream("experiment", experiment.id);
    const base::Day start = first_day_ + experiment.start;
    telling_.set_reporter(std::string(experiment.site.municipality),
                          base::StrCat("sample-facilitator-", experiment.site.municipality), v1::FACILITATOR);
    Start(experiment, stream, start);
    if (experiment.question == v1::EXPERIMENT_QUESTION_POSITIVE_LANGUAGE) Listen(stream, start);
    if (experiment.question == v1::EXPERIMENT_QUESTION_SUCCESS_STORIES) Share(stream, start);
    for (const int days : {30, 75}) Reflect(experiment, stream, start + days);
    auto& ended = *telling_.Add(stream, first_day_ + experiment.end).mutable_experiment_ended();
    ended.set_ended_on(base::FormatDay(first_day_ + experiment.end));
    ended.set_ending(experiment.ending);
  }

  void Start(const Experiment& experiment, const std::string& stream, base::Day start) {
    auto& started = *telling_.Add(stream, start).mutable_experiment_started();
    started.set_question(experiment.question);
    started.set_hypothesis(std::string(experiment.hypothesis));
    started.set_started_on(base::FormatDay(start));
    started.set_planned_end(base::FormatDay(first_day_ + experiment.end));
    int worker = 0;
    for (size_t i = 0; i < experiment.units.size(); ++i) {
      if (i > 0 && experiment.units[i] == 0) continue;
      auto& unit = *started.add_units();
      unit.set_unit_id(base::StrCat("team-", i + 1));
      unit.set_site(std::string(experiment.site.municipality));
      if (experiment.units[i] > 0) unit.set_staff_group(base::StrCat("sample-team-", i + 1));
      for (int member = 0; member < experiment.units[i] && worker < kWorkers; ++member) {
        unit.add_workers(base::StrCat("sample-worker-", experiment.site.municipality, "-", ++worker));
      }
    }
  }

  void Listen(const std::string& stream, base::Day start) {
    for (const Observed& observed : kObserved) {
      auto& heard = *telling_.Add(stream, start + observed.day).mutable_language_observed();
      heard.set_unit_id("team-1");
      heard.set_setting(observed.day % 20 == 0 ? "INFORMAL_TALK" : "TEAM_MEETING");
      heard.set_positive(observed.positive);
      heard.set_negative(observed.negative);
      heard.set_minutes(60);
    }
  }

  // One a week; those that are told twice are told to who missed them.
  void Share(const std::string& experiment, base::Day start) {
    for (int week = 0; week < kStoriesShared; ++week) {
      const std::string story = telling_.Stream("story", base::StrCat(1 + week % 7));
      auto& shared = *telling_.Add(story, start + 5 + 7 * week).mutable_story_shared_at_meeting();
      shared.set_staff_group("sample-team-1");
      shared.set_participants(7 + week % 3);
      shared.set_minutes(15);
      shared.set_experiment(experiment);
    }
  }

  void Reflect(const Experiment& experiment, const std::string& stream, base::Day day) {
    auto& reflection = *telling_.Add(stream, day).mutable_reflection_recorded();
    reflection.set_unit_id("team-1");
    reflection.set_participants(7);
    reflection.set_minutes(45);
    reflection.set_learning(std::string(experiment.learning));
    auto& raised = *reflection.add_influences();
    raised.set_influence(std::string(experiment.influence));
    raised.set_direction(v1::BELIEF_INFLUENCE_DIRECTION_RAISED);
    auto& lowered = *reflection.add_influences();
    lowered.set_influence("CASELOAD");
    lowered.set_direction(v1::BELIEF_INFLUENCE_DIRECTION_LOWERED);
  }

  Telling telling_;
  const base::Day first_day_;
};

}  // namespace

int BeliefRaised(const Site& site, int day) {
  for (const Experiment& experiment : kExperiment) {
    if (experiment.site.municipality == site.municipality) {
      return day >= experiment.start ? experiment.raises : 0;
    }
  }
  return 0;
}

std::vector<v1::Event> TellExperiments(uint64_t seed, base::Day first_day) {
  return Experiments(seed, first_day).Tell();
}

}  // namespace praksis::sample
