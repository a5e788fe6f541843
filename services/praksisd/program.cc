#include "services/praksisd/program.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/http/server.h"
#include "services/gateway/gateway.h"
#include "services/praksisd/command_line.h"
#include "services/praksisd/logging.h"
#include "services/praksisd/operator_pages.h"
#include "services/praksisd/process.h"
#include "services/praksisd/verify.h"
#include "services/praksisd/verify_output.h"
#include "services/server/server.h"
#include "spdlog/spdlog.h"

namespace praksis::services {
namespace {

// Of those who watch: a few Prometheus servers and probes.
constexpr size_t kMaxMetricsConnections = 32;

std::string NamesOf(const Server::Services& services) {
  std::string names;
  const auto add = [&](bool served, const char* name) {
    if (served) names += (names.empty() ? "" : ", ") + std::string(name);
  };
  add(services.journal, "Journal");
  add(services.history, "History");
  add(services.feed, "Feed");
  add(services.dashboards, "Dashboards");
  add(services.learning, "Learning, Cycles, Measures, Stories, Transfer, Experiments");
  add(true, "Operations");
  return names;
}

void SayWhatIsServed(const Program& program, const ServeCommand& command, const Server& server) {
  spdlog::info("{} " PRAKSIS_VERSION ", serving {} on {}", program.name, NamesOf(command.options.services),
               server.address());
  if (const auto& kafka = command.options.kafka) {
    spdlog::info("the log is topic {} at {}", kafka->topic, kafka->bootstrap_servers);
  }
  spdlog::info("data directory {}, {} partitions, days in {}, figures from {} persons",
               command.options.data_directory, server.partitions(), command.time_zone, command.options.k);
  if (command.options.rpc.tls) {
    spdlog::info("TLS: whoever has a certificate of {} may do everything, as this release has no roles",
                 command.options.rpc.tls->ca);
  }
  spdlog::info("personal fields are stored as they came: sealing is not part of this release");
  if (!command.options.kafka && server.partitions() != command.options.partitions) {
    spdlog::info("the log was made with {} partitions and keeps them", server.partitions());
  }
}

// Null where HTTP is not to be served.
absl::StatusOr<std::unique_ptr<gateway::Gateway>> ServeHttp(const ServeCommand& command, Server& server,
                                                            OperatorPages& pages, const base::Clock& clock) {
  if (!command.http) return nullptr;
  gateway::Gateway::Options options = *command.http;
  options.more_routes = [&pages](http::Routes& routes) { pages.AddTo(routes); };
  options.http.observe = [&pages](std::string_view route, int status, absl::Duration took) {
    pages.Observe(route, status, took);
  };
  options.channel_for = [channel = server.InProcessChannel()](const std::string&) { return channel; };
  auto http = gateway::Gateway::Start(options, clock);
  if (http.ok()) {
    spdlog::info("pages, figures and Connect JSON at {}://{}/", options.http.tls ? "https" : "http",
                 (*http)->address());
  } else if (!command.http_asked && base::ReasonOf(http.status()) == "LISTEN_FAILED") {
    spdlog::warn("no pages: {} (--http HOST:PORT puts them elsewhere, --http off does without)",
                 std::string(http.status().message()));
    return nullptr;
  }
  return http;
}

// Null where they are not to be served by themselves.
absl::StatusOr<std::unique_ptr<http::Server>> ServeMetrics(const ServeCommand& command, OperatorPages& pages,
                                                           const base::Clock& clock) {
  if (command.metrics_address.empty()) return nullptr;
  http::ServerOptions options;
  options.listen_address = command.metrics_address;
  options.beyond_loopback = true;
  options.max_connections = kMaxMetricsConnections;
  options.max_body_bytes = 0;
  http::Routes routes;
  pages.AddTo(routes);
  ASSIGN_OR_RETURN(auto server, http::Server::Start(options, std::move(routes), clock));
  spdlog::info("/metrics, /healthz and /readyz at http://{}/", server->address());
  return server;
}

int CannotStart(const absl::Status& why) {
  spdlog::error("cannot start: {} ({})", std::string(why.message()), base::ReasonOf(why));
  return kExitFailed;
}

// What it is to write down of calls, where anybody is to read it.
void WatchCalls(const ServeCommand& command, CallLog& calls, Server::Options& options) {
  options.call_watch.refused = [&calls](const rpc::EndedCall& call) { calls.Refused(call); };
  if (command.log_level != "debug") return;
  options.call_watch.traced = [&calls](const rpc::EndedCall& call) { calls.Traced(call); };
  options.on_projected = [&calls](std::string_view projection, const log::Traces::Traced& traced) {
    calls.Projected(projection, traced);
  };
}

// What the server records by itself.
void WatchEvaluations(Server::Options& options) {
  options.evaluation_watch.recorded = [](const v1::RecordEvaluationResponse& recorded) {
    const v1::MeasureEvaluated& evaluated = recorded.evaluation().evaluated();
    spdlog::info("{} evaluated: {}, recorded as its version {}; at position {}",
                 recorded.evaluation().measure().measure(), v1::MeasureVerdict_Name(evaluated.verdict()),
                 recorded.version(), evaluated.position());
  };
  options.evaluation_watch.failed = [](const std::string& measure, const absl::Status& why) {
    spdlog::warn("{} could not be evaluated and that recorded: {} ({})",
                 measure.empty() ? "measures" : measure, std::string(why.message()), base::ReasonOf(why));
  };
}

int Serve(const Program& program, const ServeCommand& command) {
  const sigset_t signals = BlockStopSignals();
  LogTo(program.name, command.log_level, command.log_format);
  const base::SystemClock clock;
  CallLog calls;
  Server::Options options = command.options;
  WatchCalls(command, calls, options);
  WatchEvaluations(options);
  if (options.kafka) {
    options.kafka->say = [](int level, std::string_view line) {
      spdlog::log(level <= 3   ? spdlog::level::err
                  : level <= 5 ? spdlog::level::warn
                               : spdlog::level::debug,
                  "{}", line);
    };
  }
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(options, clock);
  if (!server.ok()) return CannotStart(server.status());
  OperatorPages pages(program.name, command.options.data_directory, **server);
  SayWhatIsServed(program, command, **server);
  absl::StatusOr<std::unique_ptr<http::Server>> metrics = ServeMetrics(command, pages, clock);
  if (!metrics.ok()) return CannotStart(metrics.status());
  absl::StatusOr<std::unique_ptr<gateway::Gateway>> http = ServeHttp(command, **server, pages, clock);
  if (!http.ok()) return CannotStart(http.status());

  spdlog::info("{}: stopping; what was accepted is answered first", AwaitSignal(signals));
  EndAtNextSignal(signals, kExitFailed);
  const absl::Time stop_by = absl::Now() + command.stop_limit;
  if (*http != nullptr) (*http)->StopAccepting();
  (*server)->Stop(stop_by);
  // What the services have answered is still on its way.
  if (*http != nullptr) (*http)->Stop(std::max(stop_by - absl::Now(), absl::ZeroDuration()));
  // They ask the server.
  http->reset();
  metrics->reset();
  server->reset();
  spdlog::info("stopped");
  EndProcess(kExitOk);
}

// Overwrites one line on a terminal, says nothing elsewhere.
void ShowProgress(std::string_view what, int64_t done, int64_t of) {
  if (isatty(STDERR_FILENO) == 0) return;
  const int percent = of > 0 ? static_cast<int>(100 * done / of) : 100;
  std::cerr << "\r\033[K" << what << ": " << percent << " %" << std::flush;
}

int RunVerify(const VerifyCommand& command) {
  const base::SystemClock clock;
  const absl::StatusOr<Verification> verification =
      Verify(command.data_directory, command.kafka, clock, ShowProgress);
  if (isatty(STDERR_FILENO) != 0) std::cerr << "\r\033[K";
  if (!verification.ok()) {
    std::cerr << "praksisd verify: " << verification.status().message() << "\n";
    return kExitFailed;
  }
  std::cout << (command.json ? VerificationJson(*verification) : VerificationText(*verification))
            << std::flush;
  return verification->sound() ? kExitOk : kExitFailed;
}

}  // namespace

int Run(const Program& program, int argc, char** argv) {
  const Command command = ParseCommandLine(program, argc, argv);
  if (const auto* serve = std::get_if<ServeCommand>(&command)) return Serve(program, *serve);
  if (const auto* verify = std::get_if<VerifyCommand>(&command)) return RunVerify(*verify);
  return std::get<Exit>(command).code;
}

}  // namespace praksis::services
