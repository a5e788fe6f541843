// Private: a stream of a service's as envelopes of the Connect protocol.
#ifndef PRAKSIS_SERVICES_GATEWAY_STREAM_RELAY_H_
#define PRAKSIS_SERVICES_GATEWAY_STREAM_RELAY_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/executor.h"
#include "libs/http/exchange.h"
#include "services/gateway/backend.h"
#include "services/gateway/codec.h"

namespace praksis::gateway {

// Reads the next message when the client has taken the one before, so that a slow client holds back the
// service. Works on `worker`, which must outlive it.
class StreamRelay final : public StreamUser, public std::enable_shared_from_this<StreamRelay> {
 public:
  StreamRelay(std::shared_ptr<http::Exchange> exchange, base::Executor& worker,
              const google::protobuf::Descriptor& type, Codec codec)
      : exchange_(std::move(exchange)), worker_(worker), type_(type), codec_(codec) {}

  // Sends the head, and has the stream cancelled when the client hangs up. On the worker, in the task that
  // made the stream.
  void Begin(std::shared_ptr<LiveStream> stream);

  void OnMessage(std::string bytes) override;
  void OnEnd(absl::Status status) override;

 private:
  void Send(std::string bytes);
  void Finish(const absl::Status& status);

  const std::shared_ptr<http::Exchange> exchange_;
  base::Executor& worker_;
  const google::protobuf::Descriptor& type_;
  const Codec codec_;
  std::shared_ptr<LiveStream> stream_;
  bool finished_ = false;
};

// Answers a streaming call that is not made: a stream with nothing but its end.
void RefuseStream(http::Exchange& exchange, Codec codec, const absl::Status& status);

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_STREAM_RELAY_H_
