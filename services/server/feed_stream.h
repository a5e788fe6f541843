// One Feed.Subscribe call: messages of a subscription, one after the other, at the pace of the reader.
//
// Operation
//   The subscription is asked for a message when the one before has been handed to the transport, which takes
//   it only as far as the client's flow-control window goes: a slow reader costs its subscription's bounded
//   buffer and no more. The call ends when the client
//   ends it, with the subscription's error, or with UNAVAILABLE, STOPPING.
// Concurrency
//   Writes and replies come on different threads; all state is under one mutex.
#ifndef PRAKSIS_SERVICES_SERVER_FEED_STREAM_H_
#define PRAKSIS_SERVICES_SERVER_FEED_STREAM_H_

#include <memory>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "libs/rpc/call.h"
#include "praksis/v1/feed.pb.h"
#include "services/feed/feed_service.h"
#include "services/server/open_streams.h"

namespace praksis::services {

class FeedStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>, public OpenStream {
 public:
  // Deletes itself when the call is done. `calls` has been entered already.
  FeedStream(std::unique_ptr<Subscription> subscription, const rpc::CallRecord& record, rpc::LiveCalls& calls,
             OpenStreams& streams);

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Drain() override;

 private:
  // Asks for messages until one is not ready at once, and writes them.
  void AskNext();
  void OnMessage(absl::StatusOr<v1::SubscribeResponse> message);
  void End(absl::Status why);
  // With mutex_ held. True: the caller must call Finished() as the last thing it does, without the
  // mutex.
  bool MayFinish();
  void Finished();

  const rpc::CallRecord record_;
  rpc::LiveCalls& calls_;
  OpenStreams& streams_;
  // Touched only when no write is under way, under mutex_.
  grpc::ByteBuffer outgoing_;

  std::mutex mutex_;
  // All below guarded by mutex_. Shared with an AskNext that is under way, so that ending does not destroy
  // the subscription beneath it.
  std::shared_ptr<Subscription> subscription_;
  bool asking_ = false;  // a reply is still to come
  bool writing_ = false;
  bool finished_ = false;
  std::optional<absl::Status> end_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_FEED_STREAM_H_
