// librdkafka's objects with owners, and its errors as statuses. Internal to libs/log_kafka.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_CLIENT_H_
#define PRAKSIS_LIBS_LOG_KAFKA_CLIENT_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "librdkafka/rdkafka.h"
#include "libs/base/clock.h"
#include "libs/log_kafka/client_statistics.h"
#include "libs/log_kafka/kafka_options.h"

namespace praksis::log::kafka {

struct Destroy {
  void operator()(rd_kafka_t* client) const { rd_kafka_destroy(client); }
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
  void operator()(rd_kafka_headers_t* headers) const { rd_kafka_headers_destroy(headers); }
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
  void operator()(rd_kafka_ConfigResource_t* resource) const { rd_kafka_ConfigResource_destroy(resource); }
  void operator()(rd_kafka_AdminOptions_t* options) const { rd_kafka_AdminOptions_destroy(options); }
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
template <typename T>
using Owned = std::unique_ptr<T, Destroy>;

// Whether the brokers answer, as the clients see it. Thread-safe.
class Connection {
 public:
  // `clock` must outlive it; null where its clients say nothing of themselves.
  explicit Connection(std::function<void(int, std::string_view)> say, const base::Clock* clock = nullptr)
      : say_(std::move(say)), clock_(clock) {}

  // One connection to one broker, which is tried again: why, where it turns out that all are lost.
  void Failed(std::string_view why);
  void Lost(std::string_view why);
  // Where they are said to be lost: they were asked, and did not answer.
  void Missed();
  void Answered();
  // OK, or UNAVAILABLE with what librdkafka last complained of. A client says so, too, where each broker has
  // been away since it last had to do with it, though some are back.
  absl::Status status() const;
  // The same, once they were missed.
  absl::Status missed() const;
  void Say(int level, std::string_view line) const {
    if (say_) say_(level, line);
  }
  // What a client says of itself (client_statistics.h), and what all have said.
  void Describe(std::string_view client, std::string_view json);
  Traffic traffic(absl::Time now) const { return traffic_.Sum(now); }

 private:
  const std::function<void(int, std::string_view)> say_;
  const base::Clock* const clock_;
  TrafficBoard traffic_;
  mutable std::mutex mutex_;
  absl::Status status_;       // guarded by mutex_
  bool missed_ = false;       // guarded by mutex_
  std::string last_failure_;  // since one answered; guarded by mutex_
};

using DeliveryCallback = void (*)(rd_kafka_t*, const rd_kafka_message_t*, void* opaque);
using RebalanceCallback = void (*)(rd_kafka_t*, rd_kafka_resp_err_t, rd_kafka_topic_partition_list_t*,
                                   void* opaque);
using Settings = std::vector<std::pair<std::string, std::string>>;

// The setting that has a client describe itself. Only for one that is polled for as long as it lives: what it
// says waits for that.
std::pair<std::string, std::string> Described();

// A client with the options' settings and `ours`. INVALID_ARGUMENT for a setting that librdkafka does not
// know or that is ours to make. `connection` must outlive it, and is the callbacks' opaque.
absl::StatusOr<Owned<rd_kafka_t>> MakeClient(rd_kafka_type_t type, const KafkaOptions& options,
                                             const Settings& ours, Connection& connection,
                                             DeliveryCallback on_delivery = nullptr,
                                             RebalanceCallback on_rebalance = nullptr);

// A topic as a client knows it.
struct KnownTopic {
  Owned<rd_kafka_topic_t> handle;
  Owned<const rd_kafka_metadata_t> metadata;
  // KafkaOptions::partitions
  int named = 0;

  const rd_kafka_metadata_topic_t& described() const { return metadata->topics[0]; }
  // That are the log's.
  int partitions() const { return named > 0 ? named : described().partition_cnt; }
};

// Asks for the topic now: a client that has never heard of one learns of it by a timer, a second later.
// NOT_FOUND (TOPIC_MISSING) where there is none, FAILED_PRECONDITION (PARTITIONS_CHANGED) where it has fewer
// partitions than the options name, UNAVAILABLE (NoAnswer) where nobody answers.
absl::StatusOr<KnownTopic> AskForTopic(rd_kafka_t& client, const KafkaOptions& options,
                                       absl::Duration patience);
// The same, and every partition has a leader: where one has none, waits for it; UNAVAILABLE if it gets none
// in time.
absl::StatusOr<KnownTopic> LearnTopic(rd_kafka_t& client, const KafkaOptions& options,
                                      absl::Duration patience);

// PARTITIONS_CHANGED: the number of partitions is not the one that the log was made with. `how` begins the
// sentence that says so: "The topic facts has …"
absl::Status PartitionsChanged(absl::StatusCode code, std::string_view topic, std::string_view how);

// UNAVAILABLE, KAFKA_UNAVAILABLE, with what the client (made by MakeClient) has complained of.
absl::Status NoAnswer(rd_kafka_t& client, const KafkaOptions& options);

// For librdkafka's calls, at least 1.
int Milliseconds(absl::Duration duration);

// Somebody else has taken the transactional.id.
bool IsFenced(rd_kafka_resp_err_t code);

absl::Status FromCode(rd_kafka_resp_err_t code, std::string_view what, std::string_view detail = "");

}  // namespace praksis::log::kafka

#endif  // PRAKSIS_LIBS_LOG_KAFKA_CLIENT_H_
