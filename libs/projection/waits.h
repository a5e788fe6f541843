// Those who wait for a position to be projected.
#ifndef PRAKSIS_LIBS_PROJECTION_WAITS_H_
#define PRAKSIS_LIBS_PROJECTION_WAITS_H_

#include <list>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/log/position.h"
#include "libs/projection/projection.h"

namespace praksis::projection {

struct Wait {
  log::Position at_least;
  absl::Time deadline;
  absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<const View>>) &&> done;
};

// Not thread-safe; calls nobody.
class Waits {
 public:
  void Add(Wait wait) { waits_.push_back(std::move(wait)); }
  bool empty() const { return waits_.empty(); }
  // absl::InfiniteFuture() where nobody waits.
  absl::Time NextDeadline() const;
  // Take out those that are over, in the order in which they came.
  std::list<Wait> TakeCovered(const log::Position& position);
  std::list<Wait> TakeExpired(absl::Time now);
  std::list<Wait> TakeAll() { return std::move(waits_); }

 private:
  template <typename Over>
  std::list<Wait> Take(const Over& over);

  std::list<Wait> waits_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_WAITS_H_
