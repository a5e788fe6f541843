#include "services/relay/relay.h"

#include <utility>

namespace praksis::services {
namespace {

// How late a deadline may be noticed.
constexpr absl::Duration kLookEvery = absl::Milliseconds(50);

}  // namespace

Relay::~Relay() { Stop(); }

void Relay::Start(const Passage::Surroundings& surroundings) {
  surroundings_ = std::make_unique<Passage::Surroundings>(surroundings);
  for (int i = 0; i < surroundings.partitions; ++i) {
    passages_.push_back(std::make_unique<Passage>(*surroundings_, PartitionId(i)));
  }
  timer_ = std::make_unique<base::ThreadExecutor>("relay");
  LookNowAndThen(*timer_);
}

void Relay::Stop() {
  timer_.reset();
  for (const auto& passage : passages_) passage->Stop();
}

Passage::Statistics Relay::statistics() const {
  Passage::Statistics sum;
  for (const auto& passage : passages_) {
    const Passage::Statistics each = passage->statistics();
    sum.forwarded += each.forwarded;
    sum.waiting += each.waiting;
    sum.unanswered += each.unanswered;
  }
  return sum;
}

void Relay::LookNowAndThen(base::Executor& timer) {
  OnLookedUp();
  // Not by the member, which is empty already while the executor ends.
  timer.PostAfter(kLookEvery, [this, &timer] { LookNowAndThen(timer); });
}

bool Relay::Put(PartitionId partition, std::unique_ptr<recording::Submission>& submission) {
  return Of(partition).Put(submission);
}

void Relay::GivenUp(PartitionId partition,
                    absl::FunctionRef<std::vector<std::unique_ptr<recording::Submission>>()> rest) {
  Of(partition).GivenUp(rest);
}

void Relay::OnGiven(PartitionId partition) { Of(partition).OnGiven(); }

void Relay::OnTaken(PartitionId partition, absl::AnyInvocable<void() &&> released) {
  Of(partition).OnTaken(std::move(released));
}

void Relay::OnLookedUp() {
  for (const auto& passage : passages_) passage->Look();
}

}  // namespace praksis::services
