// The log in memory: what simulation and unit tests use in the place of an engine, and break on purpose. It
// does everything that event_log.h promises, and within that whatever is worst.
//
// Operation
//   An append is decided on by Faults when it is made: how long it takes, and what becomes of it. It is in
//   flight until that time has passed and all appends before it are through; then it is written (readable at
//   once) and answered in one task on the executor. Without Faults every append succeeds in the next task.
//   Nothing here reads a clock or draws a number: with a deterministic executor and deterministic Faults a
//   run repeats exactly. What readers see is durable: a crash only decides what becomes of appends in flight.
// Concurrency
//   Thread-safe with any executor. All callbacks run on the executor, never within a call of the caller's.
//   Own answers at once, whatever its deadline.
// Limitations
//   Everything is kept in memory for as long as the log lives.
#ifndef PRAKSIS_LIBS_LOG_MEMORY_LOG_H_
#define PRAKSIS_LIBS_LOG_MEMORY_LOG_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "libs/base/executor.h"
#include "libs/log/event_log.h"

namespace praksis::log {

// What becomes of an append.
struct AppendFate {
  enum class Outcome {
    kWritten,         // Written, answered OK.
    kRefused,         // Not written, answered UNAVAILABLE.
    kUnclearWritten,  // Written, but answered UNKNOWN.
    kUnclearLost,     // Not written, answered UNKNOWN.
    kUnclearLater,    // Answered UNKNOWN, and written `later` after that; if the partition is owned again
                      // before, Faults decide whether it is written right then or never.
  };
  Outcome outcome = Outcome::kWritten;
  absl::Duration delay = absl::ZeroDuration();
  absl::Duration later = absl::ZeroDuration();
};

// Decides what goes wrong; as it stands, nothing does. Called under the log's lock: one call at a time, and
// none may call the log.
class Faults {
 public:
  virtual ~Faults() = default;
  virtual AppendFate OnAppend(PartitionId partition, const std::vector<Record>& batch) { return {}; }
  // An append was in flight when its writer was fenced or the log crashed (or waited to be written later when
  // the partition was owned again): is it there? Appends behind one that is not there are not there either
  // and aren't asked for.
  virtual bool IsWrittenAfterAll(PartitionId partition) { return false; }
  // Anything but OK is what Own answers, without having done anything.
  virtual absl::Status OnOwn(PartitionId partition) { return absl::OkStatus(); }
  // The same of every reading: Read, Next, End, ReadStream, FindEvent, ReadAt.
  virtual absl::Status OnRead() { return absl::OkStatus(); }
  virtual absl::Status OnHealth() { return absl::OkStatus(); }
};

// Faults drawn from a seed.
class SeededFaults final : public Faults {
 public:
  // Chances are in per cent.
  struct Rates {
    int delayed = 30;
    int refused = 2;
    int unclear = 4;  // shared out evenly among the three unclear outcomes
    int written_after_all = 50;
    int own_unavailable = 20;
    int read_unavailable = 1;
    absl::Duration max_delay = absl::Milliseconds(200);
  };
  SeededFaults(uint64_t seed, const Rates& rates) : state_(seed), rates_(rates) {}

  // From now on nothing goes wrong any more (or again does): a simulation ends with a time in which
  // everything can heal.
  void SetQuiet(bool quiet) { quiet_ = quiet; }

  AppendFate OnAppend(PartitionId partition, const std::vector<Record>& batch) override;
  bool IsWrittenAfterAll(PartitionId partition) override;
  absl::Status OnOwn(PartitionId partition) override;
  absl::Status OnRead() override;

 private:
  uint64_t Draw(uint64_t below);
  bool Happens(int per_cent) { return Draw(100) < static_cast<uint64_t>(per_cent); }

  uint64_t state_;
  const Rates rates_;
  bool quiet_ = false;
};

struct MemoryLogOptions {
  int partitions = 4;
  // 32 hexadecimal digits.
  std::string id = "6d656d6f72796c6f670000000000000a";
  // Every batch takes one offset more than it has records, as Kafka's commit markers do: who counts on
  // offsets without gaps is found out.
  bool markers = false;
};

class MemoryLog final : public EventLog {
 public:
  // `executor` and `faults` (null: none) must outlive the log, and all tasks it has posted.
  explicit MemoryLog(base::Executor& executor, const MemoryLogOptions& options = {},
                     Faults* faults = nullptr);
  ~MemoryLog() override;

  const std::string& id() const override;
  int partition_count() const override;
  absl::StatusOr<std::unique_ptr<PartitionWriter>> Own(PartitionId partition, absl::Time deadline) override;
  absl::StatusOr<std::unique_ptr<PartitionReader>> Read(PartitionId partition, Offset from) override;
  absl::StatusOr<Offset> End(PartitionId partition) override;
  absl::Status ReadStream(const StreamId& stream, Version from, RecordBatch& batch) override;
  absl::StatusOr<std::optional<Address>> FindEvent(const EventId& event_id) override;
  absl::StatusOr<std::string> ReadAt(const Address& address) override;
  std::unique_ptr<Registration> Listen(Listener listener) override;
  absl::Status Health() override;

  // As if somebody else had owned the partition: its writer's appends fail with ABORTED from now on.
  void Fence(PartitionId partition);

  // As if the process that holds all writers, readers and registrations had been killed and the log opened
  // again. Of the appends in flight those that Faults say are there become readable; none of them is ever
  // answered, nor are listeners told. Writers of before are fenced. To be called when what belonged to the
  // dead process is destroyed, or about to be.
  void Crash();

 private:
  struct State;
  class Writer;
  class Reader;

  // Outlives the log in tasks that have not run yet.
  std::shared_ptr<State> state_;
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_MEMORY_LOG_H_
