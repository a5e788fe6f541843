// A small HTTP/1.1 server: listening, limits, keep-alive, and stopping in good order. What it serves is for
// others to say (routes.h).
//
// One thread does everything that has to do with connections, and calls the handlers. Requests of one
// connection are answered one after the other; those that a client sends ahead wait in the system's buffers.
//
// What a client sees that keeps no measure:
//   - headers beyond max_header_bytes: 431; a body beyond max_body_bytes: 413; malformed requests: 400; then
//   the
//     connection is closed.
//   - a request that is not complete within request_limit, an answer of which nothing is taken for
//   write_limit: the
//     connection is cut.
//   - more than max_connections: the one that has been idle for longest is closed for the new one; where none
//   is idle,
//     the new one gets 503.
//   - a Host that is not this machine's own name for itself, where only this machine can reach the server:
//   403.
//   - a request that a page of another site made a browser send: 403.
#ifndef PRAKSIS_LIBS_HTTP_SERVER_H_
#define PRAKSIS_LIBS_HTTP_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/http/routes.h"

namespace praksis::http {

// Paths of PEM files. They are read again when they change, for connections made from then on: replace each
// in one step (rename it into place).
struct TlsFiles {
  std::string certificate;  // followed by those between it and the CA's, if any
  std::string key;          // of the certificate, without a passphrase
  // One or several. Then clients must show a certificate of theirs; empty: nobody is asked who they are.
  std::string ca;
};

struct ServerOptions {
  // See ParseAddress (host.h).
  std::string listen_address = "127.0.0.1:0";
  // TLS 1.2 or newer, and nothing else; without files plain text.
  std::optional<TlsFiles> tls;
  // Without it, and without a CA whose certificates clients show (TlsFiles::ca), only addresses that no other
  // machine reaches are taken: this server then knows nobody.
  bool beyond_loopback = false;
  // Names by which it may be called besides localhost and addresses of loopback, where only this machine
  // reaches it.
  std::vector<std::string> names;
  size_t max_connections = 256;
  size_t max_header_bytes = size_t{16} << 10;
  size_t max_body_bytes = size_t{4} << 20;
  // For a whole request to arrive, from its first byte.
  absl::Duration request_limit = absl::Seconds(20);
  // For the next 64 KiB of an answer to be taken.
  absl::Duration write_limit = absl::Seconds(30);
  // Between requests.
  absl::Duration idle_limit = absl::Seconds(75);
  // Told of every answer when it is complete (or cut), on the server's thread: the route (Routes::RouteOf),
  // the status, and how long it took from the request's last byte.
  std::function<void(std::string_view route, int status, absl::Duration took)> observe;
};

// Thread-safe, but Stop must be called from one thread only, and never from a handler.
class Server {
 public:
  // Listens and serves from then on. `clock` is for the header Date, and must outlive the server.
  //   FAILED_PRECONDITION  LISTEN_BEYOND_LOOPBACK; LISTEN_FAILED: the address is taken or not of this
  //   machine. INVALID_ARGUMENT     LISTEN_ADDRESS_INVALID.
  //   FAILED_PRECONDITION  TLS_FILE_UNUSABLE, naming the file.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, Routes routes,
                                                       const base::Clock& clock);
  // Stop at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const;
  // With the port: "127.0.0.1:41237".
  const std::string& address() const;
  // Connections that are open now.
  size_t connections() const;

  // Takes no new connections and no new requests, and closes what is idle. Returns at once.
  void StopAccepting();
  // StopAccepting; waits at most `limit` for answers that are being given, then cuts what is left.
  void Stop(absl::Duration limit);

 private:
  struct Rep;
  explicit Server(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_SERVER_H_
