// praksis topics create|check.
#include <memory>

#include "google/protobuf/struct.pb.h"
#include "libs/base/strings.h"
#include "libs/log_kafka/settings.h"
#include "libs/log_kafka/topic.h"
#include "services/cli/context.h"

namespace praksis::cli {
namespace {

struct TopicCommand {
  log::KafkaOptions kafka;
  std::string settings_file;
  log::TopicOptions topic;
};

void AddKafkaOptions(CLI::App& app, TopicCommand& command) {
  app.add_option("--kafka", command.kafka.bootstrap_servers, "Brokers to begin with")
      ->envname("PRAKSIS_KAFKA")
      ->type_name("HOST:PORT,…")
      ->required();
  app.add_option("--topic", command.kafka.topic, "The topic of the log")
      ->type_name("NAME")
      ->capture_default_str();
  app.add_option("--kafka-config", command.settings_file,
                 "File of further settings of Kafka's client (security.protocol = …); NAME.file = PATH takes "
                 "a secret from a file")
      ->type_name("FILE");
}

absl::Status Complete(const Context& context, TopicCommand& command) {
  command.kafka.patience = context.timeout();
  if (command.settings_file.empty()) return absl::OkStatus();
  auto settings = log::ReadKafkaSettings(command.settings_file);
  if (!settings.ok()) return settings.status();
  command.kafka.properties = *std::move(settings);
  return absl::OkStatus();
}

int Report(const Context& context, const log::TopicDescription& topic,
           const std::vector<log::TopicProblem>& problems) {
  bool serious = false;
  google::protobuf::Struct object;
  auto& fields = *object.mutable_fields();
  fields["topic"].set_string_value(topic.name);
  fields["partitions"].set_number_value(topic.partitions);
  fields["replicationFactor"].set_number_value(topic.replication_factor);
  fields["problems"].mutable_list_value();
  for (const log::TopicProblem& problem : problems) {
    serious = serious || problem.serious;
    auto& entry =
        *fields["problems"].mutable_list_value()->add_values()->mutable_struct_value()->mutable_fields();
    entry["serious"].set_bool_value(problem.serious);
    entry["text"].set_string_value(problem.text);
    entry["remedy"].set_string_value(problem.remedy);
  }
  if (context.json) {
    Print(ToJson(object, context.out));
    return serious ? kFailed : kOk;
  }
  Print(base::StrCat(topic.name, ": ", topic.partitions, " partitions, ", topic.replication_factor,
                     topic.replication_factor == 1 ? " replica\n" : " replicas\n"));
  for (const log::TopicProblem& problem : problems) {
    Print(base::StrCat(problem.serious ? "wrong: " : "note: ", problem.text, "\n  remedy: ", problem.remedy,
                       "\n"));
  }
  if (problems.empty()) Print("fit for the log\n");
  return serious ? kFailed : kOk;
}

int Check(const Context& context, const TopicCommand& command) {
  const auto topic = log::DescribeTopic(command.kafka);
  if (!topic.ok()) return Fail(context, Understand(topic.status()));
  return Report(context, *topic, log::CheckTopic(*topic, command.kafka.bootstrap_servers));
}

}  // namespace

void AddTopicsCommand(CLI::App& app, Context& context) {
  CLI::App& topics = *app.add_subcommand("topics", "Make and check the topic of a log that is on Kafka");
  topics.require_subcommand(1);
  const auto command = std::make_shared<TopicCommand>();
  CLI::App& create =
      AddCommand(topics, context, "create",
                 "Make the topic with the settings that the log needs\n\n"
                 "Its number of partitions is fixed for ever: it says how many recorders can share the work.",
                 "  praksis topics create --kafka kafka-1:9092,kafka-2:9092\n"
                 "  praksis topics create --kafka 127.0.0.1:9092 --partitions 4 --replication-factor 1 "
                 "--min-insync-replicas 1\n",
                 [&context, command] {
                   if (const absl::Status status = Complete(context, *command); !status.ok()) {
                     return Fail(context, Understand(status));
                   }
                   const absl::Status made = log::CreateTopic(command->kafka, command->topic);
                   return made.ok() ? Check(context, *command) : Fail(context, Understand(made));
                 });
  AddKafkaOptions(create, *command);
  create.add_option("--partitions", command->topic.partitions, "Fixed for ever")
      ->check(Quiet(CLI::Range(1, 1024)))
      ->capture_default_str();
  create
      .add_option("--replication-factor", command->topic.replication_factor, "Brokers that have each event")
      ->check(Quiet(CLI::Range(1, 16)))
      ->capture_default_str();
  create
      .add_option("--min-insync-replicas", command->topic.min_insync_replicas,
                  "Brokers that must have an event before it counts as recorded")
      ->check(Quiet(CLI::Range(1, 16)))
      ->capture_default_str();
  // Its own: the environment is read for every subcommand, also for one that was not asked for.
  const auto checked = std::make_shared<TopicCommand>();
  CLI::App& check = AddCommand(topics, context, "check",
                               "Say what is wrong with the topic, and the command that mends it\n\n"
                               "Exits with 1 where events would be lost or refused.",
                               "  praksis topics check --kafka kafka-1:9092\n", [&context, checked] {
                                 if (const absl::Status status = Complete(context, *checked); !status.ok()) {
                                   return Fail(context, Understand(status));
                                 }
                                 return Check(context, *checked);
                               });
  AddKafkaOptions(check, *checked);
}

}  // namespace praksis::cli
