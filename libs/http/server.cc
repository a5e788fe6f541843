#include "libs/http/server.h"

#include <pthread.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <thread>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/http/host.h"
#include "libs/http/hub.h"
#include "libs/http/tls.h"

namespace praksis::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

// Before another attempt to accept, where the process has no more file descriptors.
constexpr std::chrono::milliseconds kAcceptPause(100);
constexpr std::string_view kTooMany =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Type: application/json\r\nContent-Length: "
    "78\r\n"
    "Connection: close\r\n\r\n"
    "{\"code\":\"resource_exhausted\",\"message\":\"too many connections; try again soon\"}";

absl::Status ListenFailed(const std::string& address, const Error& error) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "LISTEN_FAILED",
                      base::StrCat("cannot listen on ", address, " for HTTP: ", error.message(),
                                   "; stop the program that has that port, or choose another"),
                      {{"address", address}, {"error", error.message()}});
}

}  // namespace

struct Server::Rep {
  Rep(const ServerOptions& options, Routes routes, const base::Clock& clock)
      : hub(std::make_shared<Hub>(options, std::move(routes), clock)) {}

  absl::Status Listen();
  void Accept();
  void Take(tcp::socket socket);
  bool CloseLongestIdle();
  void Post(absl::AnyInvocable<void()> task) { hub->Post(task); }

  const std::shared_ptr<Hub> hub;
  tcp::acceptor acceptor{hub->io};
  std::unique_ptr<Certificate> certificate;  // none: plain text
  asio::steady_timer pause{hub->io};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work{hub->io.get_executor()};
  std::string address;
  int port = 0;
  std::thread thread;
  bool stopped = false;
};

absl::Status Server::Rep::Listen() {
  const ServerOptions& options = hub->options;
  ASSIGN_OR_RETURN(const Address wanted, ParseAddress(options.listen_address));
  hub->own_names_only = IsLoopback(wanted.host);
  const bool asks_who = options.tls && !options.tls->ca.empty();
  if (!hub->own_names_only && !options.beyond_loopback && !asks_who) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "LISTEN_BEYOND_LOOPBACK",
        base::StrCat(
            "\"", options.listen_address,
            "\" can be reached from other machines, and HTTP here asks nobody who they are: have "
            "clients show certificates (--http-tls-ca), or listen on 127.0.0.1, with a proxy before it that "
            "knows who asks"),
        {{"address", options.listen_address}});
  }
  Error error;
  const tcp::endpoint endpoint(asio::ip::make_address(wanted.host, error),
                               static_cast<uint16_t>(wanted.port));
  if (!error) acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return ListenFailed(options.listen_address, error);
  port = acceptor.local_endpoint(error).port();
  const bool six = wanted.host.find(':') != std::string::npos;
  address = six ? base::StrCat("[", wanted.host, "]:", port) : base::StrCat(wanted.host, ":", port);
  return absl::OkStatus();
}

void Server::Rep::Accept() {
  acceptor.async_accept([this](Error error, tcp::socket socket) {
    if (error == asio::error::operation_aborted || hub->stopping) return;
    if (!error) {
      Take(std::move(socket));
      return Accept();
    }
    pause.expires_after(kAcceptPause);
    pause.async_wait([this](Error cancelled) {
      if (!cancelled) Accept();
    });
  });
}

void Server::Rep::Take(tcp::socket socket) {
  if (hub->count() < hub->options.max_connections || CloseLongestIdle()) {
    return ServeConnection(std::move(socket), certificate == nullptr ? nullptr : certificate->Current(), hub);
  }
  if (certificate != nullptr) return;
  Error ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(kTooMany), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

bool Server::Rep::CloseLongestIdle() {
  Connection* longest = nullptr;
  for (Connection* connection : hub->connections()) {
    if (connection->idle_since() &&
        (longest == nullptr || *connection->idle_since() < *longest->idle_since())) {
      longest = connection;
    }
  }
  if (longest != nullptr) longest->Cut();
  return longest != nullptr;
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, Routes routes,
                                                      const base::Clock& clock) {
  auto rep = std::make_unique<Rep>(options, std::move(routes), clock);
  if (options.tls) {
    ASSIGN_OR_RETURN(rep->certificate, Certificate::Read(*options.tls));
  }
  RETURN_IF_ERROR(rep->Listen());
  rep->Accept();
  rep->thread = std::thread([hub = rep->hub] {
    pthread_setname_np(pthread_self(), "http");
    hub->io.run();
  });
  return std::unique_ptr<Server>(new Server(std::move(rep)));
}

Server::Server(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Server::~Server() { Stop(absl::ZeroDuration()); }

int Server::port() const { return rep_->port; }
const std::string& Server::address() const { return rep_->address; }
size_t Server::connections() const { return rep_->hub->count(); }

void Server::StopAccepting() {
  rep_->Post([rep = rep_.get()] {
    rep->hub->stopping = true;
    Error ignored;
    rep->acceptor.close(ignored);
    rep->pause.cancel();
    for (Connection* connection : rep->hub->connections()) connection->Drain();
  });
}

void Server::Stop(absl::Duration limit) {
  if (rep_->stopped) return;
  rep_->stopped = true;
  StopAccepting();
  rep_->hub->WaitForNone(absl::ToChronoNanoseconds(limit));
  rep_->Post([hub = rep_->hub] {
    for (Connection* connection : hub->connections()) connection->Cut();
  });
  rep_->hub->EndPosts();
  rep_->work.reset();
  rep_->thread.join();
}

}  // namespace praksis::http
