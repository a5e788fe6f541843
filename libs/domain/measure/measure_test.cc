#include <gtest/gtest.h>

#include "libs/domain/measure/measure_rules.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/domain/stream_states/measure_state.pb.h"

namespace praksis::domain::measures {
namespace {

using testing::Corrected;
using testing::On;
using testing::Scenario;
using testing::Voided;

std::string Deciding(const std::string& judged = "before_days: 365 after_days: 365",
                     const std::string& sites = R"(sites { site: "DK-360" } sites { site: "DK-376" })") {
  return R"(measure_decided { cycle: "cycle/c" wording: "Call after a week." owner: "o" )" + sites +
         R"( metric { figure: MEASURE_FIGURE_INTERRUPTION better: MEASURE_DIRECTION_LOWER horizon_days: 91 }
         design: MEASURE_DESIGN_BEFORE_AFTER )" +
         judged + " }";
}
std::string Implementing(const std::string& site, const std::string& day) {
  return "measure_implemented { site: \"" + site + "\" implemented_on: \"" + day + "\" }";
}
std::string Stopping(const std::string& site, const std::string& day) {
  return "measure_stopped { reason: \"r\" stopped_on: \"" + day + "\" " +
         (site.empty() ? "" : "site: \"" + site + "\"") + " }";
}
std::string Evaluating(const std::string& id, const std::string& sites = "") {
  return "measure_evaluated { evaluation_id: \"" + id +
         "\" confidence_percent: 95 verdict: MEASURE_VERDICT_BETTER position: \"p\" definition_revision: 1 " +
         sites + " }";
}

Scenario Undecided() { return {MeasureRules(), "measure/m"}; }
Scenario Decided() { return Undecided().Given(On("2025-03-01", Deciding())); }
// At DK-360 from 1 April on.
Scenario Implemented() { return Decided().Given(On("2025-04-01", Implementing("DK-360", "2025-04-01"))); }

TEST(Measure, IsDecidedFirstAndOnce) {
  for (const std::string& fact :
       {Implementing("DK-360", "2025-04-01"), Stopping("", "2025-04-01"), Evaluating("e")}) {
    Undecided()
        .When(On("2025-04-01", fact))
        .ThenRefused("MEASURE_NOT_DECIDED", {{"measure_id", "measure/m"}});
  }
  Decided().When(On("2025-03-02", Deciding())).ThenRefused("MEASURE_EXISTS", {{"decided_on", "2025-03-01"}});
}

TEST(Measure, ComesIntoUseOnceAtEachSiteDecidedAndNotBeforeTheDecision) {
  Decided()
      .When(On("2025-04-01", Implementing("SE-0482", "2025-04-01")))
      .ThenRefused("SITE_UNKNOWN", {{"site_id", "SE-0482"}, {"known", "DK-360, DK-376"}});
  Decided()
      .When(On("2025-04-01", Implementing("DK-360", "2025-02-28")))
      .ThenRefused("DATES_DISAGREE", {{"decided_on", "2025-03-01"}, {"implemented_on", "2025-02-28"}});
  Implemented()
      .When(On("2025-05-01", Implementing("DK-360", "2025-05-01")))
      .ThenRefused("SITE_IMPLEMENTED", {{"site", "DK-360"}, {"implemented_on", "2025-04-01"}});
  Implemented().When(On("2025-05-01", Implementing("DK-376", "2025-05-01"))).ThenAccepted();
}

TEST(Measure, OnceGivenUpTakesNothingButItsEvaluation) {
  const Scenario stopped = Implemented().Given(On("2025-09-01", Stopping("", "2025-09-01")));
  for (const std::string& fact :
       {Implementing("DK-376", "2025-10-01"), Stopping("", "2025-10-01"), Stopping("DK-360", "2025-10-01")}) {
    stopped.When(On("2025-10-01", fact))
        .ThenRefused("MEASURE_STOPPED", {{"stopped_on", "2025-09-01"},
                                         {"allowed", "measure_evaluated, event_corrected, event_voided"}});
  }
  stopped.When(On("2026-04-01", Evaluating("e"))).ThenAccepted();
}

TEST(Measure, GivenUpAtOneSiteGoesOnAtTheOthers) {
  const Scenario stopped = Implemented().Given(On("2025-09-01", Stopping("DK-360", "2025-09-01")));
  stopped.When(On("2025-10-01", Stopping("DK-360", "2025-10-01")))
      .ThenRefused("MEASURE_STOPPED", {{"site_id", "DK-360"}, {"stopped_on", "2025-09-01"}});
  stopped.When(On("2025-10-01", Implementing("DK-376", "2025-10-01"))).ThenAccepted();
  stopped.When(On("2025-08-31", Stopping("", "2025-08-31")))
      .ThenRefused("DATES_DISAGREE", {{"site_stopped_on", "2025-09-01"}});
}

TEST(Measure, IsNotGivenUpBeforeItCameIntoUse) {
  Implemented()
      .When(On("2025-03-31", Stopping("DK-360", "2025-03-31")))
      .ThenRefused("DATES_DISAGREE", {{"implemented_on", "2025-04-01"}, {"site_id", "DK-360"}});
  Implemented()
      .When(On("2025-03-31", Stopping("", "2025-03-31")))
      .ThenRefused("DATES_DISAGREE", {{"implemented_on", "2025-04-01"}});
  Decided().When(On("2025-03-05", Stopping("DK-376", "2025-03-05"))).ThenAccepted();
}

TEST(Measure, IsEvaluatedWhereItCameIntoUse) {
  Decided().When(On("2026-04-01", Evaluating("e"))).ThenRefused("MEASURE_NOT_IMPLEMENTED");
  Implemented()
      .When(On("2026-04-01", Evaluating("e", R"(sites: "DK-360" sites: "DK-376")")))
      .ThenRefused("MEASURE_NOT_IMPLEMENTED", {{"site_id", "DK-376"}});
  Implemented()
      .When(On("2026-04-01", Evaluating("e", R"(sites: "SE-0482")")))
      .ThenRefused("SITE_UNKNOWN", {{"site_id", "SE-0482"}});
  const Scenario evaluated = Implemented().Given(On("2026-04-01", Evaluating("e", R"(sites: "DK-360")")));
  evaluated.When(On("2026-05-01", Evaluating("e")))
      .ThenRefused("EVALUATION_EXISTS", {{"evaluation_id", "e"}});
  EXPECT_EQ(evaluated.When(On("2026-05-01", Evaluating("f"))).ThenState<MeasureState>().verdict(),
            v1::MEASURE_VERDICT_BETTER);
}

TEST(Measure, IsJudgedByWhatWasFixedBeforeItCameIntoUse) {
  const std::string longer = Deciding("before_days: 365 after_days: 730");
  Decided().When(Corrected(1, longer)).ThenAccepted();
  Implemented().When(Corrected(1, longer)).ThenRefused("DESIGN_FIXED", {{"measure_id", "measure/m"}});
  std::string design = Deciding();
  design.replace(design.find("BEFORE_AFTER"), 12, "STEPPED_WEDGE");
  Implemented().When(Corrected(1, design)).ThenRefused("DESIGN_FIXED");
  std::string metric = Deciding();
  metric.replace(metric.find("horizon_days: 91"), 16, "horizon_days: 28");
  Implemented().When(Corrected(1, metric)).ThenRefused("DESIGN_FIXED");
}

TEST(Measure, MayBeCorrectedInEverythingElseOnceInUse) {
  std::string owner = Deciding();
  owner.replace(owner.find("owner: \"o\""), 10, "owner: \"b\"");
  Implemented().When(Corrected(1, owner)).ThenAccepted();
  Implemented()
      .When(Corrected(1, Deciding("before_days: 365 after_days: 365", R"(sites { site: "DK-376" })")))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "2"}, {"reason", "SITE_UNKNOWN"}});
}

TEST(Measure, NeverUsedAfterAllCanBeJudgedOtherwise) {
  Implemented()
      .Given(Voided(2))
      .When(Corrected(1, Deciding("before_days: 365 after_days: 730")))
      .ThenAccepted();
}

TEST(Measure, InASteppedWedgeKeepsItsOrderOnceInUse) {
  const auto wedge = [](const std::string& second) {
    std::string decided = Deciding("before_days: 365 after_days: 365",
                                   R"(sites { site: "DK-360" planned_on: "2025-04-01" }
                                      sites { site: "DK-376" planned_on: ")" +
                                       second + "\" }");
    decided.replace(decided.find("BEFORE_AFTER"), 12, "STEPPED_WEDGE");
    return decided;
  };
  Undecided()
      .Given(On("2025-03-01", wedge("2025-07-01")))
      .Given(On("2025-04-01", Implementing("DK-360", "2025-04-01")))
      .When(Corrected(1, wedge("2025-10-01")))
      .ThenRefused("DESIGN_FIXED");
}

}  // namespace
}  // namespace praksis::domain::measures
