#include "services/server/serving.h"

#include <utility>

namespace praksis::services {

Serving::Serving(rpc::Server& server, std::vector<Watched> watched, absl::Duration interval)
    : server_(server), watched_(std::move(watched)), interval_(interval) {
  Ask();
}

void Serving::Ask() {
  bool all_serve = true;
  for (const Watched& watched : watched_) {
    const bool serves = watched.health().ok();
    server_.SetServing(watched.service, serves);
    all_serve = all_serve && serves;
  }
  // Who waits for a service is told soon.
  thread_.PostAfter(all_serve ? interval_ : interval_ / 20, [this] { Ask(); });
}

}  // namespace praksis::services
