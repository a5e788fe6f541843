// Which recent records came with a trace that its caller records (W3C Trace Context, sampled): so that
// whoever does something with a record later can say for whom.
//
// Bounded and forgetful: the newest kMaxTraces are kept, in memory only, and none at all until somebody wants
// them. Thread-safe. Unwanted, or where nothing is sampled, noting and finding cost next to nothing.
#ifndef PRAKSIS_LIBS_LOG_TRACES_H_
#define PRAKSIS_LIBS_LOG_TRACES_H_

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/ids.h"

namespace praksis::log {

class Traces {
 public:
  static constexpr size_t kMaxTraces = 1024;

  struct Traced {
    PartitionId partition;
    Offset offset;
    std::string trace_parent;
    friend bool operator==(const Traced&, const Traced&) = default;
  };

  // From now on they are kept.
  void Keep() { kept_.store(true, std::memory_order_relaxed); }
  // Whether it is worth an effort to know what Note asks for.
  bool kept() const { return kept_.load(std::memory_order_relaxed); }

  // For an engine, before the record becomes readable. What is not sampled is not kept.
  void Note(PartitionId partition, Offset offset, std::string_view trace_parent);

  // Those that are kept of `partition`, from `from` on and before `to`, in the order in which they were
  // noted.
  std::vector<Traced> Find(PartitionId partition, Offset from, Offset to) const;

 private:
  std::atomic<bool> kept_ = false;
  std::atomic<bool> any_ = false;
  mutable std::mutex mutex_;
  std::deque<Traced> traces_;  // guarded by mutex_
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_TRACES_H_
