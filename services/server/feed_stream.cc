#include "services/server/feed_stream.h"

#include <utility>

#include "libs/rpc/status.h"
#include "libs/rpc/wire.h"

namespace praksis::services {

FeedStream::FeedStream(std::unique_ptr<Subscription> subscription, const rpc::CallRecord& record,
                       rpc::LiveCalls& calls, OpenStreams& streams)
    : record_(record), calls_(calls), streams_(streams), subscription_(std::move(subscription)) {
  // Tells the client that the subscription stands, also where nothing matches for a while.
  StartSendInitialMetadata();
  streams_.Add(*this);
  AskNext();
}

void FeedStream::AskNext() {
  std::shared_ptr<Subscription> subscription;
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    if (end_) {
      finish = MayFinish();
    } else {
      asking_ = true;
      subscription = subscription_;
    }
  }
  if (finish) {
    Finished();
  } else if (subscription != nullptr) {
    // Where the stream is ended meanwhile, the subscription goes with this function, and its reply comes
    // then.
    subscription->Next(
        [this](absl::StatusOr<v1::SubscribeResponse> message) { OnMessage(std::move(message)); });
  }
}

void FeedStream::OnMessage(absl::StatusOr<v1::SubscribeResponse> message) {
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    asking_ = false;
    if (!end_ && !message.ok()) end_ = message.status();
    if (!end_) {
      rpc::Serialize(*message, outgoing_);
      writing_ = true;
      StartWrite(&outgoing_);
    }
    finish = MayFinish();
  }
  if (finish) Finished();
}

void FeedStream::OnWriteDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok && !end_) end_ = absl::CancelledError("the client has gone");
  }
  AskNext();
}

void FeedStream::OnCancel() { End(absl::CancelledError("the client has gone")); }

void FeedStream::Drain() { End(rpc::RefuseStopping()); }

void FeedStream::End(absl::Status why) {
  bool finish = false;
  std::shared_ptr<Subscription> subscription;
  {
    const std::lock_guard lock(mutex_);
    if (!end_) end_ = std::move(why);
    subscription = std::move(subscription_);
    finish = MayFinish();
  }
  if (finish) Finished();
  // Destroyed here, without the mutex: a waiting reply comes now, and finishes the call.
}

bool FeedStream::MayFinish() {
  if (finished_ || !end_ || asking_ || writing_) return false;
  finished_ = true;
  return true;
}

void FeedStream::Finished() {
  // Nothing changes end_ once the stream is finished.
  record_.End(*end_);
  Finish(rpc::ToGrpc(*end_));
}

void FeedStream::OnDone() {
  streams_.Remove(*this);
  calls_.Leave();
  delete this;
}

}  // namespace praksis::services
