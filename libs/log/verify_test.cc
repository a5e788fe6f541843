#include "libs/log/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/base/strings.h"
#include "libs/log/memory_log.h"
#include "libs/log/step_executor.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log {
namespace {

using ::testing::HasSubstr;

EventId Id(int number) {
  const std::string digits = std::to_string(number);
  return EventId("01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits);
}

class VerifyTest : public testing::Test {
 protected:
  // Appends an event to the partition of its stream, or to `partition`.
  void Append(const std::string& stream, int64_t version, EventId id,
              std::optional<PartitionId> partition = {}) {
    v1::Event event;
    event.set_stream(stream);
    event.set_version(version);
    event.set_event_id(id.value());
    AppendBytes({StreamId(stream), Version(version), id, event.SerializeAsString()}, partition);
  }
  void AppendBytes(Record record, std::optional<PartitionId> partition = {}) {
    const auto writer = *log_.Own(partition.value_or(PartitionOf(record.stream, 4)), absl::InfiniteFuture());
    writer->Append({std::move(record)},
                   [](absl::StatusOr<std::vector<Offset>> result) { ASSERT_TRUE(result.ok()); });
    executor_.RunAll();
  }
  std::string Trouble() {
    const auto report = VerifyLog(log_);
    if (report.ok()) return "none";
    EXPECT_EQ(report.status().code(), absl::StatusCode::kDataLoss);
    return std::string(report.status().message());
  }

  StepExecutor executor_;
  MemoryLog log_{executor_, {.markers = true}};
};

TEST_F(VerifyTest, AWholeLogPasses) {
  int id = 0;
  for (int version = 1; version <= 10; ++version) {
    for (int stream = 0; stream < 20; ++stream) Append(base::StrCat("case/", stream), version, Id(++id));
  }
  Offset last_seen;
  const auto report = VerifyLog(log_, [&](PartitionId, Offset at, Offset end) {
    EXPECT_LE(at, end);
    last_seen = at;
  });
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->events, 200);
  EXPECT_EQ(report->streams, 20);
  EXPECT_GT(last_seen, Offset(0));
}

TEST_F(VerifyTest, AnEmptyLogPasses) { EXPECT_EQ(Trouble(), "none"); }

TEST_F(VerifyTest, AGapInAStreamIsFound) {
  Append("case/1", 1, Id(1));
  Append("case/1", 3, Id(2));
  EXPECT_THAT(Trouble(), HasSubstr("has version 3 of case/1 after version 1"));
}

TEST_F(VerifyTest, ARepeatedVersionIsFound) {
  Append("case/1", 1, Id(1));
  Append("case/1", 1, Id(2));
  EXPECT_THAT(Trouble(), HasSubstr("has version 1 of case/1 after version 1"));
}

TEST_F(VerifyTest, AnEventThatIsThereTwiceIsFound) {
  Append("case/1", 1, Id(1));
  Append("case/1", 2, Id(1));
  EXPECT_THAT(Trouble(), HasSubstr("has another place"));
}

TEST_F(VerifyTest, AnEventInTheWrongPartitionIsFound) {
  const PartitionId right = PartitionOf(StreamId("case/1"), 4);
  Append("case/1", 1, Id(1), PartitionId((right.value() + 1) % 4));
  EXPECT_THAT(Trouble(), HasSubstr("whose partition is another"));
}

TEST_F(VerifyTest, BytesThatAreNoEventAreFound) {
  AppendBytes({StreamId("case/1"), Version(1), Id(1), "\xff\xff"});
  EXPECT_THAT(Trouble(), HasSubstr("is no event"));
}

TEST_F(VerifyTest, AnIndexThatSaysOtherwiseIsFound) {
  v1::Event event;
  event.set_stream("case/1");
  event.set_version(1);
  event.set_event_id(Id(1).value());
  AppendBytes({StreamId("case/1"), Version(7), Id(1), event.SerializeAsString()});
  event.set_version(2);
  event.set_event_id(Id(2).value());
  AppendBytes({StreamId("case/1"), Version(2), Id(2), event.SerializeAsString()});
  EXPECT_THAT(Trouble(), HasSubstr("the index has another event for version 1"));
}

}  // namespace
}  // namespace praksis::log
