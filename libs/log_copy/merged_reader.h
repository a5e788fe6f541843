// A log's events in one order: each partition's as it has them, the partitions merged by the time at which
// events were recorded. The order depends on the log alone, not on who reads it or where somebody stopped.
//
// Used by one thread at a time. Memory: a buffer per partition, some 16 MiB together.
// Failure: DATA_LOSS for a record that is no event and for a partition that ends too early; else the log's.
#ifndef PRAKSIS_LIBS_LOG_COPY_MERGED_READER_H_
#define PRAKSIS_LIBS_LOG_COPY_MERGED_READER_H_

#include <memory>
#include <queue>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log {

class MergedReader {
 public:
  // Reads what is before `until`. `event_log` must outlive the reader.
  static absl::StatusOr<std::unique_ptr<MergedReader>> Open(EventLog& event_log, const Position& until);

  // False, and nothing in `record`, at the end.
  absl::StatusOr<bool> Next(Record& record);

  // How much of it has been read, from 0 to 1.
  double share() const;

 private:
  struct Partition {
    PartitionId id;
    Offset end;
    std::unique_ptr<PartitionReader> reader;
    RecordBatch batch;
    size_t next_in_batch = 0;
    // The event at next_in_batch.
    v1::Event head;
  };
  // The partition's head, for the queue.
  struct Head {
    int64_t recorded_at_ns;
    size_t partition;
    // std::priority_queue gives the largest first: that is what was recorded first.
    bool operator<(const Head& other) const {
      return recorded_at_ns != other.recorded_at_ns ? recorded_at_ns > other.recorded_at_ns
                                                    : partition > other.partition;
    }
  };

  MergedReader() = default;
  // Has the partition's next event in `head` and in the queue, unless it has ended.
  absl::Status Advance(size_t index);

  std::vector<Partition> partitions_;
  std::priority_queue<Head> heads_;
  size_t batch_bytes_ = 0;
  // In offsets.
  int64_t length_ = 0;
  int64_t read_ = 0;
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_COPY_MERGED_READER_H_
