#include "services/relay/lines.h"

#include <utility>

#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/support/channel_arguments.h"
#include "grpcpp/support/client_callback.h"
#include "libs/rpc/status.h"
#include "praksis/relay/v1/relay.grpc.pb.h"

namespace praksis::services {
namespace {

// A recorder that is gone is one that another takes over from: finding out must not take longer than that.
constexpr int kConnectMilliseconds = 1'000;
constexpr int kFirstBackOffMilliseconds = 25;
constexpr int kLongestBackOffMilliseconds = 250;
// An answer has 256 facts at most; refusals are the longest.
constexpr int kMaxAnswerBytes = 16 << 20;

grpc::ChannelArguments Arguments() {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMilliseconds);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstBackOffMilliseconds);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestBackOffMilliseconds);
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  return arguments;
}

}  // namespace

// Kept alive by itself until gRPC is done with it.
class Lines::GrpcLine final
    : public Line,
      public grpc::ClientBidiReactor<relay::v1::ForwardRequest, relay::v1::ForwardResponse>,
      public std::enable_shared_from_this<GrpcLine> {
 public:
  GrpcLine(Lines& lines, Line::User& user, const std::shared_ptr<grpc::Channel>& channel)
      : lines_(lines), user_(user), stub_(relay::v1::Relay::NewStub(channel)) {}

  void Begin() {
    self_ = shared_from_this();
    stub_->async()->Forward(&context_, this);
    // Sending begins outside of gRPC's calls of us; the end of reading lets go.
    AddHold();
    StartRead(&response_);
    StartCall();
  }

  void Send(relay::v1::ForwardRequest request) override {
    const std::lock_guard lock(mutex_);
    if (over_) return;  // OnEnded is coming
    request_ = std::move(request);
    StartWrite(&request_);
  }
  void Cancel() override { context_.TryCancel(); }

  // Where these fail the line has broken, and reading ends, too.
  void OnReadInitialMetadataDone(bool ok) override {
    if (ok) user_.OnReady();
  }
  void OnWriteDone(bool ok) override {
    if (ok) user_.OnReady();
  }
  void OnReadDone(bool ok) override {
    if (!ok) {
      {
        const std::lock_guard lock(mutex_);
        over_ = true;
      }
      RemoveHold();
      return;
    }
    user_.OnAnswers(std::move(response_));
    response_.Clear();
    StartRead(&response_);
  }
  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<GrpcLine> self = std::move(self_);
    user_.OnEnded(rpc::FromGrpc(status));
    // Under the lock, for whoever waits for this destroys what is waited with.
    const std::lock_guard lock(lines_.mutex_);
    --lines_.open_;
    lines_.ended_.notify_all();
  }

 private:
  Lines& lines_;
  Line::User& user_;
  const std::unique_ptr<relay::v1::Relay::Stub> stub_;
  grpc::ClientContext context_;
  relay::v1::ForwardRequest request_;
  relay::v1::ForwardResponse response_;
  std::shared_ptr<GrpcLine> self_;

  std::mutex mutex_;
  bool over_ = false;  // guarded by mutex_; nothing may be begun any more
};

Lines::~Lines() {
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [this] { return open_ == 0; });
}

std::shared_ptr<grpc::Channel> Lines::ChannelTo(const std::string& address) {
  const std::lock_guard lock(mutex_);
  ++open_;
  std::shared_ptr<grpc::Channel>& channel = channels_[address];
  if (channel == nullptr) channel = grpc::CreateCustomChannel(address, credentials_, Arguments());
  return channel;
}

std::shared_ptr<Line> Lines::Open(const std::string& address, Line::User& user) {
  auto line = std::make_shared<GrpcLine>(*this, user, ChannelTo(address));
  line->Begin();
  return line;
}

}  // namespace praksis::services
