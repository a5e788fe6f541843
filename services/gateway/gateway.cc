#include "services/gateway/gateway.h"

#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/executor.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "services/gateway/charts.h"
#include "services/gateway/codelists_json.h"
#include "services/gateway/connect.h"
#include "services/gateway/definitions_json.h"
#include "services/gateway/figures.h"
#include "services/gateway/pages.h"

namespace praksis::gateway {

struct Gateway::Rep {
  Rep(const Options& options, const base::Clock& clock)
      : backend(options.channel_for, !options.withheld_cases),
        pages(options.web_directory),
        labels(CodelistsJson(codelists::Codelists::BuiltIn())),
        charts([script_pages =
                    std::make_shared<Pages>(options.web_directory)] { return script_pages->ChartsScript(); },
               labels),
        connect(backend, *worker, clock, {.max_message_bytes = options.max_message_bytes}),
        figures(backend, charts, *worker, clock) {}

  void AddRoutes(http::Routes& routes);

  std::unique_ptr<base::ThreadExecutor> worker = std::make_unique<base::ThreadExecutor>("gateway");
  Backend backend;
  // On the server's thread.
  Pages pages;
  const std::string labels;
  Charts charts;
  Connect connect;
  Figures figures;
  std::unique_ptr<http::Server> server;
  bool stopped = false;
};

namespace {

// JSON that is the same as long as the program runs.
void AddConstant(const std::string& path, std::string json, http::Routes& routes) {
  const std::string etag = base::StrCat("W/\"", base::ToHex(base::Sha256(json)).substr(0, 32), "\"");
  const auto shared = std::make_shared<const std::string>(std::move(json));
  routes.Add(path, {"GET"}, [shared, etag](const auto& exchange) {
    http::Response response;
    response.headers = {{"Cache-Control", "no-cache"}, {"ETag", etag}};
    AddSafetyHeaders(response);
    if (exchange->request().Header("If-None-Match") == etag) {
      response.status = 304;
    } else {
      response.content_type = "application/json";
      response.shared_body = shared;
    }
    exchange->Answer(std::move(response));
  });
}

}  // namespace

void Gateway::Rep::AddRoutes(http::Routes& routes) {
  connect.AddTo(routes);
  figures.AddTo(routes);
  AddConstant("/codelists.json", labels, routes);
  AddConstant("/definitions.json", DefinitionsJson(), routes);
  routes.Add("/", {"GET"},
             [this](const auto& exchange) { exchange->Answer(pages.Answer(exchange->request())); });
}

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(const Options& options, const base::Clock& clock) {
  auto rep = std::make_unique<Rep>(options, clock);
  http::Routes routes;
  rep->AddRoutes(routes);
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
