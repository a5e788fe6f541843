// A process that has not written a topic's events can wait until it has all that is committed.
#include <gtest/gtest.h>

#include <future>

#include "absl/time/clock.h"
#include "libs/base/strings.h"
#include "praksis/v1/event.pb.h"
#include "tests/kafka/kafka_under_test.h"

namespace praksis::log {
namespace {

constexpr int kRecords = 20'000;

Record MakeRecord(int number) {
  const std::string digits = std::to_string(number);
  v1::Event event;
  event.set_stream("case/1");
  event.set_version(number);
  event.set_event_id("01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits);
  event.mutable_note_added()->set_text("a note");
  return {StreamId(event.stream()), Version(number), EventId(event.event_id()), event.SerializeAsString()};
}

TEST(KafkaLogCatchingUp, AwaitAllHasWhatAnotherProcessHadCommitted) {
  // given
  KafkaUnderTest kafka;
  kafka.MakeTopic(1);
  const auto reader = kafka.OpenLog("reader");
  const auto writer_log = kafka.OpenLog("writer");
  // when
  {
    auto writer = writer_log->Own(PartitionId(0), absl::Now() + absl::Seconds(60));
    ASSERT_TRUE(writer.ok()) << writer.status();
    std::vector<Record> batch;
    for (int number = 1; number <= kRecords; ++number) batch.push_back(MakeRecord(number));
    std::promise<absl::Status> written;
    (*writer)->Append(std::move(batch), [&](const absl::StatusOr<std::vector<Offset>>& result) {
      written.set_value(result.status());
    });
    ASSERT_EQ(written.get_future().get(), absl::OkStatus());
  }
  // then
  const auto ends = reader->CommittedEnds(absl::Now() + absl::Seconds(60));
  ASSERT_TRUE(ends.ok()) << ends.status();
  ASSERT_EQ(reader->AwaitAll(*ends, absl::Now() + absl::Seconds(60)), absl::OkStatus());
  RecordBatch batch;
  ASSERT_TRUE(reader->ReadStream(StreamId("case/1"), Version(1), batch).ok());
  EXPECT_EQ(batch.size(), static_cast<size_t>(kRecords));
  EXPECT_LT(*reader->End(PartitionId(0)), ends->next(PartitionId(0))) << "a commit marker stands at the end";
}

TEST(KafkaLogCatchingUp, WhatIsNotThereIsWaitedForUntilTheDeadline) {
  KafkaUnderTest kafka;
  kafka.MakeTopic(1);
  const auto log = kafka.OpenLog();
  Position beyond;
  beyond.Advance(PartitionId(0), Offset(1));
  EXPECT_EQ(log->AwaitAll(beyond, absl::Now() + absl::Milliseconds(100)).code(),
            absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace praksis::log
