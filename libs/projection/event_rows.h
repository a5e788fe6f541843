// What event models make of a chunk: rows go straight into the batch, what is appended is collected per row
// first, so that the events of one case in one chunk cost one change.
#ifndef PRAKSIS_LIBS_PROJECTION_EVENT_ROWS_H_
#define PRAKSIS_LIBS_PROJECTION_EVENT_ROWS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "libs/base/ids.h"
#include "libs/projection/appended.h"
#include "libs/projection/chunk_memory.h"
#include "libs/projection/layout.h"
#include "libs/projection/read_model.h"
#include "libs/projection/stream_cache.h"
#include "libs/store/database.h"

namespace praksis::projection {

// Of one partition. Not thread-safe.
class EventRowChanges {
 public:
  // `memory` is cleared together with this, not before.
  EventRowChanges(PartitionId partition, const Layout& layout, ChunkMemory& memory);

  // Reads what the models have noted about the events so far. Only between chunks.
  absl::Status Load(const store::Database& database);
  // What all models make of `event`, an event of `stream`, whose bytes must stay as long as the chunk's
  // memory.
  void Add(const LoggedEvent& event, CachedStream& stream, store::Batch& batch);
  // Collected and not yet in a batch, in bytes.
  size_t size() const { return bytes_; }
  // Moves what was appended into `batch`, by key, which RocksDB takes in faster, and what the models have
  // noted. `changed` are the chunk's streams by name. The batch refers to the chunk's memory from then on.
  void Finish(const std::vector<CachedStream*>& changed, store::Batch& batch);
  // Forgets what was appended. What the models have noted has to be loaded again.
  void Clear();

 private:
  class Rows;

  struct Model {
    std::string partition_state;
    absl::flat_hash_map<std::string_view, AppendedValue> appended;
  };

  void AppendTo(store::Table table, std::string_view key, const AppendedValue& value, store::Batch& batch);

  const std::string partition_state_key_;
  const Layout& layout_;
  ChunkMemory& memory_;
  // Per event model.
  std::vector<Model> models_;
  size_t bytes_ = 0;
  std::vector<std::string_view> parts_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_EVENT_ROWS_H_
