// One Relay.Forward call, as the recorder that it comes to answers it.
//
// Operation
//   Facts are recorded in the order they come, as they come; answers go out as they are there, all that have
//   gathered in one message. While too many are undecided nothing is read, so that HTTP/2 holds the sender
//   back. Once a fact was given back (NOT_OWNER), so is all that follows. Ends when the sender ends it, or
//   the server stops, and all that was taken is answered; when the sender has gone, it is recorded all the
//   same.
// Concurrency: reads, writes and replies come on different threads; all state is under one mutex.
#ifndef PRAKSIS_SERVICES_SERVER_FORWARD_STREAM_H_
#define PRAKSIS_SERVICES_SERVER_FORWARD_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/support/server_callback.h"
#include "libs/base/clock.h"
#include "libs/rpc/call.h"
#include "praksis/relay/v1/relay.grpc.pb.h"
#include "services/journal/journal_service.h"
#include "services/server/open_streams.h"

namespace praksis::services {

class ForwardStream final
    : public grpc::ServerBidiReactor<relay::v1::ForwardRequest, relay::v1::ForwardResponse>,
      public OpenStream {
 public:
  // Deletes itself when the call is done. `calls` has been entered already.
  ForwardStream(JournalService& journal, const base::Clock& clock, rpc::LiveCalls& calls,
                OpenStreams& streams);

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;
  void Drain() override;

 private:
  void Take(relay::v1::ForwardRequest::Fact fact);
  void Answer(int64_t ticket, absl::StatusOr<v1::RecordResponse> result);
  // What can go on, goes on; with mutex_ held. True: the caller must Finish as the last thing it does.
  bool GoOn();
  // Changes the state with mutex_ held, and goes on.
  template <typename Change>
  void After(Change change);

  JournalService& journal_;
  const base::Clock& clock_;
  rpc::LiveCalls& calls_;
  OpenStreams& streams_;
  relay::v1::ForwardRequest incoming_;   // touched only by the read under way, or in OnReadDone
  relay::v1::ForwardResponse outgoing_;  // touched only when no write is under way, under mutex_

  std::mutex mutex_;
  // All below guarded by mutex_.
  relay::v1::ForwardResponse answers_;
  size_t undecided_ = 0;
  bool reading_ = true;  // a read is under way
  bool taking_ = false;  // what it brought is being taken
  bool ended_ = false;   // nothing more is taken
  bool writing_ = false;
  bool cancelled_ = false;
  bool gives_back_ = false;
  bool finished_ = false;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_FORWARD_STREAM_H_
