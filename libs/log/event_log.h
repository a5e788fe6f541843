// The log: every accepted event, in partitions, each totally ordered, for ever. Engines: log_embedded
// (RocksDB, one machine), log_kafka, and the in-memory twin of libs/log/memory_log.h that
// simulation breaks on purpose. What every engine must do is written down as tests in
// tests/contract/event_log_contract.h.
//
// Life of an event: the partition's owner appends a batch through its PartitionWriter; the batch becomes
// readable atomically and durable before `done` is called with OK; readers and listeners see it from then on,
// in order.
#ifndef PRAKSIS_LIBS_LOG_EVENT_LOG_H_
#define PRAKSIS_LIBS_LOG_EVENT_LOG_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/ids.h"
#include "libs/log/traces.h"

namespace praksis::log {

// One event as it is appended.
struct Record {
  StreamId stream;
  Version version;
  EventId event_id;
  // Serialized v1::Event.
  std::string bytes;
  // W3C traceparent of the call that it came with, where there was a valid one. Goes along where an engine
  // has a place for it beside the event (Kafka's headers); EventLog::traces has it for a while if it is
  // sampled.
  std::string trace_parent = {};
};

// Where an event is.
struct Address {
  PartitionId partition;
  Offset offset;
  friend bool operator==(const Address&, const Address&) = default;
};

// Some consecutive records of a partition in one buffer, so that scanning allocates little.
// Not thread-safe; the views live until the batch is cleared or destroyed.
class RecordBatch {
 public:
  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  size_t bytes() const { return buffer_.size(); }
  Offset offset(size_t i) const { return Offset(entries_[i].offset); }
  // Serialized v1::Event.
  std::string_view value(size_t i) const {
    return std::string_view(buffer_).substr(entries_[i].begin, entries_[i].length);
  }

  void Clear() {
    buffer_.clear();
    entries_.clear();
  }
  void Add(Offset offset, std::string_view value) {
    entries_.push_back({offset.value(), buffer_.size(), value.size()});
    buffer_.append(value);
  }

 private:
  struct Entry {
    int64_t offset;
    size_t begin;
    size_t length;
  };
  std::string buffer_;
  std::vector<Entry> entries_;
};

// The right to append to one partition. Used by one thread at a time; destroying it gives the right up.
class PartitionWriter {
 public:
  // Called exactly once per Append, in the order of the Appends, on a thread of the engine's; must not block.
  //   OK           every record of the batch is durable and readable; its offset, in order, for each record.
  //   UNAVAILABLE  nothing of the batch was written, nor ever will be.
  //   ABORTED      nothing was written: somebody else owns the partition now.
  //   UNKNOWN      the batch may or may not have been written, or may appear a little later.
  // After anything but OK the writer is dead: all its later Appends fail the same way (with UNAVAILABLE after
  // UNKNOWN where they certainly are not written; some that were in flight may be UNKNOWN, too). Destroy it
  // and Own the partition again: what Own then finds in the log is the truth, nothing of the dead writer's
  // can appear after it.
  using Done = absl::AnyInvocable<void(absl::StatusOr<std::vector<Offset>>) &&>;

  virtual ~PartitionWriter() = default;

  // Appends all of `batch` (not empty) or nothing. May be called again before `done` has been: batches are
  // written in the order of the calls, and if one fails, so do those after it.
  virtual void Append(std::vector<Record> batch, Done done) = 0;
};

// A cursor through one partition. Used by one thread at a time.
class PartitionReader {
 public:
  virtual ~PartitionReader() = default;

  // Clears `batch` and reads on: at most `max_records` records and, after the first, `max_bytes` bytes. An
  // empty batch with OK means that the end is reached for now; calling again later goes on. UNAVAILABLE: try
  // again later. DATA_LOSS: what is stored is damaged.
  virtual absl::Status Next(size_t max_records, size_t max_bytes, RecordBatch& batch) = 0;
};

// Called after records became readable: those of `partition` before `end`. On a thread of the engine's; must
// not block.
using Listener = absl::AnyInvocable<void(PartitionId partition, Offset end)>;

// Ends what it registers when destroyed; no call is running or will come once the destructor has returned.
// Not to be destroyed from within the call.
class Registration {
 public:
  virtual ~Registration() = default;
};

// Thread-safe unless said otherwise. Must outlive its writers, readers and registrations.
class EventLog {
 public:
  virtual ~EventLog() = default;

  // Names this log and no other; made with it. 32 hexadecimal digits.
  virtual const std::string& id() const = 0;

  // Fixed when the log is made.
  virtual int partition_count() const = 0;

  // Becomes the owner: a previous owner's appends fail from now on (with ABORTED, unless it was dead
  // already), and all that it wrote is readable when this returns. UNAVAILABLE or DEADLINE_EXCEEDED where
  // that could not be reached; try again.
  virtual absl::StatusOr<std::unique_ptr<PartitionWriter>> Own(PartitionId partition,
                                                               absl::Time deadline) = 0;

  // A cursor that begins with the first record at or after `from`.
  virtual absl::StatusOr<std::unique_ptr<PartitionReader>> Read(PartitionId partition, Offset from) = 0;

  // One past the last readable record of the partition (0 when empty): a reader that has got there has read
  // everything.
  virtual absl::StatusOr<Offset> End(PartitionId partition) = 0;

  // The stream's events from version `from` on, by version (serialized v1::Event, with their offsets). Empty
  // where there are none. Sees at least everything that was acknowledged before the call.
  virtual absl::Status ReadStream(const StreamId& stream, Version from, RecordBatch& batch) = 0;

  // Where the event with this id is, if there is one. Sees at least everything acknowledged before the call.
  virtual absl::StatusOr<std::optional<Address>> FindEvent(const EventId& event_id) = 0;

  // The record at `address`: serialized v1::Event. NOT_FOUND where there is none.
  virtual absl::StatusOr<std::string> ReadAt(const Address& address) = 0;

  // Calls `listener` whenever records have become readable.
  virtual std::unique_ptr<Registration> Listen(Listener listener) = 0;

  // OK, or why appending does not work at the moment (disk full, broker gone).
  virtual absl::Status Health() = 0;

  // The traces that recent records came with; null where the engine has no place for them.
  virtual Traces* traces() { return nullptr; }
};

// The partition of a stream: Kafka's default partitioner, so that any Kafka client computes the same.
PartitionId PartitionOf(const StreamId& stream, int partition_count);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_EVENT_LOG_H_
