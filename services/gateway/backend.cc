#include "services/gateway/backend.h"

#include <atomic>
#include <set>
#include <utility>

#include "grpcpp/client_context.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/client_callback.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/rpc/call.h"
#include "libs/rpc/figures_only.h"
#include "libs/rpc/status.h"

namespace praksis::gateway {

// The calls under way.
struct Backend::Registry {
  // False once stopping.
  bool Enter(std::shared_ptr<LiveCall> call) {
    const std::lock_guard lock(mutex);
    if (stopping) return false;
    live.insert(std::move(call));
    return true;
  }
  void Leave(const std::shared_ptr<LiveCall>& call) {
    const std::lock_guard lock(mutex);
    live.erase(call);
    left.notify_all();
  }

  // A copy: what a call does when it is cancelled may want the lock.
  std::set<std::shared_ptr<LiveCall>> Live() {
    const std::lock_guard lock(mutex);
    return live;
  }

  std::mutex mutex;
  std::condition_variable left;
  bool stopping = false;                     // guarded by mutex
  std::set<std::shared_ptr<LiveCall>> live;  // guarded by mutex
};

namespace {

std::string ServiceOf(const std::string& method) { return method.substr(1, method.rfind('/') - 1); }

grpc::ByteBuffer BufferOf(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices)
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  return bytes;
}

// What gRPC itself says of a method that a server does not have is nothing.
absl::Status StatusOf(const grpc::Status& status, const std::string& method) {
  if (status.error_code() != grpc::StatusCode::UNIMPLEMENTED || !status.error_message().empty()) {
    return rpc::FromGrpc(status);
  }
  return base::Refuse(absl::StatusCode::kUnimplemented, "METHOD_UNKNOWN",
                      base::StrCat("the server does not have ", method, ": it may be of another release"),
                      {{"method", method}});
}

void Prepare(const CallSettings& settings, bool figures_only, grpc::ClientContext& context) {
  if (figures_only) context.AddMetadata(rpc::kFiguresOnlyKey, "1");
  if (settings.deadline != absl::InfiniteFuture())
    context.set_deadline(absl::ToChronoTime(settings.deadline));
  for (const auto& [name, value] : settings.metadata) context.AddMetadata(name, value);
}

std::vector<http::Field> TrailersOf(const grpc::ClientContext& context) {
  std::vector<http::Field> trailers;
  for (const auto& [name, value] : context.GetServerTrailingMetadata()) {
    if (name.starts_with("grpc-") || name.ends_with("-bin")) continue;
    trailers.push_back({std::string(name.data(), name.size()), std::string(value.data(), value.size())});
  }
  return trailers;
}

struct UnaryCall final : LiveCall {
  void Cancel() override { context.TryCancel(); }
  bool IsStream() const override { return false; }

  grpc::ClientContext context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
  absl::AnyInvocable<void(UnaryAnswer)> done;
};

// Keeps itself until OnDone.
class Stream final : public LiveStream, public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  Stream(std::vector<std::string> requests, std::shared_ptr<StreamUser> user,
         std::shared_ptr<Backend::Registry> registry)
      : requests_(std::move(requests)), user_(std::move(user)), registry_(std::move(registry)) {}

  void Start(std::shared_ptr<Stream> self, grpc::GenericStub stub, const std::string& method,
             const CallSettings& settings, bool figures_only) {
    self_ = std::move(self);
    Prepare(settings, figures_only, context_);
    stub.PrepareBidiStreamingCall(&context_, method, grpc::StubOptions(), this);
    // For Next, which calls from outside; removed when no more can be read.
    AddHold();
    WriteNext();
    StartRead(&response_);
    StartCall();
  }

  // A call is only done when a read has failed; where none is under way, one is begun.
  void Cancel() override {
    context_.TryCancel();
    Next();
  }
  bool IsStream() const override { return true; }
  void Next() override {
    if (waiting_.exchange(false)) StartRead(&response_);
  }

 private:
  void WriteNext() {
    if (written_ == requests_.size()) return StartWritesDone();
    request_ = BufferOf(requests_[written_++]);
    StartWrite(&request_);
  }
  void OnWriteDone(bool ok) override {
    if (ok) WriteNext();
  }
  void OnReadDone(bool ok) override {
    if (!ok) return RemoveHold();
    waiting_ = true;
    user_->OnMessage(BytesOf(response_));
  }
  void OnDone(const grpc::Status& status) override {
    user_->OnEnd(rpc::FromGrpc(status));
    user_ = nullptr;
    const std::shared_ptr<Stream> last = std::move(self_);
    registry_->Leave(last);
  }

  const std::vector<std::string> requests_;
  size_t written_ = 0;
  std::shared_ptr<StreamUser> user_;
  const std::shared_ptr<Backend::Registry> registry_;
  std::shared_ptr<Stream> self_;
  // A message has been handed out and the next is not asked for.
  std::atomic<bool> waiting_ = false;
  grpc::ClientContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

}  // namespace

Backend::Backend(ChannelFor channel_for, bool figures_only)
    : channel_for_(std::move(channel_for)),
      figures_only_(figures_only),
      registry_(std::make_shared<Registry>()) {}

Backend::~Backend() { Stop(); }

std::shared_ptr<LiveCall> Backend::Call(const std::string& method, const CallSettings& settings,
                                        const std::string& request,
                                        absl::AnyInvocable<void(UnaryAnswer)> done) {
  auto call = std::make_shared<UnaryCall>();
  Prepare(settings, figures_only_, call->context);
  call->request = BufferOf(request);
  call->done = std::move(done);
  if (!registry_->Enter(call)) {
    call->done({rpc::RefuseStopping(), {}});
    return call;
  }
  grpc::GenericStub(channel_for_(ServiceOf(method)))
      .UnaryCall(&call->context, method, grpc::StubOptions(), &call->request, &call->response,
                 [call, registry = registry_, method](const grpc::Status& status) {
                   absl::StatusOr<std::string> bytes = std::string();
                   if (status.ok()) {
                     bytes = BytesOf(call->response);
                   } else {
                     bytes = StatusOf(status, method);
                   }
                   UnaryAnswer answer{std::move(bytes), TrailersOf(call->context)};
                   call->done(std::move(answer));
                   call->done = nullptr;
                   registry->Leave(call);
                 });
  return call;
}

std::shared_ptr<LiveStream> Backend::Stream(const std::string& method, const CallSettings& settings,
                                            std::vector<std::string> requests,
                                            std::shared_ptr<StreamUser> user) {
  auto stream = std::make_shared<gateway::Stream>(std::move(requests), user, registry_);
  if (!registry_->Enter(stream)) {
    user->OnEnd(rpc::RefuseStopping());
    return stream;
  }
  stream->Start(stream, grpc::GenericStub(channel_for_(ServiceOf(method))), method, settings, figures_only_);
  return stream;
}

void Backend::CancelStreams() {
  for (const auto& call : registry_->Live()) {
    if (call->IsStream()) call->Cancel();
  }
}

void Backend::Stop() {
  {
    const std::lock_guard lock(registry_->mutex);
    registry_->stopping = true;
  }
  for (const auto& call : registry_->Live()) call->Cancel();
  std::unique_lock lock(registry_->mutex);
  registry_->left.wait(lock, [this] { return registry_->live.empty(); });
}

}  // namespace praksis::gateway
