#include <gtest/gtest.h>

#include "libs/base/date.h"
#include "libs/domain/principle/principle_rules.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/domain/stream_states/principle_state.pb.h"

namespace praksis::domain::principles {
namespace {

using testing::On;
using testing::Scenario;
using testing::Voided;

constexpr char kWorded[] =
    R"(principle_formulated { wording: "Begin with what the person can." programme: "programme/p" })";
constexpr char kMerged[] = R"(principles_merged { into: "principle/other" })";

std::string Linking(const std::string& action) {
  return R"(principle_linked { story: "story/s" action: ")" + action + "\" }";
}
std::string Unlinking(const std::string& action) {
  return R"(principle_unlinked { story: "story/s" action: ")" + action + "\" }";
}

Scenario Nothing() { return {PrincipleRules(), "principle/p"}; }
Scenario Formulated() { return Nothing().Given(On("2025-03-10", kWorded)); }
Scenario Linked() { return Formulated().Given(On("2025-03-12", Linking("a"))); }

TEST(Principle, BeginsWithItsWording) {
  for (const std::string& fact : {Linking("a"), Unlinking("a"), std::string(kMerged)}) {
    Nothing()
        .When(On("2025-03-11", fact))
        .ThenRefused("PRINCIPLE_NOT_FORMULATED", {{"principle_id", "principle/p"}});
  }
  Formulated()
      .When(On("2025-03-09", Linking("a")))
      .ThenRefused("DATES_DISAGREE", {{"formulated_on", "2025-03-10"}, {"linked_on", "2025-03-09"}});
}

TEST(Principle, WordedAnewKeepsItsLinksAndItsAge) {
  const auto state = Linked().When(On("2025-04-01", kWorded)).ThenState<PrincipleState>();
  EXPECT_EQ(state.links_size(), 1);
  EXPECT_EQ(state.formulated_on(), *base::ParseDay("2025-03-10"));
}

TEST(Principle, IsLinkedToAnActionOfAStoryOnceAtATime) {
  Linked()
      .When(On("2025-03-13", Linking("a")))
      .ThenRefused("LINK_EXISTS", {{"story", "story/s"}, {"action", "a"}});
  Linked().When(On("2025-03-13", Linking("b"))).ThenAccepted();
  const Scenario unlinked = Linked().Given(On("2025-03-13", Unlinking("a")));
  EXPECT_EQ(unlinked.When(On("2025-03-14", Linking("a"))).ThenState<PrincipleState>().links_size(), 1);
}

TEST(Principle, IsUnlinkedOnlyFromWhatItIsLinkedToAndNotBefore) {
  Linked()
      .When(On("2025-03-13", Unlinking("b")))
      .ThenRefused("LINK_UNKNOWN", {{"story", "story/s"}, {"action", "b"}});
  Linked()
      .When(On("2025-03-11", Unlinking("a")))
      .ThenRefused("DATES_DISAGREE", {{"linked_on", "2025-03-12"}});
  EXPECT_EQ(Linked().When(On("2025-03-13", Unlinking("a"))).ThenState<PrincipleState>().links_size(), 0);
}

TEST(Principle, UnlinkedFromOneActionKeepsTheOthers) {
  const auto state = Linked()
                         .Given(On("2025-03-13", Linking("b")))
                         .When(On("2025-03-14", Unlinking("a")))
                         .ThenState<PrincipleState>();
  ASSERT_EQ(state.links_size(), 1);
  EXPECT_EQ(state.links(0).action(), "b");
}

TEST(Principle, OnceMergedIsGivenUpForGood) {
  const Scenario merged = Linked().Given(On("2025-03-20", kMerged));
  for (const std::string& fact : {std::string(kWorded), Linking("b"), Unlinking("a"), std::string(kMerged)}) {
    merged.When(On("2025-03-21", fact))
        .ThenRefused("PRINCIPLE_MERGED", {{"into", "principle/other"}, {"merged_on", "2025-03-20"}});
  }
  const auto state = merged.When(Voided(3)).ThenState<PrincipleState>();
  EXPECT_FALSE(state.has_merged_on());
  EXPECT_EQ(state.links_size(), 1);
}

TEST(Principle, IsNotMergedBeforeItWasLastLinked) {
  Linked().When(On("2025-03-11", kMerged)).ThenRefused("DATES_DISAGREE", {{"latest_on", "2025-03-12"}});
}

TEST(Principle, WhoseLinkIsTakenBackCannotHaveBeenUnlinked) {
  Linked()
      .Given(On("2025-03-13", Unlinking("a")))
      .When(Voided(2))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "3"}, {"reason", "LINK_UNKNOWN"}});
}

}  // namespace
}  // namespace praksis::domain::principles
