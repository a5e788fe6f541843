#include "services/server/serving.h"

#include <utility>

namespace praksis::services {

Serving::Serving(rpc::Server& server, std::vector<Watched> watched, absl::Duration interval)
    : server_(server), watched_(std::move(watched)), interval_(interval) {
  Ask(*thread_);
}

std::vector<Serving::State> Serving::states() const {
  const std::lock_guard lock(mutex_);
  return states_;
}

void Serving::Ask(base::Executor& thread) {
  bool all_serve = true;
  std::vector<State> states;
  for (const Watched& watched : watched_) {
    states.push_back({watched.service, watched.health()});
    const bool serves = states.back().health.ok();
    server_.SetServing(watched.service, serves);
    all_serve = all_serve && serves;
  }
  {
    const std::lock_guard lock(mutex_);
    states_ = std::move(states);
  }
  // Who waits for a service is told soon.
  thread.PostAfter(all_serve ? interval_ : interval_ / 20, [this, &thread] { Ask(thread); });
}

}  // namespace praksis::services
