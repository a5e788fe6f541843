// Which of RocksDB's threads flush and compact a database.
#ifndef PRAKSIS_LIBS_STORE_THREAD_POOLS_H_
#define PRAKSIS_LIBS_STORE_THREAD_POOLS_H_

#include <rocksdb/env.h>

#include <atomic>
#include <memory>

#include "libs/base/stepping_back.h"

namespace praksis::store {

// Files as of `files`. In the background flushes and compactions run where a processor has nothing else to do
// (SCHED_IDLE), on threads that all such databases of the process share, and step back while somebody is
// answered (libs/base/stepping_back.h); else on those that all others share.
class ThreadPools final : public rocksdb::EnvWrapper {
 public:
  ThreadPools(std::unique_ptr<rocksdb::Env> files, bool background);

  // From now on with all others. What was asked for before stays where it is, and does not step back any
  // more.
  void LeaveBackground() {
    background_ = false;
    job_.Hurry();
  }
  // By the threads that flush and compact in the background, between pieces of it.
  void StepBack() const { job_.StepBack(); }

  const char* Name() const override { return "ThreadPools"; }
  void Schedule(void (*work)(void*), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void*)) override;
  int UnSchedule(void* tag, Priority priority) override;
  unsigned int GetThreadPoolQueueLen(Priority priority) const override;
  int GetBackgroundThreads(Priority priority) override;

 private:
  std::atomic<bool> background_;
  base::BackgroundJob job_;
};

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_THREAD_POOLS_H_
