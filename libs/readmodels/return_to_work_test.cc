#include "libs/readmodels/return_to_work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::CaseState;
using testing::Date;
using testing::OpenCase;
using Figure = ReturnToWorkFigure;
using Started = v1::OccupationStarted;

class ReturnToWork : public ::testing::Test {
 protected:
  // An occupation; no last day: it goes on.
  void Work(std::string_view start, std::string_view last_day = "", Started::ObtainedBy by = Started::SELF,
            Started::Kind kind = Started::ORDINARY) {
    auto& occupation = *state_.add_occupations();
    occupation.set_kind(kind);
    occupation.set_obtained_by(by);
    occupation.set_start(Date(start));
    if (!last_day.empty()) occupation.set_last_day(Date(last_day));
  }
  void Close(std::string_view day) {
    state_.set_status(v1::CaseSummary::CLOSED);
    state_.set_closed_on(Date(day));
  }
  Figure Read(std::string_view as_of = "2025-12-31", const CellSelection& selection = {}) {
    tables_.Put(state_);
    auto figure = ReadReturnToWork(*tables_.View(), selection, Date(as_of));
    EXPECT_TRUE(figure.ok());
    return *std::move(figure);
  }
  // "returned 30 by SELF, ongoing 12"
  std::string Outcome(std::string_view as_of = "2025-12-31") {
    const Figure figure = Read(as_of);
    std::string text;
    const auto add = [&](std::string_view name, const Figure::ByDay& days, std::string_view more = "") {
      for (const auto& [day, tally] : days) {
        EXPECT_EQ(tally.count, 1);
        text += base::StrCat(text.empty() ? "" : ", ", name, " ", day, more);
      }
    };
    add("waiting", figure.waiting);
    add("exited", figure.exited);
    for (const auto& [by, days] : figure.returned)
      add("returned", days, " by " + Started::ObtainedBy_Name(by));
    add("ended", figure.ended);
    add("ongoing", figure.ongoing);
    if (figure.sustained.count > 0) text += ", sustained";
    return text;
  }
  CaseState state_ = OpenCase("case/1", "DK-360", "2025-01-01");
  testing::ModelTables tables_{{&ReturnToWorkModel()}};
};

TEST_F(ReturnToWork, WhoIsNeitherInWorkNorClosedWaitsAndIsFollowedUpToToday) {
  EXPECT_EQ(Outcome("2025-01-31"), "waiting 30");
  EXPECT_EQ(Outcome("2025-02-01"), "waiting 31");
}

TEST_F(ReturnToWork, TheDaysAreThoseFromOpeningToTheFirstDayOfWork) {
  Work("2025-01-31", "", Started::JOB_CENTRE);
  EXPECT_EQ(Outcome("2025-02-10"), "returned 30 by JOB_CENTRE, ongoing 10");
  EXPECT_EQ(Outcome("2025-01-31"), "returned 30 by JOB_CENTRE, ongoing 0");
  EXPECT_EQ(Outcome("2025-01-30"), "waiting 29") << "reported ahead, not yet begun";
}

TEST_F(ReturnToWork, WorkOnTheDayOfOpeningCountsAndWorkBeforeItDoesNot) {
  Work("2024-12-31");
  EXPECT_EQ(Outcome("2025-02-01"), "waiting 31");
  Work("2025-01-01");
  EXPECT_EQ(Outcome("2025-02-01"), "returned 0 by SELF, ongoing 31");
}

TEST_F(ReturnToWork, EducationIsNoWork) {
  Work("2025-01-31", "", Started::SELF, Started::EDUCATION);
  EXPECT_EQ(Outcome("2025-02-01"), "waiting 31");
  Close("2025-02-01");
  EXPECT_EQ(Outcome(), "exited 31");
}

TEST_F(ReturnToWork, SubsidisedAndSelfEmployedWorkIsWork) {
  Work("2025-02-01", "", Started::SELF, Started::SELF_EMPLOYED);
  Work("2025-01-31", "", Started::COMPANY, Started::SUBSIDISED);
  EXPECT_EQ(Outcome("2025-02-10"), "returned 30 by COMPANY, ongoing 10");
}

TEST_F(ReturnToWork, AClosedCaseWithoutWorkHasLeftOnceTheDayHasCome) {
  Close("2025-02-01");
  EXPECT_EQ(Outcome(), "exited 31");
  EXPECT_EQ(Outcome("2025-01-31"), "waiting 30");
}

TEST_F(ReturnToWork, WorkIsAReturnThoughTheCaseWasClosedOnThatDayOrBeforeIt) {
  Close("2025-01-31");
  Work("2025-01-31");
  EXPECT_EQ(Outcome("2025-02-01"), "returned 30 by SELF, ongoing 1");
  state_.clear_occupations();
  Work("2025-02-03");
  EXPECT_EQ(Outcome("2025-02-01"), "exited 30");
  EXPECT_EQ(Outcome("2025-02-03"), "returned 33 by SELF, ongoing 0");
}

TEST_F(ReturnToWork, TheEarliestWorkDecidesWhateverTheOrderOfReporting) {
  Work("2025-03-01", "", Started::SELF);
  Work("2025-02-01", "2025-02-10", Started::COMPANY);
  Work("2025-02-01", "2025-02-05", Started::JOB_CENTRE);
  EXPECT_EQ(Outcome(), "returned 31 by COMPANY, ended 9") << "of two on a day, the one reported first";
}

TEST_F(ReturnToWork, NinetyOneDaysOfWorkLast) {
  Work("2025-02-01", "2025-05-01");  // 90 days
  EXPECT_EQ(Outcome(), "returned 31 by SELF, ended 89");
  state_.mutable_occupations(0)->set_last_day(Date("2025-05-02"));
  EXPECT_EQ(Outcome(), "returned 31 by SELF, sustained");
  EXPECT_EQ(Outcome("2025-05-02"), "returned 31 by SELF, sustained");
  EXPECT_EQ(Outcome("2025-05-01"), "returned 31 by SELF, ongoing 89") << "its end was not known then";
}

TEST_F(ReturnToWork, WorkThatGoesOnLastsFromItsNinetyFirstDay) {
  Work("2025-02-01");
  EXPECT_EQ(Outcome("2025-05-01"), "returned 31 by SELF, ongoing 89");
  EXPECT_EQ(Outcome("2025-05-02"), "returned 31 by SELF, sustained");
}

TEST_F(ReturnToWork, OneOccupationGoesOnWhereTheLastLeftOff) {
  Work("2025-02-01", "2025-03-31");
  Work("2025-04-01", "2025-05-02");
  EXPECT_EQ(Outcome(), "returned 31 by SELF, sustained");
}

TEST_F(ReturnToWork, ADayWithoutWorkEndsItWhateverComesAfterwards) {
  Work("2025-02-01", "2025-03-31");
  Work("2025-04-02");
  EXPECT_EQ(Outcome(), "returned 31 by SELF, ended 58");
}

TEST_F(ReturnToWork, AShortJobBesideALongOneEndsNothing) {
  Work("2025-02-01", "2025-06-30");
  Work("2025-02-10", "2025-02-20");
  EXPECT_EQ(Outcome(), "returned 31 by SELF, sustained");
}

TEST_F(ReturnToWork, AnswersAreThoseOfAllWithAndWithoutWork) {
  EXPECT_EQ(Read().answers_without_work[Figure::kUnanswered].count, 1);
  state_.set_satisfaction(3);
  EXPECT_EQ(Read().answers_without_work[Figure::kNotSatisfied].count, 1);
  state_.set_satisfaction(4);
  EXPECT_EQ(Read().answers_without_work[Figure::kSatisfied].count, 1);
  Close("2025-01-31");
  EXPECT_EQ(Read().answers_without_work[Figure::kSatisfied].count, 1);
  Work("2025-01-31");
  EXPECT_EQ(Read().answers_with_work[Figure::kSatisfied].count, 1);
  EXPECT_EQ(Read("2025-01-30").answers_without_work[Figure::kSatisfied].count, 1);
}

TEST_F(ReturnToWork, ACaseBelongsToThePeriodOfItsOpeningAndToItsTargetGroup) {
  EXPECT_TRUE(Read("2025-12-31", {.from = Date("2025-01-02")}).waiting.empty());
  EXPECT_TRUE(Read("2025-12-31", {.target_groups = {"YOUTH"}}).waiting.empty());
  EXPECT_EQ(Read("2025-12-31", {.target_groups = {"ACTIVITY_READY"}}).waiting.size(), 1U);
}

TEST_F(ReturnToWork, ACaseThatWasNeverOpenedIsNotThere) {
  state_.set_status(v1::CaseSummary::STATUS_UNSPECIFIED);
  EXPECT_TRUE(Read().waiting.empty());
}

}  // namespace
}  // namespace praksis::readmodels
