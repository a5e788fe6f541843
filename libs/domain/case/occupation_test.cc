// Occupation, satisfaction and flags.
#include <gtest/gtest.h>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::D;
using testing::Given;
using testing::OccupationEnded;
using testing::OccupationStarted;
using testing::On;
using testing::Opened;
using testing::Scenario;

TEST(Occupation, StartsOnceAndEndsOnce) {
  const Scenario started = Given({Opened("2025-01-02"), OccupationStarted("o", "2025-02-01")});
  started.When(OccupationStarted("o", "2025-02-02"))
      .ThenRefused("OCCUPATION_EXISTS", {{"occupation_id", "o"}});
  started.When(OccupationEnded("x", "2025-02-02")).ThenRefused("OCCUPATION_UNKNOWN");
  started.When(OccupationEnded("o", "2025-01-31"))
      .ThenRefused("DATES_DISAGREE", {{"start", "2025-02-01"}, {"last_day", "2025-01-31"}});
  EXPECT_EQ(started.When(OccupationEnded("o", "2025-02-01")).ThenAccepted().occupations(0).last_day(),
            D("2025-02-01"));
  Given({Opened("2025-01-02"), OccupationStarted("o", "2025-02-01"), OccupationEnded("o", "2025-03-01")})
      .When(OccupationEnded("o", "2025-03-02"))
      .ThenRefused("OCCUPATION_NOT_RUNNING", {{"occupation_id", "o"}});
  Given({Opened("2025-01-02")}).When(OccupationStarted("o", "2025-01-01")).ThenRefused("DATES_DISAGREE");
}

TEST(Satisfaction, IsTheLastReported) {
  const CaseState state =
      Given({Opened("2025-01-02"), On("2025-02-01", "subjective_success_reported { satisfaction: 2 }")})
          .When(On("2025-03-01", "subjective_success_reported { satisfaction: 5 }"))
          .ThenAccepted();
  EXPECT_EQ(state.satisfaction(), 5);
}

TEST(Flag, IsRaisedOnceAndClearedOnce) {
  const v1::Event raised =
      On("2025-01-05", R"(flag_raised { flag_id: "f" kind: "FOLLOW_UP" due: "2025-02-01" })");
  const v1::Event cleared = On("2025-01-10", R"(flag_cleared { flag_id: "f" })");
  EXPECT_EQ(Given({Opened("2025-01-02")}).When(raised).ThenAccepted().flags(0).due(), D("2025-02-01"));
  Given({Opened("2025-01-02"), raised}).When(raised).ThenRefused("FLAG_EXISTS", {{"flag_id", "f"}});
  Given({Opened("2025-01-02")}).When(cleared).ThenRefused("FLAG_UNKNOWN", {{"flag_id", "f"}});
  EXPECT_TRUE(Given({Opened("2025-01-02"), raised}).When(cleared).ThenAccepted().flags(0).cleared());
  Given({Opened("2025-01-02"), raised, cleared})
      .When(cleared)
      .ThenRefused("FLAG_NOT_RAISED", {{"state", "CLEARED"}});
}

}  // namespace
}  // namespace praksis::domain::cases
