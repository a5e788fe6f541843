// What librdkafka's clients say of themselves (its STATISTICS.md), put together for who watches.
//
// Each client says it every kStatisticsInterval, as JSON, to whoever polls it. What a client said is kept
// until it says something newer, and dropped when it has been silent for three intervals: it is gone.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_CLIENT_STATISTICS_H_
#define PRAKSIS_LIBS_LOG_KAFKA_CLIENT_STATISTICS_H_

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/time/time.h"

namespace praksis::log::kafka {

inline constexpr absl::Duration kStatisticsInterval = absl::Seconds(10);

// One broker, as some clients see it.
struct BrokerTraffic {
  int64_t connections = 0;  // that are up
  int64_t requests_waiting = 0;
  // Of the slowest of the clients; 0 where nothing was asked of it lately.
  absl::Duration round_trip_average;
  absl::Duration round_trip_p99;
  // Since the clients were made.
  int64_t requests = 0;
  int64_t timeouts = 0;
  int64_t errors = 0;

  void Add(const BrokerTraffic& other);
};

// Clients of one kind.
struct ClientTraffic {
  int64_t clients = 0;
  // Produced and not delivered.
  int64_t queued_messages = 0;
  int64_t queued_bytes = 0;
  // Events that the client has for us.
  int64_t events_waiting = 0;
  std::map<std::string, BrokerTraffic> brokers;  // by "host:port"

  void Add(const ClientTraffic& other);
};

struct Traffic {
  ClientTraffic readers;
  ClientTraffic writers;
  // Writers by what their transaction is doing: "InTransaction", "Ready", …
  std::map<std::string, int64_t> transactions;
  // How far what we have read is behind the topic, by partition; markers count.
  std::map<int64_t, int64_t> lag;

  void Add(const Traffic& other);
};

// Of one client; nothing for what is no such JSON.
std::optional<Traffic> ParseTraffic(std::string_view json);

// What all clients said last. Thread-safe.
class TrafficBoard {
 public:
  void Take(std::string_view client, Traffic traffic, absl::Time now);
  Traffic Sum(absl::Time now) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::pair<absl::Time, Traffic>, std::less<>> said_;  // guarded by mutex_; by client
};

}  // namespace praksis::log::kafka

#endif  // PRAKSIS_LIBS_LOG_KAFKA_CLIENT_STATISTICS_H_
