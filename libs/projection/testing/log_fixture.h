// A log in memory to project from, for tests: what is appended is readable at once.
#ifndef PRAKSIS_LIBS_PROJECTION_TESTING_LOG_FIXTURE_H_
#define PRAKSIS_LIBS_PROJECTION_TESTING_LOG_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/base/check.h"
#include "libs/log/event_log.h"
#include "libs/log/memory_log.h"
#include "libs/log/position.h"
#include "libs/log/step_executor.h"
#include "praksis/v1/event.pb.h"

namespace praksis::projection::testing {

// Not thread-safe, but for reading from the log.
class LogFixture {
 public:
  explicit LogFixture(log::MemoryLogOptions options = {}) : log_(executor_, options) {
    for (int i = 0; i < log_.partition_count(); ++i) {
      writers_.push_back(log_.Own(PartitionId(i), absl::InfiniteFuture()).value());
    }
  }

  log::MemoryLog& log() { return log_; }
  log::StepExecutor& executor() { return executor_; }

  PartitionId PartitionOf(const std::string& stream) const {
    return log::PartitionOf(StreamId(stream), log_.partition_count());
  }

  // Where it is now.
  log::Address Append(const v1::Event& event) {
    return Append({.stream = StreamId(event.stream()),
                   .version = Version(event.version()),
                   .event_id = EventId(event.event_id()),
                   .bytes = event.SerializeAsString()});
  }
  log::Address Append(log::Record record) {
    const PartitionId partition = PartitionOf(record.stream.value());
    Offset offset(-1);
    std::vector<log::Record> batch;
    batch.push_back(std::move(record));
    writers_[static_cast<size_t>(partition.value())]->Append(
        std::move(batch),
        [&](absl::StatusOr<std::vector<Offset>> offsets) { offset = offsets.value().at(0); });
    executor_.RunFor(absl::ZeroDuration());
    PRAKSIS_CHECK(offset >= Offset(0));
    return {partition, offset};
  }

  // Covers everything appended so far.
  log::Position end() {
    log::Position end;
    for (int i = 0; i < log_.partition_count(); ++i) {
      const Offset offset = log_.End(PartitionId(i)).value();
      if (offset > Offset(0)) end.Advance(PartitionId(i), offset);
    }
    return end;
  }

 private:
  log::StepExecutor executor_;
  log::MemoryLog log_;
  std::vector<std::unique_ptr<log::PartitionWriter>> writers_;
};

}  // namespace praksis::projection::testing

#endif  // PRAKSIS_LIBS_PROJECTION_TESTING_LOG_FIXTURE_H_
