// The recorder while the log does as it is told.
#include "libs/recording/recorder.h"

#include <gtest/gtest.h>

#include "libs/recording/testing/world.h"

namespace praksis::recording {
namespace {

using testing::Closed;
using testing::IdOf;
using testing::Noted;
using testing::Opened;
using testing::Voided;
using testing::World;

TEST(Recorder, StampsAFactAndAnswersWhereItIs) {
  World world;
  world.Record(Opened("case/1", 1));
  v1::Event fact = Noted("case/1", 2);
  fact.set_version(77);
  fact.mutable_schema()->set_type("invented");
  fact.mutable_sealed()->add_fields();
  fact.mutable_actor()->set_authenticated(v1::MUTUAL_TLS);
  const World::Answer& answer = world.Record(fact);

  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer.version(), 2);
  EXPECT_FALSE(answer.repeat());
  const v1::Event stored = world.Stored("case/1").at(1);
  EXPECT_EQ(stored.version(), 2);
  EXPECT_EQ(stored.schema().type(), "praksis.v1.NoteAdded");
  EXPECT_EQ(stored.schema().revision(), 1);
  EXPECT_FALSE(stored.has_sealed());
  EXPECT_EQ(stored.actor().authenticated(), v1::NOT_AUTHENTICATED);
  EXPECT_EQ(absl::FromUnixSeconds(stored.recorded_at().seconds()), world.clock.Now());
  EXPECT_EQ((**answer.result).recorded_at, world.clock.Now());
  // The position covers the event, not just what came before.
  const PartitionId partition = log::PartitionOf(StreamId("case/1"), 2);
  const auto address = world.event_log().FindEvent(EventId(IdOf(2)));
  EXPECT_EQ((**answer.result).position.next(partition), (**address).offset.Next());
}

TEST(Recorder, AsksTheRulesAndPassesTheirRefusalOn) {
  World world;
  EXPECT_EQ(world.Record(Noted("case/1", 1)).reason(), "CASE_NOT_OPENED");
  EXPECT_EQ(world.Record(Opened("case/1", 2)).version(), 1);
  EXPECT_EQ(world.Record(Opened("case/1", 3)).reason(), "CASE_EXISTS");
  EXPECT_EQ(world.Stored("case/1").size(), 1U);
}

TEST(Recorder, ServesNoKindWithoutRules) {
  World world;
  const World::Answer& answer = world.Send(Noted("story/1", 1));
  EXPECT_EQ(answer.reason(), "STREAM_KIND_NOT_SERVED") << "without being queued";
  EXPECT_EQ(answer.result->status().code(), absl::StatusCode::kUnimplemented);
}

TEST(Recorder, AnswersARepeatWithTheFirstResult) {
  World world;
  world.Record(Opened("case/1", 1));
  const World::Answer& first = world.Record(Noted("case/1", 2));
  world.Record(Noted("case/1", 3));
  world.Pass(absl::Seconds(1));
  // Not even an expected_version that has become wrong speaks against it.
  const World::Answer& again = world.Record(Noted("case/1", 2), 1);
  ASSERT_TRUE(again.ok());
  EXPECT_TRUE(again.repeat());
  EXPECT_EQ(again.version(), 2);
  EXPECT_EQ((**again.result).recorded_at, (**first.result).recorded_at);
  EXPECT_EQ((**again.result).position, (**first.result).position);
  EXPECT_EQ(world.Stored("case/1").size(), 3U);
  EXPECT_EQ(world.recorder().statistics().repeats, 1);
  EXPECT_EQ(world.recorder().statistics().recorded, 3);
}

TEST(Recorder, ARepeatOfWhatIsInFlightWaitsForIt) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.delay = absl::Milliseconds(50)}};
  const World::Answer& first = world.Send(Noted("case/1", 2));
  world.Pass(absl::Milliseconds(10));
  const World::Answer& again = world.Send(Noted("case/1", 2));
  const World::Answer& check = world.SendCheck(Noted("case/1", 2));
  world.Pass(absl::Milliseconds(10));
  EXPECT_FALSE(again.result.has_value());
  EXPECT_FALSE(check.result.has_value());
  world.Pass(absl::Milliseconds(50));
  EXPECT_EQ(first.version(), 2);
  EXPECT_TRUE(again.repeat());
  EXPECT_EQ(again.version(), 2);
  EXPECT_EQ((**again.result).position, (**first.result).position);
  EXPECT_TRUE(check.repeat());
}

TEST(Recorder, RefusesAnEventIdThatStandsForSomethingElse) {
  World world;
  world.Record(Opened("case/1", 1));
  world.Record(Noted("case/1", 2, "one thing"));
  const World::Answer& other_text = world.Record(Noted("case/1", 2, "another"));
  EXPECT_EQ(other_text.reason(), "EVENT_ID_REUSED");
  EXPECT_EQ(other_text.result->status().code(), absl::StatusCode::kAlreadyExists);
  // Ids are unique over all streams, those of the other partition included.
  for (int i = 2; i < 10; ++i) {
    EXPECT_EQ(world.Record(Opened(base::StrCat("case/", i), 2)).reason(), "EVENT_ID_REUSED");
  }
  // In flight as well.
  const World::Answer& first = world.Send(Noted("case/1", 3, "one thing"));
  const World::Answer& second = world.Send(Noted("case/1", 3, "another"));
  world.Pass();
  EXPECT_TRUE(first.ok());
  EXPECT_EQ(second.reason(), "EVENT_ID_REUSED");
}

TEST(Recorder, AnEventIdIsFreeAgainAfterARefusal) {
  World world;
  EXPECT_EQ(world.Record(Noted("case/1", 1)).reason(), "CASE_NOT_OPENED");
  EXPECT_EQ(world.Record(Opened("case/1", 1)).version(), 1);
}

TEST(Recorder, ChecksTheExpectedVersionAndNamesWhatCameBetween) {
  World world;
  EXPECT_EQ(world.Record(Opened("case/1", 1), 0).version(), 1);
  EXPECT_EQ(world.Record(Noted("case/1", 2), 1).version(), 2);
  EXPECT_EQ(world.Record(Closed("case/1", 3), 2).version(), 3);
  const World::Answer& late = world.Record(Noted("case/1", 4), 1);
  EXPECT_EQ(late.reason(), "CONCURRENT_CHANGE");
  EXPECT_EQ(late.result->status().code(), absl::StatusCode::kAborted);
  const auto info = base::ErrorInfoOf(late.result->status());
  EXPECT_EQ(info->metadata().at("stream"), "case/1");
  EXPECT_EQ(info->metadata().at("current_version"), "3");
  EXPECT_EQ(info->metadata().at("expected_version"), "1");
  EXPECT_EQ(info->metadata().at("events"), "praksis.v1.NoteAdded,praksis.v1.CaseClosed");
  const World::Answer& ahead = world.Record(Noted("case/1", 5), 9);
  EXPECT_EQ(base::ErrorInfoOf(ahead.result->status())->metadata().at("events"), "");
}

TEST(Recorder, NamesAtMostTwentyEventsInAConflict) {
  World world;
  world.Record(Opened("case/1", 1));
  for (int i = 2; i <= 40; ++i) world.Send(Noted("case/1", i));
  const World::Answer& late = world.Record(Noted("case/1", 99), 0);
  const std::string events = base::ErrorInfoOf(late.result->status())->metadata().at("events");
  EXPECT_EQ(std::count(events.begin(), events.end(), ','), 19);
}

TEST(Recorder, DecidesAgainstWhatIsNotDurableYetButDoesNotSayItBefore) {
  World world;
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.delay = absl::Milliseconds(50)}};
  const World::Answer& closed = world.Send(Closed("case/1", 2));
  world.Pass(absl::Milliseconds(10));
  const World::Answer& noted = world.Send(Noted("case/1", 3));
  const World::Answer& conflict = world.Send(Noted("case/1", 4), 1);
  const World::Answer& check = world.SendCheck(Noted("case/1", 5));
  // Another stream of the partition has nothing to wait for.
  std::string neighbour = "case/2";
  for (int i = 2; log::PartitionOf(StreamId(neighbour), 2) != log::PartitionOf(StreamId("case/1"), 2); ++i) {
    neighbour = base::StrCat("case/", i);
  }
  const World::Answer& elsewhere = world.Send(Noted(neighbour, 6));
  world.Pass(absl::Milliseconds(10));
  EXPECT_FALSE(closed.result || noted.result || conflict.result || check.result);
  EXPECT_EQ(elsewhere.reason(), "CASE_NOT_OPENED");
  world.Pass(absl::Milliseconds(50));
  EXPECT_EQ(closed.version(), 2);
  EXPECT_EQ(noted.reason(), "CASE_CLOSED");
  EXPECT_EQ(conflict.reason(), "CONCURRENT_CHANGE");
  EXPECT_EQ(check.reason(), "CASE_CLOSED");
}

TEST(Recorder, ARewriteIsDecidedOnTheWholeHistory) {
  World world;
  world.Record(Opened("case/1", 1));
  world.Record(Closed("case/1", 2));
  EXPECT_EQ(world.Record(Voided("case/1", 3, 1)).reason(), "TARGET_UNKNOWN");
  EXPECT_EQ(world.Record(Noted("case/1", 4)).reason(), "CASE_CLOSED");
  EXPECT_EQ(world.Record(Voided("case/1", 5, 2)).version(), 3);
  EXPECT_EQ(world.Record(Noted("case/1", 6)).version(), 4) << "as if it had never been closed";
}

TEST(Recorder, ARewriteSeesWhatIsNotDurableYet) {
  World world;
  world.faults.fates = {{.delay = absl::Milliseconds(50)}};
  world.Send(Opened("case/1", 1));
  world.Pass(absl::Milliseconds(10));
  world.Send(Closed("case/1", 2));
  world.Send(Voided("case/1", 3, 2));
  const World::Answer& noted = world.Send(Noted("case/1", 4));
  world.Pass(absl::Milliseconds(90));
  EXPECT_EQ(noted.version(), 4);
  // And a state folded from the log says the same.
  world.End();
  world.Start();
  EXPECT_EQ(world.Record(Noted("case/1", 5)).version(), 5);
}

TEST(Recorder, CheckDecidesAndRecordsNothing) {
  World world;
  const World::Answer& opening = world.SendCheck(Opened("case/1", 1));
  world.Pass();
  EXPECT_EQ(opening.version(), 1);
  EXPECT_TRUE((**opening.result).position.partitions().empty());
  EXPECT_TRUE(world.Stored("case/1").empty());
  EXPECT_EQ(world.recorder().statistics().recorded, 0);
  // In queue order: after the opening before it.
  world.Send(Opened("case/1", 2));
  const World::Answer& noting = world.SendCheck(Noted("case/1", 3));
  world.Pass();
  EXPECT_EQ(noting.version(), 2);
  const World::Answer& repeat = world.SendCheck(Opened("case/1", 2));
  world.Pass();
  EXPECT_TRUE(repeat.repeat());
  EXPECT_TRUE((**repeat.result).position.partitions().empty());
}

TEST(Recorder, RecordedAtNeverDecreasesWithinAStream) {
  World world;
  world.Record(Opened("case/1", 1));
  const absl::Time first = world.clock.Now();
  world.clock.Advance(-absl::Hours(2));
  EXPECT_EQ((**world.Record(Noted("case/1", 2)).result).recorded_at, first);
  // A recorder that has only just read the stream knows it, too.
  world.End();
  world.Start();
  EXPECT_EQ((**world.Record(Noted("case/1", 3)).result).recorded_at, first);
  EXPECT_LT((**world.Record(Opened("case/2", 4)).result).recorded_at, first);
}

TEST(Recorder, WhatQueuesWhileTheLogIsBusyBecomesTheNextBatch) {
  World world({.batches_in_flight = 2});
  world.Record(Opened("case/1", 1));
  world.faults.fates = {{.delay = absl::Milliseconds(50)}, {.delay = absl::Milliseconds(50)}};
  world.faults.batch_sizes.clear();
  for (int i = 2; i < 4; ++i) {
    world.Send(Noted("case/1", i));
    world.Pass(absl::Milliseconds(1));
  }
  for (int i = 4; i < 104; ++i) {
    world.Send(Noted("case/1", i));
    world.Pass();
  }
  EXPECT_EQ(world.faults.batch_sizes, (std::vector<size_t>{1, 1})) << "no more than two in flight";
  world.Pass(absl::Milliseconds(100));
  EXPECT_EQ(world.faults.batch_sizes, (std::vector<size_t>{1, 1, 100}));
  EXPECT_EQ(world.Stored("case/1").size(), 103U);
}

TEST(Recorder, ABatchIsInTheLogInTheOrderDecided) {
  World world;
  world.Send(Opened("case/1", 1));
  for (int i = 2; i <= 5; ++i) world.Send(Noted("case/1", i));
  world.Pass();
  ASSERT_EQ(world.faults.batch_sizes, std::vector<size_t>{5});
  const auto reader = world.event_log().Read(log::PartitionOf(StreamId("case/1"), 2), Offset(0));
  log::RecordBatch records;
  ASSERT_TRUE((*reader)->Next(100, 1 << 20, records).ok());
  ASSERT_EQ(records.size(), 5U);
  for (size_t i = 0; i < records.size(); ++i) {
    v1::Event event;
    ASSERT_TRUE(event.ParseFromString(std::string(records.value(i))));
    EXPECT_EQ(event.version(), static_cast<int64_t>(i) + 1);
  }
}

TEST(Recorder, BatchesAreBoundedInFactsAndBytes) {
  World by_facts({.max_batch_facts = 10});
  by_facts.Send(Opened("case/1", 1));
  for (int i = 2; i <= 35; ++i) by_facts.Send(Noted("case/1", i));
  by_facts.Pass();
  EXPECT_EQ(by_facts.faults.batch_sizes, (std::vector<size_t>{10, 10, 10, 5}));

  World by_bytes({.max_batch_bytes = 10'000});
  by_bytes.Send(Opened("case/1", 1));
  for (int i = 2; i <= 7; ++i) by_bytes.Send(Noted("case/1", i, std::string(4'000, 'x')));
  // Larger than a batch may be: it goes alone.
  const World::Answer& large = by_bytes.Send(Noted("case/1", 8, std::string(20'000, 'x')));
  by_bytes.Pass();
  EXPECT_EQ(by_bytes.faults.batch_sizes, (std::vector<size_t>{3, 2, 2, 1}));
  EXPECT_EQ(large.version(), 8);
}

TEST(Recorder, RefusesEarlyWhenTooMuchIsWaiting) {
  World world({.max_queued_facts = 3});
  std::vector<const World::Answer*> answers;
  for (int i = 1; i <= 5; ++i) answers.push_back(&world.Send(Opened("case/1", i)));
  EXPECT_FALSE(answers[2]->result.has_value());
  EXPECT_EQ(answers[3]->reason(), "QUEUE_FULL");
  EXPECT_EQ(answers[4]->result->status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(world.recorder().statistics().queued_facts, 3);
  world.Pass();
  EXPECT_EQ(world.recorder().statistics().queued_facts, 0);
  EXPECT_EQ(world.Record(Noted("case/1", 6)).version(), 2) << "room again";

  World by_bytes({.max_queued_bytes = 10'000});
  by_bytes.Send(Noted("case/1", 1, std::string(6'000, 'x')));
  EXPECT_EQ(by_bytes.Send(Noted("case/1", 2, std::string(6'000, 'x'))).reason(), "QUEUE_FULL");
  EXPECT_FALSE(by_bytes.Send(Noted("case/1", 3)).result.has_value());
}

TEST(Recorder, RefusesWhatWasNotDecidedByItsDeadline) {
  World world({.batches_in_flight = 2});
  EXPECT_EQ(world.Record(Opened("case/1", 1), std::nullopt).version(), 1);
  const World::Answer& late = world.Send(Noted("case/1", 2), std::nullopt, -absl::Milliseconds(1));
  world.Pass();
  EXPECT_EQ(late.reason(), "DEADLINE");
  EXPECT_EQ(late.result->status().code(), absl::StatusCode::kDeadlineExceeded);

  // While the log is busy nobody decides, but deadlines are kept; what has been decided stays decided.
  world.faults.fates = {{.delay = absl::Seconds(3)}, {.delay = absl::Seconds(3)}};
  const World::Answer& decided = world.Send(Noted("case/1", 3), std::nullopt, absl::Seconds(1));
  world.Pass(absl::Milliseconds(1));
  world.Send(Noted("case/1", 4));
  world.Pass(absl::Milliseconds(1));
  const World::Answer& waiting = world.Send(Noted("case/1", 5), std::nullopt, absl::Seconds(1));
  world.Pass(absl::Milliseconds(1200));
  EXPECT_FALSE(decided.result.has_value());
  EXPECT_EQ(waiting.reason(), "DEADLINE");
  world.Pass(absl::Seconds(5));
  EXPECT_EQ(decided.version(), 2);
  EXPECT_EQ(world.Stored("case/1").size(), 3U);
}

TEST(Recorder, StopAnswersEverythingBeforeItIsDrained) {
  World world;
  world.faults.fates = {{.delay = absl::Milliseconds(50)}, {.delay = absl::Milliseconds(50)}};
  std::vector<const World::Answer*> answers = {&world.Send(Opened("case/1", 1))};
  world.Pass(absl::Milliseconds(1));
  for (int i = 2; i <= 10; ++i) {
    answers.push_back(&world.Send(Noted("case/1", i)));
    world.Pass(absl::Milliseconds(1));
  }
  bool drained = false;
  world.recorder().Stop([&] {
    drained = true;
    for (const World::Answer* answer : answers) EXPECT_TRUE(answer->ok());
  });
  EXPECT_EQ(world.Send(Noted("case/1", 11)).reason(), "STOPPING");
  world.Pass(absl::Milliseconds(10));
  EXPECT_FALSE(drained);
  world.Pass(absl::Milliseconds(200));
  EXPECT_TRUE(drained);
  EXPECT_EQ(world.Stored("case/1").size(), 10U);
}

TEST(Recorder, StopOfAnIdleRecorderIsDrainedAtOnce) {
  World world;
  world.Pass();
  bool drained = false;
  world.recorder().Stop([&] { drained = true; });
  world.Pass();
  EXPECT_TRUE(drained);
}

TEST(Recorder, DestroyedItRefusesWhatIsLeftExactlyOnce) {
  World world;
  world.faults.fates = {{.delay = absl::Milliseconds(50)}};
  const World::Answer& in_flight = world.Send(Opened("case/1", 1));
  world.Pass(absl::Milliseconds(1));
  const World::Answer& hanging_on_it = world.Send(Opened("case/1", 2));
  world.Pass(absl::Milliseconds(1));
  const World::Answer& queued = world.Send(Opened("case/1", 3));
  world.End();
  world.Pass(absl::Milliseconds(100));
  for (const World::Answer* answer : {&in_flight, &hanging_on_it, &queued}) {
    EXPECT_EQ(answer->reason(), "STOPPING");
    EXPECT_EQ(answer->times, 1);
  }
  // Whether it was recorded the client finds out by sending again.
  world.Start();
  EXPECT_EQ(world.Record(Opened("case/1", 1)).version(), 1);
}

TEST(Recorder, AFactSentFromWithinAnAnswerIsTakenOrRefused) {
  World world;
  int answered = 0;
  absl::StatusOr<Recorded> last;
  std::function<void(int)> send = [&](int number) {
    world.recorder().Record(number == 1 ? Opened("case/1", 1) : Noted("case/1", number), std::nullopt,
                            absl::InfiniteFuture(), [&, number](absl::StatusOr<Recorded> result) {
                              ++answered;
                              last = std::move(result);
                              if (number < 5) send(number + 1);
                            });
  };
  send(1);
  world.Pass();
  EXPECT_EQ(answered, 5);
  EXPECT_EQ(last->version, Version(5));
}

TEST(Recorder, CountsBatchesAndSaysWhatWaitsInWhichPartition) {
  World world;
  world.Pass();
  const auto partition = static_cast<size_t>(log::PartitionOf(StreamId("case/1"), 2).value());
  world.faults.fates = {{.delay = absl::Milliseconds(50)}};
  world.Send(Opened("case/1", 1));
  world.Send(Noted("case/1", 2));
  EXPECT_EQ(world.recorder().partitions().at(partition).queued_facts, 2);
  EXPECT_EQ(world.recorder().partitions().at(1 - partition).queued_facts, 0);
  world.Pass(absl::Milliseconds(100));
  for (const PartitionStatistics& each : world.recorder().partitions()) {
    EXPECT_EQ(each.queued_facts, 0);
    EXPECT_TRUE(each.owned);
  }
  const BatchStatistics batches = world.recorder().batches();
  EXPECT_EQ(batches.records.sum, 2);
  EXPECT_EQ(batches.records.count(), static_cast<int64_t>(world.faults.batch_sizes.size()));
  EXPECT_EQ(batches.append_times.count(), batches.records.count());
  EXPECT_GE(batches.append_times.sum, 50'000'000);
  EXPECT_LT(batches.append_times.sum, 100'000'000);
}

TEST(Recorder, ForgetsStreamsBeyondItsCacheAndReadsThemAgain) {
  World world({.state_cache_bytes = 2'000});
  for (int i = 1; i <= 100; ++i) world.Record(Opened(base::StrCat("case/", i), i));
  EXPECT_LT(world.recorder().statistics().states_cached, 20);
  EXPECT_GT(world.recorder().statistics().states_cached, 0);
  for (int i = 1; i <= 100; ++i) {
    EXPECT_EQ(world.Record(Noted(base::StrCat("case/", i), 1000 + i)).version(), 2);
  }
}

TEST(Recorder, DoesNotForgetAStreamThatTheLogDoesNotHaveYet) {
  World world({.state_cache_bytes = 0});
  world.faults.fates = {{.delay = absl::Milliseconds(50)}};
  world.Send(Opened("case/1", 1));
  world.Pass(absl::Milliseconds(1));
  const World::Answer& noted = world.Send(Noted("case/1", 2));
  world.Pass(absl::Milliseconds(100));
  EXPECT_EQ(noted.version(), 2);
  EXPECT_EQ(world.recorder().statistics().states_cached, 0);
}

}  // namespace
}  // namespace praksis::recording
