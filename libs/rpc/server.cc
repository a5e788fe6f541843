#include "libs/rpc/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/synchronization/mutex.h"
#include "google/protobuf/stubs/logging.h"
#include "grpc/support/log.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/rpc/pollers.h"

namespace praksis::rpc {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr int kMaxAnswerBytes = 64 << 20;

absl::Status InvalidAddress(std::string_view listen) {
  return base::Refuse(
      absl::StatusCode::kInvalidArgument, "LISTEN_ADDRESS_INVALID",
      base::StrCat("\"", listen, "\" is no address to listen on; write host:port, like 127.0.0.1:7400"),
      {{"address", std::string(listen)}});
}

absl::Status BeyondLoopback(std::string_view listen) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "LISTEN_BEYOND_LOOPBACK",
      base::StrCat("\"", listen,
                   "\" can be reached from other machines: give --tls-cert, --tls-key and --tls-ca, so that "
                   "only those "
                   "with a certificate are let in, or listen on 127.0.0.1 (or [::1], or unix:/path)"),
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

// Nothing but a name or an address: gRPC would take "dns:///host", too.
bool IsHost(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' || c == ':' || c == '%';
  });
}

// gRPC writes a line for every connection whose handshake fails, which any client could fill the disk with,
// and which nobody needs more of than one a second.
void SayHandshakesSeldom(gpr_log_func_args* line) {
  static std::atomic<int64_t> last_second = 0;
  if (std::string_view(line->file).ends_with("ssl_transport_security.cc")) {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    const int64_t second = std::chrono::duration_cast<std::chrono::seconds>(since).count();
    if (last_second.exchange(second) == second) return;
  }
  std::fprintf(stderr, "gRPC: %s (%s:%d)\n", line->message, line->file, line->line);
}

// What applies to the whole process, once.
void PrepareProcess() {
  static const bool prepared = [] {
    grpc::EnableDefaultHealthCheckService(true);
    gpr_set_log_function(&SayHandshakesSeldom);
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

absl::StatusOr<std::string> ListenAddress(const ServerOptions& options) {
  if (options.tls) RETURN_IF_ERROR(CheckTlsFiles(*options.tls));
  const std::string_view listen = options.listen_address;
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
  if (!options.tls && !IsLoopback(std::string(host), bracketed)) return BeyondLoopback(listen);
  if (!IsHost(host)) return InvalidAddress(listen);
  return bracketed ? base::StrCat("[", host, "]:", port) : base::StrCat(host, ":", port);
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const std::vector<NamedService>& services) {
  auto address = ListenAddress(options);
  if (!address.ok()) return address.status();
  PrepareProcess();
  grpc::ServerBuilder builder;
  Limit(options, builder);
  int port = 0;
  builder.AddListeningPort(*address, ServerCredentials(options.tls), &port);
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

std::shared_ptr<grpc::Channel> Server::InProcessChannel() {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  return server_->InProcessChannel(arguments);
}

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
