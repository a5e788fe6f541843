#include "libs/rpc/call.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "libs/base/refusal.h"

namespace praksis::rpc {

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

void ReturnCorrelation(grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kCorrelationKey);
  if (found == metadata.end()) return;
  const std::string id(found->second.data(), found->second.size());
  const bool printable = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (!id.empty() && id.size() <= 64 && printable) context.AddTrailingMetadata(kCorrelationKey, id);
}

absl::Status RefuseStopping() {
  return base::Refuse(absl::StatusCode::kUnavailable, "STOPPING",
                      "the server is stopping; send again in a moment, it may be starting anew");
}

bool LiveCalls::Enter() {
  // Counted before it is looked at: a Stop that does not see the count is seen here.
  live_.fetch_add(1, std::memory_order_seq_cst);
  if (!stopping_.load(std::memory_order_seq_cst)) return true;
  Leave();
  return false;
}

void LiveCalls::Leave() {
  const int64_t left = live_.fetch_sub(1, std::memory_order_seq_cst) - 1;
  if (left > 0 || !stopping_.load(std::memory_order_seq_cst)) return;
  const std::lock_guard lock(mutex_);
  left_.notify_all();
}

void LiveCalls::Stop() { stopping_.store(true, std::memory_order_seq_cst); }

bool LiveCalls::Wait(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  const auto none = [this] { return live_.load(std::memory_order_seq_cst) == 0; };
  if (deadline == absl::InfiniteFuture()) {
    left_.wait(lock, none);
    return true;
  }
  return left_.wait_until(lock, absl::ToChronoTime(deadline), none);
}

}  // namespace praksis::rpc
