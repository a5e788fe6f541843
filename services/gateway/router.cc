#include "services/gateway/router.h"

#include <utility>

#include "libs/base/check.h"
#include "services/channel/channel.h"

namespace praksis::gateway {
namespace {

// One that does not answer must not hold up those that do.
constexpr absl::Duration kPatience = absl::Seconds(1);
constexpr absl::Duration kInterval = absl::Seconds(2);

}  // namespace

Router::Router(const std::vector<std::string>& servers, const std::optional<rpc::TlsFiles>& tls,
               std::vector<std::string> services)
    : services_(std::move(services)) {
  PRAKSIS_CHECK(!servers.empty());
  for (const std::string& server : servers) {
    channels_.push_back(services::OpenChannel(server, tls, "praksis-gateway"));
  }
  if (channels_.size() > 1) Ask();
}

std::shared_ptr<grpc::Channel> Router::ChannelFor(const std::string& service) {
  const std::lock_guard lock(mutex_);
  const auto chosen = chosen_.find(service);
  return chosen == chosen_.end() ? channels_.front() : chosen->second;
}

void Router::Ask() {
  for (const std::string& service : services_) {
    std::shared_ptr<grpc::Channel> channel = Choose(service);
    const std::lock_guard lock(mutex_);
    chosen_[service] = std::move(channel);
  }
  thread_.PostAfter(kInterval, [this] { Ask(); });
}

std::shared_ptr<grpc::Channel> Router::Choose(const std::string& service) const {
  std::shared_ptr<grpc::Channel> has_it;
  for (const auto& channel : channels_) {
    services::Health health = services::Health::kUnknown;
    if (!services::AskHealth(channel, service, kPatience, health).ok()) continue;
    if (health == services::Health::kServing) return channel;
    if (health != services::Health::kServiceUnknown && has_it == nullptr) has_it = channel;
  }
  return has_it != nullptr ? has_it : channels_.front();
}

}  // namespace praksis::gateway
