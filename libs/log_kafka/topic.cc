#include "libs/log_kafka/topic.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_kafka/client.h"
#include "libs/log_kafka/record.h"

namespace praksis::log {

using namespace kafka;

namespace {

// One of many questions whether a topic just made is known everywhere.
constexpr absl::Duration kLearnPatience = absl::Milliseconds(500);

// The result of one request to the admin interface; null where none came in time.
Owned<rd_kafka_event_t> Await(rd_kafka_queue_t& queue, absl::Duration patience) {
  return Owned<rd_kafka_event_t>(rd_kafka_queue_poll(&queue, Milliseconds(patience)));
}

Owned<rd_kafka_AdminOptions_t> AdminOptions(rd_kafka_t& client, rd_kafka_admin_op_t operation,
                                            absl::Duration patience) {
  Owned<rd_kafka_AdminOptions_t> admin(rd_kafka_AdminOptions_new(&client, operation));
  std::array<char, 256> error{};
  rd_kafka_AdminOptions_set_request_timeout(admin.get(), Milliseconds(patience), error.data(), error.size());
  return admin;
}

// What the log needs of its topic, in creating and in checking it.
struct Demand {
  const char* setting;
  const char* value;
  std::string_view why;
};
constexpr Demand kDemands[] = {
    {"cleanup.policy", "delete", "compaction removes events"},
    {"retention.ms", "-1", "events would be removed when they are old"},
    {"retention.bytes", "-1", "events would be removed when there are many"},
    {"unclean.leader.election.enable", "false", "a broker that has missed events may become the leader"},
};

int64_t NumberOf(const TopicDescription& topic, const std::string& setting, int64_t otherwise) {
  const auto found = topic.settings.find(setting);
  if (found == topic.settings.end()) return otherwise;
  int64_t number = otherwise;
  std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
  return number;
}

}  // namespace

absl::Status CreateTopic(const KafkaOptions& options, const TopicOptions& topic) {
  Connection connection(options.say);
  ASSIGN_OR_RETURN(const Owned<rd_kafka_t> client, MakeClient(RD_KAFKA_PRODUCER, options, {}, connection));
  std::array<char, 512> error{};
  const Owned<rd_kafka_NewTopic_t> made(rd_kafka_NewTopic_new(
      options.topic.c_str(), topic.partitions, topic.replication_factor, error.data(), error.size()));
  if (made == nullptr) return absl::InvalidArgumentError(error.data());
  Settings settings = {{"message.timestamp.type", "CreateTime"},
                       {"max.message.bytes", std::to_string(kMaxMessageBytes)},
                       {"min.insync.replicas", std::to_string(topic.min_insync_replicas)}};
  for (const Demand& demand : kDemands) settings.emplace_back(demand.setting, demand.value);
  for (const auto& [name, value] : settings) {
    rd_kafka_NewTopic_set_config(made.get(), name.c_str(), value.c_str());
  }
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  const auto admin = AdminOptions(*client, RD_KAFKA_ADMIN_OP_CREATETOPICS, options.patience);
  rd_kafka_NewTopic_t* topics[] = {made.get()};
  rd_kafka_CreateTopics(client.get(), topics, 1, admin.get(), queue.get());
  const auto event = Await(*queue, options.patience);
  if (event == nullptr || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return NoAnswer(*client, options);
  }
  size_t count = 0;
  const auto* const results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (size_t i = 0; i < count; ++i) {
    const char* const text = rd_kafka_topic_result_error_string(results[i]);
    RETURN_IF_ERROR(FromCode(rd_kafka_topic_result_error(results[i]), "making the topic " + options.topic,
                             text != nullptr ? text : ""));
  }
  // The brokers hear of it one after the other.
  absl::Status status;
  for (int tries = 0; tries < 100; ++tries) {
    status = LearnTopic(*client, options, std::min(options.patience, kLearnPatience)).status();
    if (status.ok()) break;
    Await(*queue, absl::Milliseconds(50));
  }
  return status;
}

absl::StatusOr<TopicDescription> DescribeTopic(const KafkaOptions& options) {
  Connection connection(options.say);
  ASSIGN_OR_RETURN(const Owned<rd_kafka_t> client, MakeClient(RD_KAFKA_PRODUCER, options, {}, connection));
  TopicDescription topic{.name = options.topic};
  ASSIGN_OR_RETURN(const KnownTopic known, AskForTopic(*client, options, options.patience));
  topic.partitions = known.partitions();
  for (int i = 0; i < topic.partitions; ++i) {
    const int replicas = known.described().partitions[i].replica_cnt;
    topic.replication_factor = i == 0 ? replicas : std::min(topic.replication_factor, replicas);
  }

  const Owned<rd_kafka_ConfigResource_t> resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, options.topic.c_str()));
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(client.get()));
  const auto admin = AdminOptions(*client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, options.patience);
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  rd_kafka_DescribeConfigs(client.get(), resources, 1, admin.get(), queue.get());
  const auto event = Await(*queue, options.patience);
  if (event == nullptr) return NoAnswer(*client, options);
  RETURN_IF_ERROR(FromCode(rd_kafka_event_error(event.get()), "asking for the topic's settings"));
  size_t count = 0;
  const auto* const results =
      rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  for (size_t i = 0; i < count; ++i) {
    RETURN_IF_ERROR(FromCode(rd_kafka_ConfigResource_error(results[i]), "asking for the topic's settings"));
    size_t settings = 0;
    const auto* const entries = rd_kafka_ConfigResource_configs(results[i], &settings);
    for (size_t k = 0; k < settings; ++k) {
      const char* const value = rd_kafka_ConfigEntry_value(entries[k]);
      topic.settings[rd_kafka_ConfigEntry_name(entries[k])] = value != nullptr ? value : "";
    }
  }
  return topic;
}

std::vector<TopicProblem> CheckTopic(const TopicDescription& topic, std::string_view bootstrap_servers) {
  std::vector<TopicProblem> problems;
  const auto set = [&](std::string_view setting, std::string_view value) {
    return base::StrCat("kafka-configs.sh --bootstrap-server ", bootstrap_servers, " --alter --topic ",
                        topic.name, " --add-config ", setting, "=", value);
  };
  for (const auto& [setting, value, why] : kDemands) {
    const auto found = topic.settings.find(setting);
    if (found == topic.settings.end() || found->second == value) continue;
    problems.push_back(
        {.text = base::StrCat(setting, " is ", found->second, ": ", why), .remedy = set(setting, value)});
  }
  if (NumberOf(topic, "max.message.bytes", kMaxMessageBytes) < kMaxMessageBytes) {
    problems.push_back({.text = base::StrCat("max.message.bytes is ", topic.settings.at("max.message.bytes"),
                                             ": large events would be refused"),
                        .remedy = set("max.message.bytes", std::to_string(kMaxMessageBytes))});
  }
  const int64_t in_sync = NumberOf(topic, "min.insync.replicas", 1);
  const int replicas = topic.replication_factor;
  const std::string more_replicas =
      "kafka-reassign-partitions.sh, or make it anew with --replication-factor 3 on a cluster of three "
      "brokers";
  if (in_sync > replicas) {
    problems.push_back(
        {.text = base::StrCat("min.insync.replicas is ", in_sync, ", and there ",
                              replicas == 1 ? "is 1 replica" : base::StrCat("are ", replicas, " replicas"),
                              ": nothing can be recorded"),
         .remedy = set("min.insync.replicas", std::to_string(std::min(replicas, 2)))});
  } else if (in_sync == replicas && replicas > 1) {
    problems.push_back(
        {.serious = false,
         .text = base::StrCat("min.insync.replicas is ", in_sync, " of ", replicas,
                              " replicas: nothing can be recorded while one is away"),
         // Fewer than two would be serious.
         .remedy = replicas > 2 ? set("min.insync.replicas", std::to_string(replicas - 1)) : more_replicas});
  } else if (in_sync < 2 && replicas > 1) {
    problems.push_back({.text = base::StrCat("min.insync.replicas is ", in_sync,
                                             ": what only one broker has counts as recorded"),
                        .remedy = set("min.insync.replicas", "2")});
  }
  if (replicas < 3) {
    problems.push_back(
        {.serious = false,
         .text = base::StrCat("it has ", replicas, " of 3 replicas: good for development, not for casework"),
         .remedy = more_replicas});
  }
  return problems;
}

}  // namespace praksis::log
