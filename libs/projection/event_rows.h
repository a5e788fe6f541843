// What event models make of a chunk: rows go straight into the batch, what is appended is collected per row
// first, so that the events of one case in one chunk cost one change.
#ifndef PRAKSIS_LIBS_PROJECTION_EVENT_ROWS_H_
#define PRAKSIS_LIBS_PROJECTION_EVENT_ROWS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/projection/layout.h"
#include "libs/projection/read_model.h"
#include "libs/store/database.h"

namespace praksis::projection {

// Not thread-safe.
class EventRowChanges {
 public:
  explicit EventRowChanges(const Layout& layout);

  // What all models make of `event`.
  void Add(const LoggedEvent& event, store::Batch& batch);
  // Collected and not yet in a batch, in bytes.
  size_t size() const { return bytes_; }
  // Moves what was appended into `batch`, by key, which RocksDB takes in faster.
  void Finish(store::Batch& batch);
  // Forgets what was appended.
  void Clear();

 private:
  class Rows;

  const Layout& layout_;
  // Per event model, by key.
  std::vector<absl::flat_hash_map<std::string, std::string>> appended_;
  size_t bytes_ = 0;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_EVENT_ROWS_H_
