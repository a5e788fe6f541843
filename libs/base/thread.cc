#include "libs/base/thread.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>

#include <utility>

namespace praksis::base {
namespace {

constexpr int kGiveWay = 19;

}  // namespace

std::thread StartWorker(const std::string& name, std::function<void()> work, Priority priority) {
  std::thread thread([priority, work = std::move(work)] {
    // On Linux a priority is a thread's own; 0 is the one that asks.
    if (priority == Priority::kBackground) (void)setpriority(PRIO_PROCESS, 0, kGiveWay);
    work();
  });
  pthread_setname_np(thread.native_handle(), name.substr(0, 15).c_str());
  // Where the system does not let us, the thread works as any other.
  const sched_param unused{};
  (void)pthread_setschedparam(thread.native_handle(), SCHED_BATCH, &unused);
  return thread;
}

}  // namespace praksis::base
