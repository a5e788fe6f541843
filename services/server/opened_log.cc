#include "services/server/opened_log.h"

#include <string>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_copy/unfinished.h"
#include "libs/log_embedded/embedded_log.h"
#include "libs/log_kafka/kafka_log.h"
#include "libs/log_kafka/topic.h"
#include "services/server/measures.h"
#include "services/server/writers.h"

namespace praksis::services {
namespace {

absl::StatusOr<std::unique_ptr<log::KafkaLog>> OpenKafkaLog(const Server::Options& options,
                                                            const base::Clock& clock) {
  log::KafkaOptions kafka = *options.kafka;
  kafka.directory = options.data_directory + "/replica";
  kafka.memtable_bytes = options.write_buffer_bytes;
  kafka.index_event_ids = options.services.journal;
  ASSIGN_OR_RETURN(const log::TopicDescription topic, log::DescribeTopic(kafka));
  for (const log::TopicProblem& problem : log::CheckTopic(topic, kafka.bootstrap_servers)) {
    const std::string text =
        base::StrCat("topic ", topic.name, ": ", problem.text, ". Remedy: ", problem.remedy);
    if (problem.serious) {
      return base::Refuse(absl::StatusCode::kFailedPrecondition, "TOPIC_UNFIT", text,
                          {{"topic", topic.name}});
    }
    if (kafka.say) kafka.say(4, text);
  }
  return log::KafkaLog::Open(kafka, clock);
}

}  // namespace

absl::StatusOr<OpenedLog> OpenLog(const Server::Options& options, const base::Clock& clock) {
  if (options.kafka) {
    ASSIGN_OR_RETURN(std::unique_ptr<log::KafkaLog> opened, OpenKafkaLog(options, clock));
    std::unique_ptr<log::Membership> membership =
        Records(options.services) ? opened->NewMembership() : nullptr;
    const auto measures = [&log = *opened](metrics::Page& page) {
      WriteTraffic(log.traffic(), page);
      if (const auto store = log.store_statistics()) WriteStore("log", *store, page);
    };
    const auto come_to_now = [&log = *opened](absl::Time deadline) { return log.ComeToNow(deadline); };
    return OpenedLog{std::move(opened), measures, std::move(membership), come_to_now};
  }
  if (log::IsUnfinished(options.data_directory)) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "COPY_UNFINISHED",
                        base::StrCat("a log is being copied into ", options.data_directory,
                                     " and not all of it is there. Let praksis log copy end first: the same "
                                     "command goes on where it was interrupted."),
                        {{"directory", options.data_directory}});
  }
  const std::string directory = options.data_directory + "/log";
  log::EmbeddedOptions log_options;
  log_options.partitions = 0;
  log_options.memtable_bytes = options.write_buffer_bytes;
  auto opened = log::EmbeddedLog::Open(directory, log_options);
  if (absl::IsNotFound(opened.status())) {
    log_options.partitions = options.partitions;
    opened = log::EmbeddedLog::Open(directory, log_options);
  }
  if (!opened.ok()) return opened.status();
  const auto measures = [&log = **opened](metrics::Page& page) {
    WriteEmbeddedLog(log.statistics(), page);
    if (const auto store = log.store_statistics()) WriteStore("log", *store, page);
  };
  return OpenedLog{*std::move(opened), measures};
}

}  // namespace praksis::services
