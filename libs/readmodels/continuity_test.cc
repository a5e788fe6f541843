#include "libs/readmodels/continuity.h"

#include <gtest/gtest.h>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddClosure;
using testing::AddPrimary;
using testing::AddReferral;
using testing::CaseState;
using testing::CloseCase;
using testing::Date;
using testing::OpenCase;
using Referral = v1::CaseSummary::Referral;

class Continuity : public ::testing::Test {
 protected:
  ContinuityFigure Read(std::string_view today) {
    tables_.Put(state_);
    const auto view = tables_.View();
    auto figure = ReadContinuity(*view, {}, Date(today));
    EXPECT_TRUE(figure.ok());
    return *std::move(figure);
  }
  CaseState state_ = OpenCase("case/1", "DK-360", "2025-01-01");
  testing::ModelTables tables_{{&ContinuityModel()}};
};

TEST_F(Continuity, CountsDifferentPrimaryWorkersUpToToday) {
  AddPrimary(state_, "a", "2025-01-01", "2025-01-31");
  AddPrimary(state_, "b", "2025-02-01", "2025-02-28");
  AddPrimary(state_, "a", "2025-03-01");
  AddPrimary(state_, "coach", "2025-01-01").set_role(v1::CaseworkerAssigned::COACH);
  EXPECT_EQ(Read("2025-01-31").workers.total(), 1);
  EXPECT_EQ(Read("2025-02-01").workers.total(), 2);
  EXPECT_EQ(Read("2025-04-01").workers.total(), 2) << "somebody who comes back is not another";
}

TEST_F(Continuity, CountsTheDaysOnWhichACaseWasOpen) {
  EXPECT_EQ(Read("2025-01-01").days_open.total(), 1);
  EXPECT_EQ(Read("2025-01-31").days_open.total(), 31);
  AddClosure(state_, "2025-01-10", "2025-01-21");
  EXPECT_EQ(Read("2025-01-31").days_open.total(), 21);
  state_.mutable_closures(0)->set_reopened_on(Date("2025-01-10"));
  EXPECT_EQ(Read("2025-01-31").days_open.total(), 31) << "reopened on the day of its closing";
  CloseCase(state_, "2025-01-15");
  EXPECT_EQ(Read("2025-01-31").days_open.total(), 15);
  EXPECT_EQ(Read("2025-01-31").cases.count, 1);
  EXPECT_EQ(Read("2025-01-31").without_worker.count, 0) << "it is not open";
}

TEST_F(Continuity, AnOpenCaseIsWithItsWorkerOfTheDay) {
  EXPECT_EQ(Read("2025-01-15").without_worker.count, 1);
  AddPrimary(state_, "a", "2025-01-01", "2025-01-31");
  AddPrimary(state_, "b", "2025-01-31", "2025-02-10");
  EXPECT_EQ(Read("2025-01-15").with_worker.count, 1);
  EXPECT_EQ(Read("2025-02-10").cases_by_worker.owners(), 1);
  EXPECT_EQ(Read("2025-01-31").cases_by_worker.total(), 1) << "handed over once, not held twice";
  EXPECT_EQ(Read("2025-01-31").cases_by_worker.of(NumberOfWorker("b")), 1) << "the later has it";
  EXPECT_EQ(Read("2025-02-11").without_worker.count, 1);
}

TEST_F(Continuity, ContactIsWithin14DaysWithin30OrLongerAgo) {
  const auto contact = [&](std::string_view today) {
    const ContinuityFigure figure = Read(today);
    return base::StrCat(figure.contact_14_days.count, figure.contact_30_days.count, figure.no_contact.count);
  };
  EXPECT_EQ(contact("2025-01-15"), "100") << "14 days after the opening";
  EXPECT_EQ(contact("2025-01-16"), "010");
  state_.set_last_contact_on(Date("2025-01-11"));
  EXPECT_EQ(contact("2025-01-25"), "100");
  EXPECT_EQ(contact("2025-02-10"), "010");
  EXPECT_EQ(contact("2025-02-11"), "001");
}

TEST_F(Continuity, AnswersAndFlagsAreOverdueOnceTheirDayIsOver) {
  AddReferral(state_, "2025-01-02", Referral::MADE).set_respond_by(Date("2025-01-16"));
  AddReferral(state_, "2025-01-02", Referral::MADE).set_respond_by(Date("2025-01-20"));
  AddReferral(state_, "2025-01-02", Referral::MADE);
  AddReferral(state_, "2025-01-02", Referral::ACCEPTED).set_respond_by(Date("2025-01-16"));
  AddReferral(state_, "2025-01-02", Referral::CANCELLED).set_respond_by(Date("2025-01-16"));
  auto& flag = *state_.add_flags();
  flag.set_due(Date("2025-01-16"));
  EXPECT_EQ(Read("2025-01-16").overdue_answers.count, 0);
  EXPECT_EQ(Read("2025-01-17").overdue_answers.count, 1);
  EXPECT_EQ(Read("2025-01-21").overdue_answers.count, 2);
  EXPECT_EQ(Read("2025-01-21").overdue_answers.persons.size(), 1);
  EXPECT_EQ(Read("2025-01-16").overdue_flags.count, 0);
  EXPECT_EQ(Read("2025-01-17").overdue_flags.count, 1);
  flag.set_cleared(true);
  EXPECT_EQ(Read("2025-01-17").overdue_flags.count, 0);
}

}  // namespace
}  // namespace praksis::readmodels
