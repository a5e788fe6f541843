#include "libs/log_copy/copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <climits>
#include <deque>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/log/end.h"
#include "libs/log/verify.h"
#include "libs/log_copy/compare.h"
#include "libs/log_copy/merged_reader.h"
#include "libs/log_copy/testing/logs.h"

namespace praksis::log {
namespace {

using Outcome = AppendFate::Outcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MakeRecord;
using testing::TestLog;

// What becomes of appends, by their number; those that are not named are written.
class ListedFaults final : public Faults {
 public:
  AppendFate OnAppend(PartitionId partition, const std::vector<Record>& batch) override {
    if (++appends >= stuck_from.value_or(INT_MAX)) return {.delay = absl::Hours(1)};
    if (fates.empty()) return {.outcome = otherwise};
    const Outcome outcome = fates.front();
    fates.pop_front();
    return {.outcome = outcome};
  }
  bool IsWrittenAfterAll(PartitionId partition) override { return written_after_all; }

  std::deque<Outcome> fates;
  Outcome otherwise = Outcome::kWritten;
  bool written_after_all = false;
  // From this append on nothing is answered.
  std::optional<int> stuck_from;
  int appends = 0;
};

bool GoOn(CopyStage /*stage*/, int64_t /*events*/, double /*share*/) { return true; }
bool ReadOn(int64_t /*events*/, double /*share*/) { return true; }

class CopyTest : public ::testing::Test {
 protected:
  // Small windows: many appends.
  absl::StatusOr<CopyReport> Copy(const OnCopy& on_copy = GoOn) {
    return CopyLog(source_.log(), target_.log(), clock_,
                   {.patience = absl::Milliseconds(500), .window_events = 10}, on_copy);
  }
  Comparison Compare() {
    const auto comparison = CompareLogs(source_.log(), *EndOf(source_.log()), target_.log(), ReadOn);
    EXPECT_TRUE(comparison.ok()) << comparison.status();
    return comparison.ok() ? *comparison : Comparison();
  }
  // What an uninterrupted copy of the source would have in each partition.
  std::vector<std::vector<std::string>> Ideal() {
    TestLog ideal(target_.log().partition_count());
    EXPECT_TRUE(CopyLog(source_.log(), ideal.log(), clock_, {}, GoOn).ok());
    return ideal.Contents();
  }
  void ExpectWholeCopy() {
    EXPECT_TRUE(Compare().equal()) << ::testing::PrintToString(Compare().differences);
    EXPECT_TRUE(VerifyLog(target_.log()).ok()) << VerifyLog(target_.log()).status();
    EXPECT_EQ(target_.Contents(), Ideal());
  }
  void ExpectRefused(const std::string& words) {
    const auto before = target_.Contents();
    const auto refused = Copy();
    EXPECT_EQ(base::ReasonOf(refused.status()), "TARGET_DIFFERS") << refused.status();
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr(words));
    EXPECT_EQ(target_.Contents(), before);
  }

  const base::SystemClock clock_{};
  ListedFaults faults_;
  TestLog source_{3};
  TestLog target_{5, &faults_};
};

TEST_F(CopyTest, TheTargetHasTheSameEventsInItsOwnPartitions) {
  // given
  source_.Fill(20, 10);
  // when
  const auto report = Copy();
  // then
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->copied, 200);
  EXPECT_EQ(report->there_before, 0);
  EXPECT_FALSE(report->stopped);
  ExpectWholeCopy();
}

TEST_F(CopyTest, AnEmptyLogIsCopiedAtOnce) {
  ASSERT_TRUE(Copy().ok());
  EXPECT_EQ(target_.size(), 0U);
  EXPECT_TRUE(Compare().equal());
}

TEST_F(CopyTest, AcrossStreamsEventsKeepTheOrderInWhichTheyWereRecorded) {
  source_.Fill(20, 10);
  TestLog one(1);
  ASSERT_TRUE(CopyLog(source_.log(), one.log(), clock_, {.window_events = 7}, GoOn).ok());
  std::vector<std::string> as_recorded;
  for (int number = 1; number <= 200; ++number) {
    as_recorded.push_back(
        MakeRecord(base::StrCat("case/", (number - 1) % 20), (number - 1) / 20 + 1, number).bytes);
  }
  EXPECT_THAT(one.Contents(), ElementsAre(as_recorded));
}

TEST_F(CopyTest, CopiedAgainNothingIsWritten) {
  source_.Fill(20, 10);
  ASSERT_TRUE(Copy().ok());
  const int appends = faults_.appends;
  const auto again = Copy();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->copied, 0);
  EXPECT_EQ(again->there_before, 200);
  EXPECT_EQ(faults_.appends, appends);
}

TEST_F(CopyTest, WhatTheSourceHasGotSinceIsAdded) {
  source_.Fill(20, 10);
  ASSERT_TRUE(Copy().ok());
  source_.Put("case/3", 11, 201);
  source_.Put("case/new", 1, 202);
  const auto again = Copy();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->copied, 2);
  ExpectWholeCopy();
}

TEST_F(CopyTest, WhatIsRecordedInTheSourceMeanwhileIsLeftForTheNextTime) {
  // given
  source_.Fill(20, 10);
  bool recorded = false;
  // when
  const auto report = Copy([&](CopyStage stage, int64_t, double) {
    if (stage == CopyStage::kCopying && !std::exchange(recorded, true)) source_.Put("case/3", 11, 201);
    return true;
  });
  // then
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->copied, 200);
  const auto comparison = CompareLogs(source_.log(), report->until, target_.log(), ReadOn);
  EXPECT_TRUE(comparison->equal());
  EXPECT_THAT(Compare().differences, ElementsAre("case/3: version 11 is only in the source"));
}

TEST_F(CopyTest, ATargetWithAnotherEventIsRefused) {
  source_.Fill(2, 3);
  target_.Put("case/0", 1, 1);
  target_.Put("case/0", 2, 77);
  ExpectRefused(
      "case/0: version 2 is event 01956a2c-7b00-7000-8000-000000000003 in the source and "
      "01956a2c-7b00-7000-8000-000000000077 in the target");
}

TEST_F(CopyTest, ATargetWithOtherBytesOfTheSameEventIsRefused) {
  source_.Fill(2, 3);
  Record record = MakeRecord("case/0", 1, 1);
  record.bytes.append("\xc2\x3e\x01x");  // a field that this program does not know
  target_.Put(std::move(record));
  ExpectRefused("case/0: version 1 is event 01956a2c-7b00-7000-8000-000000000001 in both, with other bytes");
}

TEST_F(CopyTest, ATargetWithAStreamOfItsOwnIsRefused) {
  source_.Fill(2, 3);
  target_.Put("case/other", 1, 99);
  ExpectRefused("case/other: version 1 is only in the target");
}

TEST_F(CopyTest, ATargetWhoseStreamIsLongerIsRefused) {
  source_.Fill(1, 1);
  target_.Put("case/0", 1, 1);
  target_.Put("case/0", 2, 2);
  ExpectRefused("case/0: version 2 is only in the target");
}

TEST_F(CopyTest, ASourceWithAGapIsNotCopiedBeyondIt) {
  source_.Put("case/1", 1, 1);
  source_.Put("case/1", 3, 2);
  const auto report = Copy();
  EXPECT_EQ(report.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(report.status().message()), HasSubstr("case/1 has version 3 after version 1"));
  EXPECT_THAT(target_.size(), 0U);
}

class UnclearCopyTest : public CopyTest, public ::testing::WithParamInterface<std::tuple<Outcome, bool>> {};

TEST_P(UnclearCopyTest, AnOutcomeThatIsNotClearIsLookedUp) {
  // given
  source_.Fill(20, 10);
  faults_.written_after_all = std::get<bool>(GetParam());
  for (int i = 0; i < 60; ++i) {
    faults_.fates.push_back(i % 9 == 4 ? std::get<Outcome>(GetParam()) : Outcome::kWritten);
  }
  // when
  const auto report = Copy();
  // then
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->copied, 200);
  ExpectWholeCopy();
}

INSTANTIATE_TEST_SUITE_P(Outcomes, UnclearCopyTest,
                         ::testing::Combine(::testing::Values(Outcome::kRefused, Outcome::kUnclearWritten,
                                                              Outcome::kUnclearLost, Outcome::kUnclearLater),
                                            ::testing::Bool()));

TEST_F(CopyTest, ATargetThatTakesNothingIsGivenUpSoon) {
  source_.Fill(2, 3);
  faults_.otherwise = Outcome::kRefused;
  const auto report = Copy();
  EXPECT_EQ(report.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_LT(faults_.appends, 20);
  // It works again: the same call goes on.
  faults_.otherwise = Outcome::kWritten;
  ASSERT_TRUE(Copy().ok());
  ExpectWholeCopy();
}

TEST_F(CopyTest, WhoeverTakesTheTargetOverEndsTheCopy) {
  // given
  source_.Fill(20, 10);
  // when
  const auto report = Copy([&](CopyStage stage, int64_t events, double) {
    if (stage == CopyStage::kCopying && events > 50) {
      for (int i = 0; i < 5; ++i) target_.log().Fence(PartitionId(i));
    }
    return true;
  });
  // then
  EXPECT_EQ(base::ReasonOf(report.status()), "TARGET_TAKEN") << report.status();
  EXPECT_LT(target_.size(), 200U);
  // and when nobody does any more
  const auto again = Copy();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_GT(again->there_before, 50);
  ExpectWholeCopy();
}

TEST_F(CopyTest, WhatSomebodyElseRecordedInTheTargetMeanwhileStopsTheCopyForGood) {
  source_.Fill(20, 10);
  bool recorded = false;
  const auto report = Copy([&](CopyStage stage, int64_t events, double) {
    if (stage == CopyStage::kCopying && events > 50 && !std::exchange(recorded, true)) {
      target_.Put("case/intruder", 1, 999);
      for (int i = 0; i < 5; ++i) target_.log().Fence(PartitionId(i));
    }
    return true;
  });
  EXPECT_EQ(base::ReasonOf(report.status()), "TARGET_TAKEN") << report.status();
  ExpectRefused("case/intruder: version 1 is only in the target");
}

TEST_F(CopyTest, AskedToStopItAnswersForWhatIsInFlightAndGoesOnLater) {
  source_.Fill(20, 10);
  const auto stopped = Copy([](CopyStage, int64_t events, double) { return events < 60; });
  ASSERT_TRUE(stopped.ok()) << stopped.status();
  EXPECT_TRUE(stopped->stopped);
  EXPECT_GE(stopped->copied, 60);
  EXPECT_EQ(static_cast<size_t>(stopped->copied), target_.size());
  const auto again = Copy();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->there_before, stopped->copied);
  EXPECT_EQ(again->there_before + again->copied, 200);
  ExpectWholeCopy();
}

class KilledCopyTest : public CopyTest, public ::testing::WithParamInterface<bool> {};

TEST_P(KilledCopyTest, KilledWithBatchesInFlightItGoesOn) {
  // given a target that does not answer any more
  source_.Fill(20, 10);
  faults_.stuck_from = 15;
  const auto report = Copy();
  EXPECT_EQ(report.status().code(), absl::StatusCode::kDeadlineExceeded) << report.status();
  // when the process is gone, and what was in flight is there or is not
  faults_.written_after_all = GetParam();
  target_.log().Crash();
  const size_t there = target_.size();
  // then
  faults_.stuck_from.reset();
  const auto again = Copy();
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(static_cast<size_t>(again->there_before), there);
  EXPECT_GT(again->copied, 0);
  ExpectWholeCopy();
}

INSTANTIATE_TEST_SUITE_P(WhatWasInFlight, KilledCopyTest, ::testing::Bool());

TEST_F(CopyTest, ProgressNeverGoesBack) {
  source_.Fill(20, 10);
  double last = 0;
  int64_t last_events = 0;
  ASSERT_TRUE(Copy([&](CopyStage stage, int64_t events, double share) {
                if (stage == CopyStage::kCopying) {
                  EXPECT_GE(share, last);
                  EXPECT_LE(share, 1);
                  EXPECT_GE(events, last_events);
                  last = share;
                  last_events = events;
                }
                return true;
              }).ok());
  EXPECT_EQ(last, 1);
  EXPECT_EQ(last_events, 200);
}

TEST_F(CopyTest, TheDigestIsTheOneThatItsGrammarSays) {
  source_.Put({StreamId("case/b"), Version(1), EventId("x"), MakeRecord("case/b", 1, 1).bytes});
  source_.Put({StreamId("case/a"), Version(1), EventId("y"), MakeRecord("case/a", 1, 2).bytes});
  source_.Put({StreamId("case/a"), Version(2), EventId("z"), MakeRecord("case/a", 2, 3).bytes});
  // Computed from these events' bytes by the script in DESIGN.md.
  EXPECT_EQ(Compare().source.digest, "252143d62e52560d0a8ae964909eb64d014b3f6fc98b171a128697b617021622");
  EXPECT_EQ(Compare().source.events, 3);
  EXPECT_EQ(Compare().source.streams, 2);
}

TEST_F(CopyTest, ComparingNamesWhatDiffersInEitherLog) {
  source_.Put("case/both", 1, 1);
  source_.Put("case/source", 1, 2);
  target_.Put("case/both", 1, 1);
  target_.Put("case/both", 2, 3);
  const Comparison comparison = Compare();
  EXPECT_FALSE(comparison.equal());
  EXPECT_NE(comparison.source.digest, comparison.target.digest);
  EXPECT_THAT(comparison.differences, ElementsAre("case/both: version 2 is only in the target",
                                                  "case/source: version 1 is only in the source"));
}

TEST_F(CopyTest, ComparingFindsATargetThatIsDamaged) {
  source_.Put("case/1", 1, 1);
  target_.Put("case/1", 1, 1);
  target_.Put("case/1", 1, 1);
  const auto comparison = CompareLogs(source_.log(), *EndOf(source_.log()), target_.log(), ReadOn);
  EXPECT_EQ(comparison.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(comparison.status().message()),
              HasSubstr("the target: The log is damaged: case/1 has version 1 after version 1"));
}

}  // namespace
}  // namespace praksis::log
