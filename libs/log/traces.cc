#include "libs/log/traces.h"

#include "libs/base/trace_parent.h"

namespace praksis::log {

void Traces::Note(PartitionId partition, Offset offset, std::string_view trace_parent) {
  if (!kept() || trace_parent.empty() || !base::IsSampled(trace_parent)) return;
  const std::lock_guard lock(mutex_);
  traces_.push_back({partition, offset, std::string(trace_parent)});
  if (traces_.size() > kMaxTraces) traces_.pop_front();
  any_.store(true, std::memory_order_release);
}

std::vector<Traces::Traced> Traces::Find(PartitionId partition, Offset from, Offset to) const {
  std::vector<Traced> found;
  if (!any_.load(std::memory_order_acquire)) return found;
  const std::lock_guard lock(mutex_);
  for (const Traced& traced : traces_) {
    if (traced.partition == partition && traced.offset >= from && traced.offset < to) found.push_back(traced);
  }
  return found;
}

}  // namespace praksis::log
