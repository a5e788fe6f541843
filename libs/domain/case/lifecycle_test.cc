// The case itself.
#include <gtest/gtest.h>

#include <string>

#include "libs/domain/case/testing/facts.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Agreed;
using testing::Closed;
using testing::Corrected;
using testing::D;
using testing::Given;
using testing::Offered;
using testing::On;
using testing::Opened;
using testing::Referred;
using testing::Reopened;
using testing::Scenario;
using testing::TakenOver;
using testing::Voided;

v1::Event Transferred(const std::string& day, const std::string& to) {
  return On(day, "case_transferred { to_municipality: \"" + to + "\" transferred_on: \"" + day + "\" }");
}

TEST(Case, BeginsWithItsOpening) {
  const CaseState state = Given({}).When(Opened("2025-01-02")).ThenAccepted();
  EXPECT_EQ(state.status(), v1::CaseSummary::OPEN);
  EXPECT_EQ(state.opened_on(), D("2025-01-02"));
  EXPECT_EQ(state.municipality(), "DK-360");
  EXPECT_EQ(state.stream(), "case/demo");
  EXPECT_EQ(state.version(), 1);
}

TEST(Case, TakesNothingBeforeItsOpening) {
  Given({})
      .When(On("2025-01-02", "note_added { text: \"t\" }"))
      .ThenRefused("CASE_NOT_OPENED", {{"case_id", "case/demo"}});
}

TEST(Case, IsOpenedOnce) {
  Given({Opened("2025-01-02")})
      .When(Opened("2025-01-03"))
      .ThenRefused("CASE_EXISTS", {{"opened_on", "2025-01-02"}});
  Given({Opened("2025-01-02"), Closed("2025-01-05")}).When(Opened("2025-01-06")).ThenRefused("CASE_EXISTS");
}

TEST(Case, TakesNoFactsOfOtherStreams) {
  Given({Opened("2025-01-02")})
      .When(
          On("2025-01-03", "story_verified { verifier: STORY_VERIFIER_CITIZEN success: STORY_SUCCESS_BOTH }"))
      .ThenRefused("WRONG_STREAM_KIND", {{"kind", "story"}}, absl::StatusCode::kInvalidArgument);
}

TEST(Case, OfAnErasedPersonTakesNothing) {
  const Scenario given = Given({Opened("2025-01-02"), On("2025-01-03", "note_added { text: \"t\" }")});
  given.When(On("2025-01-04", "note_added { text: \"t\" }"), {.subject_erased = true})
      .ThenRefused("SUBJECT_ERASED");
  given.When(Voided(2), {.subject_erased = true}).ThenRefused("SUBJECT_ERASED", {{"stream", "case/demo"}});
}

TEST(Case, IsClosedFromOpenAndRemembersWhy) {
  const CaseState state = Given({Opened("2025-01-02")}).When(Closed("2025-02-01")).ThenAccepted();
  EXPECT_EQ(state.status(), v1::CaseSummary::CLOSED);
  EXPECT_EQ(state.closed_on(), D("2025-02-01"));
  EXPECT_EQ(state.close_reason(), v1::CaseClosed::JOB);
}

TEST(Case, IsNotClosedBeforeItWasOpenedOrBeforeSomethingInItBeganOrEnded) {
  Given({Opened("2025-01-02")})
      .When(Closed("2025-01-01"))
      .ThenRefused("DATES_DISAGREE", {{"opened_on", "2025-01-02"}, {"closed_on", "2025-01-01"}});
  Given(
      {Opened("2025-01-02"),
       On("2025-01-05",
          R"(coaching_started { coaching_id: "k" coach: "w" start: "2025-01-05" method { code: "OTHER" } })"),
       On("2025-01-20", R"(coaching_ended { coaching_id: "k" last_day: "2025-01-20" })")})
      .When(Closed("2025-01-19"))
      .ThenRefused("DATES_DISAGREE", {{"coaching_last_day", "2025-01-20"}, {"closed_on", "2025-01-19"}});
}

TEST(Case, OnceClosedTakesOnlyWhatMayComeLater) {
  const Scenario closed = Given(
      {Opened("2025-01-02"),
       On("2025-01-10",
          R"(occupation_started { occupation_id: "o" kind: ORDINARY obtained_by: SELF start: "2025-01-10" evidence: DECLARED })"),
       Closed("2025-02-01")});
  closed.When(On("2025-02-02", "note_added { text: \"t\" }"))
      .ThenRefused("CASE_CLOSED", {{"closed_on", "2025-02-01"}});
  closed.When(Closed("2025-02-02")).ThenRefused("CASE_CLOSED");
  closed.When(On("2025-02-02", "case_transferred { to_municipality: \"DK-376\" }"))
      .ThenRefused("CASE_CLOSED");
  closed.When(On("2025-02-02", R"(consent_given { consent_id: "c" purpose: RESEARCH })")).ThenAccepted();
  closed.When(On("2025-02-02", R"(occupation_ended { occupation_id: "o" last_day: "2025-02-02" })"))
      .ThenAccepted();
  closed.When(On("2025-02-02", R"(subjective_success_reported { satisfaction: 4 })")).ThenAccepted();
  closed.When(Corrected(3, R"(case_closed { reason: EDUCATION closed_on: "2025-02-01" })")).ThenAccepted();
  closed.When(Voided(3)).ThenAccepted();
}

TEST(Case, ThatWasClosedCanBeReopened) {
  const Scenario closed = Given({Opened("2025-01-02"), Closed("2025-02-01")});
  const CaseState state = closed.When(Reopened("2025-02-01")).ThenAccepted();
  EXPECT_EQ(state.status(), v1::CaseSummary::OPEN);
  EXPECT_FALSE(state.has_closed_on());
  EXPECT_EQ(state.reopened_on(), D("2025-02-01"));
  ASSERT_EQ(state.closures_size(), 1);
  EXPECT_EQ(state.closures(0).closed_on(), D("2025-02-01"));
  EXPECT_EQ(state.closures(0).reopened_on(), D("2025-02-01"));
  EXPECT_EQ(state.closures(0).reason(), v1::CaseClosed::JOB);
  closed.When(Reopened("2025-01-31")).ThenRefused("DATES_DISAGREE", {{"closed_on", "2025-02-01"}});
  Given({Opened("2025-01-02")})
      .When(Reopened("2025-02-01"))
      .ThenRefused("CASE_NOT_CLOSED", {{"state", "OPEN"}});
  Given({Opened("2025-01-02"), Closed("2025-02-01"), Reopened("2025-03-01")})
      .When(Closed("2025-02-20"))
      .ThenRefused("DATES_DISAGREE", {{"reopened_on", "2025-03-01"}});
}

TEST(Case, IsTransferredToAnotherMunicipality) {
  const Scenario open = Given({Opened("2025-01-02")});
  EXPECT_EQ(open.When(Transferred("2025-01-10", "DK-376")).ThenAccepted().municipality(), "DK-376");
  open.When(Transferred("2025-01-10", "DK-360"))
      .ThenRefused("TRANSFER_TO_SAME", {{"municipality", "DK-360"}});
  open.When(Transferred("2025-01-01", "DK-376")).ThenRefused("DATES_DISAGREE", {{"opened_on", "2025-01-02"}});
  Given({Opened("2025-01-02"), Transferred("2025-03-01", "DK-376")})
      .When(Transferred("2025-02-01", "SE-0482"))
      .ThenRefused("DATES_DISAGREE", {{"last_transferred_on", "2025-03-01"}});
}

TEST(Closing, NamesWhatIsStillOpen) {
  Given(
      {Opened("2025-01-02"), Offered("p-1"), Agreed("p-1"), TakenOver("p-2", "2025-01-20", 600),
       Offered("p-3"), Referred("r-1", "2025-01-12"), Referred("r-2", "2025-01-12"),
       On("2025-01-13", R"(referral_accepted { referral_id: "r-2" })"),
       On("2025-01-05",
          R"(coaching_started { coaching_id: "k-1" coach: "w" start: "2025-01-05" method { code: "OTHER" } })")})
      .When(Closed("2025-06-01"))
      .ThenRefused("OPEN_CHILDREN", {{"ids", "p-1, p-2, r-1, k-1"},
                                     {"placements", "p-1, p-2"},
                                     {"referrals", "r-1"},
                                     {"coachings", "k-1"}});
}

TEST(Closing, IsNotHinderedByAnUnansweredOfferOrAnAcceptedReferral) {
  Given({Opened("2025-01-02"), Offered("p-1"), Referred("r-1", "2025-01-12"),
         On("2025-01-13", R"(referral_accepted { referral_id: "r-1" })")})
      .When(Closed("2025-06-01"))
      .ThenAccepted();
}

}  // namespace
}  // namespace praksis::domain::cases
