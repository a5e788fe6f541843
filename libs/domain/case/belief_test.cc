// The belief in the job chance, and company visits.
#include <gtest/gtest.h>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Assigned;
using testing::Believed;
using testing::D;
using testing::Given;
using testing::On;
using testing::Opened;
using testing::Scenario;
using testing::Unassigned;
using testing::Visited;

TEST(Belief, OfACaseworkerNeedsTheirAssignmentOnThatDay) {
  const Scenario given =
      Given({Opened("2025-01-02"), Assigned("a", "2025-01-10"), Unassigned("a", "2025-02-10")});
  EXPECT_EQ(given.When(Believed("a", "2025-02-10")).ThenAccepted().beliefs(0).score(), 4);
  given.When(Believed("a", "2025-01-09"))
      .ThenRefused("NOT_ASSIGNED", {{"worker", "a"}, {"day", "2025-01-09"}});
  given.When(Believed("a", "2025-02-11")).ThenRefused("NOT_ASSIGNED");
  given.When(Believed("b", "2025-01-20")).ThenRefused("NOT_ASSIGNED", {{"worker", "b"}});
}

TEST(Belief, OfTheCitizenNeedsNoAssignment) {
  const auto believed = [](const char* day) {
    return On(day, R"(belief_assessed { rater: CITIZEN horizon_days: 365 score: 2 scale: "PRAKSIS_1_5" })");
  };
  EXPECT_EQ(
      Given({Opened("2025-01-02")}).When(believed("2025-01-05")).ThenAccepted().beliefs(0).assessed_on(),
      D("2025-01-05"));
  Given({Opened("2025-01-02")})
      .When(believed("2025-01-01"))
      .ThenRefused("DATES_DISAGREE", {{"opened_on", "2025-01-02"}});
}

TEST(Belief, MayBeOccasionedByAVisitOfTheCaseOrAnExperiment) {
  const Scenario given =
      Given({Opened("2025-01-02"), Assigned("a", "2025-01-10"), Visited("v", "2025-01-11")});
  given.When(Believed("a", "2025-01-12", "context: \"v\"")).ThenAccepted();
  given.When(Believed("a", "2025-01-12", "context: \"experiment/e\"")).ThenAccepted();
  given.When(Believed("a", "2025-01-12", "context: \"x\"")).ThenRefused("VISIT_UNKNOWN", {{"visit_id", "x"}});
}

TEST(Visit, IsReportedOnceAndNotBeforeTheOpening) {
  Given({Opened("2025-01-02"), Visited("v", "2025-01-11")})
      .When(Visited("v", "2025-01-12"))
      .ThenRefused("VISIT_EXISTS", {{"visit_id", "v"}});
  Given({Opened("2025-01-02")}).When(Visited("v", "2025-01-01")).ThenRefused("DATES_DISAGREE");
}

}  // namespace
}  // namespace praksis::domain::cases
