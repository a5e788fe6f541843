#include "tests/simulation/scheduler.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace praksis::simulation {
namespace {

// What a task takes at most.
constexpr absl::Duration kLongestTask = absl::Microseconds(20);

}  // namespace

class Scheduler::SimulatedExecutor final : public base::Executor {
 public:
  SimulatedExecutor(Scheduler& scheduler, Queues::iterator queue) : scheduler_(scheduler), queue_(queue) {}
  ~SimulatedExecutor() override {
    std::erase_if(scheduler_.timers_, [this](const auto& timer) { return timer.second.queue == &*queue_; });
    scheduler_.queues_.erase(queue_);
  }

  void Post(Task task) override { queue_->ready.push_back(std::move(task)); }
  void PostAfter(absl::Duration delay, Task task) override {
    scheduler_.timers_.emplace(TimerKey(scheduler_.now_ + delay, scheduler_.next_timer_++),
                               Timer{&*queue_, std::move(task)});
  }

 private:
  Scheduler& scheduler_;
  const Queues::iterator queue_;
};

std::unique_ptr<base::Executor> Scheduler::MakeExecutor() {
  return std::make_unique<SimulatedExecutor>(*this, queues_.emplace(queues_.end()));
}

void Scheduler::FireDue() {
  while (!timers_.empty() && timers_.begin()->first.first <= now_) {
    Timer timer = std::move(timers_.begin()->second);
    timers_.erase(timers_.begin());
    timer.queue->ready.push_back(std::move(timer.task));
  }
}

bool Scheduler::Step() {
  FireDue();
  std::vector<Queue*> ready;
  for (Queue& queue : queues_) {
    if (!queue.ready.empty()) ready.push_back(&queue);
  }
  if (ready.empty()) {
    if (timers_.empty()) return false;
    now_ = timers_.begin()->first.first;
    return true;
  }
  Queue& queue = *ready[chance_.Below(ready.size())];
  base::Executor::Task task = std::move(queue.ready.front());
  queue.ready.pop_front();
  now_ += chance_.Between(absl::ZeroDuration(), kLongestTask);
  // The task may end its own executor's owner; it is no longer in the queue by then.
  task();
  return true;
}

}  // namespace praksis::simulation
