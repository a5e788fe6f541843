#include "services/server/serving.h"

#include <utility>

namespace praksis::services {

Serving::Serving(rpc::Server& server, std::vector<Watched> watched, absl::Duration interval)
    : server_(server), watched_(std::move(watched)), interval_(interval) {
  thread_.Post([this] { Ask(); });
}

void Serving::Ask() {
  for (const Watched& watched : watched_) server_.SetServing(watched.service, watched.health().ok());
  thread_.PostAfter(interval_, [this] { Ask(); });
}

}  // namespace praksis::services
