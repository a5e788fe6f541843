// praksis-gateway: praksis over HTTP, before servers that are elsewhere.
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/rpc/tls.h"
#include "services/channel/channel.h"
#include "services/gateway/arguments.h"
#include "services/gateway/contract.h"
#include "services/gateway/gateway.h"
#include "services/gateway/router.h"
#include "services/praksisd/command_line.h"
#include "services/praksisd/logging.h"
#include "services/praksisd/process.h"
#include "spdlog/spdlog.h"

namespace praksis::gateway {
namespace {

constexpr char kDescription[] =
    R"(praksis-gateway serves the pages, the figures at URLs, and every service of praksis as Connect JSON
over HTTP. It keeps nothing; start as many as you like. praksisd has it in itself.

Examples
  praksis-gateway                              on 127.0.0.1:7480, before the server on 127.0.0.1:7400
  praksis-gateway --server 127.0.0.1:7401,127.0.0.1:7402,127.0.0.1:7403
  praksis-gateway --server history:7402,dashboards:7403 --tls-cert tls.crt --tls-key tls.key --tls-ca ca.crt

Whoever reaches it may do everything that its servers do: beyond this machine it asks for certificates
(--http-tls-ca), or belongs behind a proxy that knows who asks.

Exit codes: 0 stopped as asked; 1 failed; 2 wrong usage.
)";

struct Arguments {
  std::string server = "127.0.0.1:7400";
  rpc::TlsFiles tls_files;
  std::string log_level = "info";
  int max_message_mib = 4;
  int stop_seconds = 30;
  Gateway::Options options;

  std::optional<rpc::TlsFiles> tls() const {
    return tls_files.certificate.empty() ? std::nullopt : std::optional(tls_files);
  }
};

void AddTlsArguments(CLI::App& app, rpc::TlsFiles& tls) {
  CLI::Option* certificate =
      app.add_option("--tls-cert", tls.certificate, "speak TLS with the servers, with this certificate (PEM)")
          ->envname("PRAKSIS_TLS_CERT");
  CLI::Option* key =
      app.add_option("--tls-key", tls.key, "the certificate's key (PEM)")->envname("PRAKSIS_TLS_KEY");
  CLI::Option* ca =
      app.add_option("--tls-ca", tls.ca, "certificate of the CA that the servers' certificates are of (PEM)")
          ->envname("PRAKSIS_TLS_CA");
  for (CLI::Option* option : {certificate, key, ca}) option->type_name("FILE");
  certificate->needs(key, ca);
  key->needs(certificate, ca);
  ca->needs(certificate, key);
}

void AddAllArguments(CLI::App& app, Arguments& arguments) {
  arguments.options.http.listen_address = "127.0.0.1:7480";
  app.set_config("--config", "", "read options from this TOML file; the command line goes before it")
      ->type_name("FILE");
  app.allow_config_extras(false);
  app.add_option("--server", arguments.server,
                 "one server that has everything, or several, separated by commas")
      ->envname("PRAKSIS_SERVER")
      ->type_name("HOST:PORT,…")
      ->capture_default_str();
  app.add_option("--http", arguments.options.http.listen_address, "where to serve HTTP")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  AddArguments(app, arguments.options);
  AddTlsArguments(app, arguments.tls_files);
  app.add_option("--max-message", arguments.max_message_mib,
                 "largest message taken, in MiB; as the servers have it")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option("--stop-limit", arguments.stop_seconds,
                 "seconds that stopping may take before calls are cancelled")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  app.add_option("--log-level", arguments.log_level, "what to say on stderr")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
      ->capture_default_str();
}

int Serve(Arguments arguments) {
  const sigset_t signals = services::BlockStopSignals();
  services::LogTo("praksis-gateway", arguments.log_level, services::LogFormat::kText);
  const std::vector<std::string> servers = services::SplitServers(arguments.server);
  if (servers.empty()) {
    spdlog::error("cannot start: --server names none");
    return services::kExitUsage;
  }
  if (const auto tls = arguments.tls()) {
    if (const absl::Status unusable = rpc::CheckTlsFiles(*tls); !unusable.ok()) {
      spdlog::error("cannot start: {}", std::string(unusable.message()));
      return services::kExitFailed;
    }
  }
  const base::SystemClock clock;
  std::vector<std::string> names;
  for (const auto* service : Services()) names.push_back(service->full_name());
  Router router(servers, arguments.tls(), std::move(names));
  arguments.options.channel_for = [&router](const std::string& service) {
    return router.ChannelFor(service);
  };
  arguments.options.max_message_bytes = static_cast<size_t>(arguments.max_message_mib) << 20;
  auto gateway = Gateway::Start(arguments.options, clock);
  if (!gateway.ok()) {
    spdlog::error("cannot start: {} ({})", std::string(gateway.status().message()),
                  base::ReasonOf(gateway.status()));
    return services::kExitFailed;
  }
  spdlog::info("praksis-gateway " PRAKSIS_VERSION ", serving {}://{}/ before {}",
               arguments.options.http.tls ? "https" : "http", (*gateway)->address(), arguments.server);
  spdlog::info("{}: stopping", services::AwaitSignal(signals));
  services::EndAtNextSignal(signals, services::kExitFailed);
  (*gateway)->Stop(absl::Seconds(arguments.stop_seconds));
  spdlog::info("stopped");
  services::EndProcess(services::kExitOk);
}

}  // namespace
}  // namespace praksis::gateway

int main(int argc, char** argv) {
  praksis::gateway::Arguments arguments;
  CLI::App app(praksis::gateway::kDescription, "praksis-gateway");
  app.set_version_flag("--version", "praksis-gateway " PRAKSIS_VERSION);
  praksis::gateway::AddAllArguments(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 prints help and errors and knows which is which; its many error codes all mean wrong usage.
    return app.exit(error, std::cout, std::cerr) == 0 ? praksis::services::kExitOk
                                                      : praksis::services::kExitUsage;
  }
  return praksis::gateway::Serve(std::move(arguments));
}
