// Keeps the cells (cells.h) of all models that have a format in step with the projection's database.
//
// Operation
//   Loaded from the database, then every chunk's sums are added. While the projection is far behind they are
//   dropped, for a rebuild would copy them again and again; and for good where they outgrow their limit.
// Concurrency
//   Thread-safe. Who writes a chunk holds publishing() shared until it has called Take; who makes a view
//   holds it alone while it takes the database's snapshot and Now(). So both are of one position.
#ifndef PRAKSIS_LIBS_PROJECTION_CELL_MEMORY_H_
#define PRAKSIS_LIBS_PROJECTION_CELL_MEMORY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "libs/projection/cells.h"
#include "libs/projection/contribution.h"
#include "libs/projection/layout.h"
#include "libs/store/database.h"

namespace praksis::projection {

class CellMemory {
 public:
  // By case model; null where the model has no format.
  using All = std::vector<std::shared_ptr<const Cells>>;

  // `layout` and `database` must outlive it. `max_bytes` of all cells together; 0: never any.
  CellMemory(const Layout& layout, const store::Database& database, size_t max_bytes);

  absl::Mutex& publishing() { return publishing_; }
  // What `changes` sums up has been written.
  void Take(const ContributionChanges& changes);
  // What is written next comes without Take. Not while holding publishing().
  void Drop();
  // The cells; null while there are none.
  std::shared_ptr<const All> Now() const;

  // There are none yet, whether or not they are being loaded.
  bool awaited() const;
  // There are none, and there could be.
  bool wanted() const;
  // Fills it, while chunks go on being written. The database's errors.
  absl::Status Load();
  // None from now on.
  void End();

 private:
  enum class State { kAbsent, kLoading, kPresent, kEnded };
  using Chunk = std::vector<Cells::Sums>;

  void AddLocked(const std::vector<Cells::Sums>& sums);
  void KeepWithinLimitLocked();

  const Layout& layout_;
  const store::Database& database_;
  const size_t max_bytes_;
  absl::Mutex publishing_;

  mutable std::mutex mutex_;
  State state_;                     // guarded by mutex_
  std::shared_ptr<const All> all_;  // guarded by mutex_; present
  std::vector<Chunk> missed_;       // guarded by mutex_; while loading, what the loaded snapshot has not
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_CELL_MEMORY_H_
