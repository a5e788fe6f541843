// One operation at a time.
#ifndef PRAKSIS_LIBS_PROJECTION_EXCLUSIVE_H_
#define PRAKSIS_LIBS_PROJECTION_EXCLUSIVE_H_

#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::projection {

// The right to change something, for as long as it lives. `operation`, which says who has it, is guarded by
// `mutex`; both must outlive it.
class Exclusive {
 public:
  Exclusive(std::mutex& mutex, std::string& operation) : mutex_(mutex), operation_(operation) {}
  ~Exclusive() {
    if (!ours_) return;
    const std::lock_guard lock(mutex_);
    operation_.clear();
  }
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;

  absl::Status Begin(std::string_view what) {
    const std::lock_guard lock(mutex_);
    if (!operation_.empty()) {
      return base::Refuse(absl::StatusCode::kFailedPrecondition, "OPERATION_RUNNING",
                          base::StrCat("Another operation is under way: ", operation_, ". Wait for its end."),
                          {{"operation", operation_}});
    }
    operation_ = what;
    ours_ = true;
    return absl::OkStatus();
  }

 private:
  std::mutex& mutex_;
  std::string& operation_;
  bool ours_ = false;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_EXCLUSIVE_H_
