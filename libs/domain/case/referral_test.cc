// Referrals.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::D;
using testing::Given;
using testing::On;
using testing::Opened;
using testing::Referred;
using testing::Scenario;

v1::Event Amended(const std::string& more) {
  return On("2025-01-14", "referral_amended { referral_id: \"r\" " + more + "}");
}

TEST(Referral, IsMadeOnceAndNotBeforeTheOpening) {
  const CaseState state = Given({Opened("2025-01-02")}).When(Referred("r", "2025-01-12")).ThenAccepted();
  EXPECT_EQ(state.referrals(0).state(), v1::CaseSummary::Referral::MADE);
  EXPECT_TRUE(state.referrals(0).resources_worded());
  EXPECT_EQ(state.referrals(0).made_on(), D("2025-01-12"));
  Given({Opened("2025-01-02"), Referred("r", "2025-01-12")})
      .When(Referred("r", "2025-01-13"))
      .ThenRefused("REFERRAL_EXISTS", {{"referral_id", "r"}});
  Given({Opened("2025-01-02")}).When(Referred("r", "2025-01-01")).ThenRefused("DATES_DISAGREE");
}

TEST(Referral, IsAmendedWhileUnanswered) {
  const Scenario made = Given({Opened("2025-01-02"), Referred("r", "2025-01-12")});
  const CaseState state =
      made.When(Amended(R"(resources { kind: "SKILL" } respond_by: "2025-02-01")")).ThenAccepted();
  EXPECT_FALSE(state.referrals(0).resources_worded()) << "the new resources have no words";
  EXPECT_EQ(state.referrals(0).respond_by(), D("2025-02-01"));
  EXPECT_TRUE(
      made.When(Amended(R"(desired_outcome: "a job")")).ThenAccepted().referrals(0).resources_worded());
  made.When(Amended("respond_by: \"2025-01-11\""))
      .ThenRefused("DATES_DISAGREE", {{"made_on", "2025-01-12"}, {"respond_by", "2025-01-11"}});
  Given({Opened("2025-01-02"), Referred("r", "2025-01-12"),
         On("2025-01-13", R"(referral_accepted { referral_id: "r" })")})
      .When(Amended("respond_by: \"2025-02-01\""))
      .ThenRefused("REFERRAL_NOT_OPEN", {{"state", "ACCEPTED"}, {"allowed", "MADE"}});
}

struct ReferralStep {
  const char* fact;
  bool from_made, from_accepted, from_declined, from_cancelled, from_fulfilled;
  const char* reason;
};

TEST(Referral, GoesFromMadeToAcceptedDeclinedOrCancelledAndFromAcceptedToFulfilledOrCancelled) {
  const std::vector<v1::Event> made = {Opened("2025-01-02"), Referred("r", "2025-01-12")};
  const auto after = [&](std::vector<const char*> facts) {
    std::vector<v1::Event> history = made;
    for (const char* fact : facts) history.push_back(On("2025-01-20", fact));
    return Given(history);
  };
  const char* accepted = R"(referral_accepted { referral_id: "r" })";
  const char* declined =
      R"(referral_declined { referral_id: "r" reason: "NO_CAPACITY" decided_by: PROVIDER })";
  const char* cancelled = R"(referral_cancelled { referral_id: "r" })";
  const char* fulfilled = R"(referral_fulfilled { referral_id: "r" })";
  const std::vector<Scenario> from = {after({}), after({accepted}), after({declined}), after({cancelled}),
                                      after({accepted, fulfilled})};
  const ReferralStep steps[] = {
      {accepted, true, false, false, false, false, "REFERRAL_NOT_OPEN"},
      {declined, true, false, false, false, false, "REFERRAL_NOT_OPEN"},
      {cancelled, true, true, false, false, false, "REFERRAL_NOT_OPEN"},
      {fulfilled, false, true, false, false, false, "REFERRAL_NOT_ACCEPTED"},
  };
  for (const ReferralStep& step : steps) {
    const bool allowed[] = {step.from_made, step.from_accepted, step.from_declined, step.from_cancelled,
                            step.from_fulfilled};
    for (size_t i = 0; i < from.size(); ++i) {
      SCOPED_TRACE(std::string(step.fact) + " from state " + std::to_string(i));
      const auto outcome = from[i].When(On("2025-01-25", step.fact));
      if (allowed[i]) {
        outcome.ThenAccepted();
      } else {
        outcome.ThenRefused(step.reason, {{"referral_id", "r"}});
      }
    }
  }
}

TEST(Referral, RemembersItsAnswer) {
  const Scenario made = Given({Opened("2025-01-02"), Referred("r", "2025-01-12")});
  const CaseState declined =
      made
          .When(On(
              "2025-01-20",
              R"(referral_declined { referral_id: "r" reason: "HEALTH" decided_by: CITIZEN declined_on: "2025-01-18" })"))
          .ThenAccepted();
  EXPECT_EQ(declined.referrals(0).answered_on(), D("2025-01-18"));
  EXPECT_EQ(declined.referrals(0).decline_reason(), "HEALTH");
  EXPECT_EQ(declined.referrals(0).declined_by(), v1::ReferralDeclined::CITIZEN);
  const CaseState accepted =
      made.When(On("2025-01-20", R"(referral_accepted { referral_id: "r" })")).ThenAccepted();
  EXPECT_EQ(accepted.referrals(0).answered_on(), D("2025-01-20")) << "left out: the day of occurred_at";
  EXPECT_TRUE(accepted.referrals(0).was_accepted());
}

TEST(Referral, IsNotAnsweredBeforeItWasMadeNorIfThereIsNone) {
  const Scenario made = Given({Opened("2025-01-02"), Referred("r", "2025-01-12")});
  made.When(On("2025-01-20", R"(referral_accepted { referral_id: "r" accepted_on: "2025-01-11" })"))
      .ThenRefused("DATES_DISAGREE",
                   {{"made_on", "2025-01-12"}, {"accepted_on", "2025-01-11"}, {"referral_id", "r"}});
  made.When(On("2025-01-20", R"(referral_accepted { referral_id: "x" })"))
      .ThenRefused("REFERRAL_UNKNOWN", {{"referral_id", "x"}});
  made.When(On("2025-01-20", R"(referral_fulfilled { referral_id: "x" })")).ThenRefused("REFERRAL_UNKNOWN");
  Given({Opened("2025-01-02"), Referred("r", "2025-01-12"),
         On("2025-01-20", R"(referral_accepted { referral_id: "r" })")})
      .When(On("2025-01-19", R"(referral_fulfilled { referral_id: "r" })"))
      .ThenRefused("DATES_DISAGREE", {{"accepted_on", "2025-01-20"}});
}

}  // namespace
}  // namespace praksis::domain::cases
