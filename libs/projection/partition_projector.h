// Projects one partition: reads a chunk of the log, folds it, writes it as one batch.
#ifndef PRAKSIS_LIBS_PROJECTION_PARTITION_PROJECTOR_H_
#define PRAKSIS_LIBS_PROJECTION_PARTITION_PROJECTOR_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/arena.h"
#include "libs/base/ids.h"
#include "libs/base/stepping_back.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "libs/projection/cell_memory.h"
#include "libs/projection/chunk_memory.h"
#include "libs/projection/contribution.h"
#include "libs/projection/event_rows.h"
#include "libs/projection/gathering.h"
#include "libs/projection/layout.h"
#include "libs/projection/projection.h"
#include "libs/projection/stream_cache.h"
#include "libs/store/database.h"
#include "praksis/v1/event.pb.h"

namespace praksis::projection {

// Not thread-safe; projectors of different partitions may work on one database at once, since the streams of
// a partition are in no other, and sums are added to rather than overwritten.
class PartitionProjector {
 public:
  // All that is referred to must outlive it.
  PartitionProjector(PartitionId partition, log::EventLog& event_log, const domain::StreamRules& case_rules,
                     const Layout& layout, store::Database& database, CellMemory& cells,
                     const Options& options, base::BackgroundJob& job);

  // Finds out how far the database is. To be called first.
  absl::Status Load();

  // Projects at most one chunk; how many events it was. An error writes what preceded it and then stays until
  //   UNAVAILABLE  the next call, which tries again (the log or the database would not);
  //   DATA_LOSS    ever: an event cannot be decoded, or a stream's versions have a gap or repeat.
  absl::StatusOr<size_t> Step();

  // Whether Step had better wait for a turn of Gathering's: the log is not all there yet, as its Health says,
  // and less than a large chunk of it is.
  bool Gathers();

  // Thread-safe: from the next record on, none at or after `limit` is taken in. What is written already
  // stays.
  void SetLimit(Offset limit) { limit_ = limit.value(); }
  // Thread-safe: how much memory the states of streams may take, from the next chunk on.
  void SetCacheBytes(size_t bytes) { cache_bytes_ = bytes; }

  // Thread-safe: whether it is so far behind that it writes without logging.
  bool filling() const { return filling_; }

  PartitionId partition() const { return partition_; }
  // The offset after the last event written.
  Offset next() const { return written_; }

 private:
  absl::StatusOr<bool> FarBehind();
  // How large a chunk may become.
  struct Limits {
    size_t events;
    size_t bytes;          // of what it writes
    size_t changed_bytes;  // of the states that it changes
  };
  Limits LimitsOf(bool far_behind) const;
  absl::Status ReadChunk(const Limits& limits, size_t& events);
  absl::Status Take(Offset offset, std::string_view bytes);
  void Fold(const v1::Event& event, std::string_view bytes, CachedStream& stream);
  absl::StatusOr<CachedStream*> FindOrLoad(const std::string& name);
  absl::Status Refold(CachedStream& stream);
  absl::Status WriteChunk(bool far_behind);
  absl::Status WriteBatch(bool far_behind);
  absl::Status Damaged(Offset offset, std::string_view reason, std::string_view what) const;
  void Forget();

  const PartitionId partition_;
  log::EventLog& event_log_;
  const domain::StreamRules& case_rules_;
  store::Database& database_;
  CellMemory& cells_;
  const Options& options_;
  base::BackgroundJob& job_;
  const std::string case_prefix_;

  absl::Status stopped_;
  // What is in memory says nothing; Load again.
  bool forgotten_ = true;
  Offset written_;
  // The offset after the last event of the chunk so far.
  Offset taken_;
  // Something of this partition's may be in memory only.
  bool unlogged_ = false;
  std::atomic<bool> filling_ = false;
  std::unique_ptr<log::PartitionReader> reader_;
  log::RecordBatch records_;
  // Of the events of records_. The block is used again and again.
  const std::unique_ptr<char[]> arena_block_;
  google::protobuf::Arena arena_;
  std::vector<v1::Event> history_;
  Gathering gathering_;
  std::atomic<int64_t> limit_ = std::numeric_limits<int64_t>::max();
  std::atomic<size_t> cache_bytes_;
  const size_t bulk_cache_bytes_;  // while it is far behind, where that is more
  StreamCache cache_;
  std::vector<CachedStream*> changed_;
  ContributionChanges changes_;
  // The chunk's events and what is made of them.
  ChunkMemory memory_;
  EventRowChanges event_rows_;
  store::Batch batch_;
  std::string scratch_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_PARTITION_PROJECTOR_H_
