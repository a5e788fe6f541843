#include "libs/readmodels/funnel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddPlacement;
using testing::AddReferral;
using testing::CaseState;
using testing::Date;
using testing::OpenCase;
using Placement = v1::CaseSummary::Placement;
using Referral = v1::CaseSummary::Referral;

CaseState Case() { return OpenCase("case/1", "DK-360", "2025-01-10"); }

TEST(FurthestStage, IsOpenedWhereNothingElseHappened) {
  EXPECT_EQ(FurthestStage(Case()), FunnelStage::kOpened);
}

TEST(FurthestStage, AReferralCountsWhateverBecameOfIt) {
  CaseState state = Case();
  AddReferral(state, "2025-01-11", Referral::DECLINED);
  EXPECT_EQ(FurthestStage(state), FunnelStage::kReferred);
}

TEST(FurthestStage, AnAcceptedReferralStaysAcceptedWhenCancelledLater) {
  CaseState state = Case();
  AddReferral(state, "2025-01-11", Referral::CANCELLED).set_was_accepted(true);
  AddReferral(state, "2025-01-12", Referral::MADE);
  EXPECT_EQ(FurthestStage(state), FunnelStage::kAccepted);
}

TEST(FurthestStage, AnOfferIsNoPlacementBeforeItIsAgreed) {
  CaseState state = Case();
  AddPlacement(state, Placement::OFFERED);
  AddPlacement(state, Placement::OFFER_DECLINED);
  EXPECT_EQ(FurthestStage(state), FunnelStage::kOpened);
  AddPlacement(state, Placement::AGREED);
  EXPECT_EQ(FurthestStage(state), FunnelStage::kPlaced);
}

TEST(FurthestStage, AnInterruptedPlacementHasStartedAndOnlyACompletedOneCompleted) {
  CaseState state = Case();
  AddPlacement(state, Placement::INTERRUPTED, "2025-02-01", "2025-02-20");
  EXPECT_EQ(FurthestStage(state), FunnelStage::kStarted);
  AddPlacement(state, Placement::COMPLETED, "2025-03-01", "2025-05-20");
  EXPECT_EQ(FurthestStage(state), FunnelStage::kCompleted);
}

TEST(FurthestStage, WorkIsOrdinarySubsidisedOrOnesOwnAndBeganAfterTheOpening) {
  CaseState state = Case();
  auto& occupation = *state.add_occupations();
  occupation.set_kind(v1::OccupationStarted::EDUCATION);
  occupation.set_start(Date("2025-04-01"));
  EXPECT_EQ(FurthestStage(state), FunnelStage::kOpened);
  occupation.set_kind(v1::OccupationStarted::SELF_EMPLOYED);
  EXPECT_EQ(FurthestStage(state), FunnelStage::kInWork);
  occupation.set_last_day(Date("2025-04-02"));
  EXPECT_EQ(FurthestStage(state), FunnelStage::kInWork);
  occupation.set_start(Date("2025-01-09"));
  EXPECT_EQ(FurthestStage(state), FunnelStage::kOpened);
}

class Funnel : public ::testing::Test {
 protected:
  std::array<int64_t, kFunnelStages> Read(const CellSelection& selection) {
    const auto view = tables_.View();
    const auto figure = ReadFunnel(*view, selection);
    EXPECT_TRUE(figure.ok());
    std::array<int64_t, kFunnelStages> counts = {};
    for (size_t i = 0; i < counts.size(); ++i) counts[i] = figure->furthest[i].count;
    return counts;
  }
  testing::ModelTables tables_{{&FunnelModel()}};
};

TEST_F(Funnel, CountsTheCasesOfMunicipalitiesPeriodAndTargetGroups) {
  tables_.Put(OpenCase("case/1", "DK-360", "2025-01-10"));
  tables_.Put(OpenCase("case/2", "DK-360", "2025-02-10"));
  tables_.Put(OpenCase("case/3", "DK-376", "2025-01-10"));
  CaseState other_group = OpenCase("case/4", "DK-360", "2025-01-10");
  other_group.set_target_group("JOB_READY");
  tables_.Put(other_group);
  EXPECT_EQ(Read({})[0], 4);
  EXPECT_EQ(Read({.municipalities = {"DK-360"}})[0], 3);
  EXPECT_EQ(Read({.to = Date("2025-01-31")})[0], 3);
  EXPECT_EQ(Read({.municipalities = {"DK-360"}, .target_groups = {"JOB_READY"}})[0], 1);
}

TEST_F(Funnel, ATransferredCaseCountsWhereItIsNow) {
  CaseState state = OpenCase("case/1", "DK-360", "2025-01-10");
  tables_.Put(state);
  state.set_municipality("DK-376");
  tables_.Put(state);
  EXPECT_EQ(Read({.municipalities = {"DK-360"}})[0], 0);
  EXPECT_EQ(Read({.municipalities = {"DK-376"}})[0], 1);
}

TEST_F(Funnel, KnowsHowManyPersonsAreBehindTheCases) {
  for (int i = 0; i < 6; ++i) {
    CaseState state = OpenCase(base::StrCat("case/", i), "DK-360", "2025-01-10");
    state.set_person_ref(i < 4 ? "a" : "b");
    tables_.Put(state);
  }
  const auto view = tables_.View();
  const auto figure = ReadFunnel(*view, {});
  ASSERT_TRUE(figure.ok());
  EXPECT_EQ(figure->furthest[0].count, 6);
  EXPECT_EQ(figure->furthest[0].persons.size(), 2);
}

TEST_F(Funnel, ACaseWhoseOpeningWasVoidedCountsNowhere) {
  CaseState state;
  state.set_stream("case/1");
  state.set_version(2);
  tables_.Put(state);
  EXPECT_EQ(Read({})[0], 0);
}

}  // namespace
}  // namespace praksis::readmodels
