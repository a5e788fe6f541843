// Finding stories, actions and principles by their words.
#include "libs/stories/search_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "libs/base/strings.h"
#include "libs/stories/story.h"
#include "libs/stories/testing/streams.h"

namespace praksis::stories {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::On;
using testing::Streams;
using ::testing::UnorderedElementsAre;
using testing::Voided;

class SearchTest : public ::testing::Test {
 protected:
  SearchTest() {
    directory_ =
        std::filesystem::temp_directory_path() /
        base::StrCat("praksis-search-", ::testing::UnitTest::GetInstance()->current_test_info()->name(), "-",
                     ::getpid());
    index_ = SearchIndex::Open(directory_, ParseSynonyms(BuiltInSynonyms()).value()).value();
  }
  ~SearchTest() override {
    index_.reset();
    std::filesystem::remove_all(directory_);
  }

  // The index has all there is.
  void Follow() {
    standing_ = std::make_shared<const readmodels::LearningStreams>(streams_.Standing());
    ASSERT_TRUE(index_->Follow(standing_, [] { return true; }).value());
  }
  std::optional<std::string> TextFor(const Hit& hit) const {
    if (hidden_.contains(hit.stream) && hit.item == v1::STORY_ITEM_STORY) return std::nullopt;
    const readmodels::LearningStream& stream = *standing_->Find(hit.stream);
    if (hit.item == v1::STORY_ITEM_PRINCIPLE) return ReadPrinciple(stream)->formulated.wording();
    const Story story = *ReadStory(stream);
    return hit.item == v1::STORY_ITEM_STORY ? TextOf(story.told) : story.Action(hit.action)->wording;
  }
  Found Search(const SearchQuery& query, uint32_t rank = 0, uint32_t count = 20, uint32_t most_hidden = 100) {
    return index_
        ->Search(query, rank, count, most_hidden,
                 [&](const Hit& hit) -> absl::StatusOr<std::optional<std::string>> { return TextFor(hit); })
        .value();
  }
  std::vector<std::string> Names(const Found& found) {
    std::vector<std::string> names;
    for (const auto& it : found.shown) {
      names.push_back(it.hit.action.empty() ? it.hit.stream
                                            : base::StrCat(it.hit.stream, "#", it.hit.action));
    }
    return names;
  }
  std::vector<std::string> Names(const std::string& text) {
    Follow();
    return Names(Search({.text = text}));
  }
  void Tell(const std::string& id, const std::string& title, const std::string& before,
            const std::string& language, const std::vector<std::string>& actions = {}) {
    streams_.Story(
        id, "2025-02-03", "team-1", {},
        base::StrCat("title: '", title, "' before: '", before, "' after: '-' language: '", language, "'"));
    int number = 0;
    for (const std::string& action : actions) {
      streams_.Add("story/" + id, On("2025-02-03", base::StrCat("chief_action_identified { action_id: 'a-",
                                                                ++number, "' wording: '", action, "' }")));
    }
  }

  Streams streams_;
  std::shared_ptr<const readmodels::LearningStreams> standing_;
  std::set<std::string> hidden_;
  std::filesystem::path directory_;
  std::unique_ptr<SearchIndex> index_;
};

TEST_F(SearchTest, StoriesActionsAndPrinciplesAreFoundEachAsItself) {
  Tell("s", "The greenhouse", "Two plants broke off.", "en", {"Went along to the greenhouse."});
  streams_.Principle("p", "Meet in the greenhouse", {});
  EXPECT_THAT(Names("greenhouse"), UnorderedElementsAre("story/s", "story/s#a-1", "principle/p"));
}

TEST_F(SearchTest, AllWordsMustBeThere) {
  Tell("s", "The greenhouse", "It was cold.", "en");
  Tell("t", "The greenhouse", "It was warm.", "en");
  EXPECT_THAT(Names("greenhouse cold"), ElementsAre("story/s"));
  EXPECT_THAT(Names("greenhouse -cold"), ElementsAre("story/t"));
  EXPECT_THAT(Names("greenhouse snow"), IsEmpty());
}

TEST_F(SearchTest, AWordIsFoundInTheFormsOfItsLanguage) {
  Tell("da", "Virksomhederne", "", "da");
  Tell("sv", "Flickorna arbetade", "", "sv");
  Tell("en", "The meetings", "", "en");
  EXPECT_THAT(Names("virksomhed"), ElementsAre("story/da")) << "from one ending to the next";
  EXPECT_THAT(Names("Flicka"), ElementsAre("story/sv"));
  EXPECT_THAT(Names("MEETING"), ElementsAre("story/en"));
}

TEST_F(SearchTest, ATextIsStemmedInItsOwnLanguageOnly) {
  // Danish takes "-erne" away, English does not.
  Tell("en", "Virksomhederne", "", "en");
  EXPECT_THAT(Names("virksomhed"), IsEmpty());
  EXPECT_THAT(Names("virksomhederne"), ElementsAre("story/en"));
}

TEST_F(SearchTest, HebrewIsFoundAsItIsWritten) {
  Tell("he", "סיפור הצלחה", "", "he");
  EXPECT_THAT(Names("הצלחה"), ElementsAre("story/he"));
  EXPECT_THAT(Names("הצלחות"), IsEmpty());
}

TEST_F(SearchTest, WithoutALanguageTheMunicipalitysIsTaken) {
  Tell("s", "Virksomhederne", "", "");
  EXPECT_THAT(Names("virksomhed"), ElementsAre("story/s")) << "DK-360 speaks Danish";
}

TEST_F(SearchTest, SynonymsAreFoundInTheirLanguage) {
  Tell("en", "The employers", "", "en");
  Tell("da", "Arbejdsgiveren", "", "da");
  EXPECT_THAT(Names("company"), ElementsAre("story/en"));
  EXPECT_THAT(Names("virksomheden"), ElementsAre("story/da"));
}

TEST_F(SearchTest, QuotedWordsStandNextToEachOther) {
  Tell("s", "", "She asked the company first.", "en");
  Tell("t", "", "The first company she asked.", "en");
  EXPECT_THAT(Names("\"asked the company\""), ElementsAre("story/s"));
}

TEST_F(SearchTest, ATitleWeighsMore) {
  Tell("s", "Meeting", "Of the garden nothing was said, but of a greenhouse.", "en");
  Tell("t", "Greenhouse", "Of the garden nothing was said, but of a meeting.", "en");
  EXPECT_THAT(Names("greenhouse"), ElementsAre("story/t", "story/s"));
  const Found found = Search({.text = "greenhouse"});
  EXPECT_EQ(found.shown[0].hit.score_permille, 1'000);
  EXPECT_LT(found.shown[1].hit.score_permille, 1'000);
}

TEST_F(SearchTest, ARetractedStoryNeverComesBack) {
  Tell("s", "The greenhouse", "", "en", {"Went to the greenhouse."});
  EXPECT_EQ(Names("greenhouse").size(), 2U);
  streams_.Retract("s");
  EXPECT_THAT(Names("greenhouse"), IsEmpty());
  EXPECT_EQ(index_->documents(), 0U);
  streams_.Add("story/s", Voided(3));
  EXPECT_EQ(Names("greenhouse").size(), 2U) << "the retraction was a mistake";
}

TEST_F(SearchTest, ACorrectedTextIsFoundAsCorrected) {
  Tell("s", "The greenhouse", "", "en", {"Went there."});
  Follow();
  streams_.Add("story/s",
               testing::Corrected(2, "chief_action_identified { action_id: 'a-1' wording: 'Called.' }"));
  EXPECT_THAT(Names("called"), ElementsAre("story/s#a-1"));
  EXPECT_THAT(Names("went"), IsEmpty());
}

TEST_F(SearchTest, SnippetsShowWhatWasAskedForAndTakeNothingForMarkup) {
  Tell("s", "", "If a < b & c, the employers <i>called</i>.", "en");
  Follow();
  const Found found = Search({.text = "employer"});
  ASSERT_EQ(found.shown.size(), 1U);
  std::string text;
  std::vector<std::string> matched;
  for (const SnippetPart& part : found.shown[0].snippet) {
    text += part.text;
    if (part.matched) matched.push_back(part.text);
  }
  EXPECT_THAT(matched, ElementsAre("employers"));
  EXPECT_EQ(text, "If a < b & c, the employers <i>called</i>. · -");
}

TEST_F(SearchTest, WhatMayNotBeShownIsSteppedOver) {
  for (int i = 0; i < 8; ++i) {
    Tell(base::StrCat("s-", i), "Greenhouse", "", "en");
    if (i % 2 == 0) hidden_.insert(base::StrCat("story/s-", i));
  }
  Follow();
  EXPECT_EQ(Search({.text = "greenhouse"}).shown.size(), 4U);
  // A page ends after so many that are not shown, and says where to go on.
  const Found first = Search({.text = "greenhouse"}, 0, 20, 2);
  ASSERT_TRUE(first.next.has_value());
  const Found second = Search({.text = "greenhouse"}, *first.next, 20, 100);
  EXPECT_EQ(first.shown.size() + second.shown.size(), 4U);
  EXPECT_FALSE(second.next.has_value());
}

TEST_F(SearchTest, PagesFollowEachOther) {
  for (int i = 0; i < 120; ++i) Tell(base::StrCat("s-", i), "Greenhouse", std::string(i % 7 + 1, 'x'), "en");
  Follow();
  std::set<std::string> seen;
  uint32_t rank = 0;
  int pages = 0;
  while (true) {
    const Found found = Search({.text = "greenhouse"}, rank, 25);
    for (const std::string& name : Names(found)) EXPECT_TRUE(seen.insert(name).second) << name;
    ++pages;
    if (!found.next) break;
    rank = *found.next;
  }
  EXPECT_EQ(seen.size(), 120U);
  EXPECT_EQ(pages, 5);
}

TEST_F(SearchTest, ConditionsNarrowIt) {
  Tell("s", "Greenhouse", "", "en", {"Went to the greenhouse."});
  streams_.Story("t", "2025-05-05", "team-2", {}, "title: 'Greenhouse' before: '' after: '' language: 'da'");
  streams_.Principle("p", "Greenhouse", {});
  Follow();
  const auto names = [&](SearchQuery query) {
    query.text = "greenhouse";
    return Names(Search(query));
  };
  const auto day = [](const char* text) { return base::ParseDay(text); };
  EXPECT_EQ(names({}).size(), 4U);
  EXPECT_THAT(names({.items = {v1::STORY_ITEM_ACTION}}), ElementsAre("story/s#a-1"));
  EXPECT_THAT(names({.selection = {.staff_groups = {"team-2"}}}), ElementsAre("story/t"));
  EXPECT_THAT(names({.selection = {.from = day("2025-02-04")}}), ElementsAre("story/t"));
  EXPECT_THAT(names({.selection = {.to = day("2025-02-03")}}),
              UnorderedElementsAre("story/s", "story/s#a-1"));
  EXPECT_THAT(names({.selection = {.programme = "programme/q"}}), IsEmpty());
  EXPECT_EQ(names({.selection = {.programme = "programme/p"}}).size(), 4U);
  EXPECT_THAT(names({.selection = {.municipalities = {"SE-0482"}}}), IsEmpty());
  EXPECT_THAT(names({.language = "en"}), UnorderedElementsAre("story/s", "story/s#a-1"));
}

TEST_F(SearchTest, GoesBackToAnEarlierPosition) {
  Tell("m", "Greenhouse", "", "en");
  Follow();
  const auto earlier = standing_;
  for (const char* id : {"a", "n", "z"}) Tell(id, "Greenhouse", "", "en");
  streams_.Retract("m");
  EXPECT_THAT(Names("greenhouse"), UnorderedElementsAre("story/a", "story/n", "story/z"));
  standing_ = earlier;
  ASSERT_TRUE(index_->Follow(standing_, [] { return true; }).value());
  EXPECT_THAT(Names(Search({.text = "greenhouse"})), ElementsAre("story/m"));
  EXPECT_EQ(index_->documents(), 1U);
}

// "matched" words in brackets.
std::string Marked(const std::string& text, size_t bytes, const std::string& word) {
  std::string marked;
  for (const SnippetPart& part : SnippetOf(text, bytes, [&](const std::string& it) { return it == word; })) {
    marked += part.matched ? base::StrCat("[", part.text, "]") : part.text;
  }
  return marked;
}

std::vector<std::string> Said(const std::vector<StoryInCommon>& common) {
  std::vector<std::string> said;
  for (const StoryInCommon& one : common) {
    std::string text = one.stream;
    for (const std::string& word : one.own) text += base::StrCat(" ", word);
    for (const std::string& word : one.actions) text += base::StrCat(" #", word);
    said.push_back(std::move(text));
  }
  return said;
}

TEST_F(SearchTest, StoriesHaveWordsOfATextInCommonInAnyForm) {
  Tell("s", "The bakery", "He rides with a neighbour.", "en", {"Asked the baker about nights."});
  Tell("t", "The bus", "Two buses and a neighbour.", "en");
  Tell("u", "Bageriet", "Om natten.", "da");
  streams_.Principle("p", "Bakeries are open to all", {});
  Follow();
  EXPECT_THAT(Said(index_->InCommon("With the bakeries, at night: neighbours and a bus", 10).value()),
              ElementsAre("story/s bakeries neighbours #night", "story/t bus neighbours"))
      << "the rarest first; no principles; words of a language in its own texts";
  EXPECT_THAT(Said(index_->InCommon("With the bakeries, at night: neighbours and a bus", 1).value()),
              ElementsAre("story/s bakeries neighbours #night"));
  EXPECT_THAT(index_->InCommon("with and the, 12 of it", 10).value(), IsEmpty());
  EXPECT_THAT(index_->InCommon("", 10).value(), IsEmpty());
  streams_.Retract("s");
  Follow();
  EXPECT_THAT(Said(index_->InCommon("bakeries neighbours", 10).value()), ElementsAre("story/t neighbours"));
}

TEST_F(SearchTest, AWordThatManyTextsHaveSaysNothing) {
  for (int i = 0; i < 10; ++i) Tell(base::StrCat("s-", i), "The bakery", "", "en");
  Follow();
  EXPECT_EQ(index_->InCommon("bakery", 20).value().size(), 10U);
  Tell("s-10", "The bakery", "", "en");
  Follow();
  EXPECT_THAT(index_->InCommon("bakery", 20).value(), IsEmpty());
}

TEST(Snippet, IsTheFirstPlaceWithMostMatches) {
  EXPECT_EQ(Marked("one two three", 100, "two"), "one [two] three");
  EXPECT_EQ(Marked("one two three four five", 9, "nothing"), "one two…");
  EXPECT_EQ(Marked("one two three four five", 10, "four"), "…three [four]…");
  EXPECT_EQ(Marked("a b x c d e f x x", 5, "x"), "…f [x] [x]");
  EXPECT_EQ(Marked("Æble, ÆBLE!", 100, "æble"), "[Æble], [ÆBLE]!");
  EXPECT_EQ(Marked("Don't go\x01", 100, "don't"), "[Don't] go ");
  EXPECT_EQ(Marked("", 10, "x"), "");
  EXPECT_EQ(Marked("עברית כאן", 100, "כאן"), "עברית [כאן]");
}

TEST_F(SearchTest, IsPutTogetherBitByBitWhereTimeIsShort) {
  for (int i = 0; i < 500; ++i) Tell(base::StrCat("s-", i), "Greenhouse", "", "en");
  standing_ = std::make_shared<const readmodels::LearningStreams>(streams_.Standing());
  int rounds = 1;
  while (!index_->Follow(standing_, [] { return false; }).value()) ++rounds;
  EXPECT_GT(rounds, 3);
  EXPECT_EQ(index_->documents(), 500U);
}

TEST(Query, AsksForSomethingWhereAWordMustBeThere) {
  EXPECT_TRUE(SearchIndex::AsksForSomething("job"));
  EXPECT_TRUE(SearchIndex::AsksForSomething("\"a job\" -debt"));
  EXPECT_FALSE(SearchIndex::AsksForSomething("-debt"));
  EXPECT_FALSE(SearchIndex::AsksForSomething(" \" - ' "));
}

TEST(Synonyms, OfTheBuiltInListAreReadAndWrongOnesNamed) {
  const auto synonyms = ParseSynonyms(BuiltInSynonyms());
  ASSERT_TRUE(synonyms.ok()) << synonyms.status();
  EXPECT_EQ(synonyms->revision, 1);
  std::set<std::string> languages;
  for (const auto& group : synonyms->groups) languages.insert(group.language);
  EXPECT_THAT(languages, ElementsAre("da", "en", "he", "sv"));
  EXPECT_EQ(ParseSynonyms("revision\t1\nda\tjob\n").status().message(),
            "synonyms, line 2: a language and two words or more");
  EXPECT_FALSE(ParseSynonyms("da\tjob\tarbejde\n").ok());
}

}  // namespace
}  // namespace praksis::stories
