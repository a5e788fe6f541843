// Corrections and voidings: the case is then as if it had been right from the start.
#include <gtest/gtest.h>

#include "libs/base/date.h"
#include "libs/domain/case/case_rules.h"
#include "libs/domain/case/testing/scenario.h"

namespace praksis::domain::cases {
namespace {

using testing::Corrected;
using testing::Given;
using testing::On;
using testing::Opened;
using testing::Scenario;
using testing::Voided;

base::Day D(const char* day) { return *base::ParseDay(day); }

v1::Event Placed(const std::string& start) {
  return On(start, R"(placement_started { placement_id: "p" taken_over: true start: ")" + start + R"(" terms {
      company { scheme: "SAMPLE" number: "1" } industry: "47" type: TRAINEESHIP
      planned_start: "2025-02-01" planned_end: "2025-12-31" minutes_per_week: 1110 } })");
}
std::string Completing(const std::string& day) {
  return R"(placement_completed { placement_id: "p" goal: ACHIEVED last_day: ")" + day + "\" }";
}
std::string Interrupting(const std::string& day) {
  return R"(placement_interrupted { placement_id: "p" reasons { voice: CITIZEN code: "ILLNESS" } last_day: ")" +
         day + "\" }";
}

// 1 opened, 2 placement from 1 February, 3 completed on 30 April.
Scenario CompletedPlacement() {
  return Given({Opened("2025-01-02"), Placed("2025-02-01"), On("2025-04-30", Completing("2025-04-30"))});
}

TEST(Correction, ReplacesWhatAFactSaid) {
  const CaseState state = CompletedPlacement().When(Corrected(3, Completing("2025-04-15"))).ThenAccepted();
  EXPECT_EQ(state.placements(0).last_day(), D("2025-04-15"));
  EXPECT_EQ(state.version(), 4) << "the correction is an event of the stream, too";
}

TEST(Correction, OfWhenItHappenedReplacesThatToo) {
  const Scenario given = Given(
      {Opened("2025-01-02"), On("2025-02-01", R"(consent_given { consent_id: "c" purpose: RESEARCH })")});
  const char* same = R"(consent_given { consent_id: "c" purpose: RESEARCH })";
  EXPECT_EQ(given.When(Corrected(2, same)).ThenAccepted().consents(0).given_on(), D("2025-02-01"));
  const std::string earlier = std::string(R"(occurred_at { date { date: "2025-01-20" } } )") + same;
  EXPECT_EQ(given.When(Corrected(2, earlier)).ThenAccepted().consents(0).given_on(), D("2025-01-20"));
}

TEST(Correction, MayItselfTurnOutWrongAndTheLastOneHolds) {
  const CaseState state =
      Given({Opened("2025-01-02"), Placed("2025-02-01"), On("2025-04-30", Completing("2025-04-30")),
             Corrected(3, Completing("2025-04-15"))})
          .When(Corrected(3, Completing("2025-04-20")))
          .ThenAccepted();
  EXPECT_EQ(state.placements(0).last_day(), D("2025-04-20"));
}

TEST(Correction, ThatALaterEventContradictsNamesThatEventAndWhy) {
  CompletedPlacement()
      .When(Corrected(2, R"(placement_started { placement_id: "p" taken_over: true start: "2025-05-01" terms {
          company { scheme: "SAMPLE" number: "1" } industry: "47" type: TRAINEESHIP
          planned_start: "2025-02-01" planned_end: "2025-12-31" minutes_per_week: 1110 } })"))
      .ThenRefused("CORRECTION_CONTRADICTS",
                   {{"version", "3"}, {"type", "placement_completed"}, {"reason", "DATES_DISAGREE"}});
}

TEST(Correction, ThatContradictsWhatWentBeforeNamesItsTarget) {
  CompletedPlacement()
      .When(Corrected(3, Completing("2025-01-31")))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "3"}, {"reason", "DATES_DISAGREE"}});
}

TEST(Correction, OfTheOpeningMovesIt) {
  EXPECT_EQ(CompletedPlacement()
                .When(Corrected(
                    1, R"(case_opened { person_ref: "p" target_group: "YOUTH" opened_on: "2025-01-20" })"))
                .ThenAccepted()
                .opened_on(),
            D("2025-01-20"));
}

TEST(Correction, ThatKeepsItsDayIsHeldAgainstThatDay) {
  Given({Opened("2025-01-02"), On("2025-02-01", R"(consent_given { consent_id: "c" purpose: RESEARCH })")})
      .When(Corrected(2, R"(consent_given { consent_id: "c" purpose: RESEARCH valid_until: "2025-01-31" })"))
      .ThenRefused("CORRECTION_CONTRADICTS", {{"version", "2"}, {"reason", "DATES_DISAGREE"}});
}

TEST(Correction, NeedsATargetThatIsThereStandsAndIsOfTheSameType) {
  const Scenario given = CompletedPlacement();
  given.When(Corrected(9, Completing("2025-04-15")))
      .ThenRefused("TARGET_UNKNOWN", {{"target_version", "9"}, {"current_version", "3"}});
  given.When(Corrected(3, Interrupting("2025-04-15")))
      .ThenRefused("REPLACEMENT_TYPE_DIFFERS",
                   {{"target_type", "placement_completed"}, {"replacement_type", "placement_interrupted"}});
  Given({Opened("2025-01-02"), Placed("2025-02-01"), On("2025-04-30", Completing("2025-04-30")), Voided(3)})
      .When(Corrected(3, Completing("2025-04-15")))
      .ThenRefused("TARGET_NOT_STANDING", {{"target_version", "3"}, {"voided_by_version", "4"}});
}

TEST(Correction, IsNotCorrectedOrVoidedItself) {
  const Scenario corrected =
      Given({Opened("2025-01-02"), Placed("2025-02-01"), On("2025-04-30", Completing("2025-04-30")),
             Corrected(3, Completing("2025-04-15"))});
  corrected.When(Corrected(4, Completing("2025-04-20")))
      .ThenRefused("TARGET_IS_CORRECTION", {{"target_version", "4"}, {"about_version", "3"}});
  corrected.When(Voided(4)).ThenRefused("TARGET_IS_CORRECTION", {{"about_version", "3"}});
}

TEST(Voiding, IsAsIfTheFactHadNeverBeen) {
  const CaseState state = CompletedPlacement().When(Voided(3)).ThenAccepted();
  EXPECT_EQ(state.placements(0).state(), v1::CaseSummary::Placement::RUNNING);
  EXPECT_FALSE(state.placements(0).has_last_day());
}

TEST(Voiding, FreesTheIdentifierAndWhatMayFollow) {
  const std::vector<v1::Event> voided = {Opened("2025-01-02"), Placed("2025-02-01"),
                                         On("2025-04-30", Completing("2025-04-30")), Voided(3)};
  EXPECT_EQ(Given(voided)
                .When(On("2025-04-15", Interrupting("2025-04-15")))
                .ThenAccepted()
                .placements(0)
                .reason_citizen(),
            "ILLNESS");
}

TEST(Voiding, OfWhatALaterEventNeedsIsRefused) {
  CompletedPlacement().When(Voided(2)).ThenRefused("CORRECTION_CONTRADICTS",
                                                   {{"version", "3"}, {"reason", "PLACEMENT_UNKNOWN"}});
  CompletedPlacement().When(Voided(1)).ThenRefused("CORRECTION_CONTRADICTS",
                                                   {{"version", "2"}, {"reason", "CASE_NOT_OPENED"}});
}

TEST(Voiding, OfTheOpeningAloneLeavesACaseThatCanBeOpenedAnew) {
  const CaseState state = Given({Opened("2025-01-02"), Voided(1)}).When(Opened("2025-01-05")).ThenAccepted();
  EXPECT_EQ(state.opened_on(), D("2025-01-05"));
  EXPECT_EQ(state.version(), 3);
}

TEST(Voiding, OfACorrectedFactTakesItAwayAltogether) {
  const CaseState state =
      Given({Opened("2025-01-02"), Placed("2025-02-01"), On("2025-04-30", Completing("2025-04-30")),
             Corrected(3, Completing("2025-04-15"))})
          .When(Voided(3))
          .ThenAccepted();
  EXPECT_EQ(state.placements(0).state(), v1::CaseSummary::Placement::RUNNING);
}

TEST(Voiding, HappensOnce) {
  Given({Opened("2025-01-02"), Placed("2025-02-01"), Voided(2)})
      .When(Voided(2))
      .ThenRefused("TARGET_NOT_STANDING", {{"voided_by_version", "3"}});
  Given({Opened("2025-01-02")}).When(Voided(2)).ThenRefused("TARGET_UNKNOWN");
}

TEST(Voiding, OfTheClosingOpensTheCase) {
  const Scenario closed = Given(
      {Opened("2025-01-02"), On("2025-02-01", R"(case_closed { reason: JOB closed_on: "2025-02-01" })")});
  EXPECT_EQ(closed.When(Voided(2)).ThenAccepted().status(), v1::CaseSummary::OPEN);
}

TEST(Rewriting, DoesNotAskAgainWhetherADayLaySoFarAhead) {
  // Accepted when it was planned; by now the circumstances are others.
  const Scenario given =
      Given({Opened("2025-01-02"), Placed("2025-02-01"),
             On("2025-04-01", R"(placement_extended { placement_id: "p" planned_end: "2026-12-31" })")});
  given
      .When(Corrected(1, R"(case_opened { person_ref: "p" target_group: "OTHER" opened_on: "2025-01-02" })"),
            {.today = 0})
      .ThenAccepted();
}

TEST(StandingFacts, AreTheFactsAsTheyHoldNow) {
  const Scenario given = Given({Opened("2025-01-02"), On("2025-01-03", "note_added { text: \"a\" }"),
                                On("2025-01-04", "note_added { text: \"b\" }"), Voided(2),
                                Corrected(3, "note_added { text: \"c\" }")});
  const std::vector<v1::Event> facts = StandingFacts(given.history());
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(facts[0].version(), 1);
  EXPECT_EQ(facts[1].version(), 3);
  EXPECT_EQ(facts[1].note_added().text(), "c");
}

TEST(Fold, OfPartOfAHistoryLeavesOutWhatIsNotThere) {
  std::vector<v1::Event> history = CompletedPlacement().history();
  v1::Event voided = Voided(2);
  voided.set_version(4);
  history.push_back(voided);
  history.erase(history.begin() + 1);
  EXPECT_EQ(Fold(history).placements_size(), 0);
  EXPECT_EQ(Fold({}).version(), 0);
}

}  // namespace
}  // namespace praksis::domain::cases
