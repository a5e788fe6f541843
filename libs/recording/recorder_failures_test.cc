// The recorder while the log fails it: nothing is lost, nothing is there twice, and everybody is told the
// truth.
#include <gtest/gtest.h>

#include "libs/recording/recorder.h"
#include "libs/recording/stamp.h"
#include "libs/recording/testing/world.h"

namespace praksis::recording {
namespace {

using testing::Closed;
using testing::Fate;
using testing::Noted;
using testing::Opened;
using testing::World;

TEST(RecorderFailures, AnUnclearAppendThatWasWrittenIsAnsweredWithItsResult) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kUnclearWritten}};
  const World::Answer& answer = world.Send(Noted("case/1", 2), 1);
  world.Pass(absl::Milliseconds(100));
  EXPECT_EQ(answer.version(), 2);
  EXPECT_FALSE(answer.repeat()) << "the client sent it once";
  EXPECT_FALSE((**answer.result).position.partitions().empty());
  EXPECT_EQ(answer.times, 1);
  EXPECT_EQ(world.Stored("case/1").size(), 2U);
}

TEST(RecorderFailures, AnUnclearAppendThatWasLostIsDecidedAgain) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kUnclearLost}};
  const World::Answer& answer = world.Send(Noted("case/1", 2), 1);
  world.Pass(absl::Milliseconds(100));
  EXPECT_EQ(answer.version(), 2);
  EXPECT_EQ(world.Stored("case/1").size(), 2U);
}

TEST(RecorderFailures, AnUnclearAppendMayStillBeThereWhenThePartitionIsOwnedAnew) {
  for (const bool written : {false, true}) {
    World world;
    world.Record(Opened("case/1", 1));
    world.faults.written_after_all = written;
    world.faults.fates = {{.outcome = Fate::kUnclearLater, .later = absl::Milliseconds(1)}};
    const World::Answer& first = world.Send(Noted("case/1", 2));
    const World::Answer& again = world.Send(Noted("case/1", 2));
    world.Pass(absl::Milliseconds(100));
    EXPECT_EQ(first.version(), 2);
    EXPECT_FALSE(first.repeat());
    EXPECT_EQ(again.version(), 2);
    EXPECT_TRUE(again.repeat());
    EXPECT_EQ(world.Stored("case/1").size(), 2U);
  }
}

TEST(RecorderFailures, WhatSomebodyElseRecordedMeanwhileIsARepeat) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kUnclearLost, .delay = absl::Milliseconds(50)}};
  // The client does not wait for the answer, and sends the fact to another recorder as well.
  const World::Answer& answer = world.Send(Noted("case/1", 2));
  world.Pass(absl::Milliseconds(1));
  {
    auto other = world.event_log().Own(log::PartitionOf(StreamId("case/1"), 2), absl::InfiniteFuture());
    v1::Event noted = Noted("case/1", 2);
    Stamp(Version(2), world.clock.Now() + absl::Milliseconds(1), noted);
    (*other)->Append({{StreamId("case/1"), Version(2), EventId(noted.event_id()), noted.SerializeAsString()}},
                     [](const auto&) {});
    world.Pass();
  }
  world.Pass(absl::Milliseconds(200));
  EXPECT_EQ(answer.version(), 2);
  EXPECT_TRUE(answer.repeat()) << "the other recorder's client got the first result";
}

TEST(RecorderFailures, ARefusalThatHungOnALostEventIsNeverGiven) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kRefused, .delay = absl::Milliseconds(50)}};
  // The closing is lost, and by the time it is decided again its deadline has passed.
  const World::Answer& closed = world.Send(Closed("case/1", 2), std::nullopt, absl::Milliseconds(20));
  world.Pass(absl::Milliseconds(1));
  const World::Answer& noted = world.Send(Noted("case/1", 3));
  const World::Answer& checked = world.SendCheck(Noted("case/1", 4));
  const World::Answer& expecting = world.Send(Noted("case/1", 5), 1);
  const World::Answer& repeat = world.Send(Closed("case/1", 2));
  world.Pass(absl::Milliseconds(200));
  EXPECT_EQ(closed.reason(), "DEADLINE");
  EXPECT_EQ(noted.version(), 2) << "the case was never closed";
  EXPECT_EQ(checked.version(), 3);
  EXPECT_EQ(expecting.reason(), "CONCURRENT_CHANGE") << "because of the note, which is there";
  EXPECT_EQ(repeat.version(), 3) << "not the first result: there was none";
  EXPECT_FALSE(repeat.repeat());
}

TEST(RecorderFailures, IfABatchFailsSoDoThoseBehindIt) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kUnclearWritten, .delay = absl::Milliseconds(20)}, {}};
  const World::Answer& first = world.Send(Noted("case/1", 2));
  world.Pass(absl::Milliseconds(1));
  const World::Answer& second = world.Send(Noted("case/1", 3));
  world.Pass(absl::Milliseconds(1));
  const World::Answer& third = world.Send(Noted("case/1", 4));
  world.Pass(absl::Milliseconds(100));
  EXPECT_EQ(first.version(), 2);
  EXPECT_EQ(second.version(), 3);
  EXPECT_EQ(third.version(), 4);
  EXPECT_EQ(world.Stored("case/1").size(), 4U);
}

TEST(RecorderFailures, OrderSurvivesAFailure) {
  World world({.max_batch_facts = 3});
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kRefused, .delay = absl::Milliseconds(20)}};
  std::vector<const World::Answer*> answers;
  for (int i = 2; i <= 20; ++i) answers.push_back(&world.Send(Noted("case/1", i)));
  world.Pass(absl::Milliseconds(200));
  for (size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i]->version(), static_cast<int64_t>(i) + 2);
}

TEST(RecorderFailures, AFencedOwnerDecidesNothingMoreOnWhatItRemembers) {
  World world;
  world.Record(Opened("case/1", 1));
  // Somebody else owns the partition and records.
  const PartitionId partition = log::PartitionOf(StreamId("case/1"), 2);
  {
    auto other = world.event_log().Own(partition, absl::InfiniteFuture());
    v1::Event closed = Closed("case/1", 2);
    closed.set_version(2);
    (*other)->Append(
        {{StreamId("case/1"), Version(2), EventId(closed.event_id()), closed.SerializeAsString()}},
        [](const auto&) {});
    world.Pass();
  }
  const World::Answer& noted = world.Send(Noted("case/1", 3));
  world.Pass(absl::Milliseconds(100));
  EXPECT_EQ(noted.reason(), "CASE_CLOSED");
  EXPECT_EQ(world.Stored("case/1").size(), 2U);
}

TEST(RecorderFailures, AFencedOwnerRefusesNothingOnWhatItRemembers) {
  World world;
  world.Record(Opened("case/1", 1));
  world.Record(Closed("case/1", 2));
  {
    auto other = world.event_log().Own(log::PartitionOf(StreamId("case/1"), 2), absl::InfiniteFuture());
    v1::Event reopened = testing::Envelope("case/1", 3);
    reopened.mutable_case_reopened();
    reopened.set_version(3);
    (*other)->Append(
        {{StreamId("case/1"), Version(3), EventId(reopened.event_id()), reopened.SerializeAsString()}},
        [](const auto&) {});
    world.Pass();
  }
  const World::Answer& check = world.SendCheck(Noted("case/1", 4));
  world.Pass(absl::Milliseconds(100));
  EXPECT_EQ(check.version(), 4);
  const World::Answer& noted = world.Send(Noted("case/1", 5));
  world.Pass(absl::Milliseconds(100));
  EXPECT_EQ(noted.version(), 4) << "it is open again, though this recorder knew it closed";
}

TEST(RecorderFailures, AnUnclearFactIsAnsweredEvenAfterItsDeadline) {
  for (const Fate fate : {Fate::kUnclearWritten, Fate::kUnclearLost}) {
    World world;
    world.Record(Opened("case/1", 1));
    world.faults.fates = {{.outcome = fate}};
    const World::Answer& answer = world.Send(Noted("case/1", 2), std::nullopt, absl::Seconds(1));
    world.faults.own = absl::UnavailableError("gone");
    world.Pass(absl::Seconds(5));
    EXPECT_FALSE(answer.result.has_value()) << "nobody can know yet";
    world.faults.own = absl::OkStatus();
    world.Pass(absl::Seconds(2));
    if (fate == Fate::kUnclearWritten) {
      EXPECT_EQ(answer.version(), 2);
    } else {
      EXPECT_EQ(answer.reason(), "DEADLINE");
      EXPECT_EQ(world.Stored("case/1").size(), 1U) << "and certainly not recorded";
    }
  }
}

TEST(RecorderFailures, WhatIsKnownNotToBeWrittenIsRefusedInAnOutage) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kRefused}};
  const World::Answer& answer = world.Send(Noted("case/1", 2), std::nullopt, absl::Seconds(60));
  world.faults.own = absl::UnavailableError("gone");
  world.Pass(absl::Seconds(5));
  EXPECT_EQ(answer.reason(), "LOG_UNAVAILABLE") << "long before its deadline";
  world.faults.own = absl::OkStatus();
  world.Pass(absl::Seconds(2));
  EXPECT_EQ(world.Stored("case/1").size(), 1U);
}

TEST(RecorderFailures, AnUnclearFactWaitsUntilTheLogCanBeReadAgain) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kUnclearWritten, .delay = absl::Milliseconds(5)}};
  const World::Answer& answer = world.Send(Noted("case/1", 2));
  world.Pass(absl::Milliseconds(1));
  world.faults.read = absl::UnavailableError("disk asleep");
  world.Pass(absl::Seconds(3));
  EXPECT_FALSE(answer.result.has_value());
  world.faults.read = absl::OkStatus();
  world.Pass(absl::Seconds(2));
  EXPECT_EQ(answer.version(), 2);
}

TEST(RecorderFailures, WhatCannotBeReadIsRefusedNotGuessed) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.read = absl::UnavailableError("disk asleep");
  EXPECT_EQ(world.Record(Noted("case/1", 2)).reason(), "LOG_UNAVAILABLE");
  world.faults.read = absl::DataLossError("block checksum");
  const World::Answer& damaged = world.Record(Noted("case/1", 3));
  EXPECT_EQ(damaged.reason(), "LOG_DAMAGED");
  EXPECT_EQ(damaged.result->status().code(), absl::StatusCode::kDataLoss);
  world.faults.read = absl::OkStatus();
  EXPECT_EQ(world.Record(Noted("case/1", 2)).version(), 2);
}

TEST(RecorderFailures, AHistoryWithAGapIsRefused) {
  World world;
  world.Pass();
  auto writer = world.event_log().Own(log::PartitionOf(StreamId("case/1"), 2), absl::InfiniteFuture());
  v1::Event opened = Opened("case/1", 1);
  opened.set_version(2);
  (*writer)->Append(
      {{StreamId("case/1"), Version(2), EventId(opened.event_id()), opened.SerializeAsString()}},
      [](const auto&) {});
  EXPECT_EQ(world.Record(Noted("case/1", 3)).reason(), "LOG_DAMAGED");
}

TEST(RecorderFailures, FactsWaitForTheFirstOwnershipAndAreRefusedInAnOutage) {
  World world;
  world.faults.own = absl::UnavailableError("broker gone");
  const World::Answer& early = world.Send(Opened("case/1", 1));
  world.Pass(absl::Seconds(1));
  EXPECT_FALSE(early.result.has_value());
  world.Pass(absl::Seconds(3));
  EXPECT_EQ(early.reason(), "LOG_UNAVAILABLE");
  const World::Answer& in_outage = world.Send(Opened("case/1", 1));
  world.Pass(absl::Milliseconds(200));
  EXPECT_EQ(in_outage.reason(), "LOG_UNAVAILABLE") << "early, not at its deadline";
  world.faults.own = absl::OkStatus();
  world.Pass(absl::Seconds(2));
  EXPECT_EQ(world.Record(Opened("case/1", 1)).version(), 1);
}

TEST(RecorderFailures, AfterACrashTheNextRecorderGoesOnFromTheLog) {
  for (const bool written : {false, true}) {
    World world;
    world.Record(Opened("case/1", 1));
    world.Record(Noted("case/1", 2));
    world.faults.written_after_all = written;
    world.faults.fates = {{.delay = absl::Milliseconds(50)}};
    world.Send(Noted("case/1", 3));
    world.Pass(absl::Milliseconds(1));
    world.event_log().Crash();
    world.End();
    world.Start();
    // The client did not hear, and sends again.
    const World::Answer& again = world.Record(Noted("case/1", 3));
    EXPECT_EQ(again.version(), 3);
    EXPECT_EQ(again.repeat(), written);
    EXPECT_EQ(world.Record(Noted("case/1", 4)).version(), 4);
    EXPECT_EQ(world.Stored("case/1").size(), 4U);
  }
}

TEST(RecorderFailures, StopStillResolvesWhatIsUnclear) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.outcome = Fate::kUnclearWritten, .delay = absl::Milliseconds(5)}};
  const World::Answer& answer = world.Send(Noted("case/1", 2));
  world.Pass(absl::Milliseconds(1));
  bool drained = false;
  world.recorder().Stop([&] { drained = true; });
  world.Pass(absl::Milliseconds(200));
  EXPECT_TRUE(drained);
  EXPECT_EQ(answer.version(), 2);
}

}  // namespace
}  // namespace praksis::recording
