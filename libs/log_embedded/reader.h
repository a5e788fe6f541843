// A cursor through a partition of the embedded log, and the gate that lets the database be closed under
// readers. Internal to libs/log_embedded.
#ifndef PRAKSIS_LIBS_LOG_EMBEDDED_READER_H_
#define PRAKSIS_LIBS_LOG_EMBEDDED_READER_H_

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <vector>

#include "libs/log/event_log.h"
#include "libs/log_embedded/index.h"
#include "libs/store/database.h"

namespace praksis::log::embedded {

class Reader;

// The open database. Whoever uses it holds `mutex` shared; who replaces it, exclusively, after having made
// all readers let go of it. Lock order: mutex, then readers_mutex.
struct Gate {
  explicit Gate(size_t partitions) : ends(partitions) {}

  std::shared_mutex mutex;
  std::unique_ptr<store::Database> database;  // guarded by mutex
  std::unique_ptr<Index> index;               // guarded by mutex
  // Why there is no database: the last try to open it again has failed. Guarded by mutex.
  absl::Status trouble;
  // One past the last readable record, by partition.
  std::vector<std::atomic<int64_t>> ends;

  std::mutex readers_mutex;
  std::set<Reader*> readers;  // guarded by readers_mutex

  Offset End(PartitionId partition) const {
    return Offset(ends[partition.value()].load(std::memory_order_acquire));
  }
};

class Reader final : public PartitionReader {
 public:
  Reader(Gate& gate, PartitionId partition, Offset from);
  ~Reader() override;

  absl::Status Next(size_t max_records, size_t max_bytes, RecordBatch& batch) override;

  // With the gate held exclusively.
  void LetGo() { cursor_.reset(); }

 private:
  absl::Status Fill(Offset end, size_t max_records, size_t max_bytes, RecordBatch& batch);

  Gate& gate_;
  const PartitionId partition_;
  Offset next_;
  // Stands at next_, or is null. Given up at the end, so that an idle reader keeps nothing of the past on
  // disk.
  std::unique_ptr<store::Cursor> cursor_;
};

}  // namespace praksis::log::embedded

#endif  // PRAKSIS_LIBS_LOG_EMBEDDED_READER_H_
