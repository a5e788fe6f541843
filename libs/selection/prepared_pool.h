// A pool, checked and collapsed: what every choice from it begins with, whatever is asked. Whoever asks about
// the same pool again keeps it.
#ifndef PRAKSIS_LIBS_SELECTION_PREPARED_POOL_H_
#define PRAKSIS_LIBS_SELECTION_PREPARED_POOL_H_

#include <future>
#include <memory_resource>
#include <optional>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/selection/columns.h"
#include "libs/selection/selection.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// Immutable and thread-safe.
class PreparedPool {
 public:
  // `pool` and `memory` must outlive it.
  explicit PreparedPool(const Pool& pool,
                        std::pmr::memory_resource* memory = std::pmr::get_default_resource());
  PreparedPool(const PreparedPool&) = delete;
  PreparedPool& operator=(const PreparedPool&) = delete;

  const Pool& pool() const { return pool_; }
  // In what the pool contradicts itself; where there is anything, it has neither universe nor columns.
  const std::vector<base::FieldViolation>& violations() const { return violations_; }
  const Universe& universe() const { return *universe_; }
  // Made beside whatever else is done; the first to ask may have to wait.
  const Columns& columns() const { return columns_.get(); }

  // What it takes beside the pool, about.
  size_t bytes() const;

 private:
  const Pool& pool_;
  std::vector<base::FieldViolation> violations_;
  std::optional<Universe> universe_;
  std::shared_future<Columns> columns_;
};

// As the SelectCases of selection.h that takes pools.
absl::StatusOr<Selection> SelectCases(const PreparedPool& pool, const Parameters& parameters,
                                      const PreparedPool* others, GoOn go_on,
                                      std::pmr::memory_resource* memory);

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_PREPARED_POOL_H_
