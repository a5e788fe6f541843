// Where work is done. A component that owns state does all its work as tasks on one executor, so that its
// state needs no lock; who makes the component decides whether that is a thread of its own (ThreadExecutor)
// or the simulation's scheduler, which runs tasks one at a time in an order drawn from a seed.
#ifndef PRAKSIS_LIBS_BASE_EXECUTOR_H_
#define PRAKSIS_LIBS_BASE_EXECUTOR_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "libs/base/thread.h"

namespace praksis::base {

// Runs tasks one at a time: no two tasks of one executor overlap, and tasks posted by Post run in the order
// they were posted. Thread-safe. Tasks must not block for long.
class Executor {
 public:
  using Task = absl::AnyInvocable<void()>;
  virtual ~Executor() = default;
  virtual void Post(Task task) = 0;
  // Runs the task within the call where nothing is running or queued, which saves waking a thread; else posts
  // it. For short tasks, of callers that hold no lock that the task may want.
  virtual void RunOrPost(Task task) { Post(std::move(task)); }
  // Runs the task no sooner than `delay` from now.
  virtual void PostAfter(absl::Duration delay, Task task) = 0;
};

// A thread of its own. Destruction runs what Post has queued and drops what PostAfter has, then joins: it
// must not happen on the executor's own thread.
class ThreadExecutor final : public Executor {
 public:
  // `name` shows in debuggers (at most 15 characters).
  explicit ThreadExecutor(const std::string& name, Priority priority = Priority::kNormal);
  ~ThreadExecutor() override;
  ThreadExecutor(const ThreadExecutor&) = delete;
  ThreadExecutor& operator=(const ThreadExecutor&) = delete;

  void Post(Task task) override;
  void RunOrPost(Task task) override;
  void PostAfter(absl::Duration delay, Task task) override;

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;                   // guarded by mutex_
  bool running_ = false;                    // guarded by mutex_; tasks, on whatever thread
  std::deque<Task> tasks_;                  // guarded by mutex_
  std::multimap<absl::Time, Task> timers_;  // guarded by mutex_
  std::thread thread_;
};

// One of several executors that share a thread. Destruction runs what Post has queued and drops what
// PostAfter has: it must not happen on that thread.
class SharedExecutor final : public Executor {
 public:
  explicit SharedExecutor(std::shared_ptr<Executor> thread);
  ~SharedExecutor() override;
  SharedExecutor(const SharedExecutor&) = delete;
  SharedExecutor& operator=(const SharedExecutor&) = delete;

  void Post(Task task) override;
  void RunOrPost(Task task) override;
  void PostAfter(absl::Duration delay, Task task) override;

 private:
  const std::shared_ptr<Executor> thread_;
  // Timers that are due later do nothing. Used on the thread only.
  const std::shared_ptr<bool> ended_ = std::make_shared<bool>(false);
};

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_EXECUTOR_H_
