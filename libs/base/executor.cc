#include "libs/base/executor.h"

#include <chrono>
#include <future>
#include <utility>

#include "absl/time/clock.h"

namespace praksis::base {

ThreadExecutor::ThreadExecutor(const std::string& name, Priority priority)
    : thread_(StartWorker(
          name, [this] { Run(); }, priority)) {}

ThreadExecutor::~ThreadExecutor() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void ThreadExecutor::Post(Task task) {
  bool was_empty = false;
  {
    std::lock_guard lock(mutex_);
    was_empty = tasks_.empty();
    tasks_.push_back(std::move(task));
  }
  if (was_empty) wake_.notify_one();
}

void ThreadExecutor::RunOrPost(Task task) {
  std::unique_lock lock(mutex_);
  if (running_ || !tasks_.empty()) {
    lock.unlock();
    Post(std::move(task));
    return;
  }
  running_ = true;
  lock.unlock();
  task();
  lock.lock();
  running_ = false;
  // Under the lock: as soon as it is free, the executor may be destroyed.
  if (!tasks_.empty() || stopping_) wake_.notify_one();
}

void ThreadExecutor::PostAfter(absl::Duration delay, Task task) {
  {
    std::lock_guard lock(mutex_);
    timers_.emplace(absl::Now() + delay, std::move(task));
  }
  wake_.notify_one();
}

void ThreadExecutor::Run() {
  std::deque<Task> ready;
  std::unique_lock lock(mutex_);
  while (true) {
    const absl::Time now = absl::Now();
    while (!timers_.empty() && timers_.begin()->first <= now) {
      tasks_.push_back(std::move(timers_.begin()->second));
      timers_.erase(timers_.begin());
    }
    if (running_ && (!tasks_.empty() || stopping_)) {
      wake_.wait(lock);
      continue;
    }
    if (!tasks_.empty()) {
      ready.swap(tasks_);
      running_ = true;
      lock.unlock();
      for (Task& task : ready) task();
      ready.clear();
      lock.lock();
      running_ = false;
      continue;
    }
    if (stopping_) return;
    if (timers_.empty()) {
      wake_.wait(lock);
    } else {
      wake_.wait_for(lock, absl::ToChronoNanoseconds(timers_.begin()->first - now));
    }
  }
}

SharedExecutor::SharedExecutor(std::shared_ptr<Executor> thread) : thread_(std::move(thread)) {}

SharedExecutor::~SharedExecutor() {
  std::promise<void> last;
  const std::future<void> done = last.get_future();
  thread_->Post([ended = ended_, last = std::move(last)]() mutable {
    *ended = true;
    last.set_value();
  });
  done.wait();
}

void SharedExecutor::Post(Task task) { thread_->Post(std::move(task)); }

void SharedExecutor::RunOrPost(Task task) { thread_->RunOrPost(std::move(task)); }

void SharedExecutor::PostAfter(absl::Duration delay, Task task) {
  thread_->PostAfter(delay, [ended = ended_, task = std::move(task)]() mutable {
    if (!*ended) task();
  });
}

}  // namespace praksis::base
