// What the person has consented to.
#include <gtest/gtest.h>

#include "libs/base/refusal.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Consented;
using testing::D;
using testing::Given;
using testing::On;
using testing::Opened;
using testing::Scenario;
using testing::Withdrawn;

bool MayInterview(const CaseState& state, const char* day) {
  return RequireConsent(state, v1::ConsentGiven::LEARNING_INTERVIEW, D(day)).ok();
}

TEST(Consent, HoldsFromTheDayItIsGivenUntilItExpires) {
  const CaseState state = Given({Opened("2025-01-02")})
                              .When(Consented("c", "2025-02-01", "valid_until: \"2025-03-31\""))
                              .ThenAccepted();
  EXPECT_FALSE(MayInterview(state, "2025-01-31"));
  EXPECT_TRUE(MayInterview(state, "2025-02-01"));
  EXPECT_TRUE(MayInterview(state, "2025-03-31"));
  EXPECT_FALSE(MayInterview(state, "2025-04-01"));
}

TEST(Consent, IsForItsPurposeOnlyAndMissedWithAReason) {
  const CaseState state = Given({Opened("2025-01-02"), Consented("c", "2025-02-01")}).State();
  EXPECT_TRUE(MayInterview(state, "2030-01-01"));
  const absl::Status missing = RequireConsent(state, v1::ConsentGiven::STORY_USE, D("2025-03-01"));
  EXPECT_EQ(missing.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(base::ReasonOf(missing), "CONSENT_MISSING");
  EXPECT_EQ(base::ErrorInfoOf(missing)->metadata().at("purpose"), "STORY_USE");
}

TEST(Consent, IsWithdrawnOrInvalidatedOnceAndCanBeGivenAgain) {
  const Scenario given = Given({Opened("2025-01-02"), Consented("c-1", "2025-02-01")});
  EXPECT_FALSE(MayInterview(given.When(Withdrawn("c-1", "2025-02-10")).ThenAccepted(), "2025-02-11"));
  EXPECT_FALSE(MayInterview(
      given.When(On("2025-02-10", R"(consent_invalidated { consent_id: "c-1" reason: "r" })")).ThenAccepted(),
      "2025-02-11"));
  given.When(Withdrawn("c-9", "2025-02-10")).ThenRefused("CONSENT_UNKNOWN", {{"consent_id", "c-9"}});
  given.When(Withdrawn("c-1", "2025-01-31")).ThenRefused("DATES_DISAGREE", {{"given_on", "2025-02-01"}});
  const Scenario withdrawn =
      Given({Opened("2025-01-02"), Consented("c-1", "2025-02-01"), Withdrawn("c-1", "2025-02-10")});
  withdrawn.When(Withdrawn("c-1", "2025-02-11"))
      .ThenRefused("CONSENT_NOT_STANDING", {{"consent_id", "c-1"}, {"allowed", "GIVEN"}});
  withdrawn.When(Consented("c-1", "2025-03-01")).ThenRefused("CONSENT_EXISTS");
  EXPECT_TRUE(MayInterview(withdrawn.When(Consented("c-2", "2025-03-01")).ThenAccepted(), "2025-03-01"));
}

TEST(Consent, StandsWhileOneOfSeveralDoes) {
  const CaseState state = Given({Opened("2025-01-02"), Consented("c-1", "2025-02-01"),
                                 Consented("c-2", "2025-02-02"), Withdrawn("c-1", "2025-02-10")})
                              .State();
  EXPECT_TRUE(MayInterview(state, "2025-02-11"));
}

}  // namespace
}  // namespace praksis::domain::cases
