// Which of several servers is asked for a service.
#ifndef PRAKSIS_SERVICES_GATEWAY_ROUTER_H_
#define PRAKSIS_SERVICES_GATEWAY_ROUTER_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "libs/base/executor.h"
#include "libs/rpc/tls.h"

namespace praksis::gateway {

// As the command line chooses: the first server at which the service is SERVING; else the first that has it
// at all; else the first. Asks all of them every few seconds, on a thread of its own, so that who goes away
// is gone around. Where there is one server only, nobody is asked. Thread-safe.
class Router {
 public:
  // At least one server. Has asked each once when it is made.
  Router(const std::vector<std::string>& servers, const std::optional<rpc::TlsFiles>& tls,
         std::vector<std::string> services);

  std::shared_ptr<grpc::Channel> ChannelFor(const std::string& service);

 private:
  void Ask();
  std::shared_ptr<grpc::Channel> Choose(const std::string& service) const;

  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  const std::vector<std::string> services_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> chosen_;  // guarded by mutex_
  // Last: its tasks use the others.
  base::ThreadExecutor thread_{"router"};
};

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_ROUTER_H_
