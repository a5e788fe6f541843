#include "services/measures/recurring_evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/refusal.h"
#include "libs/log/position.h"
#include "libs/readmodels/testing/world.h"

namespace praksis::services {
namespace {

using readmodels::testing::CaseOpenedFact;
using readmodels::testing::Fact;
using readmodels::testing::World;

constexpr absl::Duration kPatience = absl::Seconds(30);
// In which an evaluation that should not be would have come.
constexpr absl::Duration kMoment = absl::Milliseconds(100);

// A recorder that answers as told, and else as if it had recorded; and a measure that is in use.
class RecurringEvaluationTest : public ::testing::Test {
 protected:
  RecurringEvaluationTest() { Use("measure/m"); }

  void Use(const std::string& measure) {
    v1::Event decided = Fact(measure, "DK-360", "2024-01-10");
    auto& said = *decided.mutable_measure_decided();
    said.add_sites()->set_site("DK-360");
    said.mutable_metric()->set_figure(v1::MEASURE_FIGURE_INTERRUPTION);
    said.mutable_metric()->set_horizon_days(91);
    said.mutable_metric()->set_better(v1::MEASURE_DIRECTION_LOWER);
    said.set_design(v1::MEASURE_DESIGN_BEFORE_AFTER);
    said.set_before_days(366);
    said.set_after_days(365);
    world_.Append(decided);
    v1::Event implemented = Fact(measure, "DK-360", "2024-07-01");
    implemented.mutable_measure_implemented()->set_site("DK-360");
    implemented.mutable_measure_implemented()->set_implemented_on("2024-07-01");
    world_.Append(implemented);
    world_.CatchUp();
  }

  void Begin() {
    evaluation_ = std::make_unique<RecurringEvaluation>(
        service_, world_.projection(), world_.log(), clock_,
        RecurringEvaluation::Options{
            .interval = interval_,
            .first_within = absl::Milliseconds(5),
            .record = [this](v1::RecordRequest request, absl::Time,
                             Reply<v1::RecordResponse> reply) { Take(request, std::move(reply)); },
            .health = [this] { return well_ ? absl::OkStatus() : absl::UnavailableError("unwell"); },
            .watch = {.recorded = [this](const v1::RecordEvaluationResponse&) { ++told_recorded_; },
                      .failed = [this](const std::string& measure,
                                       const absl::Status&) { told_failed_ = measure; }}});
  }
  void Take(const v1::RecordRequest& request, Reply<v1::RecordResponse> reply) {
    absl::Status answer;
    {
      const std::lock_guard lock(mutex_);
      taken_.push_back(request);
      if (holding_) {
        held_ = std::move(reply);
        return;
      }
      if (!refusals_.empty()) {
        answer = refusals_.front();
        refusals_.pop_front();
      }
    }
    if (!answer.ok()) return std::move(reply)(answer);
    std::move(reply)(v1::RecordResponse());
  }
  std::vector<v1::RecordRequest> taken() {
    const std::lock_guard lock(mutex_);
    return taken_;
  }
  template <typename Condition>
  bool Comes(Condition condition) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (!condition() && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(1));
    return condition();
  }
  bool Evaluated() {
    return Comes([this] { return evaluation_->statistics().evaluated != absl::InfinitePast(); });
  }

  World world_;
  base::ManualClock clock_{absl::Now()};
  readmodels::LearningReader reader_;
  MeasuresService service_{world_.projection(), reader_, world_.log(), clock_};
  absl::Duration interval_ = absl::Milliseconds(5);
  std::atomic<bool> well_ = true;
  std::atomic<int> told_recorded_ = 0;
  std::string told_failed_;
  std::mutex mutex_;
  std::vector<v1::RecordRequest> taken_;  // guarded by mutex_
  std::deque<absl::Status> refusals_;     // guarded by mutex_
  bool holding_ = false;                  // guarded by mutex_
  Reply<v1::RecordResponse> held_;        // guarded by mutex_
  std::unique_ptr<RecurringEvaluation> evaluation_;
};

TEST_F(RecurringEvaluationTest, RecordsNewsOnceWithItsPositionAfterTheVersionItWasComparedWith) {
  Begin();
  ASSERT_TRUE(Evaluated());
  absl::SleepFor(kMoment);
  const std::vector<v1::RecordRequest> taken = this->taken();
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].expected_version(), 2);
  EXPECT_EQ(taken[0].event().stream(), "measure/m");
  EXPECT_EQ(taken[0].event().measure_evaluated().position(),
            log::EncodePosition(world_.projection().position(), world_.log().id()));
  EXPECT_EQ(told_recorded_, 1);
  EXPECT_EQ(evaluation_->statistics().recorded, 1);
}

TEST_F(RecurringEvaluationTest, SaysNothingAnewOfWhatIsRecorded) {
  v1::Event event;
  {
    Begin();
    ASSERT_TRUE(Evaluated());
    event = taken().at(0).event();
    evaluation_.reset();
  }
  world_.Append(event);
  world_.CatchUp();
  Begin();
  ASSERT_TRUE(Evaluated());
  EXPECT_EQ(taken().size(), 1U);
}

TEST_F(RecurringEvaluationTest, DoesNothingWhereAnythingIsUnwell) {
  well_ = false;
  Begin();
  absl::SleepFor(kMoment);
  EXPECT_TRUE(taken().empty());
  well_ = true;
  EXPECT_TRUE(Evaluated());
  EXPECT_EQ(taken().size(), 1U);
}

TEST_F(RecurringEvaluationTest, WaitsUntilTheReadModelsHaveComeToTheLogsEnd) {
  world_.Append(CaseOpenedFact("case/a", "DK-360", "2024-07-01"));
  Begin();
  absl::SleepFor(kMoment);
  EXPECT_TRUE(taken().empty());
  world_.CatchUp();
  ASSERT_TRUE(Evaluated());
  EXPECT_EQ(taken().at(0).event().measure_evaluated().position(),
            log::EncodePosition(world_.projection().position(), world_.log().id()));
}

TEST_F(RecurringEvaluationTest, LeavesWhatAnotherHasRecordedAndLooksAgain) {
  refusals_.push_back(base::Refuse(absl::StatusCode::kAborted, "CONCURRENT_CHANGE", "overtaken"));
  Begin();
  ASSERT_TRUE(Evaluated());
  EXPECT_EQ(taken().size(), 2U);
  EXPECT_EQ(evaluation_->statistics().failed, 0);
  EXPECT_EQ(evaluation_->statistics().recorded, 1);
}

TEST_F(RecurringEvaluationTest, CountsAndTellsWhatCannotBeRecordedAndTriesAgain) {
  refusals_.push_back(absl::UnavailableError("nobody records"));
  Begin();
  ASSERT_TRUE(Evaluated());
  EXPECT_EQ(taken().size(), 2U);
  EXPECT_EQ(evaluation_->statistics().failed, 1);
  EXPECT_EQ(told_failed_, "measure/m");
}

TEST_F(RecurringEvaluationTest, AMeasureThatComesIntoUseDoesNotWaitForTheOthers) {
  interval_ = absl::Hours(1);
  Begin();
  ASSERT_TRUE(Evaluated());
  v1::Event other = taken().at(0).event();
  other.mutable_measure_evaluated()->set_verdict(
      v1::MEASURE_VERDICT_BETTER);  // so that there would be news of it
  world_.Append(other);
  Use("measure/n");
  ASSERT_TRUE(Comes([this] { return taken().size() >= 2; }));
  world_.Append(taken().at(1).event());
  world_.CatchUp();
  absl::SleepFor(kMoment);
  ASSERT_EQ(taken().size(), 2U);
  EXPECT_EQ(taken()[1].event().stream(), "measure/n");
}

TEST_F(RecurringEvaluationTest, EndsAtOnceBeginsNothingMoreAndStillTellsWhatIsRecordedThen) {
  Use("measure/n");
  holding_ = true;
  Begin();
  ASSERT_TRUE(Comes([this] { return taken().size() == 1; }));
  const absl::Time before = absl::Now();
  evaluation_.reset();
  EXPECT_LT(absl::Now() - before, absl::Seconds(1));
  EXPECT_EQ(taken().size(), 1U);
  Reply<v1::RecordResponse> held;
  {
    const std::lock_guard lock(mutex_);
    held = std::move(held_);
  }
  std::move(held)(v1::RecordResponse());
  EXPECT_EQ(told_recorded_, 1);
}

TEST_F(RecurringEvaluationTest, LeavesAMeasureWhoseLatestEvaluationKnewMore) {
  Begin();
  ASSERT_TRUE(Evaluated());
  v1::Event event = taken().at(0).event();
  evaluation_.reset();
  log::Position further = world_.projection().position();
  further.Advance(PartitionId(0), Offset(1000));
  event.mutable_measure_evaluated()->set_position(log::EncodePosition(further, world_.log().id()));
  event.mutable_measure_evaluated()->set_verdict(v1::MEASURE_VERDICT_BETTER);
  world_.Append(event);
  world_.CatchUp();
  Begin();
  ASSERT_TRUE(Evaluated());
  EXPECT_EQ(taken().size(), 1U);
}

}  // namespace
}  // namespace praksis::services
