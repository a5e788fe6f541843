#include "libs/rpc/refusals.h"

#include <algorithm>

#include "libs/base/refusal.h"

namespace praksis::rpc {

void Refusals::Count(const absl::Status& status) {
  if (status.ok()) return;
  std::string reason = base::ReasonOf(status);
  if (reason.empty()) reason = absl::StatusCodeToString(status.code());
  const std::lock_guard lock(mutex_);
  ++counts_[reason];
}

std::vector<std::pair<std::string, int64_t>> Refusals::List() const {
  std::vector<std::pair<std::string, int64_t>> list;
  {
    const std::lock_guard lock(mutex_);
    list.assign(counts_.begin(), counts_.end());
  }
  std::stable_sort(list.begin(), list.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return list;
}

}  // namespace praksis::rpc
