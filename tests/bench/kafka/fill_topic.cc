// Makes a topic and fills it with a year of the sample's casework.
//   fill_topic BOOTSTRAP TOPIC PARTITIONS EVENTS DIRECTORY
// DIRECTORY is for the copy of the log that the writer keeps. Prints {"events", "cases", "bytes",
// "position"}: the token of the position that covers everything.
#include <cstdio>
#include <string>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/log/position.h"
#include "libs/log_kafka/kafka_log.h"
#include "libs/log_kafka/topic.h"
#include "tests/bench/fill.h"

namespace praksis::bench {
namespace {

int Main(int argc, char** argv) {
  PRAKSIS_CHECK(argc == 6, "fill_topic BOOTSTRAP TOPIC PARTITIONS EVENTS DIRECTORY");
  log::KafkaOptions options;
  options.bootstrap_servers = argv[1];
  options.topic = argv[2];
  options.directory = argv[5];
  const absl::Status made = log::CreateTopic(
      options, {.partitions = std::stoi(argv[3]), .replication_factor = 1, .min_insync_replicas = 1});
  PRAKSIS_CHECK(made.ok(), made.ToString());
  const base::SystemClock clock;
  auto event_log = log::KafkaLog::Open(options, clock);
  PRAKSIS_CHECK(event_log.ok(), event_log.status().ToString());
  const Filled filled = FillWithYear(**event_log, std::stoll(argv[4]));
  log::Position position;
  for (int i = 0; i < (*event_log)->partition_count(); ++i) {
    const auto end = (*event_log)->End(PartitionId(i));
    PRAKSIS_CHECK(end.ok(), end.status().ToString());
    position.Advance(PartitionId(i), *end);
  }
  std::printf("{\"events\": %lld, \"cases\": %lld, \"bytes\": %lld, \"position\": \"%s\"}\n",
              static_cast<long long>(filled.events), static_cast<long long>(filled.cases),
              static_cast<long long>(filled.bytes),
              log::EncodePosition(position, (*event_log)->id()).c_str());
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
