// One call: what it came with, and answering it by a business method that replies whenever it likes, from any
// thread.
#ifndef PRAKSIS_LIBS_RPC_CALL_H_
#define PRAKSIS_LIBS_RPC_CALL_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "libs/rpc/call_statistics.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire.h"

namespace praksis::rpc {

// A client may name its call in this metadata key (at most 64 printable ASCII characters); the answer's
// trailers then carry the same, so that logs of both sides can be laid beside each other.
inline constexpr char kCorrelationKey[] = "x-correlation-id";

// When the client stops waiting; absl::InfiniteFuture() where it set no deadline.
absl::Time DeadlineOf(const grpc::CallbackServerContext& context);

// The client's correlation id; empty where there is no valid one.
std::string CorrelationOf(const grpc::CallbackServerContext& context);

// Puts the client's correlation id, if there is a valid one, into the trailers.
void ReturnCorrelation(grpc::CallbackServerContext& context);

// UNAVAILABLE, STOPPING.
absl::Status RefuseStopping();

// A call that has ended, for who writes it down. Nothing of what was asked or answered is in it.
struct EndedCall {
  const Method& method;
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string reason;
  absl::Duration took;
  std::string correlation;
  std::string trace_parent;
};

// Told of calls as they end, on whatever thread ends them; must not block. Empty: nobody wants to know.
struct CallWatch {
  std::function<void(const EndedCall&)> refused;
  // Well or not; only calls whose client records its trace (base::IsSampled).
  std::function<void(const EndedCall&)> traced;
};

// Counts the calls under way, so that a server can stop when all have been answered, and what becomes of
// them. Thread-safe. Must outlive the rpc::Server's Shutdown; every call leaves before it is finished, so
// that nobody leaves afterwards.
class LiveCalls {
 public:
  explicit LiveCalls(CallWatch watch = {}) : watch_(std::move(watch)) {}

  // False once Stop has been called: the call is to be refused with RefuseStopping, without Leave.
  bool Enter();
  void Leave();

  // From now on Enter refuses.
  void Stop();
  // Whether every call that entered has left by `deadline`. After Stop only.
  bool Wait(absl::Time deadline);

  const CallWatch& watch() const { return watch_; }
  CallStatistics& statistics() { return statistics_; }
  // Calls under way.
  int64_t live() const { return live_.load(std::memory_order_relaxed); }

 private:
  const CallWatch watch_;
  CallStatistics statistics_;
  std::atomic<int64_t> live_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable left_;
};

// One call, from its arrival to its end, which is told of once and before the call is finished: its context
// is needed until then.
class CallRecord {
 public:
  CallRecord(LiveCalls& calls, const Method& method, const grpc::CallbackServerContext& context)
      : calls_(calls), method_(method), context_(context) {}

  // Before Leave.
  void End(const absl::Status& status) const;

 private:
  LiveCalls& calls_;
  const Method& method_;
  const grpc::CallbackServerContext& context_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

// Answers a unary call: reads a Request from `bytes`, calls `method(Request&&, absl::Time deadline, reply)`,
// where `reply` takes an absl::StatusOr<Response> once, and sends what it is given.
//
// Uses the reactor that is part of the call: a reactor of one's own costs an allocation and, in gRPC 1.51, a
// hop to another thread for its OnDone.
template <typename Request, typename Response, typename Method>
grpc::ServerUnaryReactor* AnswerUnary(LiveCalls& calls, grpc::CallbackServerContext* context,
                                      const grpc::ByteBuffer* bytes, grpc::ByteBuffer* answer,
                                      Method&& method) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const CallRecord record(calls, MethodOf<Request>(), *context);
  ReturnCorrelation(*context);
  if (!calls.Enter()) {
    record.End(RefuseStopping());
    reactor->Finish(ToGrpc(RefuseStopping()));
    return reactor;
  }
  Request request;
  if (absl::Status malformed = Parse(*bytes, request); !malformed.ok()) {
    record.End(malformed);
    calls.Leave();
    reactor->Finish(ToGrpc(malformed));
    return reactor;
  }
  std::forward<Method>(method)(std::move(request), DeadlineOf(*context),
                               [reactor, answer, &calls, record](absl::StatusOr<Response> response) {
                                 if (response.ok()) Serialize(*response, *answer);
                                 record.End(response.status());
                                 calls.Leave();
                                 reactor->Finish(ToGrpc(response.status()));
                               });
  return reactor;
}

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_CALL_H_
