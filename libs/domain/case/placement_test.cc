// Placements.
#include <gtest/gtest.h>

#include <string>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Agreed;
using testing::Completed;
using testing::D;
using testing::Given;
using testing::HoursChanged;
using testing::Interrupted;
using testing::Offered;
using testing::On;
using testing::Opened;
using testing::Scenario;
using testing::Started;
using testing::TakenOver;

Scenario Running(const std::string& start = "2025-02-01") {
  return Given({Opened("2025-01-02"), Offered("p"), Agreed("p"), Started("p", start)});
}

TEST(Placement, GoesFromOfferedToAgreedToRunning) {
  const CaseState state = Running("2025-02-03").State();
  EXPECT_EQ(state.placements(0).state(), v1::CaseSummary::Placement::RUNNING);
  EXPECT_EQ(state.placements(0).start(), D("2025-02-03"));
  EXPECT_EQ(state.placements(0).planned_end(), D("2025-04-30"));
  EXPECT_EQ(state.placements(0).minutes_per_week(), 1110);
}

TEST(Placement, IsOfferedOnceAndAgreedAndStartedInTurn) {
  const Scenario opened = Given({Opened("2025-01-02")});
  const Scenario offered = Given({Opened("2025-01-02"), Offered("p")});
  offered.When(Offered("p")).ThenRefused("PLACEMENT_EXISTS", {{"placement_id", "p"}});
  opened.When(Agreed("p")).ThenRefused("PLACEMENT_UNKNOWN", {{"placement_id", "p"}});
  opened.When(Started("p", "2025-02-01")).ThenRefused("PLACEMENT_UNKNOWN");
  offered.When(Started("p", "2025-02-01"))
      .ThenRefused("PLACEMENT_NOT_AGREED", {{"state", "OFFERED"}, {"allowed", "AGREED"}});
  Running()
      .When(Agreed("p"))
      .ThenRefused("PLACEMENT_NOT_OFFERED", {{"state", "RUNNING"}, {"allowed", "OFFERED"}});
  Running().When(Started("p", "2025-02-01")).ThenRefused("PLACEMENT_NOT_AGREED", {{"state", "RUNNING"}});
}

TEST(Placement, IsDeclinedBeforeItStarts) {
  const v1::Event declined =
      On("2025-01-20", R"(placement_offer_declined { placement_id: "p" declined_by: CITIZEN })");
  Given({Opened("2025-01-02"), Offered("p")}).When(declined).ThenAccepted();
  Given({Opened("2025-01-02"), Offered("p"), Agreed("p")}).When(declined).ThenAccepted();
  Running().When(declined).ThenRefused("PLACEMENT_NOT_OFFERED",
                                       {{"state", "RUNNING"}, {"allowed", "OFFERED, AGREED"}});
  Given({Opened("2025-01-02")}).When(declined).ThenRefused("PLACEMENT_UNKNOWN");
}

TEST(Placement, TakenOverFromAnotherSystemStartsDirectlyPerhapsBeforeTheCaseHere) {
  const CaseState state = Given({Opened("2025-01-02")}).When(TakenOver("p", "2024-11-01")).ThenAccepted();
  EXPECT_EQ(state.placements(0).state(), v1::CaseSummary::Placement::RUNNING);
  EXPECT_EQ(state.placements(0).start(), D("2024-11-01"));
  Given({Opened("2025-01-02"), Offered("p")})
      .When(TakenOver("p", "2025-02-01"))
      .ThenRefused("PLACEMENT_EXISTS");
}

TEST(Placement, StartsNeitherBeforeTheCaseNorAfterItsPlannedEnd) {
  const Scenario agreed = Given({Opened("2025-01-02"), Offered("p"), Agreed("p")});
  agreed.When(Started("p", "2025-01-01"))
      .ThenRefused("DATES_DISAGREE", {{"opened_on", "2025-01-02"}, {"start", "2025-01-01"}});
  agreed.When(Started("p", "2025-04-30")).ThenAccepted();
  agreed.When(Started("p", "2025-05-01"))
      .ThenRefused("DATES_DISAGREE", {{"planned_end", "2025-04-30"}, {"start", "2025-05-01"}});
  Given({Opened("2025-03-02")})
      .When(Offered("p"))
      .ThenRefused("DATES_DISAGREE", {{"planned_start", "2025-02-01"}});
}

TEST(Placement, IsInterruptedWhileRunningAndRemembersEachVoice) {
  const CaseState state = Running().When(Interrupted("p", "2025-02-20")).ThenAccepted();
  const auto& placement = state.placements(0);
  EXPECT_EQ(placement.state(), v1::CaseSummary::Placement::INTERRUPTED);
  EXPECT_EQ(placement.last_day(), D("2025-02-20"));
  EXPECT_EQ(placement.reason_citizen(), "NO_SHOW");
  EXPECT_EQ(placement.reason_company(), "TASK_MISMATCH");
  EXPECT_EQ(placement.reason_job_centre(), "");
}

TEST(Placement, EndsExactlyOnceAndOnlyIfItRan) {
  const auto interrupted = [](const Scenario& given) { return given.When(Interrupted("p", "2025-03-01")); };
  const auto completed = [](const Scenario& given) { return given.When(Completed("p", "2025-03-01")); };
  const Scenario agreed = Given({Opened("2025-01-02"), Offered("p"), Agreed("p")});
  interrupted(agreed).ThenRefused("PLACEMENT_NOT_RUNNING",
                                  {{"placement_id", "p"}, {"state", "AGREED"}, {"allowed", "RUNNING"}});
  completed(agreed).ThenRefused("PLACEMENT_NOT_RUNNING", {{"state", "AGREED"}});
  const Scenario ended = Given({Opened("2025-01-02"), Offered("p"), Agreed("p"), Started("p", "2025-02-01"),
                                Completed("p", "2025-02-20")});
  interrupted(ended).ThenRefused("PLACEMENT_NOT_RUNNING", {{"state", "COMPLETED"}});
  completed(ended).ThenRefused("PLACEMENT_NOT_RUNNING", {{"state", "COMPLETED"}});
  interrupted(Given({Opened("2025-01-02")})).ThenRefused("PLACEMENT_UNKNOWN");
}

TEST(Placement, DoesNotEndBeforeItStarted) {
  Running().When(Interrupted("p", "2025-02-01")).ThenAccepted();
  Running()
      .When(Interrupted("p", "2025-01-31"))
      .ThenRefused("DATES_DISAGREE", {{"start", "2025-02-01"}, {"last_day", "2025-01-31"}});
  Running().When(Completed("p", "2025-01-31")).ThenRefused("DATES_DISAGREE");
}

TEST(Placement, IsExtendedBeyondItsPlannedEndWhileRunning) {
  const auto extended = [](const char* to) {
    return On("2025-04-01",
              std::string("placement_extended { placement_id: \"p\" planned_end: \"") + to + "\" }");
  };
  EXPECT_EQ(Running().When(extended("2025-05-31")).ThenAccepted().placements(0).planned_end(),
            D("2025-05-31"));
  Running().When(extended("2025-04-30")).ThenRefused("DATES_DISAGREE", {{"planned_end", "2025-04-30"}});
  Given({Opened("2025-01-02"), Offered("p"), Agreed("p")})
      .When(extended("2025-05-31"))
      .ThenRefused("PLACEMENT_NOT_RUNNING");
}

TEST(Placement, HasTheHoursOfTheChangeThatBeginsLatestWhateverWasReportedFirst) {
  const CaseState state =
      Given({Opened("2025-01-02"), TakenOver("p", "2025-01-02"), HoursChanged("p", "2025-03-01", 1500)})
          .When(HoursChanged("p", "2025-02-01", 900))
          .ThenAccepted();
  EXPECT_EQ(state.placements(0).minutes_per_week(), 1500);
  Running()
      .When(HoursChanged("p", "2025-01-31", 900))
      .ThenRefused("DATES_DISAGREE", {{"start", "2025-02-01"}, {"from", "2025-01-31"}});
}

TEST(Placement, AbsenceNeedsItToRun) {
  const v1::Event absence =
      On("2025-02-11", R"(placement_absence { placement_id: "p" from: "2025-02-10" to: "2025-02-11" })");
  Running().When(absence).ThenAccepted();
  Running("2025-02-11")
      .When(absence)
      .ThenRefused("DATES_DISAGREE", {{"from", "2025-02-10"}, {"start", "2025-02-11"}});
  Given({Opened("2025-01-02"), Offered("p")})
      .When(absence)
      .ThenRefused("PLACEMENT_NOT_RUNNING", {{"state", "OFFERED"}});
}

}  // namespace
}  // namespace praksis::domain::cases
