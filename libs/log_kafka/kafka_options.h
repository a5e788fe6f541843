// How to reach Kafka, and what a process keeps of it.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_KAFKA_OPTIONS_H_
#define PRAKSIS_LIBS_LOG_KAFKA_KAFKA_OPTIONS_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace praksis::log {

struct KafkaOptions {
  // "host:port", several with commas.
  std::string bootstrap_servers;
  std::string topic = "praksis.events";
  // Partitions that the log was made with, where its topic has been given more since: those are left alone.
  // 0: as many as there are. A stream's partition follows from their number, so that it must never change.
  int partitions = 0;
  // Further settings of librdkafka by their names (security.protocol, sasl.…, ssl.…). Those that the log's
  // guarantees rest on (acks, isolation.level, transactional.id, …) are refused.
  std::map<std::string, std::string> properties;
  // Directory of this process's copy of the log; made where it is missing.
  std::string directory;
  // Whether somebody will append, or look for event ids. Where not, a new copy is made without an index of
  // them, which costs a tenth of filling it; a copy that has one keeps it. A copy without one is given it at
  // the next opening that wants it, which then reads all events.
  bool index_event_ids = true;
  size_t block_cache_bytes = size_t{64} << 20;
  size_t memtable_bytes = size_t{64} << 20;
  // How long the brokers keep a batch open of which they hear nothing more. A batch whose fate is not known
  // after as long again is an unclear outcome.
  absl::Duration transaction_timeout = absl::Seconds(10);
  // How long opening waits for a broker. The copy catches up in the background.
  absl::Duration patience = absl::Seconds(30);
  // What librdkafka says: a syslog level (3 is an error, 6 information) and a line. On its threads.
  std::function<void(int level, std::string_view line)> say;
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_KAFKA_KAFKA_OPTIONS_H_
