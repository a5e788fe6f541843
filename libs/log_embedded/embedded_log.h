// The log on one machine: a directory that one process holds, RocksDB inside.
//
// Operation
//   One thread writes. It takes all batches that have queued, of all partitions, writes them as one atomic,
//   synced batch, answers them in order and tells the listeners; what comes meanwhile is the next group. So
//   the number of syncs falls as load grows, and nobody waits for more than two of them. What is visible has
//   been synced. End is raised, and readers see a record, only then.
// Concurrency
//   Thread-safe as EventLog says. Callbacks (answers, listeners) run on the writing thread. Readers hold a
//   shared lock per call; only healing (below) takes it exclusively.
// Failure
//   - A failed fsync ends the process: what is on disk is then unknown, and a second fsync would lie.
//   - Where less than EmbeddedOptions::min_free_bytes is left on the disk, appends are refused before
//   anything is written:
//     UNAVAILABLE. Where the disk fills up or fails in spite of that in the middle of a write, the whole
//     group is answered with UNKNOWN and nothing more is written: RocksDB does not heal by itself, and what
//     it has half written may be there after reopening or not. The next Own closes the database and opens it
//     (once there is room again), so that what it then finds is the truth.
//   - Reading goes on meanwhile, but while reopening fails: UNAVAILABLE.
//   - At opening, damage is refused (DATA_LOSS): in the database's files, between its tables at the end of
//   each partition,
//     and where it has less than its checkpoint says. Only a record torn at the very end of the WAL, which
//     was never acknowledged, is dropped. log::VerifyLog checks everything.
// Limitations
//   The queue holds what writers hand over; who appends bounds what he has in flight.
#ifndef PRAKSIS_LIBS_LOG_EMBEDDED_EMBEDDED_LOG_H_
#define PRAKSIS_LIBS_LOG_EMBEDDED_EMBEDDED_LOG_H_

#include <memory>
#include <optional>
#include <string>

#include "libs/log/event_log.h"
#include "libs/store/statistics.h"

namespace praksis::store {
struct FileFaults;
}  // namespace praksis::store

namespace praksis::log {

struct EmbeddedOptions {
  // Of a log that is made now; of one that exists, what it must have. 0: there must be a log, with any
  // number.
  int partitions = 4;
  size_t block_cache_bytes = size_t{64} << 20;
  size_t memtable_bytes = size_t{64} << 20;
  // Free space below which appends are refused.
  int64_t min_free_bytes = int64_t{64} << 20;
  // Tests only: without it an acknowledged record survives the process but not the machine.
  bool sync = true;
  // Tests only; see store::FileFaults.
  std::shared_ptr<store::FileFaults> faults;
};

namespace embedded {
class Engine;
}  // namespace embedded

class EmbeddedLog final : public EventLog {
 public:
  // Opens the log in `directory`, or makes one there. FAILED_PRECONDITION where another process has it open,
  // or it has another number of partitions or another format; NOT_FOUND where there must be one and there is
  // none; DATA_LOSS where it is damaged; UNAVAILABLE where the disk does not let us.
  static absl::StatusOr<std::unique_ptr<EmbeddedLog>> Open(const std::string& directory,
                                                           const EmbeddedOptions& options = {});
  // Writes and answers what has queued.
  ~EmbeddedLog() override;
  EmbeddedLog(const EmbeddedLog&) = delete;
  EmbeddedLog& operator=(const EmbeddedLog&) = delete;

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
  Traces* traces() override;

  // Of the database that has the records; nothing while it is being opened anew.
  std::optional<store::Statistics> store_statistics();

  // Appends written together, so far.
  struct Statistics {
    int64_t groups = 0;
    int64_t batches = 0;
    int64_t records = 0;
    int64_t bytes = 0;
  };
  Statistics statistics() const;

 private:
  explicit EmbeddedLog(std::unique_ptr<embedded::Engine> engine);

  std::unique_ptr<embedded::Engine> engine_;
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_EMBEDDED_EMBEDDED_LOG_H_
