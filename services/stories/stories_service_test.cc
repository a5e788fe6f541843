// What the service of stories answers, from a log in memory.
#include "services/stories/stories_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/domain/stream/testing/scenario.h"
#include "libs/readmodels/testing/world.h"

namespace praksis::services {
namespace {

using domain::testing::On;
using readmodels::testing::CaseOpenedFact;
using readmodels::testing::World;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const absl::Time kNow = absl::FromCivil(absl::CivilSecond(2025, 6, 1, 12, 0, 0), absl::UTCTimeZone());

class StoriesTest : public ::testing::Test {
 protected:
  ~StoriesTest() override { std::filesystem::remove_all(index_); }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(void (StoriesService::*method)(const Request&, absl::Time, Reply<Response>),
                               const Request& request) {
    world_.CatchUp();
    std::optional<absl::StatusOr<Response>> answer;
    (service_.*method)(request, absl::InfiniteFuture(),
                       [&](absl::StatusOr<Response> response) { answer = std::move(response); });
    EXPECT_TRUE(answer.has_value()) << "no answer";
    return *std::move(answer);
  }
  v1::ListPrinciplesResponse Principles(const v1::ListPrinciplesRequest& request = {}) {
    return Ask(&StoriesService::ListPrinciples, request).value();
  }
  v1::GetStoryGraphResponse Graph(const v1::GetStoryGraphRequest& request = {}) {
    return Ask(&StoriesService::GetStoryGraph, request).value();
  }

  v1::SearchStoriesResponse Search(const v1::SearchStoriesRequest& request) {
    return Ask(&StoriesService::SearchStories, request).value();
  }

  void Add(const std::string& stream, v1::Event event) {
    event.set_stream(stream);
    event.set_municipality("DK-360");
    world_.Append(std::move(event));
  }
  void Tell(const std::string& id, const std::string& more) {
    Add("story/" + id,
        On("2025-02-03", base::StrCat("story_told { programme: 'programme/p' staff_group: 'team-1' success: ",
                                      "STORY_SUCCESS_OBJECTIVE language: 'en' title: 'The title of ", id,
                                      "' ", more, " }")));
  }
  void Act(const std::string& story, const std::string& id) {
    Add("story/" + story, On("2025-02-03", base::StrCat("chief_action_identified { action_id: '", id,
                                                        "' wording: 'Asked first' }")));
  }
  void Formulate(const std::string& id, const std::string& wording) {
    Add("principle/" + id, On("2025-02-17", base::StrCat("principle_formulated { wording: '", wording,
                                                         "' programme: 'programme/p' language: 'en' }")));
  }
  void Link(const std::string& id, const std::string& story, const std::string& action) {
    Add("principle/" + id, On("2025-02-17", base::StrCat("principle_linked { story: 'story/", story,
                                                         "' action: '", action, "' }")));
  }
  // Two anonymised stories; p is in both, q in s alone.
  void TwoStories() {
    for (const char* story : {"s", "t"}) {
      Tell(story, "anonymity: STORY_ANONYMITY_ANONYMISED");
      Act(story, "a");
    }
    Act("s", "b");
    Formulate("p", "Ask before looking");
    Formulate("q", "Be there");
    Link("p", "s", "a");
    Link("p", "t", "a");
    Link("q", "s", "b");
  }
  void Consent(const std::string& body) { Add("case/c", On("2025-01-03", body)); }
  // The title of the one story, as the list shows it.
  std::string TitleShown() {
    const auto response = Principles();
    const auto& story = response.principles(0).stories(0).story();
    EXPECT_EQ(story.texts_shown(), !story.title().empty());
    return story.title();
  }

  World world_;
  base::ManualClock clock_{kNow};
  const std::filesystem::path index_ =
      std::filesystem::temp_directory_path() /
      base::StrCat("praksis-stories-", ::testing::UnitTest::GetInstance()->current_test_info()->name(), "-",
                   ::getpid());
  readmodels::LearningReader reader_;
  StoriesService service_{world_.projection(), reader_, world_.log(), clock_, {.index_directory = index_}};
};

TEST_F(StoriesTest, PrinciplesComeWithTheirStoriesAndActions) {
  TwoStories();
  const auto response = Principles();
  ASSERT_EQ(response.principles_size(), 2);
  const v1::Principle& general = response.principles(0);
  EXPECT_EQ(general.stream(), "principle/p");
  EXPECT_EQ(general.wording(), "Ask before looking");
  EXPECT_EQ(general.recurrence(), v1::PRINCIPLE_RECURRENCE_GENERAL);
  EXPECT_EQ(general.story_count(), 2);
  ASSERT_EQ(general.stories_size(), 2);
  EXPECT_EQ(general.stories(0).story().stream(), "story/s");
  EXPECT_EQ(general.stories(0).actions(0).wording(), "Asked first");
  ASSERT_EQ(general.counts_size(), 1);
  EXPECT_EQ(general.counts(0).staff_group(), "team-1");
  EXPECT_EQ(general.counts(0).stories(), 2);
  EXPECT_EQ(response.principles(1).recurrence(), v1::PRINCIPLE_RECURRENCE_UNIQUE);
  EXPECT_EQ(response.totals().general(), 1);
  EXPECT_EQ(response.totals().unique(), 1);
  EXPECT_EQ(response.as_of(), "2025-06-01");
  EXPECT_EQ(response.definition_revision(), 1);
  EXPECT_FALSE(response.position().empty());
}

TEST_F(StoriesTest, ARetractedStoryLeavesTheAnswerToTheNextQuestion) {
  TwoStories();
  EXPECT_EQ(Principles().totals().general(), 1);
  Add("story/t", On("2025-03-01", "story_retracted { reason: STORY_RETRACTION_REASON_OTHER }"));
  const auto response = Principles();
  EXPECT_EQ(response.totals().general(), 0);
  EXPECT_EQ(response.totals().unique(), 2);
  EXPECT_EQ(response.totals().retracted_stories(), 1);
}

TEST_F(StoriesTest, PagesAddUpToTheList) {
  TwoStories();
  v1::ListPrinciplesRequest request;
  request.set_page_size(1);
  const auto first = Principles(request);
  ASSERT_EQ(first.principles_size(), 1);
  request.set_page_token(first.next_page_token());
  const auto second = Principles(request);
  ASSERT_EQ(second.principles_size(), 1);
  EXPECT_EQ(second.principles(0).stream(), "principle/q");
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_EQ(second.totals().general(), 1) << "totals are of all";
  request.set_general_from_stories(3);
  EXPECT_EQ(base::ReasonOf(Ask(&StoriesService::ListPrinciples, request).status()), "PAGE_TOKEN_INVALID");
}

TEST_F(StoriesTest, OnlyTheRecurrencesAskedForAreListed) {
  TwoStories();
  v1::ListPrinciplesRequest request;
  request.add_recurrences(v1::PRINCIPLE_RECURRENCE_UNIQUE);
  const auto response = Principles(request);
  ASSERT_EQ(response.principles_size(), 1);
  EXPECT_EQ(response.principles(0).stream(), "principle/q");
  EXPECT_EQ(response.totals().general(), 1);
}

TEST_F(StoriesTest, AnAnonymisedStoryShowsItsTitle) {
  TwoStories();
  EXPECT_EQ(TitleShown(), "The title of s");
}

TEST_F(StoriesTest, OtherStoriesShowTheirTextsWhileTheCaseConsents) {
  Tell("s", "anonymity: STORY_ANONYMITY_PSEUDONYMISED case_stream: 'case/c'");
  Act("s", "a");
  Formulate("p", "Ask");
  Link("p", "s", "a");
  EXPECT_EQ(TitleShown(), "") << "the case is not there";
  world_.Append(CaseOpenedFact("case/c", "DK-360", "2025-01-02"));
  EXPECT_EQ(TitleShown(), "") << "it does not consent";
  Consent("consent_given { consent_id: 'c0' purpose: RESEARCH }");
  EXPECT_EQ(TitleShown(), "") << "it consents to something else";
  Consent("consent_given { consent_id: 'c1' purpose: STORY_USE valid_until: '2025-06-01' }");
  EXPECT_EQ(TitleShown(), "The title of s") << "the last day counts";
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(TitleShown(), "") << "it expires without an event";
  Consent("consent_given { consent_id: 'c2' purpose: STORY_USE }");
  EXPECT_EQ(TitleShown(), "The title of s");
  Consent("consent_withdrawn { consent_id: 'c2' }");
  EXPECT_EQ(TitleShown(), "");
  const auto response = Principles();
  EXPECT_EQ(response.principles(0).stories(0).actions(0).wording(), "Asked first") << "actions stay";
}

TEST_F(StoriesTest, AStoryThatIsNotAnonymisedAndNamesNoCaseShowsNothing) {
  Tell("s", "anonymity: STORY_ANONYMITY_IDENTIFIABLE");
  Act("s", "a");
  Formulate("p", "Ask");
  Link("p", "s", "a");
  EXPECT_EQ(TitleShown(), "");
}

std::vector<std::string> Ids(const v1::GetStoryGraphResponse& graph) {
  std::vector<std::string> ids;
  for (const auto& node : graph.nodes()) ids.push_back(node.id());
  return ids;
}

TEST_F(StoriesTest, TheGraphLeadsFromStoriesOverActionsToPrinciples) {
  TwoStories();
  const auto graph = Graph();
  EXPECT_THAT(Ids(graph), ElementsAre("story/s", "story/t", "story/s#a", "story/s#b", "story/t#a",
                                      "principle/p", "principle/q"));
  std::vector<std::string> edges;
  for (const auto& edge : graph.edges()) edges.push_back(edge.from() + " " + edge.to());
  EXPECT_THAT(edges, ElementsAre("story/s story/s#a", "story/s story/s#b", "story/s#a principle/p",
                                 "story/s#b principle/q", "story/t story/t#a", "story/t#a principle/p"));
  EXPECT_EQ(graph.nodes(0).story().title(), "The title of s");
  EXPECT_EQ(graph.nodes(5).story_count(), 2);
}

TEST_F(StoriesTest, TheGraphAroundANodeEndsAfterSomeSteps) {
  TwoStories();
  v1::GetStoryGraphRequest request;
  request.set_around("principle/q");
  EXPECT_THAT(Ids(Graph(request)), ElementsAre("story/s", "story/s#b", "principle/q"));
  request.set_steps(1);
  EXPECT_THAT(Ids(Graph(request)), ElementsAre("story/s#b", "principle/q"));
  request.set_steps(4);
  EXPECT_THAT(Ids(Graph(request)),
              UnorderedElementsAre("story/s", "story/s#a", "story/s#b", "principle/p", "principle/q"));
  request.set_around("principle/no-such");
  const auto refused = Ask(&StoriesService::GetStoryGraph, request).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::ReasonOf(refused), "NODE_NOT_FOUND");
}

TEST_F(StoriesTest, AGraphThatIsTooLargeIsRefused) {
  for (int i = 0; i < 5'001; ++i) Tell(base::StrCat("s-", i), "anonymity: STORY_ANONYMITY_ANONYMISED");
  EXPECT_EQ(base::ReasonOf(Ask(&StoriesService::GetStoryGraph, v1::GetStoryGraphRequest()).status()),
            "GRAPH_TOO_LARGE");
}

// "story/s", "story/s#a", "principle/p": what is found.
std::vector<std::string> Found(const v1::SearchStoriesResponse& response) {
  std::vector<std::string> found;
  for (const v1::StoryHit& hit : response.hits()) {
    found.push_back(!hit.principle().empty()  ? hit.principle()
                    : hit.action_id().empty() ? hit.story().stream()
                                              : base::StrCat(hit.story().stream(), "#", hit.action_id()));
  }
  return found;
}

TEST_F(StoriesTest, SearchFindsStoriesActionsAndPrinciplesWithSnippets) {
  TwoStories();
  v1::SearchStoriesRequest request;
  request.set_query("title");
  EXPECT_THAT(Found(Search(request)), UnorderedElementsAre("story/s", "story/t"));
  request.set_query("first");
  EXPECT_THAT(Found(Search(request)), UnorderedElementsAre("story/s#a", "story/s#b", "story/t#a"));
  request.set_query("looking");
  const auto response = Search(request);
  ASSERT_THAT(Found(response), ElementsAre("principle/p"));
  EXPECT_EQ(response.hits(0).score_permille(), 1'000);
  ASSERT_EQ(response.hits(0).snippet_size(), 2);
  EXPECT_EQ(response.hits(0).snippet(0).text(), "Ask before ");
  EXPECT_EQ(response.hits(0).snippet(1).text(), "looking");
  EXPECT_TRUE(response.hits(0).snippet(1).matched());
  EXPECT_EQ(response.synonyms_revision(), 1);
  EXPECT_EQ(response.as_of(), "2025-06-01");
}

TEST_F(StoriesTest, SearchNeverBringsARetractedStoryBack) {
  TwoStories();
  v1::SearchStoriesRequest request;
  request.set_query("first");
  EXPECT_EQ(Search(request).hits_size(), 3);
  Add("story/s", On("2025-03-01", "story_retracted { reason: STORY_RETRACTION_REASON_OTHER }"));
  EXPECT_THAT(Found(Search(request)), ElementsAre("story/t#a"));
}

TEST_F(StoriesTest, SearchFindsTextsOnlyWhereTheyMayBeShown) {
  Tell("s", "anonymity: STORY_ANONYMITY_PSEUDONYMISED case_stream: 'case/c' before: 'asked about debts'");
  Act("s", "a");
  v1::SearchStoriesRequest request;
  request.set_query("asked");
  EXPECT_THAT(Found(Search(request)), ElementsAre("story/s#a"));
  EXPECT_EQ(Search(request).hits(0).story().title(), "");
  world_.Append(CaseOpenedFact("case/c", "DK-360", "2025-01-02"));
  Consent("consent_given { consent_id: 'c1' purpose: STORY_USE }");
  EXPECT_THAT(Found(Search(request)), UnorderedElementsAre("story/s", "story/s#a"));
  Consent("consent_invalidated { consent_id: 'c1' }");
  EXPECT_THAT(Found(Search(request)), ElementsAre("story/s#a"));
}

TEST_F(StoriesTest, SearchNamesThePrincipleThatAGivenUpOneCountsFor) {
  TwoStories();
  Add("principle/p", On("2025-03-01", "principles_merged { into: 'principle/q' }"));
  v1::SearchStoriesRequest request;
  request.set_query("looking");
  EXPECT_THAT(Found(Search(request)), ElementsAre("principle/q"));
}

TEST_F(StoriesTest, PagesOfASearchAddUp) {
  TwoStories();
  v1::SearchStoriesRequest request;
  request.set_query("first");
  request.set_page_size(2);
  const auto first = Search(request);
  EXPECT_EQ(first.hits_size(), 2);
  request.set_page_token(first.next_page_token());
  const auto second = Search(request);
  EXPECT_EQ(second.hits_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
  request.set_query("looking");
  EXPECT_EQ(base::ReasonOf(Ask(&StoriesService::SearchStories, request).status()), "PAGE_TOKEN_INVALID");
}

TEST_F(StoriesTest, ASearchForNothingIsRefused) {
  v1::SearchStoriesRequest request;
  request.set_query("-debt");
  request.add_items(v1::STORY_ITEM_UNSPECIFIED);
  request.set_language("Danish!");
  request.set_page_size(101);
  const auto refused = Ask(&StoriesService::SearchStories, request).status();
  EXPECT_THAT(base::ViolatedFields(refused),
              UnorderedElementsAre("query", "items[0]", "language", "page_size"));
}

// The case asked about: it wants to bake, and its placement in a shop was interrupted.
constexpr const char* kAsked = "case/asked";

class LikeTest : public StoriesTest {
 protected:
  LikeTest() { OpenWithInterruption(kAsked); }

  void OpenWithInterruption(const std::string& stream) {
    world_.Append(CaseOpenedFact(stream, "DK-360", "2025-01-02"));
    world_.Append(readmodels::testing::PlacementStartedFact(stream, "DK-360", "2025-01-10"));
    world_.Append(readmodels::testing::PlacementInterruptedFact(stream, "DK-360", "2025-02-20", "TRANSPORT"));
  }
  void Note(const std::string& stream, const std::string& text) {
    Add(stream, On("2025-03-01", base::StrCat("note_added { text: '", text, "' }")));
  }
  v1::ListStoriesLikeCaseResponse Like(int limit = 0) {
    v1::ListStoriesLikeCaseRequest request;
    request.set_case_stream(kAsked);
    request.set_limit(limit);
    return Ask(&StoriesService::ListStoriesLikeCase, request).value();
  }
  // "story/s 9: INTERRUPTION_REASON TRANSPORT, …"
  static std::string Said(const v1::StoryLikeCase& like) {
    std::string text = base::StrCat(like.story().stream(), " ", like.points(), ":");
    for (const auto& one : like.likenesses()) {
      text += base::StrCat(" ", v1::LikenessKind_Name(one.kind()).substr(14), " ", one.value());
    }
    return text;
  }
  std::vector<std::string> LikeInWords(int limit = 0) {
    std::vector<std::string> said;
    const v1::ListStoriesLikeCaseResponse response = Like(limit);
    for (const auto& like : response.stories()) said.push_back(Said(like));
    return said;
  }
};

TEST_F(LikeTest, AStoryOfACaseThatConsentsIsLikeItByItsCourse) {
  OpenWithInterruption("case/c");
  Tell("s", "anonymity: STORY_ANONYMITY_PSEUDONYMISED case_stream: 'case/c'");
  EXPECT_THAT(LikeInWords(), IsEmpty()) << "the story's case does not consent";
  Consent("consent_given { consent_id: 'c1' purpose: STORY_USE valid_until: '2025-06-01' }");
  EXPECT_THAT(LikeInWords(), ElementsAre("story/s 10: INTERRUPTION_REASON TRANSPORT INDUSTRY G TARGET_GROUP "
                                         "ACTIVITY_READY PLACEMENT_TYPE TRAINEESHIP MUNICIPALITY DK-360"));
  EXPECT_TRUE(Like().stories(0).story().texts_shown());
  clock_.Advance(absl::Hours(24));
  EXPECT_THAT(LikeInWords(), IsEmpty()) << "the consent has expired";
}

TEST_F(LikeTest, AnAnonymisedStoryDoesNotGiveItsCaseAway) {
  OpenWithInterruption("case/c");
  Tell("s", "anonymity: STORY_ANONYMITY_ANONYMISED case_stream: 'case/c' before: 'She baked at night.'");
  Note(kAsked, "wants to bake, also at night");
  EXPECT_THAT(LikeInWords(), ElementsAre("story/s 5: WORD bake WORD night MUNICIPALITY DK-360"))
      << "by its text, which may be shown, and not by its case, which does not consent";
}

TEST_F(LikeTest, OfAStoryThatMayNotBeShownOnlyTheActionsAreCompared) {
  Tell("s", "anonymity: STORY_ANONYMITY_PSEUDONYMISED before: 'She baked at night.'");
  Note(kAsked, "wants to bake, also at night; by bicycle, early");
  EXPECT_THAT(LikeInWords(), IsEmpty());
  Add("story/s",
      On("2025-02-03", "chief_action_identified { action_id: 'a' wording: 'Lent a bicycle so early.' }"));
  EXPECT_THAT(LikeInWords(), ElementsAre("story/s 5: WORD bicycle WORD early MUNICIPALITY DK-360"));
  const auto like = Like().stories(0);
  EXPECT_EQ(like.story().title(), "");
  EXPECT_FALSE(like.story().texts_shown());
}

TEST_F(LikeTest, ActionsComeWithTheirPrinciples) {
  TwoStories();
  Add("story/s",
      On("2025-02-04", "chief_action_identified { action_id: 'c' wording: 'Lent a bicycle, early.' }"));
  Note(kAsked, "a bicycle, early");
  Add("principle/p", On("2025-03-01", "principles_merged { into: 'principle/q' }"));
  const auto response = Like();
  ASSERT_EQ(response.stories_size(), 1);
  const auto& actions = response.stories(0).actions();
  ASSERT_EQ(actions.size(), 3);
  EXPECT_EQ(actions[0].action().wording(), "Asked first");
  ASSERT_EQ(actions[0].principles_size(), 1);
  EXPECT_EQ(actions[0].principles(0).stream(), "principle/q") << "p was given up for it";
  EXPECT_EQ(actions[0].principles(0).wording(), "Be there");
  EXPECT_EQ(actions[2].principles_size(), 0);
}

TEST_F(LikeTest, TheMostAlikeComesFirstThenTheOneToldLastThenByName) {
  for (const char* id : {"b", "a", "c"})
    Tell(id, "anonymity: STORY_ANONYMITY_ANONYMISED after: 'A bakery at night.'");
  Add("story/d", On("2025-02-09",
                    "story_told { programme: 'programme/p' staff_group: 'team-1' before: 'bakery, night' "
                    "after: '-' success: STORY_SUCCESS_BOTH anonymity: STORY_ANONYMITY_ANONYMISED }"));
  Tell("e", "anonymity: STORY_ANONYMITY_ANONYMISED after: 'A bakery at night, by bicycle.'");
  Note(kAsked, "bakery, night, bicycle");
  const auto names = [](const v1::ListStoriesLikeCaseResponse& response) {
    std::vector<std::string> streams;
    for (const auto& like : response.stories()) streams.push_back(like.story().stream());
    return streams;
  };
  EXPECT_THAT(names(Like()), ElementsAre("story/e", "story/d", "story/a", "story/b", "story/c"));
  EXPECT_THAT(names(Like(2)), ElementsAre("story/e", "story/d"));
}

TEST_F(LikeTest, AStoryAboutTheCaseItselfAndARetractedOneAreNone) {
  Tell("s", base::StrCat("anonymity: STORY_ANONYMITY_ANONYMISED after: 'A bakery at night.' case_stream: '",
                         kAsked, "'"));
  Tell("t", "anonymity: STORY_ANONYMITY_ANONYMISED after: 'A bakery at night.'");
  Note(kAsked, "bakery, night");
  const auto response = Like();
  ASSERT_EQ(response.stories_size(), 1);
  EXPECT_EQ(response.stories(0).story().stream(), "story/t");
  EXPECT_EQ(response.standing_stories(), 1);
  EXPECT_EQ(response.compared_stories(), 1);
  Add("story/t", On("2025-03-02", "story_retracted { reason: STORY_RETRACTION_REASON_OTHER }"));
  EXPECT_EQ(Like().stories_size(), 0);
  EXPECT_EQ(Like().standing_stories(), 0);
}

TEST_F(LikeTest, FactsCountAsTheyWereCorrected) {
  Tell("s", "anonymity: STORY_ANONYMITY_ANONYMISED after: 'A bakery at night.'");
  Note(kAsked, "bakery, night");
  EXPECT_EQ(Like().stories_size(), 1);
  Add(kAsked, On("2025-03-02",
                 "event_corrected { target_version: 4 reason: 'the bakery was another' replacement { "
                 "note_added { text: 'garden, night' } } }"));
  EXPECT_EQ(Like().stories_size(), 0) << "neither the old text nor the reason counts";
}

TEST_F(LikeTest, NoStoryIsAnEmptyAnswerAndNoCaseNone) {
  const auto response = Like();
  EXPECT_EQ(response.stories_size(), 0);
  EXPECT_EQ(response.standing_stories(), 0);
  EXPECT_EQ(response.as_of(), "2025-06-01");
  EXPECT_THAT(response.definition(), ::testing::HasSubstr("INTERRUPTION_REASON 4 × 2, INDUSTRY 2 × 1"));
  v1::ListStoriesLikeCaseRequest request;
  request.set_case_stream("case/none");
  const auto none = Ask(&StoriesService::ListStoriesLikeCase, request).status();
  EXPECT_EQ(none.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::ReasonOf(none), "CASE_NOT_FOUND");
  request.set_case_stream("story/s");
  request.set_limit(21);
  EXPECT_THAT(base::ViolatedFields(Ask(&StoriesService::ListStoriesLikeCase, request).status()),
              UnorderedElementsAre("case_stream", "limit"));
}

TEST_F(StoriesTest, EveryWrongFieldIsNamed) {
  v1::ListPrinciplesRequest request;
  request.mutable_selection()->set_programme("story/s");
  request.mutable_selection()->add_staff_groups("no group");
  request.mutable_selection()->add_municipalities("Lolland");
  request.mutable_selection()->set_from("2025-02-30");
  request.set_general_from_stories(1);
  request.add_recurrences(v1::PRINCIPLE_RECURRENCE_UNSPECIFIED);
  request.set_page_size(-1);
  const auto refused = Ask(&StoriesService::ListPrinciples, request).status();
  EXPECT_EQ(base::ReasonOf(refused), "REQUEST_INVALID");
  EXPECT_THAT(
      base::ViolatedFields(refused),
      UnorderedElementsAre("selection.programme", "selection.staff_groups[0]", "selection.municipalities[0]",
                           "selection.from", "general_from_stories", "recurrences[0]", "page_size"));
}

TEST_F(StoriesTest, NothingRecordedIsNothingFound) {
  EXPECT_THAT(Principles().principles(), IsEmpty());
  EXPECT_THAT(Graph().nodes(), IsEmpty());
}

class ProgrammeTest : public StoriesTest {
 protected:
  ProgrammeTest() {
    Add("programme/p", On("2025-01-06",
                          "programme_opened { kind: PROGRAMME_KIND_LEARNING_FROM_SUCCESS title: 'Success' "
                          "stage: 1 organisations: 'centre' }"));
    Session("2025-01-13", "s-1", "team-1", 8);
    TwoStories();
    Formulate("own", "Ask first");
    Add("programme/p", On("2025-03-03",
                          "programme_stage_changed { stage: 2 joining_organisations: 'other' "
                          "joining_organisations: 'centre' }"));
    Session("2025-03-10", "s-2", "team-2", 6);
  }
  void Session(const std::string& day, const std::string& id, const std::string& group, int participants) {
    Add("programme/p", On(day, base::StrCat("learning_session_held { session_id: '", id, "' staff_group: '",
                                            group, "' participants: ", participants, " minutes: 60 }")));
  }
  void Share(const std::string& story, const std::string& day, const std::string& group) {
    Add("story/" + story, On(day, base::StrCat("story_shared_at_meeting { staff_group: '", group,
                                               "' participants: 7 experiment: 'experiment/e' }")));
  }
  absl::StatusOr<v1::GetProgrammeResponse> Show(const std::string& programme = "programme/p") {
    v1::GetProgrammeRequest request;
    request.set_programme(programme);
    return Ask(&StoriesService::GetProgramme, request);
  }
};

TEST_F(ProgrammeTest, SaysWhereItWasSpreadToAndSinceWhen) {
  Share("s", "2025-04-07", "team-3");
  const v1::GetProgrammeResponse shown = Show().value();
  EXPECT_EQ(shown.programme().title(), "Success");
  EXPECT_EQ(shown.programme().stage(), 2);
  ASSERT_EQ(shown.organisations_size(), 2) << "one that is there already does not join";
  EXPECT_EQ(shown.organisations(0).organisation(), "centre");
  EXPECT_EQ(shown.organisations(0).since(), "2025-01-06");
  EXPECT_EQ(shown.organisations(1).organisation(), "other");
  EXPECT_EQ(shown.organisations(1).since(), "2025-03-03");
  EXPECT_EQ(shown.organisations(1).stage(), 2);
  ASSERT_EQ(shown.units_size(), 3);
  EXPECT_EQ(shown.units(0).staff_group(), "team-1");
  EXPECT_EQ(shown.units(0).first_on(), "2025-01-13");
  EXPECT_EQ(shown.units(0).last_on(), "2025-02-03") << "the day its stories were told";
  EXPECT_EQ(shown.units(0).attendances(), 8);
  EXPECT_EQ(shown.units(0).stories(), 2);
  EXPECT_EQ(shown.units(1).staff_group(), "team-2");
  EXPECT_EQ(shown.units(2).staff_group(), "team-3");
  EXPECT_EQ(shown.units(2).sharings(), 1);
  EXPECT_THAT(shown.units(2).municipalities(), ElementsAre("DK-360"));
  ASSERT_EQ(shown.sharings_size(), 1);
  EXPECT_EQ(shown.sharings(0).story().stream(), "story/s");
  EXPECT_EQ(shown.sharings(0).story().title(), "The title of s");
  EXPECT_EQ(shown.sharings(0).experiment(), "experiment/e");
}

TEST_F(ProgrammeTest, SaysWhatCameOfItStageByStage) {
  Add("story/s",
      On("2025-02-10", "story_verified { verifier: STORY_VERIFIER_CITIZEN success: STORY_SUCCESS_BOTH }"));
  Share("s", "2025-03-02", "team-2");
  Share("t", "2025-03-03", "team-3");
  Add("programme/p", On("2025-05-05", "programme_closed { ending: PROGRAMME_ENDING_EMBEDDED }"));
  const v1::GetProgrammeResponse shown = Show().value();
  ASSERT_EQ(shown.stages_size(), 2);
  const v1::ProgrammeStage& first = shown.stages(0);
  EXPECT_EQ(first.from(), "2025-01-06");
  EXPECT_EQ(first.to(), "2025-03-02");
  EXPECT_EQ(first.organisations(), 1);
  EXPECT_EQ(first.sessions(), 1);
  EXPECT_EQ(first.staff_groups(), 2);
  EXPECT_EQ(first.stories(), 2);
  EXPECT_EQ(first.objective(), 1);
  EXPECT_EQ(first.both(), 1) << "as confirmed";
  EXPECT_EQ(first.verified(), 1);
  EXPECT_EQ(first.principles(), 3);
  EXPECT_EQ(first.sharings(), 1) << "the day before the second stage";
  const v1::ProgrammeStage& second = shown.stages(1);
  EXPECT_EQ(second.to(), "2025-05-05");
  EXPECT_EQ(second.organisations(), 2);
  EXPECT_EQ(second.sessions(), 1);
  EXPECT_EQ(second.stories(), 0);
  EXPECT_EQ(second.sharings(), 1);
  EXPECT_EQ(shown.programme().ending(), v1::PROGRAMME_ENDING_EMBEDDED);
}

TEST_F(ProgrammeTest, OfARetractedStoryNothingCounts) {
  Share("s", "2025-04-07", "team-3");
  Add("story/s", On("2025-04-14", "story_retracted { reason: STORY_RETRACTION_REASON_TELLER_WISHES }"));
  const v1::GetProgrammeResponse shown = Show().value();
  EXPECT_EQ(shown.stages(0).stories(), 1);
  EXPECT_EQ(shown.units_size(), 2);
  EXPECT_THAT(shown.sharings(), IsEmpty());
  EXPECT_THAT(shown.branches(), IsEmpty());
}

TEST_F(ProgrammeTest, NamesWhatGrewOutOfIt) {
  Add("workshop/w", On("2025-04-01", "workshop_held { theme: 'Success' programme: 'programme/p' }"));
  Add("cycle/c", On("2025-04-01", "challenge_identified { wording: 'Why?' programme: 'programme/other' }"));
  Add("experiment/e", On("2025-03-17", "experiment_started { hypothesis: 'It grows' }"));
  Share("s", "2025-04-07", "team-3");
  const v1::GetProgrammeResponse shown = Show().value();
  ASSERT_EQ(shown.branches_size(), 2);
  EXPECT_EQ(shown.branches(0).stream(), "experiment/e");
  EXPECT_FALSE(shown.branches(0).began_here()) << "only a story was shared in it";
  EXPECT_EQ(shown.branches(1).stream(), "workshop/w");
  EXPECT_EQ(shown.branches(1).title(), "Success");
  EXPECT_TRUE(shown.branches(1).began_here());
}

TEST_F(ProgrammeTest, AreListedTheLastFirstAndOneThatIsNotThereIsSaidToBe) {
  Add("programme/b",
      On("2025-02-03", "programme_opened { kind: PROGRAMME_KIND_LEARNING_CASES title: 'B' stage: 1 }"));
  Add("programme/c",
      On("2025-02-03", "programme_opened { kind: PROGRAMME_KIND_LEARNING_CASES title: 'C' stage: 1 }"));
  const auto listed = Ask(&StoriesService::ListProgrammes, v1::ListProgrammesRequest()).value();
  std::vector<std::string> streams;
  for (const auto& programme : listed.programmes()) streams.push_back(programme.stream());
  EXPECT_THAT(streams, ElementsAre("programme/b", "programme/c", "programme/p"));
  EXPECT_EQ(base::ReasonOf(Show("programme/none").status()), "PROGRAMME_NOT_FOUND");
  EXPECT_EQ(base::ReasonOf(Show("story/s").status()), "REQUEST_INVALID");
}

TEST_F(StoriesTest, TheConsentOfACaseIsSaidAndNothingElseOfIt) {
  v1::GetStoryConsentRequest request;
  request.set_case_stream("case/c");
  EXPECT_EQ(base::ReasonOf(Ask(&StoriesService::GetStoryConsent, request).status()), "CASE_NOT_FOUND");
  world_.Append(CaseOpenedFact("case/c", "DK-360", "2025-01-10"));
  const auto consent = [&] { return Ask(&StoriesService::GetStoryConsent, request).value(); };
  EXPECT_FALSE(consent().stands());
  Consent("consent_given { consent_id: 'r' purpose: RESEARCH }");
  EXPECT_FALSE(consent().stands()) << "given for something else";
  Consent("consent_given { consent_id: 'c1' purpose: STORY_USE valid_until: '2025-05-31' }");
  EXPECT_FALSE(consent().stands()) << "over since yesterday";
  EXPECT_EQ(consent().valid_until(), "");
  Consent("consent_given { consent_id: 'c2' purpose: STORY_USE valid_until: '2025-06-01' }");
  EXPECT_TRUE(consent().stands()) << "its last day is today";
  EXPECT_EQ(consent().valid_until(), "2025-06-01");
  EXPECT_EQ(consent().as_of(), "2025-06-01");
  Consent("consent_given { consent_id: 'c3' purpose: STORY_USE }");
  EXPECT_TRUE(consent().stands());
  EXPECT_EQ(consent().valid_until(), "") << "until it is withdrawn";
  Consent("consent_withdrawn { consent_id: 'c3' }");
  EXPECT_EQ(consent().valid_until(), "2025-06-01");
  request.set_case_stream("story/s");
  EXPECT_EQ(base::ReasonOf(Ask(&StoriesService::GetStoryConsent, request).status()), "REQUEST_INVALID");
}

}  // namespace
}  // namespace praksis::services
