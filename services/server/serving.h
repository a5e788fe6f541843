// Keeps what the health service says in step with what is the case.
#ifndef PRAKSIS_SERVICES_SERVER_SERVING_H_
#define PRAKSIS_SERVICES_SERVER_SERVING_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/base/executor.h"
#include "libs/rpc/server.h"

namespace praksis::services {

// Asks each service's health, and then now and then, on a thread of its own, until stopped.
class Serving {
 public:
  struct Watched {
    std::string service;
    std::function<absl::Status()> health;
  };

  struct State {
    std::string service;
    absl::Status health;
  };

  // `server` must outlive this.
  Serving(rpc::Server& server, std::vector<Watched> watched, absl::Duration interval = absl::Seconds(1));

  // Asks no more; what was found last stays.
  void Stop() { thread_.reset(); }

  // As last found. Thread-safe.
  std::vector<State> states() const;

 private:
  // Not by the member, which is empty already while the executor ends.
  void Ask(base::Executor& thread);

  rpc::Server& server_;
  const std::vector<Watched> watched_;
  const absl::Duration interval_;
  mutable std::mutex mutex_;
  std::vector<State> states_;  // guarded by mutex_
  std::unique_ptr<base::ThreadExecutor> thread_ = std::make_unique<base::ThreadExecutor>("health");
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_SERVING_H_
