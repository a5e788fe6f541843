// The topic that the log is in: making it, and checking that it keeps what the log promises.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_TOPIC_H_
#define PRAKSIS_LIBS_LOG_KAFKA_TOPIC_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/log_kafka/kafka_options.h"

namespace praksis::log {

struct TopicOptions {
  // Fixed for ever: the partition of a stream follows from their number.
  int partitions = 12;
  int replication_factor = 3;
  int min_insync_replicas = 2;
};

// Makes the topic with the settings that the log needs, and waits until its partitions have leaders.
// ALREADY_EXISTS where there is one; INVALID_ARGUMENT where the cluster cannot have it (fewer brokers than
// replicas); UNAVAILABLE where the brokers don't answer by `options.patience`.
absl::Status CreateTopic(const KafkaOptions& options, const TopicOptions& topic);

struct TopicDescription {
  std::string name;
  int partitions = 0;
  // Of the partition that has fewest.
  int replication_factor = 0;
  // Its settings by Kafka's names: "retention.ms", …
  std::map<std::string, std::string> settings = {};
};

// NOT_FOUND (TOPIC_MISSING) where there is no such topic.
absl::StatusOr<TopicDescription> DescribeTopic(const KafkaOptions& options);

// What is wrong with a topic, and the command that mends it.
struct TopicProblem {
  // The log would lose or refuse events; else it only is less safe than it should be.
  bool serious = true;
  std::string text;
  std::string remedy;
};

// Pure. `bootstrap_servers` is for the remedies.
std::vector<TopicProblem> CheckTopic(const TopicDescription& topic, std::string_view bootstrap_servers);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_KAFKA_TOPIC_H_
