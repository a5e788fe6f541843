#include "libs/readmodels/pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using testing::AddBelief;
using testing::AddLearningConsent;
using testing::AddPlacement;
using testing::CaseState;
using testing::Date;
using ::testing::ElementsAre;
using testing::OpenCase;
using Placement = v1::CaseSummary::Placement;

CaseState Case() { return OpenCase("case/1", "DK-360", "2025-01-01"); }

BeliefTrajectory TrajectoryOf(std::initializer_list<std::pair<const char*, int>> scores) {
  CaseState state = Case();
  for (const auto& [day, score] : scores) AddBelief(state, day, score);
  return BeliefTrajectoryUntil(state, Date("2025-03-01"));
}

TEST(BeliefTrajectory, ComparesTheLastScoreWithTheFirst) {
  EXPECT_EQ(TrajectoryOf({}), BeliefTrajectory::kNotAssessed);
  EXPECT_EQ(TrajectoryOf({{"2025-01-02", 3}}), BeliefTrajectory::kSteadyLow);
  EXPECT_EQ(TrajectoryOf({{"2025-01-02", 4}}), BeliefTrajectory::kSteadyHigh);
  EXPECT_EQ(TrajectoryOf({{"2025-01-02", 2}, {"2025-02-02", 3}}), BeliefTrajectory::kRising);
  EXPECT_EQ(TrajectoryOf({{"2025-01-02", 5}, {"2025-01-20", 1}, {"2025-02-02", 4}}),
            BeliefTrajectory::kFalling);
  EXPECT_EQ(TrajectoryOf({{"2025-01-02", 2}, {"2025-01-20", 5}, {"2025-02-02", 2}}),
            BeliefTrajectory::kSteadyLow);
}

TEST(BeliefTrajectory, GoesByTheDayOfAssessmentNotOfRecording) {
  EXPECT_EQ(TrajectoryOf({{"2025-02-02", 3}, {"2025-01-02", 2}}), BeliefTrajectory::kRising);
  EXPECT_EQ(TrajectoryOf({{"2025-02-02", 3}, {"2025-02-02", 2}}), BeliefTrajectory::kFalling);
}

TEST(BeliefTrajectory, KnowsNothingOfLaterAssessmentsNorOfTheCitizens) {
  CaseState state = Case();
  AddBelief(state, "2025-01-02", 3);
  AddBelief(state, "2025-03-02", 5);
  AddBelief(state, "2025-01-05", 5, v1::BeliefAssessed::CITIZEN);
  EXPECT_EQ(BeliefTrajectoryUntil(state, Date("2025-03-01")), BeliefTrajectory::kSteadyLow);
}

TEST(PrimaryWorker, IsWhoHeldTheCaseOnThatDay) {
  CaseState state = Case();
  const auto assign = [&](const char* worker, v1::CaseworkerAssigned::Role role, const char* from,
                          const char* to) {
    auto& assignment = *state.add_assignments();
    assignment.set_worker(worker);
    assignment.set_role(role);
    assignment.set_from(Date(from));
    if (*to != 0) assignment.set_to(Date(to));
  };
  assign("first", v1::CaseworkerAssigned::PRIMARY, "2025-01-01", "2025-02-01");
  assign("coach", v1::CaseworkerAssigned::COACH, "2025-01-01", "");
  assign("second", v1::CaseworkerAssigned::PRIMARY, "2025-02-01", "2025-03-01");
  EXPECT_EQ(PrimaryWorkerOn(state, Date("2025-01-31")), "first");
  EXPECT_EQ(PrimaryWorkerOn(state, Date("2025-02-01")), "second");
  EXPECT_EQ(PrimaryWorkerOn(state, Date("2025-03-02")), "");
}

TEST(LearningConsent, HoldsAsLongAsTheLongestThatStands) {
  CaseState state = Case();
  EXPECT_EQ(LearningConsentUntil(state), kNoConsent);
  AddLearningConsent(state).set_standing(false);
  AddLearningConsent(state).set_purpose(v1::ConsentGiven::STORY_USE);
  EXPECT_EQ(LearningConsentUntil(state), kNoConsent);
  AddLearningConsent(state).set_valid_until(Date("2025-06-30"));
  AddLearningConsent(state).set_valid_until(Date("2025-05-31"));
  EXPECT_EQ(LearningConsentUntil(state), Date("2025-06-30"));
  AddLearningConsent(state);
  EXPECT_EQ(LearningConsentUntil(state), kConsentWithoutEnd);
}

TEST(CalendarMonth, IsClampedAtTheMonthsEnd) {
  EXPECT_TRUE(RanACalendarMonth(Date("2025-01-15"), Date("2025-02-15")));
  EXPECT_FALSE(RanACalendarMonth(Date("2025-01-15"), Date("2025-02-14")));
  EXPECT_TRUE(RanACalendarMonth(Date("2025-01-31"), Date("2025-02-28")));
  EXPECT_FALSE(RanACalendarMonth(Date("2025-01-31"), Date("2025-02-27")));
  EXPECT_TRUE(RanACalendarMonth(Date("2024-01-31"), Date("2024-02-29")));
  // Counted from the start each time, not from a clamped end of a month.
  EXPECT_EQ(CalendarMonths(Date("2025-01-31"), Date("2025-02-27")), 0);
  EXPECT_EQ(CalendarMonths(Date("2025-01-31"), Date("2025-02-28")), 1);
  EXPECT_EQ(CalendarMonths(Date("2025-01-31"), Date("2025-03-30")), 1);
  EXPECT_EQ(CalendarMonths(Date("2025-01-31"), Date("2025-03-31")), 2);
  EXPECT_EQ(CalendarMonths(Date("2024-02-29"), Date("2025-02-28")), 12);
  EXPECT_EQ(CalendarMonths(Date("2025-01-01"), Date("2025-01-01")), 0);
  EXPECT_EQ(CalendarMonths(Date("1990-01-01"), Date("2025-01-01")), 255);
}

TEST(DurationBands, MeetWithoutAGap) {
  EXPECT_EQ(DurationBand(0), "0-27");
  EXPECT_EQ(DurationBand(27), "0-27");
  EXPECT_EQ(DurationBand(28), "28-55");
  EXPECT_EQ(DurationBand(56), "56-90");
  EXPECT_EQ(DurationBand(90), "56-90");
  EXPECT_EQ(DurationBand(91), "91-181");
  EXPECT_EQ(DurationBand(182), "182+");
}

class PoolRows : public ::testing::Test {
 protected:
  std::vector<std::string> Chunks(PoolEnding ending, std::optional<base::Day> from = {},
                                  std::optional<base::Day> to = {}) {
    const auto view = tables_.View();
    const auto chunks = ListPoolChunks(*view, "DK-360", ending, from, to);
    EXPECT_TRUE(chunks.ok());
    std::vector<std::string> months;
    for (const PoolChunkEntry& chunk : *chunks) months.push_back(base::FormatDay(chunk.id.month));
    return months;
  }
  PoolFingerprint Fingerprint() {
    const auto view = tables_.View();
    return ListPoolChunks(*view, "DK-360", PoolEnding::kInterrupted, {}, {})->at(0).fingerprint;
  }
  testing::ModelTables tables_{{&PoolModel()}};
};

TEST_F(PoolRows, HoldWhatCasesAreComparedBy) {
  CaseState state = Case();
  auto& placement = AddPlacement(state, Placement::INTERRUPTED, "2025-01-10", "2025-02-20");
  placement.set_reason_citizen("TRANSPORT");
  placement.set_reason_job_centre("NO_SHOW");
  AddBelief(state, "2025-01-02", 5);
  AddLearningConsent(state).set_valid_until(Date("2026-01-01"));
  auto& assignment = *state.add_assignments();
  assignment.set_worker("cw-1");
  assignment.set_role(v1::CaseworkerAssigned::PRIMARY);
  assignment.set_from(Date("2025-01-01"));
  tables_.Put(state);

  const auto view = tables_.View();
  PoolChunkRows rows(*view, {"DK-360", PoolEnding::kInterrupted, Date("2025-02-01")});
  ASSERT_TRUE(rows.Valid());
  const PoolRow row = rows.row();
  EXPECT_EQ(row.municipality, "DK-360");
  EXPECT_EQ(row.last_day, Date("2025-02-20"));
  EXPECT_EQ(row.stream, "case/1");
  EXPECT_EQ(row.placement_id, "p1");
  EXPECT_EQ(row.start, Date("2025-01-10"));
  EXPECT_EQ(row.placement_type, "TRAINEESHIP");
  EXPECT_EQ(row.belief, BeliefTrajectory::kSteadyHigh);
  EXPECT_EQ(row.consent_until, Date("2026-01-01"));
  EXPECT_EQ(row.pseudonym, PseudonymOf("case/1", "p1"));
  EXPECT_EQ(row.reason_citizen, "TRANSPORT");
  EXPECT_EQ(row.reason_company, "");
  EXPECT_EQ(row.reason_job_centre, "NO_SHOW");
  EXPECT_EQ(row.industry_section, "G");
  EXPECT_EQ(row.target_group, "ACTIVITY_READY");
  EXPECT_EQ(row.caseworker, "cw-1");
  rows.Next();
  EXPECT_FALSE(rows.Valid());
}

TEST_F(PoolRows, AreKeptByEndingAndMonthOfTheLastDay) {
  CaseState state = Case();
  AddPlacement(state, Placement::INTERRUPTED, "2025-01-10", "2025-01-31");
  AddPlacement(state, Placement::INTERRUPTED, "2025-01-10", "2025-02-01");
  AddPlacement(state, Placement::COMPLETED, "2025-01-10", "2025-03-31");
  AddPlacement(state, Placement::RUNNING, "2025-01-10");
  tables_.Put(state);
  EXPECT_THAT(Chunks(PoolEnding::kInterrupted), ElementsAre("2025-01-01", "2025-02-01"));
  EXPECT_THAT(Chunks(PoolEnding::kCompleted), ElementsAre("2025-03-01"));
  EXPECT_THAT(Chunks(PoolEnding::kInterrupted, Date("2025-01-31"), Date("2025-01-31")),
              ElementsAre("2025-01-01"));
  EXPECT_THAT(Chunks(PoolEnding::kInterrupted, Date("2025-02-28")), ElementsAre("2025-02-01"));
}

TEST_F(PoolRows, ChangeTheFingerprintOfTheirMonthWithEveryChange) {
  CaseState state = Case();
  AddPlacement(state, Placement::INTERRUPTED, "2025-01-10", "2025-01-31");
  tables_.Put(state);
  const PoolFingerprint before = Fingerprint();
  CaseState changed = state;
  changed.mutable_placements(0)->set_reason_company("NO_SHOW");
  tables_.Put(changed);
  EXPECT_NE(Fingerprint(), before);
  tables_.Put(OpenCase("case/2", "DK-360", "2025-01-01"));
  tables_.Put(state);
  EXPECT_EQ(Fingerprint(), before) << "equal rows, equal fingerprint";
}

TEST_F(PoolRows, HaveAPseudonymThatAnybodyCanCompute) {
  // printf 'case/1\0p1' | sha256sum
  EXPECT_EQ(PseudonymOf("case/1", "p1"), 0xdcf4acb86ae02d90ULL);
}

}  // namespace
}  // namespace praksis::readmodels
