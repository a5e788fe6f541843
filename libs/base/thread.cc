#include "libs/base/thread.h"

#include <pthread.h>
#include <sched.h>

#include <utility>

namespace praksis::base {

std::thread StartWorker(const std::string& name, std::function<void()> work) {
  std::thread thread(std::move(work));
  pthread_setname_np(thread.native_handle(), name.substr(0, 15).c_str());
  // Where the system does not let us, the thread works as any other.
  const sched_param unused{};
  (void)pthread_setschedparam(thread.native_handle(), SCHED_BATCH, &unused);
  return thread;
}

}  // namespace praksis::base
