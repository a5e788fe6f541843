// A gRPC server: listening, limits, health and reflection. What it serves is for others to say.
//
// What a client sees where gRPC itself answers (tested in tests/integration), and so without ErrorInfo:
//   - a message larger than max_receive_bytes: RESOURCE_EXHAUSTED, "Received message larger than max (… vs.
//   …)". On a
//     stream it ends the stream.
//   - a method that does not exist: UNIMPLEMENTED.
//   - metadata larger than 8 KiB: RESOURCE_EXHAUSTED.
#ifndef PRAKSIS_LIBS_RPC_SERVER_H_
#define PRAKSIS_LIBS_RPC_SERVER_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/rpc/tls.h"

namespace grpc {
class Channel;
class Server;
class Service;
}  // namespace grpc

namespace praksis::rpc {

struct ServerOptions {
  // "127.0.0.1:7400", "[::1]:7400", "localhost:7400" (taken as 127.0.0.1) or "unix:/path"; port 0 takes any
  // free one. With TLS also addresses that other machines reach: "0.0.0.0:7400", "[::]:7400", a name or
  // address of this machine.
  std::string listen_address = "127.0.0.1:0";
  // Without it everything is plain text.
  std::optional<TlsFiles> tls;
  int max_receive_bytes = 4 << 20;
  // Buffers of all connections together; more is not read until there is room again.
  size_t memory_bytes = size_t{512} << 20;
  // Calls under way on one connection; the client's library holds back the rest.
  int max_calls_per_connection = 4096;
  // A connection that has been silent for this long is asked for a sign of life, and closed without one: a
  // subscriber whose machine is gone does not stay for ever.
  absl::Duration keepalive_interval = absl::Seconds(60);
  absl::Duration keepalive_timeout = absl::Seconds(20);
};

// One service by its full name ("praksis.v1.Journal"), under which health and reflection know it.
struct NamedService {
  std::string name;
  grpc::Service* service;
};

// Thread-safe, but Shutdown must be called from one thread only.
class Server {
 public:
  // Listens from then on; every service is NOT_SERVING until SetServing says otherwise. The services must
  // outlive the server.
  //   FAILED_PRECONDITION  LISTEN_FAILED: the address is taken or not of this machine.
  //   else                 as ListenAddress.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const std::vector<NamedService>& services);
  // Shutdown at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // 0 for a unix socket.
  int port() const { return port_; }
  // Where it listens, with the port: "127.0.0.1:41237".
  const std::string& address() const { return address_; }

  // Calls this server from within the process, without a socket and, where there is TLS, without a
  // certificate. To be let go before Shutdown ends. Answers of up to 64 MiB.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // What the health service (grpc.health.v1) says of `service`; of the server as a whole, "" , it says
  // SERVING until StopServing.
  void SetServing(std::string_view service, bool serving);
  // NOT_SERVING for everything, for good.
  void StopServing();

  // Takes no new calls, lets those under way end until `deadline`, cancels the rest, and returns when every
  // call's reactor is done: whoever still owes a reply must give it.
  void Shutdown(absl::Time deadline);

 private:
  Server(std::unique_ptr<grpc::Server> server, std::string address, int port);

  const std::shared_ptr<void> poller_;
  std::unique_ptr<grpc::Server> server_;
  const std::string address_;
  const int port_;
  bool shut_down_ = false;
};

// The address to give to gRPC, or why a server with these options cannot be.
//   FAILED_PRECONDITION  LISTEN_BEYOND_LOOPBACK: without TLS nobody outside this machine may reach it;
//                        TLS_FILE_UNUSABLE.
//   INVALID_ARGUMENT     LISTEN_ADDRESS_INVALID.
absl::StatusOr<std::string> ListenAddress(const ServerOptions& options);

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_SERVER_H_
