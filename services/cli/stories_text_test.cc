// What is said of stories and principles.
#include "services/cli/stories_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/text_format.h"

namespace praksis::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename Message>
Message Read(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

constexpr Terminal kPeople{.interactive = true, .width = 100};

v1::ListPrinciplesResponse Principles() {
  return Read<v1::ListPrinciplesResponse>(R"(
    principles {
      stream: "principle/p" wording: "Ask first" recurrence: PRINCIPLE_RECURRENCE_GENERAL story_count: 2
      counts { staff_group: "team-1" success: STORY_SUCCESS_OBJECTIVE stories: 1 }
      counts { staff_group: "team-1" success: STORY_SUCCESS_BOTH stories: 1 }
      stories {
        story { stream: "story/s" title: "The greenhouse" told_on: "2025-02-03" staff_group: "team-1"
                success: STORY_SUCCESS_OBJECTIVE }
        actions { action_id: "a" wording: "Asked." }
      }
      stories { story { stream: "story/t" told_on: "2025-02-04" staff_group: "team-1" } actions { wording: "Asked." } }
    }
    totals { sessions: 3 staff_groups: 1 stories: 2 actions: 2 retracted_stories: 1 general: 1 })");
}

TEST(StoriesText, PrinciplesComeWithTotalsInWordsForPeople) {
  const std::string text = RenderPrinciples(Principles(), false, kPeople);
  EXPECT_THAT(text,
              HasSubstr("2 stories with 2 chief actions, told in 3 sessions by 1 staff groups; 1 retracted"));
  EXPECT_THAT(text, HasSubstr("1 general, 0 unique, 0 unlinked"));
  EXPECT_THAT(text, HasSubstr("team-1 2"));
}

TEST(StoriesText, PipedPrinciplesAreTabSeparated) {
  EXPECT_EQ(RenderPrinciples(Principles(), false, {}), "general\t2\tAsk first\tteam-1 2\tprinciple/p\n");
  EXPECT_EQ(RenderPrinciples(Principles(), true, {}),
            "Ask first\tstory/s \"The greenhouse\"\t2025-02-03\tteam-1\tobjective\tAsked.\n"
            "Ask first\tstory/t\t2025-02-04\tteam-1\tunspecified\tAsked.\n");
}

v1::GetStoryGraphResponse Graph() {
  return Read<v1::GetStoryGraphResponse>(R"(
    nodes { id: "story/s" item: STORY_ITEM_STORY
            story { stream: "story/s" title: "\"Quoted\" \\ and \x1b[31m" staff_group: "team-1" } }
    nodes { id: "story/s#a" item: STORY_ITEM_ACTION wording: "Asked." }
    nodes { id: "principle/p" item: STORY_ITEM_PRINCIPLE wording: "Ask first" story_count: 1
            recurrence: PRINCIPLE_RECURRENCE_UNIQUE }
    nodes { id: "principle/q" item: STORY_ITEM_PRINCIPLE wording: "Wait" recurrence: PRINCIPLE_RECURRENCE_UNLINKED }
    edges { from: "story/s" to: "story/s#a" }
    edges { from: "story/s#a" to: "principle/p" })");
}

TEST(StoriesText, TheGraphIsATreeForPeopleAndEdgesForPrograms) {
  const std::string tree = RenderGraph(Graph(), kPeople);
  EXPECT_THAT(tree, HasSubstr("\n    → Asked.\n        → Ask first (unique, 1 story)\n"));
  EXPECT_THAT(tree, HasSubstr("\nWait (unlinked, 0 stories)")) << "what is in no story is there, too";
  EXPECT_EQ(RenderGraph(Graph(), {}), "story/s\tstory/s#a\nstory/s#a\tprinciple/p\n");
}

TEST(StoriesText, GraphvizGetsQuotedNamesWhateverIsInThem) {
  const std::string dot = RenderDot(Graph());
  EXPECT_THAT(dot, HasSubstr("\"story/s\" -> \"story/s#a\";"));
  EXPECT_THAT(dot, HasSubstr(R"(\"Quoted\" \\ and )"));
  EXPECT_THAT(dot, Not(HasSubstr("\x1b")));
}

TEST(StoriesText, WhatWasAskedForStandsOutOnATerminalWithColour) {
  const auto response = Read<v1::SearchStoriesResponse>(R"(
    hits { item: STORY_ITEM_ACTION story { stream: "story/s" } action_id: "a"
           snippet { text: "Asked the " } snippet { text: "company" matched: true } })");
  EXPECT_EQ(RenderHits(response, kPeople), "action a of story/s\n    Asked the company\n");
  const std::string coloured = RenderHits(response, {.interactive = true, .colour = true, .width = 100});
  EXPECT_THAT(coloured, HasSubstr("company\x1b["));
  EXPECT_EQ(RenderHits(response, {}), "action\tstory/s\ta\tAsked the company\n");
}

v1::ListStoriesLikeCaseResponse Like() {
  return Read<v1::ListStoriesLikeCaseResponse>(R"(
    stories {
      story { stream: "story/s" title: "The greenhouse" success: STORY_SUCCESS_BOTH }
      likenesses { kind: LIKENESS_KIND_INTERRUPTION_REASON value: "TRANSPORT" points: 4 }
      likenesses { kind: LIKENESS_KIND_WORD value: "bus" points: 2 }
      likenesses { kind: LIKENESS_KIND_WORD value: "night" points: 2 }
      points: 8
      actions { action { wording: "Lent a bicycle." } principles { wording: "Be there" } principles { wording: "Ask" } }
      actions { action { wording: "Asked." } }
    }
    standing_stories: 20)");
}

TEST(StoriesText, StoriesLikeACaseSayWhyAndWhatWasDone) {
  EXPECT_EQ(RenderLike("case/a", Like(), kPeople),
            "1 story like case/a, of 20; hints, no more\n\n"
            "story/s \"The greenhouse\", both\n"
            "    alike in interruption reason TRANSPORT; word \"bus\", \"night\"\n"
            "    · Lent a bicycle.\n"
            "        → Be there\n"
            "        → Ask\n"
            "    · Asked.\n");
  EXPECT_EQ(
      RenderLike("case/a", Like(), {}),
      "story/s\t8\tinterruption reason TRANSPORT; word \"bus\", \"night\"\tLent a bicycle.\tBe there; Ask\n"
      "story/s\t8\tinterruption reason TRANSPORT; word \"bus\", \"night\"\tAsked.\t\n");
}

TEST(StoriesText, NoStoryLikeACaseSaysWhatToDo) {
  v1::ListStoriesLikeCaseResponse none;
  none.set_standing_stories(20);
  const std::string text = RenderLike("case/a", none, kPeople);
  EXPECT_THAT(text, HasSubstr("None of 20 stories is like case/a."));
  EXPECT_THAT(text, HasSubstr("/stories/tell"));
  EXPECT_EQ(RenderLike("case/a", none, {}), "");
}

}  // namespace
}  // namespace praksis::cli
