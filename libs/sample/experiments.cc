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
  // From 0.
  int year = 0;
};
// By year, so that later ones change nothing of those before.
constexpr std::array<Experiment, kExperiments + 8> kExperiment = {{
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
    {"visits-lolland",
     kLolland,
     v1::EXPERIMENT_QUESTION_COMPANY_VISITS,
     60,
     250,
     {9, 0},
     "What visits did for belief at Silkeborg they do here.†",
     "COMPANY_VISIT",
     "Who has been there asks for the workplace by name.†",
     v1::EXPERIMENT_ENDING_ADOPTED,
     15,
     1},
    {"language-sonderborg",
     kSonderborg,
     v1::EXPERIMENT_QUESTION_POSITIVE_LANGUAGE,
     95,
     280,
     {9, 0},
     "As we speak of persons, so we come to think of them; Odder was too small to tell.†",
     "LANGUAGE",
     "We hear ourselves, and say the same in other words.†",
     v1::EXPERIMENT_ENDING_DROPPED,
     0,
     1},
    {"stories-guldborgsund",
     kGuldborgsund,
     v1::EXPERIMENT_QUESTION_SUCCESS_STORIES,
     45,
     240,
     {9, 0},
     "A story a week raises belief here as it did at Frederiksberg.†",
     "SUCCESS_STORY",
     "Two of us went to see the place that a story was about.†",
     v1::EXPERIMENT_ENDING_ADOPTED,
     20,
     2},
    {"resources-odder",
     kOdder,
     v1::EXPERIMENT_QUESTION_RESOURCES_FOR_NEEDS,
     250,
     430,
     {9, 0},
     "Ten minutes more for each referral are worth it in a small place, too.†",
     "RESOURCE_WORDING",
     "It is easier to write after a walk together.†",
     v1::EXPERIMENT_ENDING_ADAPTED,
     0,
     2},
    {"visits-sonderborg",
     kSonderborg,
     v1::EXPERIMENT_QUESTION_COMPANY_VISITS,
     70,
     260,
     {9, 0},
     "Visits do what other words did not.†",
     "COMPANY_VISIT",
     "The best question was the foreman's.†",
     v1::EXPERIMENT_ENDING_ADOPTED,
     25,
     3},
    {"language-lolland",
     kLolland,
     v1::EXPERIMENT_QUESTION_POSITIVE_LANGUAGE,
     150,
     330,
     {9, 0},
     "Who has seen the workplace speaks otherwise of the person.†",
     "LANGUAGE",
     "We did before we began to count.†",
     v1::EXPERIMENT_ENDING_UNDECIDED,
     0,
     3},
    {"stories-silkeborg",
     kSilkeborg,
     v1::EXPERIMENT_QUESTION_SUCCESS_STORIES,
     40,
     230,
     {9, 0},
     "Where belief is high already, stories keep it so.†",
     "SUCCESS_STORY",
     "We tell of those who are still waiting, too.†",
     v1::EXPERIMENT_ENDING_UNDECIDED,
     0,
     4},
    {"resources-frederiksberg",
     kFrederiksberg,
     v1::EXPERIMENT_QUESTION_RESOURCES_FOR_NEEDS,
     110,
     300,
     {9, 0},
     "What a referral says of a person is what the person is asked about.†",
     "RESOURCE_WORDING",
     "Providers have begun to write back in the same way.†",
     v1::EXPERIMENT_ENDING_ADOPTED,
     0,
     4},
}};

base::Day StartOf(const Experiment& experiment, base::Day first_day) {
  return base::AddMonths(first_day, 12 * experiment.year) + experiment.start;
}

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
  explicit Experiments(const Options& options) : telling_(options.seed, 0x65787065), options_(options) {}

  std::vector<v1::Event> Tell() && {
    for (const Experiment& experiment : kExperiment) {
      if (experiment.year < options_.years) Tell(experiment);
    }
    return std::move(telling_).FinishUntil(LastDay(options_));
  }

 private:
  void Tell(const Experiment& experiment) {
    const std::string stream = telling_.Stream("experiment", experiment.id);
    const base::Day start = StartOf(experiment, options_.first_day);
    const base::Day end = start - experiment.start + experiment.end;
    telling_.ReportFrom(experiment.site);
    Start(experiment, stream, start, end);
    if (experiment.question == v1::EXPERIMENT_QUESTION_POSITIVE_LANGUAGE) Listen(stream, start);
    if (experiment.question == v1::EXPERIMENT_QUESTION_SUCCESS_STORIES) Share(stream, start);
    for (const int days : {30, 75}) Reflect(experiment, stream, start + days);
    auto& ended = *telling_.Add(stream, end).mutable_experiment_ended();
    ended.set_ended_on(base::FormatDay(end));
    ended.set_ending(experiment.ending);
  }

  void Start(const Experiment& experiment, const std::string& stream, base::Day start, base::Day end) {
    auto& started = *telling_.Add(stream, start).mutable_experiment_started();
    started.set_question(experiment.question);
    started.set_hypothesis(std::string(experiment.hypothesis));
    started.set_started_on(base::FormatDay(start));
    started.set_planned_end(base::FormatDay(end));
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
  const Options& options_;
};

}  // namespace

int BeliefRaised(const Site& site, base::Day first_day, base::Day day) {
  int raised = 0;
  for (const Experiment& experiment : kExperiment) {
    if (experiment.site.municipality != site.municipality) continue;
    if (day >= StartOf(experiment, first_day)) raised += experiment.raises;
  }
  return raised;
}

std::vector<v1::Event> TellExperiments(const Options& options) { return Experiments(options).Tell(); }

}  // namespace praksis::sample
