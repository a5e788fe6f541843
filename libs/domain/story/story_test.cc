#include <gtest/gtest.h>

#include "libs/domain/story/story_rules.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/domain/stream_states/story_state.pb.h"

namespace praksis::domain::stories {
namespace {

using testing::Corrected;
using testing::On;
using testing::Scenario;
using testing::Voided;

constexpr char kRetracted[] = "story_retracted { reason: STORY_RETRACTION_REASON_OTHER }";
constexpr char kVerified[] =
    "story_verified { verifier: STORY_VERIFIER_CITIZEN success: STORY_SUCCESS_SUBJECTIVE }";

std::string Telling(const std::string& anonymity, const std::string& more = "") {
  return R"(story_told { programme: "programme/p" staff_group: "team-1" before: "b" after: "a"
      success: STORY_SUCCESS_OBJECTIVE anonymity: )" +
         anonymity + " " + more + " }";
}
std::string Identifying(const std::string& action) {
  return "chief_action_identified { action_id: \"" + action + "\" wording: \"Asked first.\" }";
}
constexpr char kShared[] = R"(story_shared_at_meeting { staff_group: "team-2" })";

Scenario Untold() { return {StoryRules(), "story/s"}; }
// On 10 March 2025, anonymised.
Scenario Told() { return Untold().Given(On("2025-03-10", Telling("STORY_ANONYMITY_ANONYMISED"))); }
Scenario Retracted() { return Told().Given(On("2025-03-20", kRetracted)); }

TEST(Story, IsToldOnce) {
  const auto state =
      Untold().When(On("2025-03-10", Telling("STORY_ANONYMITY_ANONYMISED"))).ThenState<StoryState>();
  EXPECT_EQ(state.success(), v1::STORY_SUCCESS_OBJECTIVE);
  Told()
      .When(On("2025-03-11", Telling("STORY_ANONYMITY_ANONYMISED")))
      .ThenRefused("STORY_EXISTS", {{"story_id", "story/s"}, {"told_on", "2025-03-10"}});
}

TEST(Story, IsVerifiedSharedTakenApartAndRetractedOnlyOnceTold) {
  for (const std::string& fact :
       {std::string(kVerified), Identifying("a"), std::string(kShared), std::string(kRetracted)}) {
    Untold().When(On("2025-03-11", fact)).ThenRefused("STORY_NOT_TOLD", {{"story_id", "story/s"}});
    Told().When(On("2025-03-11", fact)).ThenAccepted();
    Told()
        .When(On("2025-03-09", fact))
        .ThenRefused("DATES_DISAGREE", {{"told_on", "2025-03-10"}, {"story_id", "story/s"}});
  }
}

TEST(Story, CountsAsItsLatestConfirmationSays) {
  const auto state = Told()
                         .Given(On("2025-03-12", kVerified))
                         .When(On("2025-03-14",
                                  "story_verified { verifier: STORY_VERIFIER_REGISTER "
                                  "success: STORY_SUCCESS_BOTH }"))
                         .ThenState<StoryState>();
  EXPECT_EQ(state.success(), v1::STORY_SUCCESS_BOTH);
  EXPECT_EQ(state.verifications(), 2);
}

TEST(Story, HasEachChiefActionOnce) {
  const Scenario with_action = Told().Given(On("2025-03-12", Identifying("a")));
  with_action.When(On("2025-03-13", Identifying("a"))).ThenRefused("ACTION_EXISTS", {{"action_id", "a"}});
  const auto state = with_action.When(On("2025-03-13", Identifying("b"))).ThenState<StoryState>();
  EXPECT_EQ(state.action_ids_size(), 2);
}

TEST(Story, ThatIsNotAnonymisedIsSharedOnlyWhereACaseCouldHaveConsented) {
  for (const char* anonymity : {"STORY_ANONYMITY_IDENTIFIABLE", "STORY_ANONYMITY_PSEUDONYMISED"}) {
    Untold()
        .Given(On("2025-03-10", Telling(anonymity)))
        .When(On("2025-03-12", kShared))
        .ThenRefused("CONSENT_MISSING", {{"purpose", "STORY_USE"}, {"story_id", "story/s"}},
                     absl::StatusCode::kPermissionDenied);
    Untold()
        .Given(On("2025-03-10", Telling(anonymity, R"(case_stream: "case/c")")))
        .When(On("2025-03-12", kShared))
        .ThenAccepted();
  }
}

TEST(Story, OnceRetractedTakesOnlyCorrections) {
  for (const std::string& fact :
       {std::string(kVerified), Identifying("a"), std::string(kShared), std::string(kRetracted)}) {
    Retracted()
        .When(On("2025-03-21", fact))
        .ThenRefused("STORY_RETRACTED",
                     {{"retracted_on", "2025-03-20"}, {"allowed", "event_corrected, event_voided"}});
  }
  Retracted()
      .When(Corrected(1, Telling("STORY_ANONYMITY_PSEUDONYMISED", R"(case_stream: "case/c")")))
      .ThenAccepted();
}

TEST(Story, IsNotRetractedBeforeTheLastThatHappenedToIt) {
  Told()
      .Given(On("2025-03-25", kShared))
      .When(On("2025-03-20", kRetracted))
      .ThenRefused("DATES_DISAGREE", {{"latest_on", "2025-03-25"}, {"retracted_on", "2025-03-20"}});
}

TEST(Story, WhoseRetractionIsTakenBackStandsAgain) {
  const Scenario restored = Retracted().Given(Voided(2));
  EXPECT_FALSE(restored.When(On("2025-03-21", kVerified)).ThenState<StoryState>().has_retracted_on());
}

TEST(Story, CannotBeCorrectedIntoOneThatCouldNotHaveBeenShared) {
  Told()
      .Given(On("2025-03-12", kShared))
      .When(Corrected(1, Telling("STORY_ANONYMITY_IDENTIFIABLE")))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "2"}, {"reason", "CONSENT_MISSING"}});
}

}  // namespace
}  // namespace praksis::domain::stories
