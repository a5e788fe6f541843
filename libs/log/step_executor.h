// An executor for tests: tasks run one by one when the test says so, and time stands until the test moves it.
#ifndef PRAKSIS_LIBS_LOG_STEP_EXECUTOR_H_
#define PRAKSIS_LIBS_LOG_STEP_EXECUTOR_H_

#include <map>
#include <utility>

#include "libs/base/executor.h"

namespace praksis::log {

// Not thread-safe. What has not run is dropped on destruction.
class StepExecutor final : public base::Executor {
 public:
  void Post(Task task) override { PostAfter(absl::ZeroDuration(), std::move(task)); }
  void PostAfter(absl::Duration delay, Task task) override { tasks_.emplace(now_ + delay, std::move(task)); }

  // Runs everything that is due within `duration`, in the order of time and then of posting.
  void RunFor(absl::Duration duration) {
    const absl::Duration until = now_ + duration;
    while (!tasks_.empty() && tasks_.begin()->first <= until) {
      now_ = tasks_.begin()->first;
      Task task = std::move(tasks_.begin()->second);
      tasks_.erase(tasks_.begin());
      task();
    }
    now_ = until;
  }
  void RunAll() {
    while (!tasks_.empty()) RunFor(tasks_.begin()->first - now_);
  }

 private:
  absl::Duration now_;
  std::multimap<absl::Duration, Task> tasks_;
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_STEP_EXECUTOR_H_
