// Which principles recur, in which stories: what counts, and what does not.
#include "libs/stories/knowledge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <set>

#include "libs/stories/testing/streams.h"

namespace praksis::stories {
namespace {

using testing::Corrected;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::On;
using testing::Streams;
using testing::Voided;

// "principle/a GENERAL 2 of b, c" for each: its stream, what it is, how many stories, what was given up for
// it.
std::vector<std::string> Listed(const Findings& findings) {
  std::vector<std::string> listed;
  for (const RecurringPrinciple& it : findings.principles) {
    const std::string name = v1::PrincipleRecurrence_Name(it.recurrence);
    std::string text =
        base::StrCat(it.principle->stream, " ", name.substr(name.rfind('_') + 1), " ", it.instances.size());
    for (const std::string& merged : it.merged) text += " with " + merged;
    listed.push_back(text);
  }
  return listed;
}

std::vector<std::string> Listed(const Streams& streams, const StorySelection& selection = {},
                                int general_from = 2) {
  const Knowledge knowledge(streams.Standing());
  return Listed(knowledge.Select(selection, general_from));
}

v1::StoryTotals Totals(const Streams& streams, const StorySelection& selection = {}) {
  const Knowledge knowledge(streams.Standing());
  return knowledge.Select(selection, kGeneralFromStories).totals;
}

// Two stories; one principle in both, one in the first alone, one in none.
Streams ThreePrinciples() {
  Streams streams;
  streams.Story("s", "2025-02-03", "team-1", {"a", "b"}).Story("t", "2025-03-03", "team-2", {"a"});
  streams.Principle("both", "Ask first", {{"s", "a"}, {"t", "a"}});
  streams.Principle("one", "Be there", {{"s", "b"}});
  streams.Principle("none", "Call again", {});
  return streams;
}

TEST(Principles, AreGeneralUniqueOrUnlinkedByTheStoriesTheyAreIn) {
  EXPECT_THAT(Listed(ThreePrinciples()),
              ElementsAre("principle/both GENERAL 2", "principle/one UNIQUE 1", "principle/none UNLINKED 0"));
}

TEST(Principles, FromHowManyStoriesOnTheyAreGeneralIsAsked) {
  EXPECT_THAT(Listed(ThreePrinciples(), {}, 3),
              ElementsAre("principle/both UNIQUE 2", "principle/one UNIQUE 1", "principle/none UNLINKED 0"));
}

TEST(Principles, TwoActionsOfOneStoryAreOneStory) {
  Streams streams;
  streams.Story("s", "2025-02-03", "team-1", {"a", "b"}).Principle("p", "Ask", {{"s", "a"}, {"s", "b"}});
  EXPECT_THAT(Listed(streams), ElementsAre("principle/p UNIQUE 1"));
  const Knowledge knowledge(streams.Standing());
  const Findings findings = knowledge.Select({}, 2);
  ASSERT_EQ(findings.principles[0].instances.size(), 1U);
  EXPECT_EQ(findings.principles[0].instances[0].actions.size(), 2U);
}

TEST(Principles, ARetractedStoryCountsNoMore) {
  Streams streams = ThreePrinciples();
  streams.Retract("t");
  EXPECT_THAT(Listed(streams),
              ElementsAre("principle/both UNIQUE 1", "principle/one UNIQUE 1", "principle/none UNLINKED 0"));
  EXPECT_EQ(Totals(streams).stories(), 1);
  EXPECT_EQ(Totals(streams).retracted_stories(), 1);
  EXPECT_EQ(Totals(streams).actions(), 2);
}

TEST(Principles, AStoryWhoseTellingWasVoidedDoesNotCount) {
  Streams streams = ThreePrinciples();
  streams.Add("story/t", Voided(2)).Add("story/t", Voided(1));
  EXPECT_THAT(Listed(streams),
              ElementsAre("principle/both UNIQUE 1", "principle/one UNIQUE 1", "principle/none UNLINKED 0"));
  EXPECT_EQ(Totals(streams).stories(), 1);
  EXPECT_EQ(Totals(streams).retracted_stories(), 0);
}

TEST(Principles, AnActionThatWasVoidedIsNoInstance) {
  Streams streams = ThreePrinciples();
  streams.Add("story/t", Voided(2));
  EXPECT_THAT(Listed(streams),
              ElementsAre("principle/both UNIQUE 1", "principle/one UNIQUE 1", "principle/none UNLINKED 0"));
}

TEST(Principles, LinksToWhatIsNotThereCountForNothing) {
  Streams streams;
  streams.Story("s", "2025-02-03", "team-1", {"a"});
  streams.Principle("p", "Ask", {{"s", "no-such"}, {"no-such", "a"}});
  EXPECT_THAT(Listed(streams), ElementsAre("principle/p UNLINKED 0"));
}

TEST(Principles, AnUnlinkedActionCountsNoMore) {
  Streams streams = ThreePrinciples();
  streams.Add("principle/both", On("2025-06-02", "principle_unlinked { story: 'story/t' action: 'a' }"));
  EXPECT_THAT(Listed(streams),
              ElementsAre("principle/both UNIQUE 1", "principle/one UNIQUE 1", "principle/none UNLINKED 0"));
}

TEST(Principles, OneGivenUpForAnotherCountsThere) {
  Streams streams = ThreePrinciples();
  streams.Add("principle/one", On("2025-06-02", "principles_merged { into: 'principle/none' }"));
  EXPECT_THAT(Listed(streams),
              ElementsAre("principle/both GENERAL 2", "principle/none UNIQUE 1 with principle/one"));
}

TEST(Principles, AStoryInBothOfTwoMergedCountsOnce) {
  Streams streams = ThreePrinciples();
  streams.Add("principle/one", On("2025-06-02", "principles_merged { into: 'principle/both' }"));
  EXPECT_THAT(Listed(streams),
              ElementsAre("principle/both GENERAL 2 with principle/one", "principle/none UNLINKED 0"));
}

TEST(Principles, AChainOfMergersEndsAtTheLast) {
  Streams streams = ThreePrinciples();
  streams.Add("principle/one", On("2025-06-02", "principles_merged { into: 'principle/none' }"));
  streams.Add("principle/none", On("2025-06-03", "principles_merged { into: 'principle/both' }"));
  EXPECT_THAT(Listed(streams),
              ElementsAre("principle/both GENERAL 2 with principle/none with principle/one"));
}

TEST(Principles, AMergerThatLeadsBackOrNowhereIsAsIfItWereNot) {
  Streams streams = ThreePrinciples();
  streams.Add("principle/one", On("2025-06-02", "principles_merged { into: 'principle/none' }"));
  streams.Add("principle/none", On("2025-06-03", "principles_merged { into: 'principle/one' }"));
  streams.Add("principle/both", On("2025-06-03", "principles_merged { into: 'principle/no-such' }"));
  EXPECT_THAT(Listed(streams),
              ElementsAre("principle/both GENERAL 2", "principle/one UNIQUE 1", "principle/none UNLINKED 0"));
}

TEST(Principles, AreWordedAsLastAndDatedAsFirst) {
  Streams streams;
  streams.Principle("p", "Ask", {});
  streams.Add("principle/p",
              On("2025-08-01", "principle_formulated { wording: 'Ask first' programme: 'programme/p' }"));
  const Knowledge knowledge(streams.Standing());
  const Principle& principle = *knowledge.Standing("principle/p");
  EXPECT_EQ(principle.formulated.wording(), "Ask first");
  EXPECT_EQ(principle.formulated_on, base::ParseDay("2025-06-01"));
}

TEST(Selection, AStaffGroupHasThePrinciplesOfItsStories) {
  EXPECT_THAT(Listed(ThreePrinciples(), {.staff_groups = {"team-2"}}),
              ElementsAre("principle/both UNIQUE 1"));
}

TEST(Selection, APeriodIsInclusive) {
  const auto day = [](const char* text) { return base::ParseDay(text); };
  EXPECT_THAT(Listed(ThreePrinciples(), {.from = day("2025-03-03"), .to = day("2025-03-03")}),
              ElementsAre("principle/both UNIQUE 1"));
  EXPECT_THAT(Listed(ThreePrinciples(), {.from = day("2025-03-04")}), IsEmpty());
  EXPECT_THAT(Listed(ThreePrinciples(), {.to = day("2025-02-02")}), IsEmpty());
}

TEST(Selection, AMunicipalityHasItsStories) {
  EXPECT_THAT(Listed(ThreePrinciples(), {.municipalities = {"SE-0482"}}), IsEmpty());
  EXPECT_EQ(Listed(ThreePrinciples(), {.municipalities = {"SE-0482", "DK-360"}}).size(), 2U);
}

TEST(Selection, AProgrammeHasWhatItFormulatedAndWhatIsInItsStories) {
  Streams streams = ThreePrinciples();
  streams.Add("principle/elsewhere",
              On("2025-06-01", "principle_formulated { wording: 'Wait' programme: 'programme/q' }"));
  EXPECT_EQ(Listed(streams, {.programme = "programme/p"}).size(), 3U);
  EXPECT_THAT(Listed(streams, {.programme = "programme/q"}), ElementsAre("principle/elsewhere UNLINKED 0"));
  streams.Link("elsewhere", "s", "a");
  EXPECT_EQ(Listed(streams, {.programme = "programme/p"}).size(), 4U);
}

TEST(Totals, CountSessionsGroupsStoriesActions) {
  Streams streams = ThreePrinciples();
  const auto held = [](const char* id, const char* group) {
    return On("2025-02-03", base::StrCat("learning_session_held { session_id: '", id, "' staff_group: '",
                                         group, "' participants: 8 minutes: 90 }"));
  };
  streams.Add("programme/p", held("1", "team-1")).Add("programme/p", held("2", "team-3"));
  const v1::StoryTotals totals = Totals(streams);
  EXPECT_EQ(totals.sessions(), 2);
  EXPECT_EQ(totals.staff_groups(), 3);
  EXPECT_EQ(totals.stories(), 2);
  EXPECT_EQ(totals.actions(), 3);
  EXPECT_EQ(Totals(streams, {.staff_groups = {"team-3"}}).sessions(), 1);
}

TEST(Success, IsAsTheLatestConfirmationThatStandsSays) {
  Streams streams = ThreePrinciples();
  streams.Add("story/s", On("2025-02-10", "story_verified { success: STORY_SUCCESS_BOTH }"));
  streams.Add("story/s", On("2025-02-11", "story_verified { success: STORY_SUCCESS_SUBJECTIVE }"));
  const auto success = [&] { return ReadStory(*streams.Standing().Find("story/s"))->success; };
  EXPECT_EQ(success(), v1::STORY_SUCCESS_SUBJECTIVE);
  streams.Add("story/s", Voided(5));
  EXPECT_EQ(success(), v1::STORY_SUCCESS_BOTH);
}

TEST(Language, IsTheStatedOneOrTheCountrys) {
  EXPECT_EQ(LanguageOf("da-DK", "SE-0482"), "da");
  EXPECT_EQ(LanguageOf("", "SE-0482"), "sv");
  EXPECT_EQ(LanguageOf("", "XX-1"), "");
}

// A slow reference: for every principle the stories whose links lead to it, asked one by one.
TEST(Properties, CountsAreThoseOfTheDefinition) {
  rc::check("counts are those of the definition", [] {
    Streams streams;
    const int stories = *rc::gen::inRange(1, 6);
    const int principles = *rc::gen::inRange(1, 6);
    std::set<int> retracted;
    for (int s = 0; s < stories; ++s) {
      streams.Story(std::to_string(s), "2025-02-03", "team-1", {"a", "b"});
      if (*rc::gen::inRange(0, 4) > 0) continue;
      retracted.insert(s);
      streams.Retract(std::to_string(s));
    }
    std::map<int, std::set<int>> linked;
    std::map<int, int> into;
    for (int p = 0; p < principles; ++p) {
      streams.Principle(std::to_string(p), "w", {});
      // One story and one action more than there are.
      for (int s = 0; s <= stories; ++s) {
        for (const char* action : {"a", "b", "c"}) {
          if (*rc::gen::inRange(0, 3) > 0) continue;
          streams.Link(std::to_string(p), std::to_string(s), action);
          if (s < stories && !retracted.contains(s) && std::string_view(action) != "c") linked[p].insert(s);
        }
      }
      // Only into a later one: no circles here.
      if (p + 1 < principles && *rc::gen::inRange(0, 3) == 0) {
        into[p] = *rc::gen::inRange(p + 1, principles);
        streams.Add("principle/" + std::to_string(p),
                    On("2025-06-02", base::StrCat("principles_merged { into: 'principle/", into[p], "' }")));
      }
    }
    for (int p = 0; p < principles; ++p) {
      if (into.contains(p)) linked[into[p]].insert(linked[p].begin(), linked[p].end());
    }
    const Knowledge knowledge(streams.Standing());
    const Findings findings = knowledge.Select({}, 2);
    RC_ASSERT(findings.principles.size() == static_cast<size_t>(principles) - into.size());
    for (const RecurringPrinciple& it : findings.principles) {
      const int p = std::stoi(it.principle->stream.substr(std::string("principle/").size()));
      RC_ASSERT(!into.contains(p));
      RC_ASSERT(it.instances.size() == linked[p].size());
      RC_ASSERT((it.recurrence == v1::PRINCIPLE_RECURRENCE_GENERAL) == (linked[p].size() >= 2));
      RC_ASSERT((it.recurrence == v1::PRINCIPLE_RECURRENCE_UNIQUE) == (linked[p].size() == 1));
    }
  });
}

}  // namespace
}  // namespace praksis::stories
