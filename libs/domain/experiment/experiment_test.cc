#include <gtest/gtest.h>

#include "libs/domain/experiment/experiment_rules.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/domain/stream_states/experiment_state.pb.h"

namespace praksis::domain::experiments {
namespace {

using testing::Corrected;
using testing::On;
using testing::Scenario;

std::string Starting(const std::string& unit = "u") {
  return R"(experiment_started { question: EXPERIMENT_QUESTION_POSITIVE_LANGUAGE hypothesis: "h"
      started_on: "2025-03-01" units { unit_id: ")" +
         unit + R"(" site: "DK-740" } units { unit_id: "later" site: "DK-540" started_on: "2025-04-01" } })";
}
std::string Observing(const std::string& unit) {
  return "language_observed { unit_id: \"" + unit + "\" setting: \"TEAM_MEETING\" positive: 3 negative: 0 }";
}
std::string Reflecting(const std::string& unit) {
  return "reflection_recorded { unit_id: \"" + unit + "\" learning: \"l\" }";
}
std::string Ending(const std::string& day) {
  return "experiment_ended { ended_on: \"" + day + "\" ending: EXPERIMENT_ENDING_ADOPTED }";
}

Scenario Unstarted() { return {ExperimentRules(), "experiment/e"}; }
Scenario Started() { return Unstarted().Given(On("2025-03-01", Starting())); }

TEST(Experiment, IsStartedFirstAndOnce) {
  for (const std::string& fact : {Observing("u"), Reflecting("u"), Ending("2025-06-01")}) {
    Unstarted()
        .When(On("2025-06-01", fact))
        .ThenRefused("EXPERIMENT_NOT_STARTED", {{"experiment_id", "experiment/e"}});
    Started().When(On("2025-06-01", fact)).ThenAccepted();
  }
  Started()
      .When(On("2025-03-02", Starting()))
      .ThenRefused("EXPERIMENT_EXISTS", {{"started_on", "2025-03-01"}});
}

TEST(Experiment, HearsOfItsUnitsOnly) {
  for (const std::string& fact : {Observing("v"), Reflecting("v")}) {
    Started()
        .When(On("2025-04-01", fact))
        .ThenRefused("UNIT_UNKNOWN", {{"unit_id", "v"}, {"known", "u, later"}});
  }
  Started()
      .Given(On("2025-04-01", Observing("u")))
      .When(Corrected(1, Starting("v")))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "2"}, {"reason", "UNIT_UNKNOWN"}});
}

TEST(Experiment, IsComparedWithWhatWasObservedBefore) {
  Started().When(On("2025-02-01", Observing("u"))).ThenAccepted();
}

TEST(Experiment, IsReflectedOnOnceTheUnitHasBegunAndStillAfterTheEnd) {
  Started()
      .When(On("2025-03-15", Reflecting("later")))
      .ThenRefused("DATES_DISAGREE", {{"unit_id", "later"}, {"started_on", "2025-04-01"}});
  Started()
      .Given(On("2025-06-01", Ending("2025-06-01")))
      .When(On("2025-07-01", Reflecting("u")))
      .ThenAccepted();
}

TEST(Experiment, OnceEndedIsOnlyReflectedOn) {
  const Scenario ended = Started().Given(On("2025-06-01", Ending("2025-06-01")));
  for (const std::string& fact : {Observing("u"), Ending("2025-07-01")}) {
    ended.When(On("2025-07-01", fact))
        .ThenRefused("EXPERIMENT_ENDED", {{"ended_on", "2025-06-01"},
                                          {"allowed", "reflection_recorded, event_corrected, event_voided"}});
  }
}

TEST(Experiment, EndsNeitherBeforeItsStartNorBeforeItWasLastObserved) {
  Started()
      .When(On("2025-06-01", Ending("2025-02-28")))
      .ThenRefused("DATES_DISAGREE", {{"started_on", "2025-03-01"}, {"ended_on", "2025-02-28"}});
  Started()
      .Given(On("2025-05-10", Observing("u")))
      .When(On("2025-06-01", Ending("2025-05-09")))
      .ThenRefused("DATES_DISAGREE", {{"observed_on", "2025-05-10"}, {"ended_on", "2025-05-09"}});
}

}  // namespace
}  // namespace praksis::domain::experiments
