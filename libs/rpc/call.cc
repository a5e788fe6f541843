#include "libs/rpc/call.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "libs/base/refusal.h"
#include "libs/base/trace_parent.h"
#include "libs/rpc/trace_context.h"

namespace praksis::rpc {

absl::Time DeadlineOf(const grpc::CallbackServerContext& context) {
  const auto deadline = context.deadline();
  if (deadline == std::chrono::system_clock::time_point::max()) return absl::InfiniteFuture();
  return absl::FromChrono(deadline);
}

std::string CorrelationOf(const grpc::CallbackServerContext& context) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(kCorrelationKey);
  if (found == metadata.end()) return "";
  std::string id(found->second.data(), found->second.size());
  const bool printable = std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c <= '~'; });
  return id.size() <= 64 && printable ? id : "";
}

void ReturnCorrelation(grpc::CallbackServerContext& context) {
  if (std::string id = CorrelationOf(context); !id.empty()) context.AddTrailingMetadata(kCorrelationKey, id);
}

void CallRecord::End(const absl::Status& status) const {
  const absl::Duration took = absl::FromChrono(std::chrono::steady_clock::now() - begun_);
  calls_.statistics().CountEnded(method_, status.code(), took);
  if (!status.ok()) calls_.statistics().CountRefused(method_, status);
  const CallWatch& watch = calls_.watch();
  std::string trace_parent = watch.traced ? TraceParentOf(context_) : "";
  const bool traced = base::IsSampled(trace_parent);
  if (!traced && (status.ok() || !watch.refused)) return;
  if (trace_parent.empty()) trace_parent = TraceParentOf(context_);
  const EndedCall ended{.method = method_,
                        .code = status.code(),
                        .reason = base::ReasonOf(status),
                        .took = took,
                        .correlation = CorrelationOf(context_),
                        .trace_parent = std::move(trace_parent)};
  if (traced) watch.traced(ended);
  if (!status.ok() && watch.refused) watch.refused(ended);
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
