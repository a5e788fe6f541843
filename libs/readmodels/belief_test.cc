#include "libs/readmodels/belief.h"

#include <gtest/gtest.h>

#include <string>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddBelief;
using testing::AddClosure;
using testing::AddOccupation;
using testing::CaseState;
using testing::CloseCase;
using testing::Date;
using testing::OpenCase;
using Rater = v1::BeliefAssessed;

class Belief : public ::testing::Test {
 protected:
  BeliefFigure Read(std::string_view today, Rater::Rater rater = Rater::CASEWORKER) {
    tables_.Put(state_);
    const auto view = tables_.View();
    auto figure = ReadBelief(*view, {}, rater, Date(today));
    EXPECT_TRUE(figure.ok());
    return *std::move(figure);
  }
  // The score that counts now; 0: not assessed, -1: not open.
  int Now(std::string_view today, Rater::Rater rater = Rater::CASEWORKER) {
    const BeliefFigure figure = Read(today, rater);
    EXPECT_EQ(figure.cases.count, 1);
    for (int score = 1; score <= kScores; ++score) {
      if (figure.scores[static_cast<size_t>(score - 1)].count > 0) return score;
    }
    return figure.not_assessed.count > 0 ? 0 : -1;
  }
  // What came of a first belief of 4 on 2025-01-10 by 2026-01-10: "in work", "not", "not known".
  std::string Outcome(std::string_view today = "2026-01-11") {
    const BeliefFigure::Outcome outcome = Read(today).outcomes[3];
    return outcome.in_work.count > 0 ? "in work" : outcome.not_in_work.count > 0 ? "not" : "not known";
  }
  CaseState state_ = OpenCase("case/1", "DK-360", "2025-01-02");
  testing::ModelTables tables_{{&BeliefModel()}};
};

TEST_F(Belief, IsTheLatestByThatRaterUntilItIsMoreThan100DaysOld) {
  EXPECT_EQ(Now("2025-01-20"), 0);
  AddBelief(state_, "2025-01-20", 2);
  AddBelief(state_, "2025-01-10", 5);
  AddBelief(state_, "2025-01-25", 3, Rater::CITIZEN);
  EXPECT_EQ(Now("2025-01-30"), 2) << "by day, not by report";
  EXPECT_EQ(Now("2025-01-30", Rater::CITIZEN), 3);
  EXPECT_EQ(Now("2025-04-30"), 2) << "100 days";
  EXPECT_EQ(Now("2025-05-01"), 0);
}

TEST_F(Belief, CountsAreTheSameWhereOnePersonIsToldApart) {
  for (int i = 0; i < 40; ++i) {
    CaseState state = OpenCase("case/" + std::to_string(i), "DK-360", "2024-01-02");
    AddBelief(state, i % 2 == 0 ? "2024-06-01" : "2025-01-20", 1 + i / 2 % kScores);
    tables_.Put(state);
  }
  const auto view = tables_.View();
  const auto recent = ReadBelief(*view, {}, Rater::CASEWORKER, Date("2025-04-30"), 1);
  const auto later = ReadBelief(*view, {}, Rater::CASEWORKER, Date("2025-07-01"), 1);
  const auto citizens = ReadBelief(*view, {}, Rater::CITIZEN, Date("2025-04-30"), 1);
  ASSERT_TRUE(recent.ok() && later.ok() && citizens.ok());
  EXPECT_EQ(recent->cases.count, 40);
  EXPECT_EQ(recent->not_assessed.count, 20);
  EXPECT_EQ(citizens->cases.count, 40);
  EXPECT_EQ(citizens->not_assessed.count, 40);
  for (size_t score = 0; score < kScores; ++score) {
    EXPECT_EQ(recent->scores[score].count, 4);
    EXPECT_EQ(recent->outcomes[score].not_in_work.count, 0);
    EXPECT_EQ(later->outcomes[score].not_in_work.count, 4);
  }
}

TEST_F(Belief, OfSeveralOnADayTheOneRecordedLastCounts) {
  AddBelief(state_, "2025-01-20", 2);
  AddBelief(state_, "2025-01-20", 4);
  EXPECT_EQ(Now("2025-01-20"), 4);
}

TEST_F(Belief, OfAClosedCaseIsPartOfTheTrajectoryOnly) {
  AddBelief(state_, "2025-01-20", 4);
  CloseCase(state_, "2025-02-01");
  EXPECT_EQ(Now("2025-02-10"), -1);
  EXPECT_EQ(Read("2025-02-10").quarters.at(Date("2025-01-01")).high.count, 1);
}

TEST_F(Belief, TrajectoryHasTheLastScoreOfEachQuarter) {
  AddBelief(state_, "2025-01-10", 5);
  AddBelief(state_, "2025-03-31", 3);
  AddBelief(state_, "2025-04-01", 4);
  const auto quarters = Read("2025-05-01").quarters;
  ASSERT_EQ(quarters.size(), 2U);
  EXPECT_EQ(quarters.at(Date("2025-01-01")).low.count, 1);
  EXPECT_EQ(quarters.at(Date("2025-01-01")).high.count, 0);
  EXPECT_EQ(quarters.at(Date("2025-04-01")).high.count, 1);
  EXPECT_EQ(QuarterOf(Date("2025-12-31")), Date("2025-10-01"));
}

TEST_F(Belief, OutcomeIsWorkOnThe365thDayAndKnownOnceThatIsOver) {
  AddBelief(state_, "2025-01-10", 4);
  AddBelief(state_, "2025-02-10", 1);
  EXPECT_EQ(Outcome("2026-01-10"), "not known");
  EXPECT_EQ(Outcome("2026-01-11"), "not");
  CaseState::Occupation& occupation = AddOccupation(state_, "2026-01-10");
  EXPECT_EQ(Outcome(), "in work");
  occupation.set_start(Date("2026-01-11"));
  EXPECT_EQ(Outcome(), "not");
  occupation.set_start(Date("2025-05-01"));
  occupation.set_last_day(Date("2026-01-09"));
  EXPECT_EQ(Outcome(), "not") << "it has ended";
  AddOccupation(state_, "2025-05-01", v1::OccupationStarted::SELF, v1::OccupationStarted::EDUCATION);
  EXPECT_EQ(Outcome(), "not") << "education is no work";
}

TEST_F(Belief, OutcomeOfWhoLeftWithoutWorkIsNotKnownUnlessTheReasonTells) {
  AddBelief(state_, "2025-01-10", 4);
  CloseCase(state_, "2025-06-01", v1::CaseClosed::MOVED);
  EXPECT_EQ(Outcome(), "not known");
  CloseCase(state_, "2025-06-01", v1::CaseClosed::PENSION);
  EXPECT_EQ(Outcome(), "not");
  AddOccupation(state_, "2025-05-20");
  CloseCase(state_, "2025-06-01", v1::CaseClosed::JOB);
  EXPECT_EQ(Outcome(), "in work");
  state_.mutable_occupations(0)->set_last_day(Date("2025-08-01"));
  EXPECT_EQ(Outcome(), "not") << "the job has ended";
}

TEST_F(Belief, OutcomeOfACaseThatWasReopenedLaterIsThatOfTheDay) {
  AddBelief(state_, "2025-01-10", 4);
  AddClosure(state_, "2025-06-01", "2026-02-01");
  EXPECT_EQ(Outcome("2026-06-01"), "not known") << "it was closed on that day, as moved";
}

TEST_F(Belief, OutcomeIsThatOfAForecastOfAYear) {
  AddBelief(state_, "2025-01-05", 2);
  state_.mutable_beliefs(0)->set_horizon_days(90);
  AddBelief(state_, "2025-01-10", 4);
  EXPECT_EQ(Outcome(), "not");
  EXPECT_EQ(Read("2026-01-11").outcomes[1].not_in_work.count, 0);
}

TEST_F(Belief, AForecastOfAYearIsNotReplacedByAShorterOneOfTheSameDay) {
  AddBelief(state_, "2025-01-10", 4);
  AddBelief(state_, "2025-01-10", 2);
  state_.mutable_beliefs(1)->set_horizon_days(90);
  const BeliefFigure figure = Read("2026-01-11");
  EXPECT_EQ(figure.outcomes[3].not_in_work.count, 1);
  EXPECT_EQ(figure.outcomes[1].not_in_work.count, 0);
}

}  // namespace
}  // namespace praksis::readmodels
