#include "libs/base/thread.h"

#include <pthread.h>
#include <sched.h>

#include <utility>

namespace praksis::base {
namespace {

int Policy(Priority priority) {
  switch (priority) {
    case Priority::kPrompt:
      return SCHED_OTHER;
    case Priority::kNormal:
      return SCHED_BATCH;
    case Priority::kBackground:
      return SCHED_IDLE;
  }
  return SCHED_OTHER;
}

}  // namespace

std::thread StartWorker(const std::string& name, std::function<void()> work, Priority priority) {
  std::thread thread(std::move(work));
  pthread_setname_np(thread.native_handle(), name.substr(0, 15).c_str());
  // Where the system does not let us, the thread works as any other.
  const sched_param unused{};
  (void)pthread_setschedparam(thread.native_handle(), Policy(priority), &unused);
  return thread;
}

}  // namespace praksis::base
