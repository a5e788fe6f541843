// Coaching.
#include <gtest/gtest.h>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::CoachingEnded;
using testing::CoachingStarted;
using testing::D;
using testing::Given;
using testing::On;
using testing::Opened;
using testing::Scenario;
using testing::Session;

TEST(Coaching, AddsUpMinutesPerPersonOfSessionsAttended) {
  const CaseState state =
      Given({Opened("2025-01-02"), CoachingStarted("k", "2025-01-10"), Session("s-1", "2025-01-10"),
             Session("s-2", "2025-01-11", "attended: true direct_minutes: 100 group_size: 3"),
             Session("s-3", "2025-01-12", "direct_minutes: 45 group_size: 3"),
             Session("s-4", "2025-01-13", "attended: true direct_minutes: 7 group_size: 1")})
          .State();
  EXPECT_EQ(state.coachings(0).direct_minutes(), 60 + 33 + 7);
  EXPECT_EQ(state.coachings(0).session_ids_size(), 4);
  EXPECT_EQ(state.coachings(0).last_session_on(), D("2025-01-13"));
}

TEST(Coaching, KeepsTheMethodThatItWasStartedWith) {
  const CaseState state =
      Given({Opened("2025-01-02"),
             On("2025-01-10", R"(coaching_started { coaching_id: "k" coach: "w" start: "2025-01-10"
                                                     method { code: "GROUP_COACHING" revision: "2" } })"),
             Session("s", "2025-01-11", R"(attended: true method { code: "COACHING_DIALOGUE" })")})
          .State();
  EXPECT_EQ(state.coachings(0).method(), "GROUP_COACHING");
  EXPECT_EQ(state.coachings(0).method_revision(), "2");
}

TEST(Coaching, SessionsNeedItStartedAndNotEnded) {
  const Scenario started = Given({Opened("2025-01-02"), CoachingStarted("k", "2025-01-10")});
  started.When(Session("s", "2025-01-10", "", "x")).ThenRefused("COACHING_UNKNOWN", {{"coaching_id", "x"}});
  started.When(Session("s", "2025-01-09"))
      .ThenRefused("DATES_DISAGREE", {{"start", "2025-01-10"}, {"held_on", "2025-01-09"}});
  Given({Opened("2025-01-02"), CoachingStarted("k", "2025-01-10"), CoachingEnded("2025-02-10")})
      .When(Session("s", "2025-02-09"))
      .ThenRefused("COACHING_NOT_RUNNING",
                   {{"coaching_id", "k"}, {"state", "ENDED"}, {"allowed", "STARTED"}});
}

TEST(Coaching, ASessionsIdentifierIsNewInTheCase) {
  Given({Opened("2025-01-02"), CoachingStarted("k", "2025-01-10"), CoachingStarted("k-2", "2025-01-10"),
         Session("s", "2025-01-10")})
      .When(Session("s", "2025-01-11", "", "k-2"))
      .ThenRefused("SESSION_EXISTS", {{"session_id", "s"}});
}

TEST(Coaching, StartsOnceWithTheCaseAndEndsOnceAfterItsLastSession) {
  Given({Opened("2025-01-02")}).When(CoachingStarted("k", "2025-01-01")).ThenRefused("DATES_DISAGREE");
  const Scenario started =
      Given({Opened("2025-01-02"), CoachingStarted("k", "2025-01-10"), Session("s", "2025-01-20")});
  started.When(CoachingStarted("k", "2025-01-20")).ThenRefused("COACHING_EXISTS");
  started.When(CoachingEnded("2025-01-20")).ThenAccepted();
  started.When(CoachingEnded("2025-01-19"))
      .ThenRefused("DATES_DISAGREE", {{"last_session_on", "2025-01-20"}, {"last_day", "2025-01-19"}});
  started.When(CoachingEnded("2025-01-09")).ThenRefused("DATES_DISAGREE", {{"start", "2025-01-10"}});
  Given({Opened("2025-01-02"), CoachingStarted("k", "2025-01-10"), CoachingEnded("2025-02-10")})
      .When(CoachingEnded("2025-02-11"))
      .ThenRefused("COACHING_NOT_RUNNING");
}

}  // namespace
}  // namespace praksis::domain::cases
