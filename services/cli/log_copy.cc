// praksis log copy.
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "google/protobuf/struct.pb.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"
#include "libs/log/position.h"
#include "libs/log_copy/compare.h"
#include "libs/log_copy/copy.h"
#include "libs/log_copy/merged_reader.h"
#include "libs/log_copy/unfinished.h"
#include "libs/log_embedded/embedded_log.h"
#include "libs/log_kafka/kafka_log.h"
#include "libs/log_kafka/settings.h"
#include "libs/log_kafka/topic.h"
#include "services/cli/context.h"
#include "services/cli/interrupt.h"
#include "services/cli/progress.h"

namespace praksis::cli {
namespace {

namespace fs = std::filesystem;

struct CopyCommand {
  std::string from_directory;
  std::string to_directory;
  std::string from_brokers;
  std::string to_brokers;
  log::KafkaOptions kafka;
  std::string settings_file;
  std::string scratch;
  bool verify_only = false;

  bool to_kafka() const { return !to_brokers.empty(); }
  const std::string& directory() const { return to_kafka() ? from_directory : to_directory; }
};

// A directory that goes with this object.
class Scratch {
 public:
  explicit Scratch(std::string path) : path_(std::move(path)) { Remove(); }
  ~Scratch() { Remove(); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }

 private:
  void Remove() const {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  const std::string path_;
};

// Destroyed from the last to the first: the copy of the topic is closed before it is removed.
struct Logs {
  std::unique_ptr<log::EmbeddedLog> embedded;
  std::unique_ptr<Scratch> scratch;
  std::unique_ptr<log::KafkaLog> kafka;
};

// How far the copy has come, and how long it has worked on it.
struct Outcome {
  log::CopyReport report;
  absl::Duration took;
};

// A progress line per stage of the work.
class Stages {
 public:
  explicit Stages(const Context& context, const Interrupt& interrupt)
      : context_(context), interrupt_(interrupt) {}

  // False: the user wants an end.
  bool Show(std::string_view label, int64_t events, double share) {
    if (label != label_) {
      label_ = label;
      progress_.emplace(context_.err, context_.clock, label_, "event");
    }
    progress_->Update(events, 0, share);
    return !interrupt_.requested();
  }
  void Clear() {
    progress_.reset();
    label_ = {};
  }

 private:
  const Context& context_;
  const Interrupt& interrupt_;
  std::string_view label_;
  std::optional<Progress> progress_;
};

absl::StatusOr<std::unique_ptr<log::EmbeddedLog>> OpenEmbedded(const std::string& directory, int partitions) {
  log::EmbeddedOptions options;
  options.partitions = partitions;
  auto opened = log::EmbeddedLog::Open(directory + "/log", options);
  if (absl::IsFailedPrecondition(opened.status())) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "LOG_NOT_OURS",
                        base::StrCat(base::ToStd(opened.status().message()), ". If praksisd runs on ",
                                     directory, ", stop it first."),
                        {{"directory", directory}});
  }
  return opened;
}

// The log in the data directory; where events are to be copied into it and there is none, a new one.
absl::StatusOr<std::unique_ptr<log::EmbeddedLog>> OpenOrMakeEmbedded(const CopyCommand& command,
                                                                     int partitions) {
  auto opened = OpenEmbedded(command.directory(), 0);
  if (!absl::IsNotFound(opened.status())) return opened;
  if (!command.to_kafka() && !command.verify_only) return OpenEmbedded(command.directory(), partitions);
  return base::Refuse(
      absl::StatusCode::kNotFound, "LOG_NOT_FOUND",
      base::StrCat("There is no log in ", command.directory(), ". Name a data directory of praksisd."),
      {{"directory", command.directory()}});
}

absl::Status CheckFit(const log::TopicDescription& topic, const log::KafkaOptions& kafka) {
  for (const log::TopicProblem& problem : log::CheckTopic(topic, kafka.bootstrap_servers)) {
    if (!problem.serious) continue;
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "TOPIC_UNFIT",
                        base::StrCat("Topic ", topic.name, ": ", problem.text, ". Remedy: ", problem.remedy),
                        {{"topic", topic.name}});
  }
  return absl::OkStatus();
}

absl::Status OpenLogs(const Context& context, const CopyCommand& command, Stages& stages, Logs& logs) {
  // A directory that is wrong or in use is told at once, whatever the brokers do.
  if (command.to_kafka()) {
    ASSIGN_OR_RETURN(logs.embedded, OpenOrMakeEmbedded(command, 0));
  }
  log::KafkaOptions kafka = command.kafka;
  ASSIGN_OR_RETURN(const log::TopicDescription topic, log::DescribeTopic(kafka));
  if (command.to_kafka() && !command.verify_only) RETURN_IF_ERROR(CheckFit(topic, kafka));
  if (!command.to_kafka()) {
    ASSIGN_OR_RETURN(logs.embedded, OpenOrMakeEmbedded(command, topic.partitions));
  }
  // The embedded log is open, hence nobody else works on a directory of this name.
  logs.scratch =
      std::make_unique<Scratch>(base::StrCat(command.scratch.empty() ? command.directory() : command.scratch,
                                             "/praksis-copy-", logs.embedded->id().substr(0, 8)));
  PrintError(base::StrCat("Reading topic ", topic.name, " into ", logs.scratch->path(),
                          ", which is removed at the end.\n"));
  kafka.directory = logs.scratch->path();
  ASSIGN_OR_RETURN(logs.kafka, log::KafkaLog::Open(kafka, context.clock));
  return logs.kafka->CatchUp(log::CopyOptions().patience, [&stages](int64_t fetched, int64_t of) {
    return stages.Show("fetching", fetched, static_cast<double>(fetched) / static_cast<double>(of));
  });
}

absl::Status Copy(const Context& context, log::EventLog& source, log::EventLog& target, Stages& stages,
                  int64_t& events, Outcome& outcome) {
  std::optional<absl::Time> begun;
  ASSIGN_OR_RETURN(outcome.report, log::CopyLog(source, target, context.clock, {},
                                                [&](log::CopyStage stage, int64_t done, double share) {
                                                  if (stage == log::CopyStage::kLooking)
                                                    return stages.Show("looking", done, share);
                                                  if (!begun) begun = context.clock.Now();
                                                  events = done;
                                                  return stages.Show("copying", done, share);
                                                }));
  if (begun) outcome.took = context.clock.Now() - *begun;
  return absl::OkStatus();
}

void SetNumber(google::protobuf::Struct& object, const char* name, double value) {
  (*object.mutable_fields())[name].set_number_value(value);
}

google::protobuf::Struct ToObject(const log::LogTotals& totals) {
  google::protobuf::Struct object;
  SetNumber(object, "events", static_cast<double>(totals.events));
  SetNumber(object, "streams", static_cast<double>(totals.streams));
  (*object.mutable_fields())["digest"].set_string_value(totals.digest);
  return object;
}

google::protobuf::Struct ToObject(const std::optional<Outcome>& outcome,
                                  const std::optional<log::Comparison>& comparison) {
  google::protobuf::Struct object;
  auto& fields = *object.mutable_fields();
  if (outcome) {
    SetNumber(object, "copied", static_cast<double>(outcome->report.copied));
    SetNumber(object, "thereBefore", static_cast<double>(outcome->report.there_before));
    SetNumber(object, "copySeconds", absl::ToDoubleSeconds(outcome->took));
    fields["stopped"].set_bool_value(outcome->report.stopped);
  }
  if (!comparison) return object;
  fields["equal"].set_bool_value(comparison->equal());
  *fields["source"].mutable_struct_value() = ToObject(comparison->source);
  *fields["target"].mutable_struct_value() = ToObject(comparison->target);
  SetNumber(object, "streamsDifferent", static_cast<double>(comparison->streams_different));
  auto& differences = *fields["differences"].mutable_list_value();
  for (const std::string& difference : comparison->differences) {
    differences.add_values()->set_string_value(difference);
  }
  return object;
}

std::string InWords(const Outcome& outcome) {
  const double seconds = absl::ToDoubleSeconds(outcome.took);
  std::string text = base::StrCat("copied: ", Grouped(outcome.report.copied), " events");
  if (outcome.report.copied > 0 && seconds > 0) {
    text += base::StrCat(
        " at ", Grouped(static_cast<int64_t>(static_cast<double>(outcome.report.copied) / seconds)), "/s");
  }
  if (outcome.report.there_before > 0) {
    text += base::StrCat("; ", Grouped(outcome.report.there_before), " were there");
  }
  return text + "\n";
}

std::string InWords(std::string_view name, const log::LogTotals& totals) {
  return base::StrCat(name, ": ", Grouped(totals.events), " events of ", Grouped(totals.streams),
                      " streams, no version missing\n  digest ", totals.digest, "\n");
}

std::string InWords(const log::Comparison& comparison) {
  if (comparison.equal()) return InWords("the same in both", comparison.source);
  std::string text = base::StrCat("DIFFERENT: ", Grouped(comparison.streams_different), " streams\n");
  for (const std::string& difference : comparison.differences) {
    text += base::StrCat("  ", Harmless(difference), "\n");
  }
  if (static_cast<size_t>(comparison.streams_different) > comparison.differences.size()) text += "  …\n";
  return text + InWords("source", comparison.source) + InWords("target", comparison.target);
}

// What kept it from being done. Events that got across by then: nothing of that is lost.
int FailWith(const Context& context, const absl::Status& status, int64_t events) {
  Problem problem = Understand(status);
  if (problem.reason.empty() &&
      (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) || absl::IsUnknown(status))) {
    problem.reason = "LOG_UNAVAILABLE";
  }
  const int code = Fail(context, problem);
  if (events > 0) {
    PrintError(
        base::StrCat("  ", Grouped(events), " events were copied; the same command goes on from there.\n"));
  }
  return code;
}

int Run(const Context& context, const CopyCommand& command) {
  const Interrupt interrupt;
  Stages stages(context, interrupt);
  Logs logs;
  std::optional<Outcome> outcome;
  std::optional<log::Comparison> comparison;
  int64_t events = 0;
  const auto work = [&]() -> absl::Status {
    RETURN_IF_ERROR(OpenLogs(context, command, stages, logs));
    log::EventLog& source = command.to_kafka() ? static_cast<log::EventLog&>(*logs.embedded) : *logs.kafka;
    log::EventLog& target = command.to_kafka() ? static_cast<log::EventLog&>(*logs.kafka) : *logs.embedded;
    log::Position until;
    if (command.verify_only) {
      ASSIGN_OR_RETURN(until, log::EndOf(source));
    } else {
      if (!command.to_kafka()) RETURN_IF_ERROR(log::MarkUnfinished(command.directory()));
      Outcome copied;
      RETURN_IF_ERROR(Copy(context, source, target, stages, events, copied));
      outcome = copied;
      if (copied.report.stopped) return absl::CancelledError("stopped");
      until = copied.report.until;
    }
    ASSIGN_OR_RETURN(comparison, log::CompareLogs(source, until, target, [&](int64_t done, double share) {
                       return stages.Show("verifying", done, share);
                     }));
    if (!command.verify_only && comparison->equal()) log::MarkFinished(command.directory());
    ASSIGN_OR_RETURN(const log::Position ends, log::EndOf(source));
    if (ends != until) {
      stages.Clear();
      PrintError("The source has got more events meanwhile: the same command copies them, too.\n");
    }
    return absl::OkStatus();
  };
  const absl::Status status = work();
  stages.Clear();
  if (!status.ok() && !absl::IsCancelled(status)) return FailWith(context, status, events);
  if (context.json) {
    Print(ToJson(ToObject(outcome, comparison), context.out));
  } else {
    if (outcome) Print(InWords(*outcome));
    if (comparison) Print(InWords(*comparison));
  }
  if (!comparison) PrintError("interrupted: nothing is lost, and the same command goes on from there\n");
  return comparison && comparison->equal() ? kOk : kFailed;
}

// Both ends are named, and they are of two kinds.
bool Makes(const CopyCommand& command) {
  const bool to_kafka = !command.from_directory.empty() && !command.to_brokers.empty();
  const bool to_directory = !command.from_brokers.empty() && !command.to_directory.empty();
  const int named =
      static_cast<int>(!command.from_directory.empty()) + static_cast<int>(!command.to_directory.empty()) +
      static_cast<int>(!command.from_brokers.empty()) + static_cast<int>(!command.to_brokers.empty());
  return named == 2 && (to_kafka || to_directory);
}

int CopyOrVerify(const Context& context, CopyCommand& command) {
  if (!Makes(command)) {
    return FailUsage(context,
                     "log copy: say from where and to where: --from DIR --to-kafka BROKERS, or --from-kafka "
                     "BROKERS --to DIR");
  }
  command.kafka.bootstrap_servers = command.to_kafka() ? command.to_brokers : command.from_brokers;
  command.kafka.patience = context.timeout();
  if (!command.settings_file.empty()) {
    auto settings = log::ReadKafkaSettings(command.settings_file);
    if (!settings.ok()) return FailUsage(context, base::ToStd(settings.status().message()));
    command.kafka.properties = *std::move(settings);
  }
  return Run(context, command);
}

}  // namespace

void AddLogCommand(CLI::App& app, Context& context) {
  CLI::App& group =
      AddCommand(app, context, "log", "Move a log from one engine to another",
                 "  praksis log copy --from ~/.local/share/praksis --to-kafka kafka-1:9092\n", nullptr);
  const auto command = std::make_shared<CopyCommand>();
  CLI::App& copy = AddCommand(
      group, context, "copy",
      "Copy a log from a data directory to Kafka, or back, and compare the two\n\n"
      "The same events, byte for byte, with the same versions; each stream in its order. It may be\n"
      "interrupted, even killed: the same command goes on from there, and nothing is there twice.\n"
      "A target that has anything else is refused, and nothing is written. Nobody may record meanwhile,\n"
      "and praksisd must not run on the data directory. The source is left as it is.",
      "  praksis log copy --from ~/.local/share/praksis --to-kafka kafka-1:9092,kafka-2:9092\n"
      "  praksis log copy --from-kafka kafka-1:9092 --to /srv/praksis\n"
      "  praksis log copy --from /srv/praksis --to-kafka kafka-1:9092 --topic test.events --json | jq "
      ".copied\n"
      "  praksis log copy --from /srv/praksis --to-kafka kafka-1:9092 --verify-only\n"
      "Moving to Kafka, step by step:\n"
      "  deploy/down                                                   or stop your praksisd\n"
      "  praksis topics create --kafka kafka-1:9092\n"
      "  praksis log copy --from ~/.local/share/praksis --to-kafka kafka-1:9092\n"
      "  praksisd --kafka kafka-1:9092 --data /srv/praksis-on-kafka    a new directory\n",
      [&context, command] { return CopyOrVerify(context, *command); });
  copy.add_option("--from", command->from_directory, "Data directory of a praksisd that has been stopped")
      ->type_name("DIR");
  copy.add_option("--to-kafka", command->to_brokers,
                  "Brokers to begin with; the topic must exist (praksis topics create)")
      ->type_name("HOST:PORT,…");
  copy.add_option("--from-kafka", command->from_brokers, "Brokers to begin with")->type_name("HOST:PORT,…");
  copy.add_option("--to", command->to_directory, "Data directory; a log is made there where there is none")
      ->type_name("DIR");
  copy.add_option("--topic", command->kafka.topic, "The topic of the log on Kafka")
      ->type_name("NAME")
      ->capture_default_str();
  copy.add_option("--topic-partitions", command->kafka.partitions,
                  "How many of the topic's partitions are the log's, where it was given more (default: all)")
      ->type_name("NUMBER")
      ->check(CLI::Range(1, 1024));
  copy.add_option(
          "--kafka-config", command->settings_file,
          "File of further settings of Kafka's client (security.protocol = …); NAME.file = PATH takes "
          "a secret from a file")
      ->type_name("FILE");
  copy.add_option("--scratch", command->scratch,
                  "Where to keep, meanwhile, a copy of the topic as large as the log; without it in the data "
                  "directory")
      ->type_name("DIR");
  copy.add_flag("--verify-only", command->verify_only,
                "Copy nothing: compare the two (exit 1 if they differ)");
}

}  // namespace praksis::cli
