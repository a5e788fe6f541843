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
#include "libs/projection/chunk_memory.h"
#include "libs/projection/layout.h"
#include "libs/projection/read_model.h"
#include "libs/store/database.h"

namespace praksis::projection {

// Of one partition. Not thread-safe.
class EventRowChanges {
 public:
  // `memory` is cleared together with this, not before.
  EventRowChanges(PartitionId partition, const Layout& layout, ChunkMemory& memory);

  // Reads what the models have noted about the events so far. Only between chunks.
  absl::Status Load(const store::Database& database);
  // What all models make of `event`, whose bytes must stay until Finish or Clear.
  void Add(const LoggedEvent& event, store::Batch& batch);
  // Collected and not yet in a batch, in bytes.
  size_t size() const { return bytes_; }
  // Moves what was appended into `batch`, by key, which RocksDB takes in faster, and what the models have
  // noted.
  void Finish(store::Batch& batch);
  // Forgets what was appended. What the models have noted has to be loaded again.
  void Clear();

 private:
  class Rows;

  // A row's value is a chain of parts.
  struct Part {
    std::string_view bytes;
    Part* next;
  };
  struct Appended {
    Part* first = nullptr;
    Part* last = nullptr;
  };
  struct Model {
    std::string partition_state;
    absl::flat_hash_map<std::string_view, Appended> appended;
  };

  const std::string partition_state_key_;
  const Layout& layout_;
  ChunkMemory& memory_;
  // Per event model.
  std::vector<Model> models_;
  size_t bytes_ = 0;
  std::string scratch_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_EVENT_ROWS_H_
