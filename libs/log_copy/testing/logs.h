// Logs in memory for the tests of copying: filled with made-up events, and read as a whole.
#ifndef PRAKSIS_LIBS_LOG_COPY_TESTING_LOGS_H_
#define PRAKSIS_LIBS_LOG_COPY_TESTING_LOGS_H_

#include <gtest/gtest.h>

#include <future>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/executor.h"
#include "libs/base/strings.h"
#include "libs/log/event_log.h"
#include "libs/log/memory_log.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log::testing {

// The event of this number: its id, time and content follow from that.
inline Record MakeRecord(const std::string& stream, int64_t version, int number) {
  const std::string digits = std::to_string(number);
  v1::Event event;
  event.set_stream(stream);
  event.set_version(version);
  event.set_event_id("01956a2c-7b00-7000-8000-" + std::string(12 - digits.size(), '0') + digits);
  event.mutable_recorded_at()->set_seconds(1'750'000'000 + number);
  event.mutable_note_added()->set_text(base::StrCat("note ", number));
  return {StreamId(stream), Version(version), EventId(event.event_id()), event.SerializeAsString()};
}

// A log on a thread of its own. `faults` must outlive it.
class TestLog {
 public:
  explicit TestLog(int partitions, Faults* faults = nullptr)
      : executor_("test-log"), log_(executor_, {.partitions = partitions, .markers = true}, faults) {}

  MemoryLog& log() { return log_; }

  // Appends the record, whatever it is, to the partition of its stream. Not for logs with faults.
  void Put(Record record) {
    const auto writer = *log_.Own(PartitionOf(record.stream, log_.partition_count()), absl::InfiniteFuture());
    std::promise<absl::Status> written;
    writer->Append({std::move(record)}, [&](const absl::StatusOr<std::vector<Offset>>& result) {
      written.set_value(result.status());
    });
    ASSERT_EQ(written.get_future().get(), absl::OkStatus());
  }
  void Put(const std::string& stream, int64_t version, int number) {
    Put(MakeRecord(stream, version, number));
  }
  // `versions` events for each of `streams` streams, in turn; numbers from 1.
  void Fill(int streams, int versions) {
    int number = 0;
    for (int version = 1; version <= versions; ++version) {
      for (int stream = 0; stream < streams; ++stream) Put(base::StrCat("case/", stream), version, ++number);
    }
  }

  // The stored bytes of each partition, in order.
  std::vector<std::vector<std::string>> Contents() {
    std::vector<std::vector<std::string>> contents(static_cast<size_t>(log_.partition_count()));
    RecordBatch batch;
    for (size_t i = 0; i < contents.size(); ++i) {
      const auto reader = *log_.Read(PartitionId(static_cast<int64_t>(i)), Offset(0));
      do {
        EXPECT_TRUE(reader->Next(1000, 1 << 20, batch).ok());
        for (size_t k = 0; k < batch.size(); ++k) contents[i].emplace_back(batch.value(k));
      } while (!batch.empty());
    }
    return contents;
  }
  size_t size() {
    size_t size = 0;
    for (const auto& partition : Contents()) size += partition.size();
    return size;
  }

 private:
  base::ThreadExecutor executor_;
  MemoryLog log_;
};

}  // namespace praksis::log::testing

#endif  // PRAKSIS_LIBS_LOG_COPY_TESTING_LOGS_H_
