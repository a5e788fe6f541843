// Private: what the connections of a server share. Used on the server's thread, where nothing else is said.
#ifndef PRAKSIS_LIBS_HTTP_HUB_H_
#define PRAKSIS_LIBS_HTTP_HUB_H_

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "libs/base/clock.h"
#include "libs/http/server.h"

namespace praksis::http {

// One connection, seen from the server.
class Connection {
 public:
  virtual ~Connection() = default;
  // Between requests since then; nothing while one is read or answered.
  virtual std::optional<std::chrono::steady_clock::time_point> idle_since() const = 0;
  // Nothing more is read; closes when what is being answered is answered.
  virtual void Drain() = 0;
  // Closes at once.
  virtual void Cut() = 0;
};

struct Hub {
  Hub(const ServerOptions& hub_options, Routes hub_routes, const base::Clock& hub_clock)
      : options(hub_options), routes(std::move(hub_routes)), clock(hub_clock) {}

  const ServerOptions options;
  const Routes routes;
  const base::Clock& clock;
  // Whether Host must be a name of this machine for itself.
  bool own_names_only = true;

  boost::asio::io_context io{1};
  bool stopping = false;

  // Connections add and remove themselves. Any thread.
  void Add(Connection& connection);
  void Remove(Connection& connection);
  size_t count() const;
  // Whether none is left within `limit`. Any thread but the server's.
  bool WaitForNone(std::chrono::nanoseconds limit);
  // A copy: cutting one removes it.
  std::set<Connection*> connections() const;

  // Runs the task on the server's thread. False, and the task is untouched, once the server has ended. Any
  // thread.
  bool Post(absl::AnyInvocable<void()>& task);
  void EndPosts();

 private:
  mutable std::mutex mutex_;
  std::condition_variable removed_;
  std::set<Connection*> connections_;  // guarded by mutex_
  bool ended_ = false;                 // guarded by mutex_
};

// Reads requests from the socket and has them answered, until either side closes; in TLS where there is a
// context. Lives as long as it must.
void ServeConnection(boost::asio::ip::tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls,
                     std::shared_ptr<Hub> hub);

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_HUB_H_
