#include "libs/log/memory_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "libs/log/step_executor.h"

namespace praksis::log {
namespace {

using Outcome = AppendFate::Outcome;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::StatusCode kOk = absl::StatusCode::kOk;
constexpr absl::StatusCode kAborted = absl::StatusCode::kAborted;
constexpr absl::StatusCode kUnavailable = absl::StatusCode::kUnavailable;
constexpr absl::StatusCode kUnknown = absl::StatusCode::kUnknown;

const PartitionId kZero(0);

// Faults as a test lists them.
class ListedFaults final : public Faults {
 public:
  AppendFate OnAppend(PartitionId partition, const std::vector<Record>& batch) override {
    if (fates.empty()) return {};
    const AppendFate fate = fates.front();
    fates.pop_front();
    return fate;
  }
  bool IsWrittenAfterAll(PartitionId partition) override { return written_after_all; }
  absl::Status OnOwn(PartitionId partition) override { return own; }
  absl::Status OnRead() override { return read; }

  std::deque<AppendFate> fates;
  bool written_after_all = false;
  absl::Status own;
  absl::Status read;
};

class MemoryLogTest : public testing::Test {
 protected:
  std::unique_ptr<PartitionWriter> Own() {
    auto writer = log_.Own(kZero, absl::InfiniteFuture());
    EXPECT_TRUE(writer.ok()) << writer.status();
    return std::move(writer).value();
  }
  // Appends one record with these bytes; its answer will be added to answers_.
  void Append(PartitionWriter& writer, const std::string& bytes) {
    const int64_t number = ++appended_;
    writer.Append(
        {{StreamId("case/1"), Version(number), EventId("id-" + bytes), bytes}},
        [this](absl::StatusOr<std::vector<Offset>> result) { answers_.push_back(result.status().code()); });
  }
  std::vector<std::string> Contents() {
    std::vector<std::string> contents;
    RecordBatch batch;
    const auto reader = log_.Read(kZero, Offset(0));
    EXPECT_TRUE((*reader)->Next(1000, 1 << 20, batch).ok());
    for (size_t i = 0; i < batch.size(); ++i) contents.emplace_back(batch.value(i));
    return contents;
  }

  StepExecutor executor_;
  ListedFaults faults_;
  MemoryLog log_{executor_, {}, &faults_};
  std::vector<absl::StatusCode> answers_;
  int64_t appended_ = 0;
};

TEST_F(MemoryLogTest, NothingHappensWithinTheCallersCall) {
  const auto writer = Own();
  Append(*writer, "a");
  EXPECT_THAT(answers_, IsEmpty());
  EXPECT_THAT(Contents(), IsEmpty());
  executor_.RunAll();
  EXPECT_THAT(answers_, ElementsAre(kOk));
  EXPECT_THAT(Contents(), ElementsAre("a"));
}

TEST_F(MemoryLogTest, ADelayedAppendHoldsUpThoseBehindIt) {
  faults_.fates = {{.delay = absl::Seconds(2)}, {.delay = absl::Seconds(1)}};
  const auto writer = Own();
  Append(*writer, "a");
  Append(*writer, "b");
  executor_.RunFor(absl::Milliseconds(1999));
  EXPECT_THAT(answers_, IsEmpty());
  EXPECT_THAT(Contents(), IsEmpty());
  executor_.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(answers_, ElementsAre(kOk, kOk));
  EXPECT_THAT(Contents(), ElementsAre("a", "b"));
}

TEST_F(MemoryLogTest, ARefusedAppendEndsTheWriter) {
  faults_.fates = {{}, {.outcome = Outcome::kRefused}, {.delay = absl::Hours(1)}};
  const auto writer = Own();
  for (const char* bytes : {"a", "b", "c"}) Append(*writer, bytes);
  executor_.RunFor(absl::Seconds(1));
  Append(*writer, "d");
  executor_.RunFor(absl::Seconds(1));
  EXPECT_THAT(answers_, ElementsAre(kOk, kUnavailable, kUnavailable, kUnavailable));
  const auto next = Own();
  Append(*next, "e");
  executor_.RunAll();
  EXPECT_THAT(Contents(), ElementsAre("a", "e"));
}

TEST_F(MemoryLogTest, AnUnclearAppendIsThereOrNot) {
  for (const bool written : {false, true}) {
    faults_.fates = {{.outcome = written ? Outcome::kUnclearWritten : Outcome::kUnclearLost}};
    answers_.clear();
    const auto writer = Own();
    Append(*writer, "unclear");
    Append(*writer, "behind");
    executor_.RunAll();
    EXPECT_THAT(answers_, ElementsAre(kUnknown, kUnavailable))
        << "what is behind an unclear append is clearly not there";
    EXPECT_EQ(Contents().size(), written ? 1U : 0U);
  }
}

TEST_F(MemoryLogTest, AnUnclearAppendMayAppearLater) {
  faults_.fates = {{.outcome = Outcome::kUnclearLater, .later = absl::Seconds(1)}};
  const auto writer = Own();
  Append(*writer, "a");
  executor_.RunFor(absl::Milliseconds(999));
  EXPECT_THAT(answers_, ElementsAre(kUnknown));
  EXPECT_THAT(Contents(), IsEmpty());
  executor_.RunFor(absl::Milliseconds(1));
  EXPECT_THAT(Contents(), ElementsAre("a"));
}

TEST_F(MemoryLogTest, NothingAppearsAfterThePartitionWasOwnedAgain) {
  for (const bool written : {false, true}) {
    faults_.fates = {{.outcome = Outcome::kUnclearLater, .later = absl::Seconds(1)}};
    faults_.written_after_all = written;
    const auto writer = Own();
    Append(*writer, "a");
    executor_.RunFor(absl::Milliseconds(500));
    const auto next = Own();
    const auto found = Contents();
    EXPECT_EQ(found.size(), written ? 1U : 0U);
    executor_.RunAll();
    EXPECT_EQ(Contents(), found);
  }
}

TEST_F(MemoryLogTest, OwningFencesTheOwnerWhatever) {
  faults_.fates = {{.delay = absl::Seconds(1)}, {.delay = absl::Seconds(1)}};
  const auto old = Own();
  Append(*old, "in flight");
  Append(*old, "behind");
  const auto next = Own();
  Append(*old, "after");
  Append(*next, "next");
  executor_.RunAll();
  EXPECT_THAT(answers_, ElementsAre(kAborted, kAborted, kAborted, kOk));
  EXPECT_THAT(Contents(), ElementsAre("next"));
}

TEST_F(MemoryLogTest, WhatTheFencedOwnerHadInFlightMayBeThereAfterAll) {
  faults_.fates = {{.delay = absl::Seconds(1)}};
  faults_.written_after_all = true;
  const auto old = Own();
  Append(*old, "in flight");
  const auto next = Own();
  EXPECT_THAT(Contents(), ElementsAre("in flight")) << "what is written is readable when Own returns";
  executor_.RunAll();
  EXPECT_THAT(answers_, ElementsAre(kOk));
}

TEST_F(MemoryLogTest, FencingIsOwningBySomebodyElse) {
  const auto writer = Own();
  log_.Fence(kZero);
  Append(*writer, "a");
  executor_.RunAll();
  EXPECT_THAT(answers_, ElementsAre(kAborted));
}

TEST_F(MemoryLogTest, OwnAndReadsFailAsFaultsSay) {
  faults_.own = absl::UnavailableError("not now");
  faults_.read = absl::UnavailableError("not now");
  EXPECT_EQ(log_.Own(kZero, absl::InfiniteFuture()).status().code(), kUnavailable);
  EXPECT_EQ(log_.Read(kZero, Offset(0)).status().code(), kUnavailable);
  EXPECT_EQ(log_.End(kZero).status().code(), kUnavailable);
  EXPECT_EQ(log_.FindEvent(EventId("x")).status().code(), kUnavailable);
  RecordBatch batch;
  EXPECT_EQ(log_.ReadStream(StreamId("case/1"), Version(1), batch).code(), kUnavailable);
}

TEST_F(MemoryLogTest, ACrashKeepsWhatWasWrittenAndAnswersNothing) {
  faults_.fates = {{}, {.delay = absl::Seconds(1)}};
  const auto writer = Own();
  Append(*writer, "written");
  executor_.RunFor(absl::Milliseconds(1));
  answers_.clear();
  Append(*writer, "in flight");
  log_.Crash();
  executor_.RunAll();
  EXPECT_THAT(answers_, IsEmpty());
  EXPECT_THAT(Contents(), ElementsAre("written"));
  Append(*Own(), "after");
  executor_.RunAll();
  EXPECT_THAT(Contents(), ElementsAre("written", "after"));
}

TEST_F(MemoryLogTest, ACrashMayHaveWrittenWhatWasInFlight) {
  faults_.fates = {{.delay = absl::Seconds(1)}};
  faults_.written_after_all = true;
  const auto writer = Own();
  Append(*writer, "in flight");
  log_.Crash();
  executor_.RunAll();
  EXPECT_THAT(answers_, IsEmpty());
  EXPECT_THAT(Contents(), ElementsAre("in flight"));
}

TEST_F(MemoryLogTest, MarkersLeaveGapsThatAreNotTheEnd) {
  MemoryLog log(executor_, {.markers = true});
  const auto writer = *log.Own(kZero, absl::InfiniteFuture());
  Append(*writer, "a");
  Append(*writer, "b");
  executor_.RunAll();
  EXPECT_EQ(*log.End(kZero), Offset(3));
  EXPECT_EQ(*log.ReadAt({kZero, Offset(2)}), "b");
  EXPECT_EQ(log.ReadAt({kZero, Offset(1)}).status().code(), absl::StatusCode::kNotFound);
}

TEST(SeededFaults, RepeatThemselvesFromTheSameSeed) {
  const auto run = [](uint64_t seed) {
    SeededFaults faults(seed, {.delayed = 50, .refused = 20, .unclear = 50});
    std::vector<std::pair<int, absl::Duration>> fates;
    for (int i = 0; i < 100; ++i) {
      const AppendFate fate = faults.OnAppend(kZero, {});
      fates.emplace_back(static_cast<int>(fate.outcome), fate.delay);
    }
    return fates;
  };
  EXPECT_EQ(run(1), run(1));
  EXPECT_NE(run(1), run(2));
}

}  // namespace
}  // namespace praksis::log
