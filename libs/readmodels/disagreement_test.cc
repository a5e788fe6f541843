#include "libs/readmodels/disagreement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/readmodels/interruptions.h"
#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddPlacement;
using testing::CaseState;
using testing::Date;
using testing::OpenCase;
using Pair = DisagreementFigure::Pair;
using Pattern = DisagreementFigure::Pattern;
using Placement = v1::CaseSummary::Placement;

class Disagreement : public ::testing::Test {
 protected:
  void Interrupt(const std::string& citizen, const std::string& company, const std::string& job_centre,
                 std::string_view start = "2025-01-01") {
    auto& placement = AddPlacement(state_, Placement::INTERRUPTED, start, "2025-02-20");
    placement.set_reason_citizen(citizen);
    placement.set_reason_company(company);
    placement.set_reason_job_centre(job_centre);
  }
  DisagreementFigure Read(const CellSelection& selection = {}) {
    tables_.Put(state_);
    auto figure = ReadDisagreement(*tables_.View(), selection);
    EXPECT_TRUE(figure.ok());
    return *std::move(figure);
  }
  CaseState state_ = OpenCase("case/1", "DK-360", "2025-01-01");
  testing::ModelTables tables_{{&InterruptionsModel()}};
};

TEST_F(Disagreement, ComparesEveryPairOfWhichBothGaveAReason) {
  Interrupt("TRANSPORT", "NO_SHOW", "TRANSPORT");
  const DisagreementFigure figure = Read();
  EXPECT_EQ(figure.interrupted.at({Pair::kDiffer, Pair::kSame, Pair::kDiffer}).count, 1);
  EXPECT_EQ(figure.codes[0].at({"TRANSPORT", "NO_SHOW"}), 1);
  EXPECT_EQ(figure.codes[1].at({"TRANSPORT", "TRANSPORT"}), 1);
  EXPECT_EQ(figure.codes[2].at({"NO_SHOW", "TRANSPORT"}), 1);
}

TEST_F(Disagreement, AVoiceThatSaidNothingNeitherAgreesNorDiffers) {
  Interrupt("TRANSPORT", "", "TRANSPORT");
  Interrupt("TRANSPORT", "", "");
  Interrupt("", "", "");
  const DisagreementFigure figure = Read();
  EXPECT_EQ(figure.interrupted.at({Pair::kNotBoth, Pair::kSame, Pair::kNotBoth}).count, 1);
  EXPECT_EQ(figure.interrupted.at(Pattern{}).count, 2) << "fewer than two voices";
  EXPECT_TRUE(figure.codes[0].empty());
  EXPECT_TRUE(figure.codes[2].empty());
}

TEST_F(Disagreement, AJobIsACodeLikeTheOthers) {
  Interrupt("GOT_JOB", "NO_SHOW", "");
  EXPECT_EQ(Read().interrupted.at({Pair::kDiffer, Pair::kNotBoth, Pair::kNotBoth}).count, 1);
}

TEST_F(Disagreement, IsOnlyAboutInterruptionsOfTheSelection) {
  AddPlacement(state_, Placement::COMPLETED, "2025-01-01", "2025-02-20");
  AddPlacement(state_, Placement::RUNNING, "2025-01-01");
  EXPECT_TRUE(Read().interrupted.empty());
  Interrupt("TRANSPORT", "TRANSPORT", "TRANSPORT", "2025-01-31");
  Interrupt("NO_SHOW", "NO_SHOW", "NO_SHOW", "2025-02-01");
  EXPECT_EQ(Read({.from = Date("2025-02-01")}).codes[0].size(), 1U);
  EXPECT_TRUE(Read({.industry_sections = {"Q"}}).interrupted.empty());
  EXPECT_TRUE(Read({.target_groups = {"YOUTH"}}).interrupted.empty());
}

}  // namespace
}  // namespace praksis::readmodels
