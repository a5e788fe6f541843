// A cycle laid out as a board, step by step.
#include "services/cycles/board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/text_format.h"
#include "libs/base/strings.h"
#include "services/cycles/summary.h"

namespace praksis::services {
namespace {

using domain::cases::CaseState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Board = v1::CycleBoard;

constexpr char kChallenge[] = R"(challenge_identified { challenge: "PLACEMENTS_INTERRUPTED"
    wording: "Placements end early." sites: "DK-360" sites: "DK-376" })";
constexpr char kCriteria[] =
    R"(criteria_set { informants: INFORMANT_KIND_COMPANY informants: INFORMANT_KIND_CITIZEN
    criteria { quotas { site: "DK-360" cases: 2 } quotas { site: "DK-376" cases: 1 } } })";
constexpr char kSelected[] = R"(cases_selected { selection_id: "s-1"
    picks { learning_case { case_stream: "case/a" placement_id: "p" } site: "DK-360" }
    picks { learning_case { case_stream: "case/b" placement_id: "p" } site: "DK-376" only_anonymised: true } })";
constexpr char kGuide[] =
    R"(interview_guide_agreed { guide_id: "g" questions { question_id: "q" wording: "w" } })";
constexpr char kNamed[] =
    R"(interview_recorded { interview_id: "i-1" guide_id: "g" informant: INFORMANT_KIND_COMPANY
    site: "DK-360" learning_case { case_stream: "case/a" placement_id: "p" } consent_id: "c"
    answers { question_id: "q" text: "secret" } })";
constexpr char kAnonymised[] = R"(interview_recorded { interview_id: "i-2" guide_id: "g"
    informant: INFORMANT_KIND_COMPANY site: "DK-376" anonymised: true answers { question_id: "q" text: "secret" } })";
constexpr char kTheme[] = R"(theme_added { theme_id: "t-1" wording: "Call early." evidence: "i-1" })";
constexpr char kOtherTheme[] =
    R"(theme_added { theme_id: "t-2" wording: "Visit." evidence: "i-1" evidence: "i-2" })";
constexpr char kReview[] = R"(review_held { sites: "DK-360" participants: 8 central_themes: "t-2" })";
constexpr char kDay[] = R"(development_day_held { sites: "DK-360" participants: 40 themes: "t-2" })";
constexpr char kClosed[] = R"(cycle_closed { ending: CYCLE_ENDING_COMPLETED measures: "measure/m" })";

base::Day Date(std::string_view day) { return base::ParseDay(day).value(); }

v1::Event Fact(const std::string& day, const std::string& body) {
  v1::Event event;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(body, &event)) << body;
  event.mutable_occurred_at()->mutable_date()->set_date(day);
  return event;
}

class CycleBoardTest : public ::testing::Test {
 protected:
  void Tell(const std::string& stream, const std::string& day, const std::string& body) {
    told_[stream].push_back(Fact(day, body));
  }
  // A case that gives its consent to learning interviews.
  CaseState::Consent& Consent(const std::string& stream) {
    CaseState& state = cases_[stream];
    state.set_municipality("DK-360");
    CaseState::Consent& consent = *state.add_consents();
    consent.set_consent_id("c");
    consent.set_purpose(v1::ConsentGiven::LEARNING_INTERVIEW);
    consent.set_standing(true);
    return consent;
  }
  // The cycle up to its first `steps` steps, on days from 2025-03-01 on.
  void TellSteps(int steps) {
    Consent("case/a");
    Tell("cycle/c", "2025-03-01", kChallenge);
    if (steps < 2) return;
    Tell("cycle/c", "2025-03-05", kCriteria);
    Tell("cycle/c", "2025-03-11", kSelected);
    if (steps < 3) return;
    Tell("cycle/c", "2025-03-12", kGuide);
    Tell("cycle/c", "2025-03-20", kNamed);
    Tell("cycle/c", "2025-03-21", kAnonymised);
    Tell("cycle/c", "2025-04-01", kTheme);
    Tell("cycle/c", "2025-04-02", kOtherTheme);
    if (steps < 4) return;
    Tell("cycle/c", "2025-04-10", kReview);
    if (steps < 5) return;
    Tell("cycle/c", "2025-05-05", kDay);
  }
  readmodels::LearningStreams Streams() const {
    std::vector<readmodels::LearningStream> streams;
    for (const auto& [name, facts] : told_) {
      streams.push_back({.name = name, .version = static_cast<int64_t>(facts.size()), .facts = facts});
    }
    readmodels::LearningStreams all;
    all.Put(std::move(streams));
    return all;
  }
  Board Show(const std::string& stream = "cycle/c") {
    streams_ = Streams();
    const CycleIndex index(streams_);
    const auto board = LayOut(index, *index.Find(stream), today_,
                              [&](const std::string& name) -> absl::StatusOr<std::optional<CaseState>> {
                                ++looked_up_[name];
                                const auto found = cases_.find(name);
                                return found == cases_.end() ? std::nullopt : std::optional(found->second);
                              });
    EXPECT_TRUE(board.ok()) << board.status();
    return *board;
  }
  // "DONE 2025-03-11 10" of each step: standing, last day, lead time.
  static std::vector<std::string> StepsOf(const v1::CycleSummary& summary) {
    std::vector<std::string> steps;
    for (const auto& step : summary.steps()) {
      steps.push_back(base::StrCat(v1::CycleStanding_Name(step.standing()).substr(15),
                                   step.ended_on().empty() ? "" : " ", step.ended_on(),
                                   step.has_days() ? base::StrCat(" ", step.days()) : std::string()));
    }
    return steps;
  }
  // "INTERVIEWS_AT_SITE DK-376 1" of each need of the step.
  static std::vector<std::string> NeedsOf(const Board& board, v1::CycleStep step) {
    std::vector<std::string> needs;
    for (const auto& need : board.summary().steps(step - 1).needs()) {
      EXPECT_NE(need.sentence(), "");
      std::string text = v1::CycleLack_Name(need.lack()).substr(11);
      if (!need.site().empty()) text += " " + need.site();
      if (!need.about().empty()) text += " " + need.about();
      if (need.informant() != v1::INFORMANT_KIND_UNSPECIFIED) {
        text += " " + v1::InformantKind_Name(need.informant()).substr(15);
      }
      if (need.missing() > 0) text += base::StrCat(" ", need.missing());
      needs.push_back(text);
    }
    return needs;
  }

  base::Day today_ = Date("2025-06-01");
  std::map<std::string, std::vector<v1::Event>> told_;
  std::map<std::string, CaseState> cases_;
  std::map<std::string, int> looked_up_;
  readmodels::LearningStreams streams_;
};

TEST_F(CycleBoardTest, TheFirstStepThatIsNotDoneIsTheCurrentOne) {
  TellSteps(1);
  const Board board = Show();
  EXPECT_THAT(StepsOf(board.summary()),
              ElementsAre("DONE 2025-03-01 0", "CURRENT 92", "AHEAD", "AHEAD", "AHEAD", "AHEAD"));
  EXPECT_EQ(board.summary().current_step(), v1::CYCLE_STEP_SELECT_INFORMANTS);
  EXPECT_EQ(board.summary().days(), 92);
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_SELECT_INFORMANTS), ElementsAre("CRITERIA", "SELECTION"));
  EXPECT_EQ(board.figure(), "interruptions");
}

TEST_F(CycleBoardTest, EveryStepHasItsLeadTime) {
  TellSteps(5);
  Tell("cycle/c", "2025-05-20", kClosed);
  const Board board = Show();
  EXPECT_THAT(StepsOf(board.summary()),
              ElementsAre("DONE 2025-03-01 0", "DONE 2025-03-11 10", "DONE 2025-04-01 21",
                          "DONE 2025-04-10 9", "DONE 2025-05-05 25", "DONE 2025-05-20 15"));
  EXPECT_EQ(board.summary().current_step(), v1::CYCLE_STEP_UNSPECIFIED);
  EXPECT_EQ(board.summary().days(), 80);
}

TEST_F(CycleBoardTest, AWaivedStepSaysWhyAndLacksNothing) {
  TellSteps(1);
  Tell("cycle/c", "2025-03-02",
       R"(cycle_step_waived { step: CYCLE_STEP_SELECT_INFORMANTS reason: "There are but five." })");
  const Board board = Show();
  EXPECT_THAT(StepsOf(board.summary()), ElementsAre("DONE 2025-03-01 0", "WAIVED 2025-03-02 1", "CURRENT 91",
                                                    "AHEAD", "AHEAD", "AHEAD"));
  EXPECT_EQ(board.summary().steps(1).waived_because(), "There are but five.");
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_SELECT_INFORMANTS), IsEmpty());
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_INTERVIEW),
              ElementsAre("GUIDE", "INTERVIEWS_AT_SITE DK-360 1", "INTERVIEWS_AT_SITE DK-376 1", "THEME"));
}

TEST_F(CycleBoardTest, AnAbandonedCycleHasNoCurrentStepAndNeedsNothing) {
  TellSteps(2);
  Tell("cycle/c", "2025-03-15", R"(cycle_closed { ending: CYCLE_ENDING_ABANDONED reason: "No time." })");
  const Board board = Show();
  EXPECT_THAT(StepsOf(board.summary()),
              ElementsAre("DONE 2025-03-01 0", "DONE 2025-03-11 10", "AHEAD", "AHEAD", "AHEAD", "AHEAD"));
  EXPECT_EQ(board.summary().ending(), v1::CYCLE_ENDING_ABANDONED);
  for (const auto& step : board.summary().steps()) EXPECT_TRUE(step.needs().empty());
}

TEST_F(CycleBoardTest, WhatIsChosenIsTheSelectionAndWhatWasChangedByHand) {
  TellSteps(2);
  Consent("case/d");
  Tell("cycle/c", "2025-03-11", R"(selection_overridden { selection_id: "s-1" reason: "known well"
      removed { case_stream: "case/b" placement_id: "p" } added { case_stream: "case/d" placement_id: "p" } })");
  const Board board = Show();
  ASSERT_EQ(board.chosen_size(), 2);
  EXPECT_EQ(board.chosen(0).consent(), v1::CYCLE_CONSENT_STANDING);
  EXPECT_EQ(board.chosen(1).learning_case().case_stream(), "case/d");
  EXPECT_EQ(board.chosen(1).site(), "DK-376") << "it takes the place of what it replaces";
  EXPECT_TRUE(board.chosen(1).by_hand());
  ASSERT_EQ(board.overrides_size(), 1);
  EXPECT_EQ(board.overrides(0).overridden().reason(), "known well");
  EXPECT_EQ(board.selection().selected().picks_size(), 2) << "as it was made";
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_SELECT_INFORMANTS), ElementsAre("CASES_AT_SITE DK-360 1"));
  EXPECT_EQ(looked_up_["case/a"], 1);
}

TEST_F(CycleBoardTest, ANewSelectionTakesThePlaceOfTheOldWithItsOverrides) {
  TellSteps(2);
  Tell("cycle/c", "2025-03-11", R"(selection_overridden { selection_id: "s-1" reason: "r"
      removed { case_stream: "case/b" placement_id: "p" } })");
  Tell("cycle/c", "2025-03-12", R"(cases_selected { selection_id: "s-2"
      picks { learning_case { case_stream: "case/e" placement_id: "p" } site: "DK-376" } })");
  const Board board = Show();
  ASSERT_EQ(board.chosen_size(), 1);
  EXPECT_EQ(board.chosen(0).learning_case().case_stream(), "case/e");
  EXPECT_EQ(board.overrides_size(), 0);
  EXPECT_EQ(board.selection().selected().selection_id(), "s-2");
}

TEST_F(CycleBoardTest, AConsentThatIsGoneForbidsNamingAndQuoting) {
  TellSteps(3);
  Board board = Show();
  EXPECT_EQ(board.interviews(0).consent(), v1::CYCLE_CONSENT_STANDING);
  EXPECT_TRUE(board.interviews(0).quotable());
  EXPECT_THAT(board.themes(0).quotable(), ElementsAre("i-1"));
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_SELECT_INFORMANTS), ElementsAre("CASES_AT_SITE DK-360 1"));

  cases_["case/a"].mutable_consents(0)->set_standing(false);
  board = Show();
  EXPECT_EQ(board.interviews(0).consent(), v1::CYCLE_CONSENT_WITHDRAWN);
  EXPECT_FALSE(board.interviews(0).quotable());
  EXPECT_TRUE(board.interviews(1).quotable()) << "anonymised";
  EXPECT_THAT(board.themes(0).quotable(), IsEmpty());
  EXPECT_THAT(board.themes(1).quotable(), ElementsAre("i-2"));
  EXPECT_TRUE(board.chosen(0).only_anonymised());
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_SELECT_INFORMANTS),
              ElementsAre("CASES_AT_SITE DK-360 1", "CONSENT DK-360 case/a"));
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_INTERVIEW), ElementsAre("INFORMANT CITIZEN", "EVIDENCE t-1"));

  // Given again, it stands again.
  Consent("case/a");
  EXPECT_TRUE(Show().interviews(0).quotable());
}

TEST_F(CycleBoardTest, AConsentHoldsUntilItsLastDay) {
  TellSteps(3);
  cases_["case/a"].mutable_consents(0)->set_valid_until(today_);
  EXPECT_EQ(Show().interviews(0).consent(), v1::CYCLE_CONSENT_STANDING);
  ++today_;
  EXPECT_EQ(Show().interviews(0).consent(), v1::CYCLE_CONSENT_EXPIRED);
  cases_.clear();
  EXPECT_EQ(Show().interviews(0).consent(), v1::CYCLE_CONSENT_MISSING);
}

TEST_F(CycleBoardTest, ThemesAreAsLastWordedAndCentralWhereAReviewSaysSo) {
  TellSteps(4);
  Tell("cycle/c", "2025-04-12", R"(theme_added { theme_id: "t-2" wording: "Visit early." evidence: "i-2" })");
  const Board board = Show();
  ASSERT_EQ(board.themes_size(), 2);
  EXPECT_FALSE(board.themes(0).central());
  EXPECT_TRUE(board.themes(1).central());
  EXPECT_EQ(board.themes(1).theme().wording(), "Visit early.");
  EXPECT_EQ(board.themes(1).added_on(), "2025-04-02");
  EXPECT_EQ(board.themes(1).changed_on(), "2025-04-12");
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_REVIEW_WITH_STAFF_INVOLVED), ElementsAre("REVIEW DK-376 1"));
  EXPECT_THAT(NeedsOf(board, v1::CYCLE_STEP_INTERVIEW), IsEmpty()) << "interviewing is over";
}

TEST_F(CycleBoardTest, EverySiteHasItsDevelopmentDay) {
  TellSteps(5);
  EXPECT_THAT(Show().sites_without_day(), ElementsAre("DK-376"));
  EXPECT_THAT(NeedsOf(Show(), v1::CYCLE_STEP_PRESENT_TO_ALL_STAFF), ElementsAre("DEVELOPMENT_DAY DK-376 1"));
  EXPECT_THAT(NeedsOf(Show(), v1::CYCLE_STEP_IMPLEMENT_MEASURES), ElementsAre("MEASURE", "CLOSING"));
  Tell("cycle/c", "2025-05-07", R"(development_day_held { sites: "DK-376" participants: 30 themes: "t-2" })");
  EXPECT_THAT(Show().sites_without_day(), IsEmpty());
}

constexpr char kDecided[] = R"(measure_decided { cycle: "cycle/c" wording: "Call after a week." owner: "m-1"
    sites { site: "DK-360" planned_on: "2025-06-01" } sites { site: "DK-376" } })";

TEST_F(CycleBoardTest, MeasuresGoOnAfterTheCycleIsClosed) {
  TellSteps(5);
  Tell("measure/m", "2025-05-18", kDecided);
  Tell("cycle/c", "2025-05-20", kClosed);
  constexpr v1::CycleStep kStep = v1::CYCLE_STEP_IMPLEMENT_MEASURES;
  EXPECT_THAT(NeedsOf(Show(), kStep),
              ElementsAre("IMPLEMENTATION DK-360 measure/m", "IMPLEMENTATION DK-376 measure/m"));
  Tell("measure/m", "2025-06-02", R"(measure_implemented { site: "DK-360" implemented_on: "2025-06-02" })");
  Tell("measure/m", "2025-07-02",
       R"(measure_stopped { site: "DK-376" stopped_on: "2025-07-02" reason: "r" })");
  EXPECT_THAT(NeedsOf(Show(), kStep), ElementsAre("EVALUATION measure/m"));
  const auto counts = [&] { return Show().summary().measures(); };
  EXPECT_EQ(counts().implemented(), 1);
  EXPECT_EQ(counts().sites_decided(), 2);
  EXPECT_EQ(counts().sites_implemented(), 1);
  Tell("measure/m", "2025-08-02",
       R"(measure_evaluated { evaluation_id: "e-1" verdict: MEASURE_VERDICT_NOT_ENOUGH_DATA })");
  EXPECT_THAT(NeedsOf(Show(), kStep), ElementsAre("EVALUATION measure/m"));
  EXPECT_EQ(counts().evaluated(), 0);
  Tell("measure/m", "2025-12-02",
       R"(measure_evaluated { evaluation_id: "e-2" verdict: MEASURE_VERDICT_BETTER })");
  const Board board = Show();
  EXPECT_THAT(NeedsOf(board, kStep), IsEmpty());
  EXPECT_EQ(counts().evaluated(), 1);
  ASSERT_EQ(board.measures_size(), 1);
  EXPECT_EQ(board.measures(0).sites(0).implemented_on(), "2025-06-02");
  EXPECT_EQ(board.measures(0).sites(0).stopped_on(), "") << "it was given up elsewhere";
  EXPECT_EQ(board.measures(0).sites(1).stopped_on(), "2025-07-02");
  EXPECT_EQ(board.measures(0).evaluated().evaluation_id(), "e-2");
  EXPECT_EQ(board.measures(0).evaluated_on(), "2025-12-02");
}

TEST_F(CycleBoardTest, TheNextCycleHasTheMeasuresOfItsParentAtHand) {
  TellSteps(5);
  Tell("measure/m", "2025-05-18", kDecided);
  Tell("measure/n", "2025-05-18", R"(measure_decided { cycle: "cycle/elsewhere" wording: "w" })");
  Tell("cycle/c", "2025-05-20", kClosed);
  Tell("cycle/d", "2026-03-01", R"(challenge_identified { challenge: "OTHER" wording: "w" sites: "DK-360"
      parent_cycle: "cycle/c" measures_in_question: "measure/m" measures_in_question: "measure/n"
      measures_in_question: "measure/unknown" })");
  const Board board = Show("cycle/d");
  EXPECT_EQ(board.parent().stream(), "cycle/c");
  EXPECT_THAT(board.parent().next_cycles(), ElementsAre("cycle/d"));
  ASSERT_EQ(board.parent_measures_size(), 1);
  EXPECT_EQ(board.parent_measures(0).decided().wording(), "Call after a week.");
  ASSERT_EQ(board.measures_in_question_size(), 2) << "the parent's is there already";
  EXPECT_EQ(board.measures_in_question(0).stream(), "measure/n");
  EXPECT_FALSE(board.measures_in_question(1).has_decided()) << "not known";
  EXPECT_EQ(board.figure(), "");
}

TEST_F(CycleBoardTest, NothingOfWhatWasAnsweredIsOnTheBoard) {
  TellSteps(5);
  EXPECT_EQ(Show().SerializeAsString().find("secret"), std::string::npos);
  EXPECT_EQ(Show().interviews(0).answers(), 1);
}

TEST_F(CycleBoardTest, AStreamWithoutItsChallengeIsNoCycle) {
  Tell("cycle/c", "2025-03-05", kCriteria);
  const readmodels::LearningStreams streams = Streams();
  EXPECT_EQ(CycleIndex(streams).Find("cycle/c"), nullptr);
  EXPECT_EQ(CycleIndex(streams).Find("measure/m"), nullptr);
  EXPECT_THAT(CycleIndex(streams).all(), IsEmpty());
}

}  // namespace
}  // namespace praksis::services
