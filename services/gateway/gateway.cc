#include "services/gateway/gateway.h"

#include <utility>

#include "libs/base/executor.h"
#include "libs/base/status.h"
#include "services/gateway/connect.h"

namespace praksis::gateway {

struct Gateway::Rep {
  Rep(const Options& options, const base::Clock& clock)
      : backend(options.channel_for),
        connect(backend, *worker, clock, {.max_message_bytes = options.max_message_bytes}) {}

  std::unique_ptr<base::ThreadExecutor> worker = std::make_unique<base::ThreadExecutor>("gateway");
  Backend backend;
  Connect connect;
  std::unique_ptr<http::Server> server;
  bool stopped = false;
};

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(const Options& options, const base::Clock& clock) {
  auto rep = std::make_unique<Rep>(options, clock);
  http::Routes routes;
  rep->connect.AddTo(routes);
  if (options.more_routes) options.more_routes(routes);
  http::ServerOptions http = options.http;
  http.max_body_bytes = options.max_message_bytes + options.max_message_bytes / 2;  // as JSON it is larger
  ASSIGN_OR_RETURN(rep->server, http::Server::Start(http, std::move(routes), clock));
  return std::unique_ptr<Gateway>(new Gateway(std::move(rep)));
}

Gateway::Gateway(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Gateway::~Gateway() { Stop(absl::ZeroDuration()); }

const std::string& Gateway::address() const { return rep_->server->address(); }

void Gateway::StopAccepting() { rep_->server->StopAccepting(); }

void Gateway::Stop(absl::Duration limit) {
  if (std::exchange(rep_->stopped, true)) return;
  if (rep_->server != nullptr) {
    rep_->server->StopAccepting();
    rep_->backend.CancelStreams();
    rep_->server->Stop(limit);
  }
  // What is left has nobody to answer to.
  rep_->backend.Stop();
  // Its last tasks still use the others.
  rep_->worker.reset();
}

}  // namespace praksis::gateway
