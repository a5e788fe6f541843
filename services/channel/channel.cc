#include "services/channel/channel.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"

namespace praksis::services {
namespace {

constexpr int kMaxAnswerBytes = 64 << 20;

// grpc.health.v1 by hand, for its schema is not among the installed ones: HealthCheckRequest {string service
// = 1}, HealthCheckResponse {ServingStatus status = 1}; names shorter than 128 bytes.
std::string EncodeHealthRequest(const std::string& service) {
  if (service.empty()) return "";
  PRAKSIS_CHECK(service.size() < 128);
  return base::StrCat("\x0A", std::string(1, static_cast<char>(service.size())), service);
}

Health DecodeHealthResponse(const std::string& bytes) {
  const int status = bytes.size() == 2 && bytes[0] == 0x08 ? bytes[1] : 0;
  switch (status) {
    case 1:
      return Health::kServing;
    case 2:
      return Health::kNotServing;
    case 3:
      return Health::kServiceUnknown;
    default:
      return Health::kUnknown;
  }
}

std::string BytesOf(const grpc::ByteBuffer& buffer) {
  std::string bytes;
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return "";
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

}  // namespace

std::vector<std::string> SplitServers(std::string_view servers) {
  return absl::StrSplit(base::ToAbsl(servers), ',', absl::SkipEmpty());
}

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& server, const std::optional<rpc::TlsFiles>& tls,
                                           const std::string& user_agent) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  arguments.SetUserAgentPrefix(user_agent);
  // A proxy of the surroundings is for elsewhere, not for this machine.
  if (server.starts_with("127.") || server.starts_with("localhost") || server.starts_with("[::1]")) {
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  }
  return grpc::CreateCustomChannel(server, rpc::ClientCredentials(tls), arguments);
}

grpc::Status AskHealth(const std::shared_ptr<grpc::Channel>& channel, const std::string& service,
                       absl::Duration timeout, Health& health) {
  const grpc::Slice slice(EncodeHealthRequest(service));
  const grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  std::mutex mutex;
  std::condition_variable answered;
  bool done = false;
  grpc::Status status;
  grpc::GenericStub(channel).UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(),
                                       &request, &response, [&](grpc::Status result) {
                                         const std::lock_guard lock(mutex);
                                         status = std::move(result);
                                         done = true;
                                         answered.notify_one();
                                       });
  std::unique_lock lock(mutex);
  answered.wait(lock, [&] { return done; });
  health = Health::kUnknown;
  if (status.error_code() == grpc::StatusCode::NOT_FOUND) {
    health = Health::kServiceUnknown;
    return grpc::Status::OK;
  }
  if (status.ok()) health = DecodeHealthResponse(BytesOf(response));
  return status;
}

}  // namespace praksis::services
