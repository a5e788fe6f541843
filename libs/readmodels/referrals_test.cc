#include "libs/readmodels/referrals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddReferral;
using testing::CaseState;
using testing::Date;
using testing::OpenCase;
using Referral = v1::CaseSummary::Referral;

class Referrals : public ::testing::Test {
 protected:
  ReferralsFigure Read(const CellSelection& selection = {}, std::string_view today = "2025-03-01") {
    tables_.Put(state_);
    const auto view = tables_.View();
    auto figure = ReadReferrals(*view, selection, Date(today));
    EXPECT_TRUE(figure.ok());
    return *std::move(figure);
  }
  CaseState state_ = OpenCase("case/1", "DK-360", "2025-01-01");
  testing::ModelTables tables_{{&ReferralsModel()}};
};

TEST_F(Referrals, AreWaitingWithdrawnAcceptedOrDeclinedForAReasonBySomebody) {
  AddReferral(state_, "2025-01-02", Referral::MADE);
  AddReferral(state_, "2025-01-02", Referral::CANCELLED);
  auto& cancelled_later = AddReferral(state_, "2025-01-02", Referral::CANCELLED);
  cancelled_later.set_was_accepted(true);
  cancelled_later.set_answered_on(Date("2025-01-05"));
  auto& declined = AddReferral(state_, "2025-01-02", Referral::DECLINED);
  declined.set_declined_by(v1::ReferralDeclined::PROVIDER);
  declined.set_decline_reason("NO_CAPACITY");
  declined.set_answered_on(Date("2025-01-03"));

  const ReferralsFigure figure = Read();
  EXPECT_EQ(figure.waiting.count, 1);
  EXPECT_EQ(figure.withdrawn.count, 1);
  EXPECT_EQ(figure.accepted.count, 1);
  ASSERT_EQ(figure.declined.size(), 1U);
  EXPECT_EQ(figure.declined.begin()->first,
            ReferralsFigure::Refusal(v1::ReferralDeclined::PROVIDER, "NO_CAPACITY"));
  EXPECT_EQ(figure.declined.begin()->second.count, 1);
}

TEST_F(Referrals, WaitFromTheirMakingUntilTheirAnswerOrToday) {
  AddReferral(state_, "2025-02-20", Referral::MADE);
  auto& accepted = AddReferral(state_, "2025-01-02", Referral::FULFILLED);
  accepted.set_was_accepted(true);
  accepted.set_answered_on(Date("2025-01-12"));
  const ReferralsFigure figure = Read({}, "2025-03-01");
  ASSERT_EQ(figure.days_to_answer.size(), 2U);
  EXPECT_EQ(figure.days_to_answer[0].day, 9);
  EXPECT_EQ(figure.days_to_answer[0].cause, 0);
  EXPECT_EQ(figure.days_to_answer[1].day, 10);
  EXPECT_EQ(figure.days_to_answer[1].cause, 1);
  EXPECT_EQ(Read({}, "2025-03-02").days_to_answer[0].day, 10) << "those unanswered wait longer every day";
}

TEST_F(Referrals, WithdrawnOnesDoNotWait) {
  AddReferral(state_, "2025-01-02", Referral::CANCELLED);
  EXPECT_TRUE(Read().days_to_answer.empty());
}

TEST_F(Referrals, AreWordedOrNot) {
  AddReferral(state_, "2025-01-02", Referral::MADE).set_resources_worded(true);
  AddReferral(state_, "2025-01-02", Referral::MADE);
  AddReferral(state_, "2025-01-03", Referral::MADE);
  EXPECT_EQ(Read().worded.count, 1);
  EXPECT_EQ(Read().not_worded.count, 2);
  EXPECT_EQ(Read().not_worded.persons.size(), 1);
}

TEST_F(Referrals, BelongToThePeriodInWhichTheyWereMade) {
  AddReferral(state_, "2025-01-31", Referral::MADE);
  AddReferral(state_, "2025-02-01", Referral::MADE);
  EXPECT_EQ(Read({.from = Date("2025-02-01")}).waiting.count, 1);
  EXPECT_EQ(Read({.municipalities = {"DK-376"}}).waiting.count, 0);
  EXPECT_EQ(Read({.target_groups = {"JOB_READY"}}).waiting.count, 0);
}

}  // namespace
}  // namespace praksis::readmodels
