// Who works on the case.
#include <gtest/gtest.h>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Assigned;
using testing::D;
using testing::Given;
using testing::Opened;
using testing::Scenario;
using testing::Unassigned;

TEST(Assignment, ANewPrimaryWorkerEndsTheAssignmentOfTheOneBefore) {
  const CaseState state =
      Given({Opened("2025-01-02"), Assigned("a", "2025-01-02"), Assigned("c", "2025-01-02", "COACH")})
          .When(Assigned("b", "2025-02-01"))
          .ThenAccepted();
  EXPECT_EQ(state.assignments(0).to(), D("2025-01-31"));
  EXPECT_FALSE(state.assignments(1).has_to()) << "a coach stays";
  EXPECT_FALSE(state.assignments(2).has_to());
}

TEST(Assignment, HandedOverOnTheFirstDayEndsOnIt) {
  const CaseState state = Given({Opened("2025-01-02"), Assigned("a", "2025-01-02")})
                              .When(Assigned("b", "2025-01-02"))
                              .ThenAccepted();
  EXPECT_EQ(state.assignments(0).to(), D("2025-01-02"));
}

TEST(Assignment, OfAPrimaryWorkerDoesNotReachBackBehindAnother) {
  Given({Opened("2025-01-02"), Assigned("a", "2025-02-01")})
      .When(Assigned("b", "2025-01-15"))
      .ThenRefused("DATES_DISAGREE", {{"earlier_primary_from", "2025-02-01"}, {"from", "2025-01-15"}});
  Given({Opened("2025-01-02"), Assigned("a", "2025-01-02"), Unassigned("a", "2025-03-31")})
      .When(Assigned("b", "2025-03-15"))
      .ThenRefused("DATES_DISAGREE", {{"earlier_primary_to", "2025-03-31"}});
}

TEST(Assignment, IsHeldOncePerRole) {
  const Scenario given = Given({Opened("2025-01-02"), Assigned("a", "2025-01-02", "COACH")});
  given.When(Assigned("a", "2025-02-01", "COACH"))
      .ThenRefused("ALREADY_ASSIGNED", {{"worker", "a"}, {"from", "2025-01-02"}});
  given.When(Assigned("a", "2025-02-01", "COMPANY_CONSULTANT")).ThenAccepted();
  given.When(Assigned("b", "2025-02-01", "COACH")).ThenAccepted();
}

TEST(Assignment, BeginsWithTheCaseAtTheEarliest) {
  Given({Opened("2025-01-02")})
      .When(Assigned("a", "2025-01-01"))
      .ThenRefused("DATES_DISAGREE", {{"opened_on", "2025-01-02"}});
}

TEST(Assignment, EndsOnceAndNotBeforeItBegan) {
  const Scenario given = Given({Opened("2025-01-02"), Assigned("a", "2025-01-10")});
  given.When(Unassigned("a", "2025-01-10")).ThenAccepted();
  given.When(Unassigned("a", "2025-01-09"))
      .ThenRefused("DATES_DISAGREE", {{"from", "2025-01-10"}, {"to", "2025-01-09"}});
  given.When(Unassigned("a", "2025-02-10", "COACH"))
      .ThenRefused("NOT_ASSIGNED", {{"worker", "a"}, {"role", "COACH"}});
  given.When(Unassigned("b", "2025-02-10")).ThenRefused("NOT_ASSIGNED");
  Given({Opened("2025-01-02"), Assigned("a", "2025-01-10"), Unassigned("a", "2025-02-10")})
      .When(Unassigned("a", "2025-02-11"))
      .ThenRefused("NOT_ASSIGNED");
}

}  // namespace
}  // namespace praksis::domain::cases
