#include "libs/rpc/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "google/protobuf/stubs/logging.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/rpc/pollers.h"

namespace praksis::rpc {
namespace {

constexpr std::string_view kUnix = "unix:";

absl::Status InvalidAddress(std::string_view listen) {
  return base::Refuse(
      absl::StatusCode::kInvalidArgument, "LISTEN_ADDRESS_INVALID",
      base::StrCat("\"", listen, "\" is no address to listen on; write host:port, like 127.0.0.1:7400"),
      {{"address", std::string(listen)}});
}

absl::Status BeyondLoopback(std::string_view listen) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "LISTEN_BEYOND_LOOPBACK",
      base::StrCat(
          "\"", listen,
          "\" can be reached from other machines, and this release has neither TLS nor identities to let "
          "only "
          "the right ones in; listen on 127.0.0.1 (or [::1], or unix:/path) and forward from there, for "
          "instance with ssh -L"),
      {{"address", std::string(listen)}});
}

bool IsLoopback(const std::string& host, bool bracketed) {
  if (bracketed) {
    in6_addr address{};
    return inet_pton(AF_INET6, host.c_str(), &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
  }
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127;
}

// What applies to the whole process, once.
void PrepareProcess() {
  static const bool prepared = [] {
    grpc::EnableDefaultHealthCheckService(true);
    // Debian builds abseil so that every mutex of gRPC's watches the order in which it is locked.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
    // protobuf writes a line to stderr for every text that is not UTF-8: any client could fill the disk with
    // them, and Parse says the same to the client itself.
    google::protobuf::SetLogHandler(nullptr);
    return true;
  }();
  static_cast<void>(prepared);
}

void Limit(const ServerOptions& options, grpc::ServerBuilder& builder) {
  grpc::ResourceQuota quota("praksis");
  quota.Resize(options.memory_bytes);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(options.max_receive_bytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, options.max_calls_per_connection);
  // Two servers on one port would share its calls between two data directories without anybody noticing.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(options.keepalive_interval)));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(options.keepalive_timeout)));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  // Clients may ask for signs of life, too, every 10 s at most.
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
}

}  // namespace

absl::StatusOr<std::string> LoopbackAddress(std::string_view listen) {
  if (listen.substr(0, kUnix.size()) == kUnix) {
    if (listen.size() == kUnix.size()) return InvalidAddress(listen);
    return std::string(listen);
  }
  const bool bracketed = listen.substr(0, 1) == "[";
  const size_t colon = listen.rfind(':');
  if (colon == std::string_view::npos || colon + 1 == listen.size()) return InvalidAddress(listen);
  std::string_view host = listen.substr(0, colon);
  const std::string_view digits = listen.substr(colon + 1);
  int port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port < 0 || port > 65535) {
    return InvalidAddress(listen);
  }
  if (bracketed) {
    if (host.size() < 3 || host.back() != ']') return InvalidAddress(listen);
    host = host.substr(1, host.size() - 2);
  }
  if (host == "localhost") host = "127.0.0.1";
  if (!IsLoopback(std::string(host), bracketed)) return BeyondLoopback(listen);
  return bracketed ? base::StrCat("[", host, "]:", port) : base::StrCat(host, ":", port);
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const std::vector<NamedService>& services) {
  auto address = LoopbackAddress(options.listen_address);
  if (!address.ok()) return address.status();
  PrepareProcess();
  grpc::ServerBuilder builder;
  Limit(options, builder);
  int port = 0;
  builder.AddListeningPort(*address, grpc::InsecureServerCredentials(), &port);
  for (const NamedService& service : services) builder.RegisterService(service.service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const bool is_unix = address->substr(0, kUnix.size()) == kUnix;
  if (server == nullptr || (port == 0 && !is_unix)) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "LISTEN_FAILED",
        base::StrCat("cannot listen on ", *address,
                     ": another program has that port, or the address is not this machine's; stop it or "
                     "choose another"),
        {{"address", *address}});
  }
  if (is_unix) {
    port = 0;
  } else {
    address->replace(address->rfind(':') + 1, std::string::npos, base::StrCat(port));
  }
  std::unique_ptr<Server> started(new Server(std::move(server), *std::move(address), port));
  for (const NamedService& service : services) started->SetServing(service.name, false);
  return started;
}

Server::Server(std::unique_ptr<grpc::Server> server, std::string address, int port)
    : poller_(KeepOnePollerAsleep()), server_(std::move(server)), address_(std::move(address)), port_(port) {}

Server::~Server() { Shutdown(absl::InfinitePast()); }

void Server::SetServing(std::string_view service, bool serving) {
  server_->GetHealthCheckService()->SetServingStatus(std::string(service), serving);
}

void Server::StopServing() { server_->GetHealthCheckService()->Shutdown(); }

void Server::Shutdown(absl::Time deadline) {
  if (shut_down_) return;
  shut_down_ = true;
  if (deadline == absl::InfiniteFuture()) {
    server_->Shutdown();
  } else {
    server_->Shutdown(absl::ToChronoTime(std::max(deadline, absl::UnixEpoch())));
  }
  server_->Wait();
}

}  // namespace praksis::rpc
