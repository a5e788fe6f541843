// The records of a log in a database on this machine, with their indexes: what all engines that keep records
// here read from. The embedded log has its truth in them, the one on Kafka a copy.
//
// An engine writes the records (each into Events(partition) under its offset), adds them to the index, and
// then raises `ends`: readers stop there.
#ifndef PRAKSIS_LIBS_LOG_RECORDS_RECORDS_H_
#define PRAKSIS_LIBS_LOG_RECORDS_RECORDS_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <shared_mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/ids.h"
#include "libs/log/event_log.h"
#include "libs/log/traces.h"
#include "libs/log_records/index.h"
#include "libs/store/database.h"

namespace praksis::log::records {

class Reader;

// Whether every offset before the end has a record.
enum class Offsets { kDense, kWithGaps };

// The open database and the gate that lets it be closed under readers. Whoever uses it holds `mutex` shared;
// who replaces it, exclusively, after having made all readers let go of it. Lock order: mutex, then
// readers_mutex. The functions take the lock themselves and are thread-safe.
struct Records {
  Records(size_t partitions, Offsets offsets_in) : offsets(offsets_in), ends(partitions) {}

  const Offsets offsets;
  std::shared_mutex mutex;
  std::unique_ptr<store::Database> database;  // guarded by mutex
  std::unique_ptr<Index> index;               // guarded by mutex
  // Why there is no database: the last try to open it again has failed. Guarded by mutex.
  absl::Status trouble;
  // One past the last readable record, by partition.
  std::vector<std::atomic<int64_t>> ends;
  // The engine notes them before it raises `ends`.
  Traces traces;

  std::mutex readers_mutex;
  std::set<Reader*> readers;  // guarded by readers_mutex

  int partition_count() const { return static_cast<int>(ends.size()); }
  // As the functions of EventLog; `partition` must be one of ours.
  Offset End(PartitionId partition) const;
  std::unique_ptr<PartitionReader> Read(PartitionId partition, Offset from);
  absl::Status ReadStream(const StreamId& stream, Version from, RecordBatch& batch);
  absl::StatusOr<std::optional<Address>> FindEvent(const EventId& event_id);
  absl::StatusOr<std::string> ReadAt(const Address& address);
  // Of the database; nothing while there is none.
  std::optional<store::Statistics> StoreStatistics();
};

// Makes all readers let go of the database. With Records::mutex held exclusively.
void LetGo(Records& records);

// One past the last record of each partition. DATA_LOSS where there is a key that is no offset.
absl::StatusOr<std::vector<Offset>> FindEnds(const store::Database& database, int partitions);

}  // namespace praksis::log::records

#endif  // PRAKSIS_LIBS_LOG_RECORDS_RECORDS_H_
