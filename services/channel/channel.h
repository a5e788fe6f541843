// Connections to servers of praksis, for programs that are their clients.
#ifndef PRAKSIS_SERVICES_CHANNEL_CHANNEL_H_
#define PRAKSIS_SERVICES_CHANNEL_CHANNEL_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"
#include "libs/rpc/tls.h"

namespace praksis::services {

// "host:port,host:port": one that serves everything, or several that serve one thing each.
std::vector<std::string> SplitServers(std::string_view servers);

// Nothing is connected yet. Without `tls` it is plain text. Answers of up to 64 MiB. A proxy of the
// surroundings is not used for this machine. `user_agent`: what it calls itself.
std::shared_ptr<grpc::Channel> OpenChannel(const std::string& server, const std::optional<rpc::TlsFiles>& tls,
                                           const std::string& user_agent);

// What gRPC's health service says of a service ("" for the server as a whole).
enum class Health { kUnknown, kServing, kNotServing, kServiceUnknown };

// Blocks for at most `timeout`. Not OK where the server cannot be asked.
grpc::Status AskHealth(const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
                       absl::Duration timeout, Health& health);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CHANNEL_CHANNEL_H_
