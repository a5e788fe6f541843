#include "services/praksisd/command_line.h"

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "libs/log_kafka/settings.h"
#include "services/gateway/arguments.h"

namespace praksis::services {
namespace {

// `$` is the program's name, `#` its port.
constexpr char kExamplesOfAll[] = R"(

Examples
  praksisd                                     serve from ~/.local/share/praksis on 127.0.0.1:7400
  praksisd --data /srv/praksis --listen 127.0.0.1:7500
  praksisd --config /etc/praksis/praksisd.toml
  praksisd --http 127.0.0.1:8080               pages and Connect JSON elsewhere; --http off for nowhere
  praksisd --kafka kafka-1:9092,kafka-2:9092   the log is on Kafka (praksis topics create makes its topic)
  praksisd --listen 0.0.0.0:7400 --tls-cert server.crt --tls-key server.key --tls-ca ca.crt
                                               for other machines, too (deploy/certificates makes such files)
  praksisd verify --data /srv/praksis          check what is stored (stop praksisd first)
)";
constexpr char kExamplesOfOne[] = R"(

Examples
  $ --kafka kafka-1:9092,kafka-2:9092 --data /srv/$
  $ --kafka kafka-1:9092 --data /srv/$-2 --listen 127.0.0.1:7500
  $ --config /etc/praksis/$.toml

praksisd serves this and everything else in one process.
)";
constexpr char kMoreHelp[] = R"(
The configuration file is TOML with the names of the options below:
  data = "/srv/$"
  listen = "127.0.0.1:#"
  time-zone = "Europe/Copenhagen"

SIGTERM or SIGINT stops it: nothing new is taken, everything accepted is answered. A second one ends
it at once; what was acknowledged is in the log all the same.

Exit codes: 0 stopped as asked, or sound; 1 failed, or not sound; 2 wrong usage.
)";

bool IsAll(const Program& program) { return program.services == Server::Services(); }

std::string Filled(const Program& program, std::string_view text) {
  return absl::StrReplaceAll(absl::string_view(text.data(), text.size()),
                             {{"$", program.name}, {"#", std::to_string(program.port)}});
}

std::string DescriptionOf(const Program& program) {
  return program.summary + Filled(program, IsAll(program) ? kExamplesOfAll : kExamplesOfOne) +
         Filled(program, kMoreHelp);
}

constexpr char kVerifyDescription[] =
    R"(Checks a data directory while no praksisd runs on it: that the log has no gaps and every event id is
unique, and that the read models are what a rebuild from the log gives.

Examples
  praksisd verify --data /srv/praksis
  praksisd verify --data /srv/praksis --json | jq .rowsDifferent
  praksisd verify --data /srv/praksis --kafka kafka-1:9092
)";

std::string DefaultDataDirectory(const Program& program) {
  const std::string name = IsAll(program) ? "praksis" : program.name;
  if (const char* data_home = std::getenv("XDG_DATA_HOME"); data_home != nullptr && *data_home != '\0') {
    return std::string(data_home) + "/" + name;
  }
  const char* home = std::getenv("HOME");
  return std::string(home != nullptr ? home : ".") + "/.local/share/" + name;
}

const CLI::Validator kTimeZone(
    [](std::string& name) {
      absl::TimeZone zone;
      return absl::LoadTimeZone(name, &zone) ? std::string()
                                             : "\"" + name +
                                                   "\" is no time zone this system knows; write one like "
                                                   "Europe/Copenhagen";
    },
    "ZONE");

// What the numbers on the command line are before they become options.
struct Numbers {
  int record_limit_seconds = 10;
  int stop_seconds = 30;
  int max_message_mib = 4;
  int state_cache_mib = 256;
  int block_cache_mib = 128;
  int figures_mib = 512;
  int write_buffer_mib = 64;
};

// Where the log is, if not in the data directory.
struct KafkaArguments {
  log::KafkaOptions options;
  std::string settings_file;
};

void AddKafkaArguments(CLI::App& app, bool required, KafkaArguments& kafka) {
  app.add_option(
         "--kafka", kafka.options.bootstrap_servers,
         required
             ? "brokers of the Kafka cluster that has the log"
             : "brokers of the Kafka cluster that has the log; without it the log is in the data directory")
      ->envname("PRAKSIS_KAFKA")
      ->type_name("HOST:PORT,…")
      ->required(required);
  app.add_option("--topic", kafka.options.topic, "the log's topic")->type_name("NAME")->capture_default_str();
  app.add_option("--topic-partitions", kafka.options.partitions,
                 "how many of the topic's partitions are the log's, where it was given more than the log was "
                 "made with (default: all)")
      ->type_name("NUMBER")
      ->check(CLI::Range(1, 1024));
  app.add_option(
         "--kafka-config", kafka.settings_file,
         "file of further settings of Kafka's client (security.protocol = …); NAME.file = PATH takes a "
         "secret from a file")
      ->type_name("FILE");
}

// Three options that go together only.
void AddTlsArguments(CLI::App& app, rpc::TlsFiles& tls) {
  const auto add = [&app](const char* name, std::string& file, const char* description) {
    return app.add_option(name, file, description)->type_name("FILE");
  };
  CLI::Option* certificate =
      add("--tls-cert", tls.certificate,
          "serve TLS with this certificate (PEM), to clients that show one of --tls-ca, who may then do "
          "everything: this release has no roles. All three are read again when they change");
  CLI::Option* key = add("--tls-key", tls.key, "the certificate's key (PEM)");
  CLI::Option* ca = add("--tls-ca", tls.ca, "certificate of the CA that clients' certificates are of (PEM)");
  certificate->needs(key, ca);
  key->needs(certificate, ca);
  ca->needs(certificate, key);
}

struct HttpArguments {
  std::string address;
  gateway::Gateway::Options options;
};

void AddHttpArguments(CLI::App& app, HttpArguments& http) {
  app.add_option(
         "--http", http.address,
         "where to serve the pages, the figures at URLs, Connect JSON and /metrics, or \"off\"; "
         "whoever reaches it may "
         "do everything (default: 127.0.0.1:7480, and off with --tls-cert unless there is --http-tls-cert)")
      ->type_name("HOST:PORT");
  gateway::AddArguments(app, http.options);
}

// Where HTTP is to be served; nothing for nowhere.
std::optional<gateway::Gateway::Options> HttpFrom(const HttpArguments& http, const ServeCommand& serve) {
  // A certificate is asked for at one door: the other is opened only by who says so.
  const char* const by_default = serve.options.rpc.tls && !http.options.http.tls ? "off" : "127.0.0.1:7480";
  const std::string address = http.address.empty() ? by_default : http.address;
  if (address == "off") return std::nullopt;
  gateway::Gateway::Options options = http.options;
  options.http.listen_address = address;
  options.max_message_bytes = static_cast<size_t>(serve.options.rpc.max_receive_bytes);
  return options;
}

// Whether the arguments make sense; says on stderr what does not. `options` is nothing where there are none.
bool Apply(const Program& program, const KafkaArguments& kafka, std::optional<log::KafkaOptions>& options) {
  if (kafka.options.bootstrap_servers.empty()) return true;
  options = kafka.options;
  if (kafka.settings_file.empty()) return true;
  auto settings = log::ReadKafkaSettings(kafka.settings_file);
  if (settings.ok()) {
    options->properties = *std::move(settings);
    return true;
  }
  std::cerr << program.name << ": --kafka-config: " << settings.status().message() << "\n";
  return false;
}

void AddJournalOptions(CLI::App& app, ServeCommand& serve, Numbers& numbers) {
  Server::Options& options = serve.options;
  app.add_option(
         "--advertise", options.advertise,
         "where other recorders of the same log on Kafka reach this one; also what tells it from them "
         "(default: where it listens)")
      ->type_name("HOST:PORT");
  app.add_option("--record-limit", numbers.record_limit_seconds,
                 "seconds a fact may wait to be decided where the client set no deadline")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--max-undecided", options.max_undecided_items, "unanswered items of one RecordMany call")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  app.add_option("--max-queued", options.max_queued_facts,
                 "facts waiting per partition; more are refused with QUEUE_FULL")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
}

void AddLearningOptions(CLI::App& app, Server::Options& options) {
  app.add_option_function<std::string>(
         "--evaluate-measures-every",
         [&options](const std::string& every) {
           if (every == "never") {
             options.evaluate_measures_every = absl::InfiniteDuration();
           } else if (!absl::ParseDuration(every, &options.evaluate_measures_every) ||
                      options.evaluate_measures_every < absl::Seconds(1) ||
                      options.evaluate_measures_every == absl::InfiniteDuration()) {
             throw CLI::ValidationError(
                 "--evaluate-measures-every",
                 "\"" + every +
                     "\" is neither \"never\" nor a time of at least 1s; write one like 30m or 24h");
           }
         },
         "how often the measures in use are evaluated at most, where facts have come in since, and what is "
         "new about them recorded; one that comes into use, within a minute; \"never\" leaves that to calls")
      ->type_name("TIME")
      ->default_str("1h");
}

void AddOperatorOptions(CLI::App& app, ServeCommand& serve) {
  app.add_option(
         "--metrics", serve.metrics_address,
         "where to serve /metrics, /healthz and /readyz, and nothing else, as plain text: for Prometheus "
         "and probes, also of other machines; nothing of cases is in them")
      ->type_name("HOST:PORT");
  app.add_option("--log-level", serve.log_level,
                 "what to say on stderr; debug has refused calls and the traces that clients record, too")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
      ->capture_default_str();
  app.add_option_function<std::string>(
         "--log-format",
         [&serve](const std::string& format) {
           serve.log_format = format == "json" ? LogFormat::kJson : LogFormat::kText;
         },
         "how to say it: lines of text, or of JSON for who collects them")
      ->check(CLI::IsMember({"text", "json"}))
      ->default_str("text");
}

void AddServeOptions(CLI::App& app, ServeCommand& serve, Numbers& numbers) {
  Server::Options& options = serve.options;
  app.add_option("--listen", options.rpc.listen_address,
                 "where to listen; beyond loopback only with --tls-cert, --tls-key and --tls-ca")
      ->type_name("HOST:PORT")
      ->capture_default_str();
  app.add_option("--time-zone", serve.time_zone, "zone of today, and of days whose zone is not said")
      ->check(kTimeZone)
      ->capture_default_str();
  app.add_option("--threshold", options.k,
                 "counts of persons from 1 to one less than this are not shown in figures")
      ->check(CLI::Range(3, 64))
      ->capture_default_str();
  app.add_option(
         "--periods", options.periods,
         "what figures may be asked about, so that no small group follows from several answers: years, "
         "quarters (for large job centres), or free (any days; each answer is protected for itself only). "
         "What may not be shown beside other answers is found out beforehand, by at most a twentieth of a "
         "processor (praksis_hidden_… in --metrics)")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Periods>{
          {"years", Periods::kYears}, {"quarters", Periods::kQuarters}, {"free", Periods::kFree}}))
      ->type_name("UNIT")
      ->default_str("years");
  app.add_option("--max-message", numbers.max_message_mib, "largest message taken, in MiB")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  app.add_option(
         "--state-cache", numbers.state_cache_mib,
         "MiB of case states kept, for deciding, for projecting, and for read models being built anew, each")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  app.add_option("--block-cache", numbers.block_cache_mib, "MiB of the read models kept in memory")
      ->check(CLI::Range(1, 1 << 20))
      ->capture_default_str();
  app.add_option(
         "--figure-memory", numbers.figures_mib,
         "MiB that what figures add up may take in memory (some 30 bytes per case and figure); beyond that, "
         "they are read from disk")
      ->check(CLI::Range(0, 1 << 20))
      ->capture_default_str();
  app.add_option("--write-buffer", numbers.write_buffer_mib,
                 "MiB that the log, and the read models, gather before they write them to files, each")
      ->check(CLI::Range(16, 1 << 20))
      ->capture_default_str();
  app.add_option("--stop-limit", numbers.stop_seconds,
                 "seconds that stopping may take before calls are cancelled")
      ->check(CLI::Range(0, 3600))
      ->capture_default_str();
  AddOperatorOptions(app, serve);
}

ServeCommand Finished(ServeCommand serve, const Numbers& numbers) {
  constexpr size_t kMiB = size_t{1} << 20;
  serve.options.record_limit = absl::Seconds(numbers.record_limit_seconds);
  serve.options.rpc.max_receive_bytes = numbers.max_message_mib << 20;
  serve.options.state_cache_bytes = static_cast<size_t>(numbers.state_cache_mib) * kMiB;
  serve.options.block_cache_bytes = static_cast<size_t>(numbers.block_cache_mib) * kMiB;
  serve.options.figure_bytes = static_cast<size_t>(numbers.figures_mib) * kMiB;
  serve.options.write_buffer_bytes = static_cast<size_t>(numbers.write_buffer_mib) * kMiB;
  serve.stop_limit = absl::Seconds(numbers.stop_seconds);
  absl::LoadTimeZone(serve.time_zone, &serve.options.time_zone);
  return serve;
}

}  // namespace

Command ParseCommandLine(const Program& program, int argc, char** argv) {
  ServeCommand serve;
  serve.options.services = program.services;
  serve.options.rpc.listen_address = "127.0.0.1:" + std::to_string(program.port);
  serve.options.data_directory = DefaultDataDirectory(program);
  serve.time_zone = "Europe/Copenhagen";
  serve.log_level = "info";
  Numbers numbers;
  VerifyCommand verify;
  KafkaArguments kafka;
  // Its own: the environment is read for every subcommand, also for one that was not asked for.
  KafkaArguments kafka_to_verify;
  rpc::TlsFiles tls;
  HttpArguments http;

  const bool all = IsAll(program);
  CLI::App app(DescriptionOf(program), program.name);
  app.set_version_flag("--version", program.name + " " PRAKSIS_VERSION);
  app.set_config("--config", "", "read options from this TOML file; the command line goes before it")
      ->type_name("FILE");
  app.allow_config_extras(false);
  app.add_option("--data", serve.options.data_directory, "directory of the log and the read models")
      ->type_name("DIR")
      ->capture_default_str();
  AddServeOptions(app, serve, numbers);
  if (program.services.journal) AddJournalOptions(app, serve, numbers);
  if (program.services.learning) AddLearningOptions(app, serve.options);
  AddKafkaArguments(app, /*required=*/!all, kafka);
  AddTlsArguments(app, tls);
  CLI::App* verify_app = nullptr;
  if (all) {
    AddHttpArguments(app, http);
    app.add_option("--partitions", serve.options.partitions,
                   "partitions of a log that is made now; an existing log keeps its own")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    verify_app = app.add_subcommand("verify", kVerifyDescription);
    verify_app->add_option("--data", verify.data_directory, "the data directory")
        ->type_name("DIR")
        ->default_str(serve.options.data_directory);
    AddKafkaArguments(*verify_app, /*required=*/false, kafka_to_verify);
    verify_app->add_flag("--json", verify.json, "print the result as JSON");
    app.require_subcommand(0, 1);
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // CLI11 prints help and errors and knows which is which; its many error codes all mean wrong usage.
    return Exit{app.exit(error, std::cout, std::cerr) == 0 ? kExitOk : kExitUsage};
  }
  const bool verifying = verify_app != nullptr && verify_app->parsed();
  if (!(verifying ? Apply(program, kafka_to_verify, verify.kafka)
                  : Apply(program, kafka, serve.options.kafka))) {
    return Exit{kExitUsage};
  }
  if (!tls.certificate.empty()) serve.options.rpc.tls = tls;
  if (!verifying) {
    serve = Finished(std::move(serve), numbers);
    serve.http_asked = !http.address.empty();
    if (all) serve.http = HttpFrom(http, serve);
    return serve;
  }
  if (verify.data_directory.empty()) verify.data_directory = serve.options.data_directory;
  return verify;
}

}  // namespace praksis::services
