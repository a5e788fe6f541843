#include "libs/http/hub.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace praksis::http {

void Hub::Add(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connections_.insert(&connection);
}

void Hub::Remove(Connection& connection) {
  const std::lock_guard lock(mutex_);
  connections_.erase(&connection);
  removed_.notify_all();
}

size_t Hub::count() const {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

bool Hub::WaitForNone(std::chrono::nanoseconds limit) {
  std::unique_lock lock(mutex_);
  return removed_.wait_for(lock, limit, [this] { return connections_.empty(); });
}

std::set<Connection*> Hub::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

bool Hub::Post(absl::AnyInvocable<void()>& task) {
  const std::lock_guard lock(mutex_);
  if (ended_) return false;
  boost::asio::post(io, std::move(task));
  return true;
}

void Hub::EndPosts() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
}

}  // namespace praksis::http
