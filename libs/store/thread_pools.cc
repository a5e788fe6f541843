#include "libs/store/thread_pools.h"

#include <mutex>
#include <utility>

namespace praksis::store {
namespace {

// RocksDB would use this pool for compactions to the last level, of any database, if it were told of its
// threads (GetBackgroundThreads).
constexpr rocksdb::Env::Priority kBackground = rocksdb::Env::Priority::BOTTOM;
constexpr int kThreads = 2;

}  // namespace

ThreadPools::ThreadPools(std::unique_ptr<rocksdb::Env> files, bool background)
    : EnvWrapper(std::move(files)),
      background_(background),
      job_(background ? &base::Attention::OfProcess() : nullptr) {
  static std::once_flag once;
  if (!background) return;
  std::call_once(once, [this] {
    SetBackgroundThreads(kThreads, kBackground);
    // Where the system does not let us, they work as any other.
    LowerThreadPoolCPUPriority(kBackground, rocksdb::CpuPriority::kIdle).PermitUncheckedError();
  });
}

void ThreadPools::Schedule(void (*work)(void*), void* argument, Priority priority, void* tag,
                           void (*unscheduled)(void*)) {
  EnvWrapper::Schedule(work, argument, background_ ? kBackground : priority, tag, unscheduled);
}

int ThreadPools::UnSchedule(void* tag, Priority priority) {
  return EnvWrapper::UnSchedule(tag, priority) + EnvWrapper::UnSchedule(tag, kBackground);
}

unsigned int ThreadPools::GetThreadPoolQueueLen(Priority priority) const {
  return EnvWrapper::GetThreadPoolQueueLen(priority) + EnvWrapper::GetThreadPoolQueueLen(kBackground);
}

int ThreadPools::GetBackgroundThreads(Priority priority) {
  return priority == kBackground ? 0 : EnvWrapper::GetBackgroundThreads(priority);
}

}  // namespace praksis::store
