#include "tests/simulation/subscriber.h"

#include <algorithm>
#include <utility>

namespace praksis::simulation {

Subscriber::Subscriber(uint64_t seed, Scheduler& scheduler, Truth& truth, std::function<void()> refresh,
                       FindProcess find_process, Report& report)
    : chance_(seed),
      truth_(truth),
      refresh_(std::move(refresh)),
      find_process_(std::move(find_process)),
      report_(report),
      executor_(scheduler.MakeExecutor()) {
  AgainLater();
}

void Subscriber::AgainLater() {
  subscription_ = nullptr;
  process_ = nullptr;
  executor_->PostAfter(chance_.Between(absl::ZeroDuration(), absl::Milliseconds(100)), [this] {
    if (subscription_ == nullptr) Subscribe();
  });
}

void Subscriber::Leave(const Process& process) {
  if (process_ != &process) return;
  ++subscriptions_;
  AgainLater();
}

void Subscriber::Subscribe() {
  Process* const process = find_process_();
  if (process == nullptr) return AgainLater();
  v1::SubscribeRequest request;
  if (token_.empty()) {
    request.mutable_beginning();
  } else {
    request.set_token(token_);
  }
  auto subscription = process->feed().Subscribe(request);
  if (!subscription.ok()) {
    if (!absl::IsUnavailable(subscription.status())) {
      report_.Fail("cannot subscribe: ", subscription.status().ToString());
    }
    return AgainLater();
  }
  refresh_();
  versions_at_begin_ = VersionsInLog();
  ++subscriptions_;
  process_ = process;
  subscription_ = *std::move(subscription);
  AskNext();
}

void Subscriber::AskNext() {
  subscription_->Next([this, number = subscriptions_](const absl::StatusOr<v1::SubscribeResponse>& message) {
    // Not within the subscription's own call: it may be ended on hearing this.
    executor_->Post([this, number, message] { Hear(number, message); });
  });
}

void Subscriber::Hear(int64_t subscription, const absl::StatusOr<v1::SubscribeResponse>& message) {
  if (subscription != subscriptions_ || subscription_ == nullptr) return;
  if (!message.ok()) {
    if (!absl::IsUnavailable(message.status())) {
      report_.Fail("a subscription ends: ", message.status().ToString());
    }
    return AgainLater();
  }
  if (message->has_event()) Take(message->event());
  if (message->has_caught_up() && !Received(versions_at_begin_)) {
    report_.Fail("a subscriber is told to have caught up, and has not");
  }
  token_ = message->token();
  // Now and then it goes away, or falls behind.
  if (chance_.PerCent(2)) return AgainLater();
  executor_->PostAfter(chance_.PerCent(5) ? absl::Milliseconds(200) : absl::ZeroDuration(),
                       [this, subscription] {
                         if (subscription == subscriptions_ && subscription_ != nullptr) AskNext();
                       });
}

void Subscriber::Take(const v1::Event& event) {
  ++events_;
  report_.Note("fed ", event.stream(), "@", event.version());
  if (event.version() != ++versions_[event.stream()]) {
    report_.Fail("a subscriber is sent ", event.stream(), "@", event.version(), " in the place of @",
                 versions_[event.stream()]);
    return;
  }
  refresh_();
  const auto& history = truth_.History(event.stream());
  const auto index = static_cast<size_t>(event.version()) - 1;
  if (index >= history.size() || history[index].SerializeAsString() != event.SerializeAsString()) {
    report_.Fail("a subscriber is sent ", event.stream(), "@", event.version(), ", which the log has not");
  }
}

bool Subscriber::HasAll() const { return Received(VersionsInLog()); }

std::map<std::string, int64_t> Subscriber::VersionsInLog() const {
  std::map<std::string, int64_t> versions;
  for (const auto& [stream, history] : truth_.streams()) {
    versions[stream] = static_cast<int64_t>(history.size());
  }
  return versions;
}

bool Subscriber::Received(const std::map<std::string, int64_t>& versions) const {
  return std::ranges::all_of(versions, [this](const auto& wanted) {
    const auto received = versions_.find(wanted.first);
    return received != versions_.end() && received->second >= wanted.second;
  });
}

}  // namespace praksis::simulation
