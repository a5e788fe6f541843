#include "services/gateway/stream_relay.h"

#include <utility>

#include "services/gateway/connect_error.h"
#include "services/gateway/connect_request.h"

namespace praksis::gateway {
namespace {

http::Response HeadOf(Codec codec) {
  http::Response head;
  head.content_type = codec == Codec::kJson ? "application/connect+json" : "application/connect+proto";
  head.headers = {{"Cache-Control", "no-store"}};
  return head;
}

}  // namespace

void RefuseStream(http::Exchange& exchange, Codec codec, const absl::Status& status) {
  http::Response response = HeadOf(codec);
  response.body = Envelope(kEndOfStreamFlag, EndOfStreamJson(status));
  exchange.Answer(std::move(response));
}

void StreamRelay::Begin(std::shared_ptr<LiveStream> stream) {
  stream_ = std::move(stream);
  exchange_->OnGone([live = stream_] { live->Cancel(); });
  exchange_->Begin(HeadOf(codec_));
}

void StreamRelay::OnMessage(std::string bytes) {
  worker_.Post(
      [self = shared_from_this(), message = std::move(bytes)]() mutable { self->Send(std::move(message)); });
}

void StreamRelay::Send(std::string bytes) {
  auto text = FromBytes(type_, codec_, std::move(bytes));
  if (!text.ok()) {
    Finish(text.status());
    return stream_->Cancel();
  }
  exchange_->Write(Envelope(0, *text), [stream = stream_](bool written) {
    if (written) {
      stream->Next();
    } else {
      stream->Cancel();
    }
  });
}

void StreamRelay::OnEnd(absl::Status status) {
  worker_.Post([self = shared_from_this(), ended = std::move(status)] { self->Finish(ended); });
}

void StreamRelay::Finish(const absl::Status& status) {
  if (std::exchange(finished_, true)) return;
  exchange_->Write(Envelope(kEndOfStreamFlag, EndOfStreamJson(status)), [](bool) {});
  exchange_->End();
}

}  // namespace praksis::gateway
