#include "libs/readmodels/interruptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddPlacement;
using testing::CaseState;
using testing::Date;
using testing::OpenCase;
using Placement = v1::CaseSummary::Placement;

class Interruptions : public ::testing::Test {
 protected:
  InterruptionsFigure Read(v1::Voice voice = v1::JOB_CENTRE, const CellSelection& selection = {}) {
    tables_.Put(state_);
    const auto view = tables_.View();
    auto figure = ReadInterruptions(*view, selection, voice, Date("2025-03-01"));
    EXPECT_TRUE(figure.ok());
    return *std::move(figure);
  }
  CaseState state_ = OpenCase("case/1", "DK-360", "2025-01-01");
  testing::ModelTables tables_{{&InterruptionsModel()}};
};

TEST_F(Interruptions, APlacementThatHasNotStartedIsNotThere) {
  AddPlacement(state_, Placement::OFFERED);
  AddPlacement(state_, Placement::AGREED);
  const auto figure = Read();
  EXPECT_TRUE(figure.running.empty());
  EXPECT_TRUE(figure.interrupted.empty());
}

TEST_F(Interruptions, ARunningPlacementIsFollowedUpToToday) {
  AddPlacement(state_, Placement::RUNNING, "2025-02-01");
  EXPECT_EQ(Read().running.at(28).count, 1);
}

TEST_F(Interruptions, AreBrokenDownByWhatTheAskedVoiceSays) {
  auto& placement = AddPlacement(state_, Placement::INTERRUPTED, "2025-01-01", "2025-01-29");
  placement.set_reason_citizen("TRANSPORT");
  placement.set_reason_company("NO_SHOW");
  EXPECT_EQ(Read(v1::CITIZEN).interrupted.at("TRANSPORT").at(28).count, 1);
  EXPECT_EQ(Read(v1::COMPANY).interrupted.at("NO_SHOW").at(28).count, 1);
  EXPECT_EQ(Read(v1::JOB_CENTRE).interrupted.at("NOT_STATED").at(28).count, 1);
}

TEST_F(Interruptions, AJobIsASuccessWhicheverVoiceNamesItAndWhicheverIsAsked) {
  auto& placement = AddPlacement(state_, Placement::INTERRUPTED, "2025-01-01", "2025-01-11");
  placement.set_reason_citizen("GOT_JOB");
  placement.set_reason_job_centre("NO_SHOW");
  for (const v1::Voice voice : {v1::CITIZEN, v1::COMPANY, v1::JOB_CENTRE}) {
    EXPECT_TRUE(Read(voice).interrupted.empty());
    EXPECT_EQ(Read(voice).got_job.at(10).count, 1);
  }
}

TEST_F(Interruptions, ACompletedPlacementIsNoInterruption) {
  AddPlacement(state_, Placement::COMPLETED, "2025-01-01", "2025-02-20");
  EXPECT_EQ(Read().completed.at(50).count, 1);
  EXPECT_TRUE(Read().interrupted.empty());
}

TEST_F(Interruptions, BelongToThePeriodOfTheirStartAndTheIndustryOfTheirCompany) {
  AddPlacement(state_, Placement::RUNNING, "2025-01-31").mutable_terms()->set_industry("88.10");
  AddPlacement(state_, Placement::RUNNING, "2025-02-01").mutable_terms()->set_industry("G");
  EXPECT_EQ(Read(v1::CITIZEN, {.from = Date("2025-02-01")}).running.size(), 1U);
  EXPECT_EQ(Read(v1::CITIZEN, {.industry_sections = {"Q"}}).running.count(29), 1U);
  EXPECT_EQ(Read(v1::CITIZEN, {.industry_sections = {"Q"}}).running.size(), 1U);
  EXPECT_EQ(Read(v1::CITIZEN, {.industry_sections = {"G", "Q"}}).running.size(), 2U);
}

}  // namespace
}  // namespace praksis::readmodels
