// Keeps what the health service says in step with what is the case.
#ifndef PRAKSIS_SERVICES_SERVER_SERVING_H_
#define PRAKSIS_SERVICES_SERVER_SERVING_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/base/executor.h"
#include "libs/rpc/server.h"

namespace praksis::services {

// Asks each service's health, and then now and then, on a thread of its own, until destroyed.
class Serving {
 public:
  struct Watched {
    std::string service;
    std::function<absl::Status()> health;
  };

  // `server` must outlive this.
  Serving(rpc::Server& server, std::vector<Watched> watched, absl::Duration interval = absl::Seconds(1));

 private:
  void Ask();

  rpc::Server& server_;
  const std::vector<Watched> watched_;
  const absl::Duration interval_;
  base::ThreadExecutor thread_{"health"};
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_SERVING_H_
