// One call: what it came with, and answering it by a business method that replies whenever it likes, from any
// thread.
#ifndef PRAKSIS_LIBS_RPC_CALL_H_
#define PRAKSIS_LIBS_RPC_CALL_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "libs/rpc/refusals.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire.h"

namespace praksis::rpc {

// A client may name its call in this metadata key (at most 64 printable ASCII characters); the answer's
// trailers then carry the same, so that logs of both sides can be laid beside each other.
inline constexpr char kCorrelationKey[] = "x-correlation-id";

// When the client stops waiting; absl::InfiniteFuture() where it set no deadline.
absl::Time DeadlineOf(const grpc::CallbackServerContext& context);

// Puts the client's correlation id, if there is a valid one, into the trailers.
void ReturnCorrelation(grpc::CallbackServerContext& context);

// UNAVAILABLE, STOPPING.
absl::Status RefuseStopping();

// Counts the calls under way, so that a server can stop when all have been answered. Thread-safe. Must
// outlive the rpc::Server's Shutdown; every call leaves before it is finished, so that nobody leaves
// afterwards.
class LiveCalls {
 public:
  // False once Stop has been called: the call is to be refused with RefuseStopping, without Leave.
  bool Enter();
  void Leave();

  // From now on Enter refuses.
  void Stop();
  // Whether every call that entered has left by `deadline`. After Stop only.
  bool Wait(absl::Time deadline);

  // Of these calls.
  Refusals& refusals() { return refusals_; }

 private:
  Refusals refusals_;
  std::atomic<int64_t> live_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable left_;
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
  ReturnCorrelation(*context);
  if (!calls.Enter()) {
    reactor->Finish(ToGrpc(RefuseStopping()));
    return reactor;
  }
  Request request;
  if (absl::Status malformed = Parse(*bytes, request); !malformed.ok()) {
    calls.refusals().Count(malformed);
    calls.Leave();
    reactor->Finish(ToGrpc(malformed));
    return reactor;
  }
  std::forward<Method>(method)(std::move(request), DeadlineOf(*context),
                               [reactor, answer, &calls](absl::StatusOr<Response> response) {
                                 if (response.ok()) Serialize(*response, *answer);
                                 calls.refusals().Count(response.status());
                                 calls.Leave();
                                 reactor->Finish(ToGrpc(response.status()));
                               });
  return reactor;
}

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_CALL_H_
