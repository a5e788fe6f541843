// Who is behind a count: cases that are listed, and the events that make them count.
#include "services/history/figure_cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/domain/case/case_rules.h"
#include "libs/log/position.h"
#include "libs/readmodels/testing/random_world.h"
#include "services/dashboards/answer_cells.h"
#include "services/dashboards/case_counter.h"
#include "services/history/history_service.h"

namespace praksis::services {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::kToday;
using readmodels::testing::PlacementInterruptedFact;
using readmodels::testing::PlacementStartedFact;
using readmodels::testing::RandomSelection;
using readmodels::testing::RandomWorld;
using readmodels::testing::World;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Response = v1::ListFigureCasesResponse;

// "case/1 x1: placement_started 2, placement_interrupted 3 (4)": with the version that corrected it.
std::vector<std::string> InWords(const Response& response) {
  std::vector<std::string> lines;
  for (const v1::FigureCase& listed : response.cases()) {
    std::string& line = lines.emplace_back(base::StrCat(listed.stream(), " x", listed.count(), ":"));
    for (const v1::FigureEvent& event : listed.events()) {
      line += base::StrCat(" ", event.type(), " ", event.version());
      if (event.corrected_by_version() != 0) line += base::StrCat(" (", event.corrected_by_version(), ")");
    }
  }
  return lines;
}

class FigureCasesTest : public ::testing::Test {
 protected:
  FigureCasesTest() : service_(world_.projection(), world_.log(), domain::cases::CaseRules(), clock_) {}

  void Interrupted(const std::string& stream, const std::string& municipality, const std::string& reason) {
    world_.Append(CaseOpenedFact(stream, municipality, "2025-01-10"));
    world_.Append(PlacementStartedFact(stream, municipality, "2025-02-01"));
    world_.Append(PlacementInterruptedFact(stream, municipality, "2025-03-01", reason));
    world_.CatchUp();
  }

  static v1::Event Voided(const std::string& stream, int64_t version) {
    v1::Event event = Fact(stream, "DK-360", "2025-04-01");
    event.mutable_event_voided()->set_target_version(version);
    return event;
  }

  // Version 3 was for another reason.
  static v1::Event Corrected(const std::string& stream, const std::string& reason) {
    v1::Event event = Fact(stream, "DK-360", "2025-04-01");
    auto& corrected = *event.mutable_event_corrected();
    corrected.set_target_version(3);
    *corrected.mutable_replacement()->mutable_placement_interrupted() =
        PlacementInterruptedFact(stream, "DK-360", "2025-03-02", reason).placement_interrupted();
    return event;
  }

  static v1::ListFigureCasesRequest Asking(const std::string& cell,
                                           const std::string& figure = "interruptions") {
    v1::ListFigureCasesRequest request;
    request.set_figure(figure);
    request.set_cell(cell);
    return request;
  }

  absl::StatusOr<Response> Ask(const v1::ListFigureCasesRequest& request, Reader reader = Reader::kOfCases) {
    std::optional<absl::StatusOr<Response>> answer;
    service_.ListFigureCases(request, reader, absl::InfiniteFuture(),
                             [&](absl::StatusOr<Response> response) { answer = std::move(response); });
    if (!answer) return absl::InternalError("no answer yet");
    return *std::move(answer);
  }

  World world_;
  base::ManualClock clock_{absl::FromUnixSeconds(kToday * int64_t{86'400})};
  HistoryService service_;
};

TEST_F(FigureCasesTest, AreThoseCountedWithTheEventsThatMakeThemCount) {
  Interrupted("case/1", "DK-360", "ILLNESS");
  Interrupted("case/2", "DK-360", "NO_SHOW");
  Interrupted("case/3", "DK-376", "ILLNESS");
  v1::ListFigureCasesRequest request = Asking("causes[code=ILLNESS].count");
  const auto everywhere = Ask(request);
  ASSERT_TRUE(everywhere.ok()) << everywhere.status();
  EXPECT_THAT(InWords(*everywhere),
              ElementsAre("case/1 x1: case_opened 1 placement_started 2 placement_interrupted 3",
                          "case/3 x1: case_opened 1 placement_started 2 placement_interrupted 3"));
  EXPECT_EQ(everywhere->total_count(), 2);
  EXPECT_EQ(everywhere->as_of(), "2027-07-01");
  EXPECT_EQ(everywhere->next_page_token(), "");
  EXPECT_EQ(everywhere->position(),
            log::EncodePosition(world_.projection().Now()->position(), world_.log().id()));
  EXPECT_EQ(everywhere->cases(1).municipality(), "DK-376");
  EXPECT_EQ(everywhere->cases(0).events(2).occurred_at().date().date(), "2025-03-01");
  EXPECT_THAT(everywhere->cases(0).events(2).event_id(), HasSubstr("event "));

  request.mutable_selection()->add_municipalities("DK-376");
  EXPECT_THAT(InWords(*Ask(request)),
              ElementsAre("case/3 x1: case_opened 1 placement_started 2 placement_interrupted 3"));
  request.set_cell("running");
  const auto nobody = Ask(request);
  ASSERT_TRUE(nobody.ok()) << nobody.status();
  EXPECT_THAT(nobody->cases(), IsEmpty());
  EXPECT_EQ(nobody->total_count(), 0);
}

TEST_F(FigureCasesTest, OfWhatIsWithheldAreForWhoMaySeeCases) {
  // Two for illness and six who did not show up: with a threshold of five the two are withheld, and the six
  // could be told from them.
  for (int i = 0; i < 8; ++i) {
    Interrupted("case/" + std::to_string(i), i < 6 ? "DK-360" : "DK-376", i < 6 ? "NO_SHOW" : "ILLNESS");
  }
  v1::ListFigureCasesRequest shown = Asking("interrupted");
  shown.set_page_size(5);
  const auto first = Ask(shown, Reader::kOfFigures);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->total_count(), 8);
  EXPECT_EQ(first->cases_size(), 5);
  shown.set_page_token(first->next_page_token());
  EXPECT_EQ(Ask(shown, Reader::kOfFigures)->cases_size(), 3);

  v1::ListFigureCasesRequest withheld = Asking("causes[code=ILLNESS].count");
  withheld.set_page_size(1);
  EXPECT_EQ(base::ReasonOf(Ask(withheld, Reader::kOfFigures).status()), "COUNT_WITHHELD");
  EXPECT_EQ(Ask(withheld, Reader::kOfFigures).status().code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(base::ReasonOf(Ask(Asking("causes[code=NO_SHOW].count"), Reader::kOfFigures).status()),
            "COUNT_WITHHELD");
  const auto all = Ask(withheld);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(all->total_count(), 2);
  // Nor does a token of who may see cases open the next page.
  withheld.set_page_token(all->next_page_token());
  EXPECT_TRUE(Ask(withheld).ok());
  EXPECT_EQ(base::ReasonOf(Ask(withheld, Reader::kOfFigures).status()), "COUNT_WITHHELD");

  // What the figure itself refuses to say is refused here, too, and a name that is none tells nothing more.
  v1::ListFigureCasesRequest narrow = Asking("interrupted");
  narrow.mutable_selection()->add_municipalities("DK-376");
  EXPECT_EQ(base::ReasonOf(Ask(narrow, Reader::kOfFigures).status()), "SELECTION_TOO_NARROW");
  EXPECT_TRUE(Ask(narrow).ok());
  EXPECT_EQ(base::ReasonOf(Ask(Asking("causes[code=TRANSPORT].count"), Reader::kOfFigures).status()),
            "CELL_UNKNOWN");
}

TEST_F(FigureCasesTest, AreNoWayAroundWhatOtherAnswersWouldGiveAway) {
  int cases = 0;
  for (const auto& [municipality, count] : {std::pair{"DK-147", 9}, {"DK-360", 6}, {"DK-376", 2}}) {
    for (int i = 0; i < count; ++i) Interrupted("case/" + std::to_string(cases++), municipality, "NO_SHOW");
  }
  HistoryService service(world_.projection(), world_.log(), domain::cases::CaseRules(), clock_,
                         {.periods = Periods::kYears});
  const auto reason = [&](const v1::ListFigureCasesRequest& request, Reader reader) {
    std::string said = "no answer";
    service.ListFigureCases(request, reader, absl::InfiniteFuture(), [&said](const auto& answer) {
      said = answer.ok() ? "" : base::ReasonOf(answer.status());
    });
    return said;
  };
  v1::ListFigureCasesRequest request = Asking("interrupted");
  EXPECT_EQ(reason(request, Reader::kOfFigures), "");
  request.mutable_selection()->add_municipalities("DK-360");
  // Six are shown by themselves, but with the nine and all they would give the two away.
  EXPECT_EQ(reason(request, Reader::kOfFigures), "COUNT_WITHHELD");
  EXPECT_EQ(reason(request, Reader::kOfCases), "");
  request.mutable_selection()->set_from("2025-01-02");
  EXPECT_EQ(reason(request, Reader::kOfFigures), "SELECTION_TOO_FINE");
  EXPECT_EQ(reason(request, Reader::kOfCases), "");
}

TEST_F(FigureCasesTest, FollowCorrectionsAndVoidings) {
  for (const char* stream : {"case/1", "case/2", "case/3"}) Interrupted(stream, "DK-360", "NO_SHOW");
  world_.Append(Corrected("case/1", "ILLNESS"));
  world_.Append(Voided("case/2", 3));
  world_.CatchUp();
  EXPECT_THAT(InWords(*Ask(Asking("causes[code=ILLNESS].count"))),
              ElementsAre("case/1 x1: case_opened 1 placement_started 2 placement_interrupted 3 (4)"));
  EXPECT_THAT(InWords(*Ask(Asking("running"))), ElementsAre("case/2 x1: case_opened 1 placement_started 2"));
  EXPECT_THAT(InWords(*Ask(Asking("interrupted"))),
              ElementsAre("case/1 x1: case_opened 1 placement_started 2 placement_interrupted 3 (4)",
                          "case/3 x1: case_opened 1 placement_started 2 placement_interrupted 3"));
}

TEST_F(FigureCasesTest, MovedCountWhereTheyAreByTheirTransfer) {
  Interrupted("case/1", "DK-360", "ILLNESS");
  v1::Event moved = Fact("case/1", "DK-360", "2025-05-01");
  moved.mutable_case_transferred()->set_to_municipality("DK-376");
  world_.Append(moved);
  world_.CatchUp();
  v1::ListFigureCasesRequest request = Asking("steps[stage=STARTED].furthest", "funnel");
  request.mutable_selection()->add_municipalities("DK-376");
  EXPECT_THAT(InWords(*Ask(request)),
              ElementsAre("case/1 x1: case_opened 1 placement_started 2 case_transferred 4"));
  request.mutable_selection()->set_municipalities(0, "DK-360");
  EXPECT_THAT(InWords(*Ask(request)), IsEmpty());
}

TEST_F(FigureCasesTest, ComeInPagesThatMissNothing) {
  for (const char* stream : {"case/1", "case/2", "case/3", "case/4", "case/5"}) {
    Interrupted(stream, "DK-360", stream == std::string("case/3") ? "NO_SHOW" : "ILLNESS");
  }
  v1::ListFigureCasesRequest request = Asking("causes[code=ILLNESS].count");
  request.set_page_size(2);
  std::vector<std::string> streams;
  for (int pages = 1;; ++pages) {
    ASSERT_LE(pages, 3);
    const auto page = Ask(request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_LE(page->cases_size(), 2);
    EXPECT_EQ(page->total_count(), pages == 1 ? 4 : 0);
    EXPECT_EQ(page->as_of(), "2027-07-01");
    for (const auto& listed : page->cases()) streams.push_back(listed.stream());
    request.set_page_token(page->next_page_token());
    clock_.Advance(absl::Hours(30));
    if (request.page_token().empty()) break;
  }
  EXPECT_THAT(streams, ElementsAre("case/1", "case/2", "case/4", "case/5"));
}

TEST_F(FigureCasesTest, StopAPageAfterSoManyCases) {
  for (const char* stream : {"case/1", "case/2", "case/3", "case/4", "case/5"}) {
    Interrupted(stream, "DK-360", stream == std::string("case/5") ? "ILLNESS" : "NO_SHOW");
  }
  v1::ListFigureCasesRequest request = Asking("causes[code=ILLNESS].count");
  std::vector<int> sizes;
  do {
    const auto query = ReadFigureCasesQuery(request, codelists::Codelists::BuiltIn());
    ASSERT_TRUE(query.ok()) << query.status();
    const auto page = AnswerFigureCases(*world_.projection().Now(), *query, kToday, 2);
    ASSERT_TRUE(page.ok()) << page.status();
    sizes.push_back(page->cases_size());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(sizes, ElementsAre(0, 0, 1));
}

TEST_F(FigureCasesTest, RefuseACellThatTheAnswerDoesNotHaveAndSayWhichItHas) {
  Interrupted("case/1", "DK-360", "ILLNESS");
  for (const char* cell : {"causes[code=ILNESS].count", "overall[day=28].incidence", "metadata", "x"}) {
    const absl::Status refused = Ask(Asking(cell)).status();
    EXPECT_EQ(base::ReasonOf(refused), "CELL_UNKNOWN") << refused;
    const std::string there_are = base::ErrorInfoOf(refused)->metadata().at("cells");
    EXPECT_THAT(there_are, HasSubstr("started; interrupted; running; overall[day=28].at_risk;"));
    EXPECT_THAT(there_are, HasSubstr("; causes[code=ILLNESS].count; "));
  }
}

TEST_F(FigureCasesTest, SayEverythingThatIsWrongWithAQuestion) {
  v1::ListFigureCasesRequest request;
  request.set_figure("interuptions");
  request.mutable_selection()->add_municipalities("Odder");
  request.set_page_size(1'001);
  request.set_at_least("a");
  request.set_known_at("b");
  const absl::Status refused = Ask(request).status();
  EXPECT_EQ(base::ReasonOf(refused), "REQUEST_INVALID");
  EXPECT_THAT(base::ViolatedFields(refused),
              ElementsAre("figure", "cell", "selection.municipalities[0]", "page_size", "at_least"));
}

TEST_F(FigureCasesTest, RefuseTokensOfOtherQuestionsAndNone) {
  for (const char* stream : {"case/1", "case/2"}) Interrupted(stream, "DK-360", "ILLNESS");
  v1::ListFigureCasesRequest request = Asking("interrupted");
  request.set_page_size(1);
  const std::string token = Ask(request)->next_page_token();
  ASSERT_NE(token, "");
  request.set_page_token(token);
  request.set_page_size(5);
  EXPECT_TRUE(Ask(request).ok());
  request.set_cell("started");
  EXPECT_EQ(base::ReasonOf(Ask(request).status()), "PAGE_TOKEN_INVALID");
  request.set_page_token(token.substr(1));
  EXPECT_EQ(base::ReasonOf(Ask(request).status()), "PAGE_TOKEN_INVALID");
}

// All pages of every count of every figure: what is listed is what is counted, each case once, and the events
// of a case alone would make it count as it does.
class AnyFigure {
 public:
  AnyFigure(RandomWorld& world, const v1::ListFigureCasesRequest& question, base::Day today)
      : view_(world.world.projection().Now()), question_(question), today_(today) {
    for (const auto& state : world.states) streams_[state.stream()] = state.municipality();
  }

  void Check(const std::string& cell, int64_t counted) {
    v1::ListFigureCasesRequest request = question_;
    request.set_cell(cell);
    int64_t listed = 0;
    std::set<std::string> seen;
    do {
      const auto query = ReadFigureCasesQuery(request, codelists::Codelists::BuiltIn());
      RC_ASSERT(query.ok());
      const auto page = AnswerFigureCases(*view_, *query, today_, 5);
      if (!page.ok()) RC_FAIL(page.status().ToString());
      if (request.page_token().empty()) RC_ASSERT(page->total_count() == counted);
      for (const v1::FigureCase& one : page->cases()) {
        RC_ASSERT(seen.insert(one.stream()).second);
        RC_ASSERT(one.municipality() == streams_.at(one.stream()));
        RC_ASSERT(one.count() > 0);
        CheckEvents(one, *query);
        listed += one.count();
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    if (listed != counted) RC_FAIL(request.figure() + " " + cell);
  }

 private:
  void CheckEvents(const v1::FigureCase& listed, const FigureCasesQuery& query) const {
    const auto timeline = readmodels::ReadTimeline(*view_, StreamId(listed.stream()));
    std::vector<v1::Event> history;
    for (const auto& event : timeline->events) {
      RC_ASSERT(history.emplace_back().ParseFromString(std::string(event.bytes)));
    }
    std::map<int64_t, v1::Event> facts;
    for (const v1::Event& fact : domain::cases::StandingFacts(history)) facts[fact.version()] = fact;
    domain::cases::CaseState state;
    for (const v1::FigureEvent& event : listed.events()) {
      const auto fact = facts.find(event.version());
      RC_ASSERT(fact != facts.end());
      RC_ASSERT(event.event_id() == fact->second.event_id());
      const bool corrected =
          timeline->events[static_cast<size_t>(event.version() - 1)].standing == v1::TimelineEntry::CORRECTED;
      RC_ASSERT(corrected == (event.corrected_by_version() != 0));
      domain::cases::Evolve(fact->second, state);
    }
    Question question = query.question;
    question.today = today_;
    RC_ASSERT(CaseCounter(*query.figure, question, query.cell).CountOf(state).value() == listed.count());
  }

  const std::shared_ptr<const projection::View> view_;
  const v1::ListFigureCasesRequest question_;
  const base::Day today_;
  std::map<std::string, std::string> streams_;
};

// A case whose opening was voided has neither municipality nor target group, and nobody can ask for such.
v1::Selection AsAsked(const readmodels::CellSelection& cells) {
  v1::Selection selection;
  for (const auto& it : cells.municipalities) {
    if (!it.empty()) selection.add_municipalities(it);
  }
  for (const auto& it : cells.target_groups) {
    if (!it.empty()) selection.add_target_groups(it);
  }
  for (const auto& it : cells.industry_sections) selection.add_industry_sections(it);
  if (cells.from) selection.set_from(base::FormatDay(*cells.from));
  if (cells.to) selection.set_to(base::FormatDay(*cells.to));
  return selection;
}

RC_GTEST_PROP(CasesBehindAnyFigure, AreThoseThatAreCounted, ()) {
  const auto seed = *rc::gen::arbitrary<uint64_t>();
  RandomWorld random(seed);
  // Histories are over by kToday; in their midst most things are not over yet.
  const base::Day today = kToday - static_cast<base::Day>(seed % 900);
  const auto view = random.world.projection().Now();
  for (const char* name : {"funnel", "referrals", "interruptions", "disagreement", "return-to-work",
                           "coaching-outcomes", "belief", "continuity"}) {
    const NamedFigure& figure = *FindFigure(name);
    v1::ListFigureCasesRequest question;
    question.set_figure(name);
    readmodels::CellSelection selection = RandomSelection(seed, random.states);
    if (figure.about == About::kCases) selection.industry_sections.clear();
    if (selection.from && selection.to && *selection.to < *selection.from) selection.to.reset();
    if (seed % 3 != 0) *question.mutable_selection() = AsAsked(selection);
    question.set_voice(static_cast<v1::Voice>(seed % 4));
    question.set_rater(static_cast<v1::BeliefAssessed::Rater>(seed % 3));
    question.set_cell("any");
    auto query = ReadFigureCasesQuery(question, codelists::Codelists::BuiltIn());
    if (!query.ok()) RC_FAIL(query.status().ToString());
    query->question.today = today;
    const auto answer = AnswerUnwithheld(figure, *view, query->question);
    RC_ASSERT(answer.ok());
    AnyFigure any(random, question, today);
    // A quarter of them each time: events are looked for by trying many subsets.
    const std::vector<std::string> cells = CellNames(**answer);
    for (size_t i = seed % 4; i < cells.size(); i += 4)
      any.Check(cells[i], FindCell(**answer, cells[i])->value());
  }
}

}  // namespace
}  // namespace praksis::services
