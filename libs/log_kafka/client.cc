#include "libs/log_kafka/client.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "absl/time/clock.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::log::kafka {
namespace {

// Between two questions who leads the partitions.
constexpr absl::Duration kAskAgainAfter = absl::Milliseconds(100);

// What the guarantees rest on, and what is different for each client.
constexpr std::array kOurs = {"acks",
                              "auto.offset.reset",
                              "bootstrap.servers",
                              "enable.auto.commit",
                              "enable.idempotence",
                              "enable.partition.eof",
                              "group.id",
                              "group.instance.id",
                              "isolation.level",
                              "max.in.flight.requests.per.connection",
                              "message.timeout.ms",
                              "metadata.broker.list",
                              "partition.assignment.strategy",
                              "request.required.acks",
                              "statistics.interval.ms",
                              "transaction.timeout.ms",
                              "transactional.id"};

void OnError(rd_kafka_t* client, int code, const char* reason, void* connection) {
  auto& told = *static_cast<Connection*>(connection);
  if (code == RD_KAFKA_RESP_ERR__TRANSPORT) told.Failed(reason);
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || code == RD_KAFKA_RESP_ERR__AUTHENTICATION ||
      code == RD_KAFKA_RESP_ERR__SSL) {
    told.Lost(reason);
  }
  told.Say(4, base::StrCat(rd_kafka_name(client), ": ", reason));
}

void OnLog(const rd_kafka_t* client, int level, const char* facility, const char* line) {
  static_cast<const Connection*>(rd_kafka_opaque(client))
      ->Say(level, base::StrCat(rd_kafka_name(client), ": ", facility, ": ", line));
}

int OnStatistics(rd_kafka_t* client, char* json, size_t size, void* connection) {
  static_cast<Connection*>(connection)->Describe(rd_kafka_name(client), {json, size});
  return 0;  // the text stays the library's
}

absl::Status Set(rd_kafka_conf_t& conf, const std::string& name, const std::string& value) {
  std::array<char, 512> error{};
  if (rd_kafka_conf_set(&conf, name.c_str(), value.c_str(), error.data(), error.size()) == RD_KAFKA_CONF_OK) {
    return absl::OkStatus();
  }
  return base::Refuse(absl::StatusCode::kInvalidArgument, "KAFKA_SETTING_INVALID",
                      base::StrCat("Kafka setting ", name, ": ", error.data()), {{"setting", name}});
}

}  // namespace

void Connection::Failed(std::string_view why) {
  const std::lock_guard lock(mutex_);
  last_failure_ = why;
}

void Connection::Lost(std::string_view why) {
  const std::lock_guard lock(mutex_);
  status_ = absl::UnavailableError(
      base::StrCat("Kafka does not answer: ", why, last_failure_.empty() ? "" : "; ", last_failure_));
}

void Connection::Missed() {
  const std::lock_guard lock(mutex_);
  missed_ = !status_.ok();
}

void Connection::Answered() {
  const std::lock_guard lock(mutex_);
  status_ = absl::OkStatus();
  missed_ = false;
  last_failure_.clear();
}

absl::Status Connection::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

absl::Status Connection::missed() const {
  const std::lock_guard lock(mutex_);
  return missed_ ? status_ : absl::OkStatus();
}

void Connection::Describe(std::string_view client, std::string_view json) {
  if (clock_ == nullptr) return;
  if (std::optional<Traffic> said = ParseTraffic(json))
    traffic_.Take(client, *std::move(said), clock_->Now());
}

std::pair<std::string, std::string> Described() {
  return {"statistics.interval.ms", std::to_string(Milliseconds(kStatisticsInterval))};
}

absl::StatusOr<Owned<rd_kafka_t>> MakeClient(rd_kafka_type_t type, const KafkaOptions& options,
                                             const Settings& ours, Connection& connection,
                                             DeliveryCallback on_delivery, RebalanceCallback on_rebalance) {
  Owned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  rd_kafka_conf_set_opaque(conf.get(), &connection);
  rd_kafka_conf_set_error_cb(conf.get(), OnError);
  rd_kafka_conf_set_log_cb(conf.get(), OnLog);
  rd_kafka_conf_set_stats_cb(conf.get(), OnStatistics);
  if (on_delivery != nullptr) rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
  if (on_rebalance != nullptr) rd_kafka_conf_set_rebalance_cb(conf.get(), on_rebalance);
  // Somebody waits for each client; the default lets it rest for 10 s where brokers were away.
  RETURN_IF_ERROR(Set(*conf, "reconnect.backoff.max.ms", "1000"));
  for (const auto& [name, value] : options.properties) {
    if (std::ranges::find(kOurs, name) != kOurs.end()) {
      return base::Refuse(absl::StatusCode::kInvalidArgument, "KAFKA_SETTING_OURS",
                          base::StrCat("Kafka setting ", name,
                                       " is not to be chosen: the log's guarantees, or what it shows of "
                                       "itself, rest on it. Leave it out."),
                          {{"setting", name}});
    }
    if (absl::Status status = Set(*conf, name, value); !status.ok()) return status;
  }
  Settings all = ours;
  all.emplace_back("bootstrap.servers", options.bootstrap_servers);
  for (const auto& [name, value] : all) {
    if (absl::Status status = Set(*conf, name, value); !status.ok()) return status;
  }
  std::array<char, 512> error{};
  Owned<rd_kafka_t> client(rd_kafka_new(type, conf.get(), error.data(), error.size()));
  if (client == nullptr) {
    return base::Refuse(absl::StatusCode::kInvalidArgument, "KAFKA_SETTINGS_INVALID",
                        base::StrCat("Kafka's client cannot be made: ", error.data()));
  }
  static_cast<void>(conf.release());  // is the client's now
  return client;
}

absl::Status NoAnswer(rd_kafka_t& client, const KafkaOptions& options) {
  // What the client has complained of, a wrong password for example, is told when it is asked for.
  rd_kafka_poll(&client, 0);
  const absl::Status complaint = static_cast<const Connection*>(rd_kafka_opaque(&client))->status();
  return base::Refuse(absl::StatusCode::kUnavailable, "KAFKA_UNAVAILABLE",
                      base::StrCat("No broker at ", options.bootstrap_servers, " answers",
                                   complaint.ok() ? "." : base::StrCat(" (", complaint.message(), ").")),
                      {{"bootstrap_servers", options.bootstrap_servers}});
}

absl::StatusOr<KnownTopic> AskForTopic(rd_kafka_t& client, const KafkaOptions& options,
                                       absl::Duration patience) {
  KnownTopic topic;
  topic.handle.reset(rd_kafka_topic_new(&client, options.topic.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  if (rd_kafka_metadata(&client, /*all_topics=*/0, topic.handle.get(), &metadata, Milliseconds(patience)) !=
      RD_KAFKA_RESP_ERR_NO_ERROR) {
    return NoAnswer(client, options);
  }
  topic.metadata.reset(metadata);
  const rd_kafka_resp_err_t error = topic.described().err;
  if (error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
    return base::Refuse(
        absl::StatusCode::kNotFound, "TOPIC_MISSING",
        base::StrCat("There is no topic ", options.topic, ". Make it: praksis topics create --kafka ",
                     options.bootstrap_servers, " --topic ", options.topic),
        {{"topic", options.topic}});
  }
  RETURN_IF_ERROR(FromCode(error, "asking for the topic " + options.topic));
  topic.named = options.partitions;
  if (options.partitions > topic.described().partition_cnt) {
    return PartitionsChanged(
        absl::StatusCode::kFailedPrecondition, options.topic,
        base::StrCat("The topic ", options.topic, " has ", topic.described().partition_cnt,
                     " partitions, not ", options.partitions));
  }
  return topic;
}

absl::Status PartitionsChanged(absl::StatusCode code, std::string_view topic, std::string_view how) {
  return base::Refuse(
      code, "PARTITIONS_CHANGED",
      base::StrCat(how,
                   ". The number of a log's partitions never changes, for a stream's partition follows "
                   "from it: name to every program the one that the log was made with "
                   "(--topic-partitions); the topic's others are then left alone."),
      {{"topic", std::string(topic)}});
}

absl::StatusOr<KnownTopic> LearnTopic(rd_kafka_t& client, const KafkaOptions& options,
                                      absl::Duration patience) {
  // Who answers at all does so at once: what passes is what is waited between.
  for (absl::Duration left = patience;; left -= kAskAgainAfter) {
    ASSIGN_OR_RETURN(KnownTopic topic, AskForTopic(client, options, left));
    const std::span partitions(topic.described().partitions, static_cast<size_t>(topic.partitions()));
    const auto led = [](const rd_kafka_metadata_partition& partition) { return partition.leader >= 0; };
    const auto without = std::ranges::find_if_not(partitions, led);
    if (without == partitions.end()) return topic;
    if (left <= kAskAgainAfter) {
      return absl::UnavailableError(
          base::StrCat("partition ", without->id, " of ", options.topic, " has no leader"));
    }
    absl::SleepFor(kAskAgainAfter);
  }
}

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(
      std::clamp<int64_t>(absl::ToInt64Milliseconds(duration), 1, std::numeric_limits<int>::max()));
}

bool IsFenced(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR__FENCED || code == RD_KAFKA_RESP_ERR_PRODUCER_FENCED ||
         code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH;
}

absl::Status FromCode(rd_kafka_resp_err_t code, std::string_view what, std::string_view detail) {
  const std::string text = base::StrCat(what, ": ", detail.empty() ? rd_kafka_err2str(code) : detail);
  switch (static_cast<int>(code)) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return absl::OkStatus();
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      return absl::NotFoundError(text);
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS:
      return absl::AlreadyExistsError(text);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
      return absl::PermissionDeniedError(text);
    case RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR:
    case RD_KAFKA_RESP_ERR_INVALID_PARTITIONS:
    case RD_KAFKA_RESP_ERR_INVALID_CONFIG:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      return absl::InvalidArgumentError(text);
    default:
      return absl::UnavailableError(text);
  }
}

}  // namespace praksis::log::kafka
