#include "libs/projection/waits.h"

#include <algorithm>

namespace praksis::projection {

absl::Time Waits::NextDeadline() const {
  absl::Time next = absl::InfiniteFuture();
  for (const Wait& wait : waits_) next = std::min(next, wait.deadline);
  return next;
}

template <typename Over>
std::list<Wait> Waits::Take(const Over& over) {
  std::list<Wait> taken;
  for (auto it = waits_.begin(); it != waits_.end();) {
    const auto current = it++;
    if (over(*current)) taken.splice(taken.end(), waits_, current);
  }
  return taken;
}

std::list<Wait> Waits::TakeCovered(const log::Position& position) {
  return Take([&](const Wait& wait) { return position.Covers(wait.at_least); });
}

std::list<Wait> Waits::TakeExpired(absl::Time now) {
  return Take([&](const Wait& wait) { return wait.deadline <= now; });
}

}  // namespace praksis::projection
