#include "libs/readmodels/coaching_outcomes.h"

#include <gtest/gtest.h>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddClosure;
using testing::AddCoaching;
using testing::AddOccupation;
using testing::CaseState;
using testing::CloseCase;
using testing::Date;
using testing::OpenCase;
using Occupation = v1::OccupationStarted;

// The coaching starts on 2025-01-06, so that day 84 is 2025-03-31.
class CoachingOutcomes : public ::testing::Test {
 protected:
  CoachingOutcomesFigure Read(std::string_view today = "2025-04-01", const CellSelection& selection = {}) {
    tables_.Put(state_);
    const auto view = tables_.View();
    auto figure = ReadCoachingOutcomes(*view, selection, Date(today));
    EXPECT_TRUE(figure.ok());
    return *std::move(figure);
  }
  // "self-obtained/not obtained/unknown" over all groups.
  std::string Outcomes(std::string_view today = "2025-04-01") {
    int64_t self = 0, not_obtained = 0, unknown = 0;
    for (const auto& [method, group] : Read(today).groups) {
      self += group.self_obtained.count;
      not_obtained += group.not_obtained.count;
      unknown += group.unknown.count;
    }
    return base::StrCat(self, "/", not_obtained, "/", unknown);
  }
  CaseState state_ = OpenCase("case/1", "SE-0482", "2025-01-02");
  CaseState::Coaching& coaching_ = AddCoaching(state_, "2025-01-06");
  testing::ModelTables tables_{{&CoachingOutcomesModel()}};
};

TEST_F(CoachingOutcomes, AnOccupationOnDay84CountsAndOneOnDay85DoesNot) {
  CaseState::Occupation& occupation = AddOccupation(state_, "2025-03-31");
  EXPECT_EQ(Outcomes(), "1/0/0");
  occupation.set_start(Date("2025-04-01"));
  EXPECT_EQ(Outcomes(), "0/1/0");
}

TEST_F(CoachingOutcomes, AnOccupationOnTheFirstDayCountsAndOneBeforeDoesNot) {
  CaseState::Occupation& occupation = AddOccupation(state_, "2025-01-06");
  EXPECT_EQ(Outcomes(), "1/0/0");
  occupation.set_start(Date("2025-01-05"));
  EXPECT_EQ(Outcomes(), "0/1/0");
}

TEST_F(CoachingOutcomes, AJobThatTheJobCentreFoundIsNotSelfObtained) {
  AddOccupation(state_, "2025-02-01", Occupation::JOB_CENTRE);
  EXPECT_EQ(Outcomes(), "0/1/0");
  AddOccupation(state_, "2025-03-01", Occupation::SELF, Occupation::EDUCATION)
      .set_last_day(Date("2025-03-02"));
  EXPECT_EQ(Outcomes(), "1/0/0") << "of any kind, however short";
}

TEST_F(CoachingOutcomes, NothingIsKnownBeforeDay84IsOverNotEvenASuccess) {
  EXPECT_EQ(Outcomes("2025-03-31"), "0/0/1");
  EXPECT_EQ(Outcomes("2025-04-01"), "0/1/0");
  AddOccupation(state_, "2025-01-20");
  EXPECT_EQ(Outcomes("2025-03-31"), "0/0/1");
  EXPECT_EQ(Outcomes("2025-04-01"), "1/0/0");
}

TEST_F(CoachingOutcomes, OfACaseClosedBeforeDay84WithoutAnOccupationNothingIsKnown) {
  CloseCase(state_, "2025-03-30");
  EXPECT_EQ(Outcomes(), "0/0/1");
  CloseCase(state_, "2025-03-31");
  EXPECT_EQ(Outcomes(), "0/1/0") << "it was open on day 84";
  CloseCase(state_, "2025-02-10");
  AddOccupation(state_, "2025-02-01", Occupation::COMPANY);
  EXPECT_EQ(Outcomes(), "0/1/0") << "it is known that an occupation had been found, and not by the person";
}

TEST_F(CoachingOutcomes, ACaseThatWasReopenedByThenIsFollowedAgain) {
  AddClosure(state_, "2025-02-01", "2025-03-31");
  EXPECT_EQ(Outcomes(), "0/1/0");
  state_.clear_closures();
  AddClosure(state_, "2025-02-01", "2025-04-10");
  EXPECT_EQ(Outcomes("2025-06-01"), "0/0/1");
}

TEST_F(CoachingOutcomes, MinutesAreThoseOfEpisodesKnownZerosIncluded) {
  coaching_.set_direct_minutes(120);
  AddCoaching(state_, "2025-01-06");
  AddCoaching(state_, "2025-01-07").set_direct_minutes(600);
  const auto figure = Read("2025-04-01");
  ASSERT_EQ(figure.groups.size(), 1U);
  const auto& group = figure.groups.begin()->second;
  EXPECT_EQ(group.not_obtained.count, 2);
  EXPECT_EQ(group.unknown.count, 1);
  EXPECT_EQ(group.minutes.total(), 120);
  EXPECT_EQ(group.minutes.owners(), 1) << "all of one person";
}

TEST_F(CoachingOutcomes, AreByMethodAndRevision) {
  coaching_.set_method_revision("1");
  AddCoaching(state_, "2025-01-06").set_method_revision("2");
  AddCoaching(state_, "2025-01-06", "GROUP_COACHING");
  const auto figure = Read();
  ASSERT_EQ(figure.groups.size(), 3U);
  EXPECT_EQ(figure.groups.begin()->first, CoachingOutcomesFigure::Method("COACHING_DIALOGUE", "1"));
  EXPECT_EQ(figure.groups.rbegin()->first, CoachingOutcomesFigure::Method("GROUP_COACHING", ""));
}

TEST_F(CoachingOutcomes, BelongToThePeriodInWhichTheyStarted) {
  const auto episodes = [&](const CellSelection& selection) {
    return Read("2025-04-01", selection).groups.size();
  };
  EXPECT_EQ(episodes({.from = Date("2025-01-06"), .to = Date("2025-01-06")}), 1U);
  EXPECT_EQ(episodes({.from = Date("2025-01-07")}), 0U);
  EXPECT_EQ(episodes({.municipalities = {"DK-360"}}), 0U);
  EXPECT_EQ(episodes({.target_groups = {"JOB_READY"}}), 0U);
}

}  // namespace
}  // namespace praksis::readmodels
