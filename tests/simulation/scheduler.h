// Virtual time, and executors whose tasks run one at a time in an order drawn from a seed. What may run at
// the same moment in production runs here in any order, but never differently twice from the same seed.
//
// Not thread-safe: everything simulated lives on the thread that calls Step.
#ifndef PRAKSIS_TESTS_SIMULATION_SCHEDULER_H_
#define PRAKSIS_TESTS_SIMULATION_SCHEDULER_H_

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <utility>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "tests/simulation/chance.h"

namespace praksis::simulation {

class Scheduler {
 public:
  explicit Scheduler(uint64_t seed) : chance_(seed) {}
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // The executor's tasks are dropped with it. It must not outlive the scheduler.
  std::unique_ptr<base::Executor> MakeExecutor();

  // Runs one task of one executor, or lets time pass until there is one. False where nothing is left to do.
  bool Step();

  // Since the beginning. Passes a little with every task.
  absl::Duration now() const { return now_; }

 private:
  class SimulatedExecutor;
  struct Queue {
    std::deque<base::Executor::Task> ready;
  };
  using Queues = std::list<Queue>;
  // In the order they come due, and then of posting.
  using TimerKey = std::pair<absl::Duration, int64_t>;
  struct Timer {
    Queue* queue;
    base::Executor::Task task;
  };

  void FireDue();

  Chance chance_;
  absl::Duration now_;
  int64_t next_timer_ = 0;
  Queues queues_;
  std::map<TimerKey, Timer> timers_;
};

// Wall-clock time over the scheduler's; it may be set, as clocks are.
class VirtualClock final : public base::Clock {
 public:
  VirtualClock(const Scheduler& scheduler, absl::Time start) : scheduler_(scheduler), start_(start) {}
  absl::Time Now() const override { return start_ + scheduler_.now() + error_; }
  void SetError(absl::Duration error) { error_ = error; }

 private:
  const Scheduler& scheduler_;
  const absl::Time start_;
  absl::Duration error_;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_SCHEDULER_H_
