// praksis over HTTP: the Connect protocol, the figures at URLs, and the pages. In praksisd, or a program of
// its own.
#ifndef PRAKSIS_SERVICES_GATEWAY_GATEWAY_H_
#define PRAKSIS_SERVICES_GATEWAY_GATEWAY_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/http/routes.h"
#include "libs/http/server.h"
#include "services/gateway/backend.h"

namespace praksis::gateway {

// Thread-safe, but the stops must be called from one thread.
class Gateway {
 public:
  struct Options {
    http::ServerOptions http;
    // Whom to ask.
    ChannelFor channel_for;
    // Where the pages are; see pages.h.
    std::string web_directory;
    // Whoever reaches it may see the cases behind counts that figures withhold; else those behind what
    // figures show.
    bool withheld_cases = false;
    // Of a message that is asked for or answered.
    size_t max_message_bytes = size_t{4} << 20;
    // Adds what else is served at this address (/metrics, /healthz). May be empty.
    std::function<void(http::Routes&)> more_routes;
  };

  // Serves from then on. `clock` must outlive it. Fails as http::Server::Start.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(const Options& options, const base::Clock& clock);
  // Stop at once.
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // "127.0.0.1:7480".
  const std::string& address() const;

  // Takes nothing new; what is under way goes on. Returns at once. For a process that stops the services
  // next.
  void StopAccepting();
  // StopAccepting; waits at most `limit` for what is under way, then cancels it.
  void Stop(absl::Duration limit);

 private:
  struct Rep;
  explicit Gateway(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_GATEWAY_H_
