#include "services/server/measures.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libs/projection/lag.h"

namespace praksis::services {
namespace {

using metrics::Page;

double Double(int64_t value) { return static_cast<double>(value); }
double Flag(bool value) { return value ? 1 : 0; }

}  // namespace

void WriteLog(log::EventLog& event_log, Page& page) {
  page.Gauge("praksis_log_healthy",
             "1 while the log can be appended to and read; 0 where the disk is full or a broker gone.",
             Flag(event_log.Health().ok()));
  for (int i = 0; i < event_log.partition_count(); ++i) {
    const absl::StatusOr<Offset> end = event_log.End(PartitionId(i));
    if (!end.ok()) continue;
    page.Gauge("praksis_log_end_offset", "One past the last readable record of a partition.",
               Double(end->value()), {{"partition", std::to_string(i)}});
  }
}

void WriteEmbeddedLog(const log::EmbeddedLog::Statistics& statistics, Page& page) {
  page.Counter("praksis_log_syncs_total",
               "Writes of the embedded log: each a sync of the disk, of what had queued.",
               Double(statistics.groups));
  page.Counter("praksis_log_records_total", "Records written to the embedded log.",
               Double(statistics.records));
  page.Counter("praksis_log_bytes_total", "Bytes of records written to the embedded log.",
               Double(statistics.bytes));
}

void WriteRecorder(const recording::Recorder& recorder, Page& page) {
  const recording::Statistics statistics = recorder.statistics();
  const auto facts = [&](const char* result, int64_t count) {
    page.Counter("praksis_recorder_facts_total", "Facts decided here, by what became of them.", Double(count),
                 {{"result", result}});
  };
  facts("recorded", statistics.recorded);
  facts("repeated", statistics.repeats);
  facts("refused", statistics.refused);
  page.Gauge("praksis_recorder_cached_states", "Streams whose state is kept in memory.",
             Double(statistics.states_cached));
  const recording::BatchStatistics batches = recorder.batches();
  page.Histogram("praksis_recorder_batch_records", "Events appended to the log as one batch.",
                 batches.records, metrics::kOnes);
  page.Histogram("praksis_recorder_append_seconds", "From giving a batch to the log until it is durable.",
                 batches.append_times, metrics::kNanoseconds);
  const std::vector<recording::PartitionStatistics> partitions = recorder.partitions();
  for (size_t i = 0; i < partitions.size(); ++i) {
    const std::string partition = std::to_string(i);
    page.Gauge("praksis_recorder_queued_facts", "Facts taken and not answered, by partition.",
               Double(partitions[i].queued_facts), {{"partition", partition}});
    page.Gauge("praksis_recorder_partition_owned", "1 where this recorder decides for the partition.",
               Flag(partitions[i].owned), {{"partition", partition}});
  }
}

void WriteRelay(const Relay& relay, Page& page) {
  const Passage::Statistics statistics = relay.statistics();
  page.Counter("praksis_relay_forwarded_facts_total", "Facts sent to the recorder that owns their partition.",
               Double(statistics.forwarded));
  page.Gauge("praksis_relay_waiting_facts", "Facts that wait for an owner of their partition to be reached.",
             Double(statistics.waiting));
  page.Gauge("praksis_relay_unanswered_facts", "Facts sent to another recorder and not answered.",
             Double(statistics.unanswered));
}

void WriteProjection(const projection::Projection& projection, bool serving, log::EventLog& event_log,
                     absl::Time now, Page& page) {
  const std::string& name = projection.name();
  const projection::ProjectionStatistics statistics = projection.statistics();
  page.Gauge("praksis_projection_serving", "1 where questions are answered from the projection.",
             Flag(serving), {{"projection", name}});
  page.Counter("praksis_projection_events_total", "Events projected since the program was started.",
               Double(statistics.events), {{"projection", name}});
  page.Histogram("praksis_projection_chunk_events", "Events projected as one write.", statistics.chunk_events,
                 metrics::kOnes, {{"projection", name}});
  page.Histogram("praksis_projection_chunk_seconds", "Reading, folding and writing a chunk of events.",
                 statistics.chunk_times, metrics::kNanoseconds, {{"projection", name}});
  for (size_t i = 0; i < statistics.healths.size(); ++i) {
    page.Gauge("praksis_projection_stopped",
               "1 where the projection has met what it cannot read, and stays there.",
               Flag(absl::IsDataLoss(statistics.healths[i])),
               {{"projection", name}, {"partition", std::to_string(i)}});
  }
  const auto lags = projection::LagOf(event_log, projection.position(), now);
  if (!lags.ok()) return;
  for (const projection::PartitionLag& lag : *lags) {
    const std::string partition = std::to_string(lag.partition.value());
    page.Gauge("praksis_projection_lag_events", "Offsets between the log's end and what is projected.",
               Double(lag.events), {{"projection", name}, {"partition", partition}});
    page.Gauge("praksis_projection_lag_seconds",
               "Age of the oldest event that is not projected; 0 where all are.",
               absl::ToDoubleSeconds(lag.age), {{"projection", name}, {"partition", partition}});
  }
}

void WriteBetweenAnswers(const BetweenAnswers& between_answers, Page& page) {
  for (const BetweenAnswers::Statistics& one : between_answers.statistics()) {
    const std::string figure(one.figure);
    page.Gauge(
        "praksis_hidden_age_seconds",
        "Since it was found out what of a figure must not be shown beside other answers; 0 where nothing "
        "has been projected since.",
        absl::ToDoubleSeconds(one.age), {{"figure", figure}});
    page.Gauge("praksis_hidden_cpu_seconds", "Processor time that finding it out took last.",
               absl::ToDoubleSeconds(one.took), {{"figure", figure}});
    page.Gauge("praksis_hidden_bytes", "Memory that it takes.", Double(static_cast<int64_t>(one.bytes)),
               {{"figure", figure}});
  }
}

void WriteFeed(const FeedService& feed, Page& page) {
  const FeedService::Statistics statistics = feed.statistics();
  page.Gauge("praksis_feed_subscribers", "Subscriptions that are open.", Double(statistics.subscribers));
  page.Gauge("praksis_feed_live_subscribers", "Subscriptions that have caught up.", Double(statistics.live));
  page.Gauge("praksis_feed_ready_messages", "Messages made for subscribers and not taken by them.",
             Double(statistics.ready_messages));
  page.Gauge("praksis_feed_largest_lag_events", "How far the slowest subscription is behind the log.",
             Double(statistics.largest_lag));
  page.Gauge("praksis_feed_lag_events", "How far all subscriptions together are behind the log.",
             Double(statistics.total_lag));
}

void WriteStore(std::string_view database, const store::Statistics& statistics, Page& page) {
  const auto gauge = [&](const char* name, const char* help, double value) {
    page.Gauge(name, help, value, {{"database", database}});
  };
  const auto counter = [&](const char* name, const char* help, double value) {
    page.Counter(name, help, value, {{"database", database}});
  };
  gauge("praksis_store_memtable_bytes", "RocksDB: written and not yet in files.",
        Double(statistics.memtable_bytes));
  gauge("praksis_store_memtables_waiting", "RocksDB: full memtables that wait for their flush.",
        Double(statistics.memtables_waiting));
  gauge("praksis_store_live_file_bytes", "RocksDB: table files that are current.",
        Double(statistics.live_file_bytes));
  gauge("praksis_store_file_bytes", "RocksDB: table files, with those that only old readers need.",
        Double(statistics.file_bytes));
  gauge("praksis_store_level0_files", "RocksDB: files that no compaction has looked at yet.",
        Double(statistics.level0_files));
  gauge("praksis_store_compaction_pending_bytes", "RocksDB: bytes that compactions have still to rewrite.",
        Double(statistics.compaction_pending_bytes));
  gauge("praksis_store_flushes_running", "RocksDB: flushes under way.", Double(statistics.flushes_running));
  gauge("praksis_store_compactions_running", "RocksDB: compactions under way.",
        Double(statistics.compactions_running));
  gauge("praksis_store_block_cache_bytes", "RocksDB: blocks kept in memory.",
        Double(statistics.block_cache_bytes));
  gauge("praksis_store_block_cache_capacity_bytes", "RocksDB: blocks that may be kept in memory.",
        Double(statistics.block_cache_capacity_bytes));
  gauge("praksis_store_writes_stopped", "RocksDB: 1 while writes wait for flushes or compactions.",
        Flag(statistics.writes_stopped));
  gauge("praksis_store_delayed_write_rate_bytes",
        "RocksDB: bytes a second that writes are held to; 0 where they are not.",
        Double(statistics.delayed_write_rate));
  counter("praksis_store_block_cache_hits_total", "RocksDB: blocks found in memory.",
          Double(statistics.block_cache_hits));
  counter("praksis_store_block_cache_misses_total", "RocksDB: blocks read from files.",
          Double(statistics.block_cache_misses));
  counter("praksis_store_written_bytes_total", "RocksDB: bytes of rows written.",
          Double(statistics.bytes_written));
  counter("praksis_store_read_bytes_total", "RocksDB: bytes of rows read one by one.",
          Double(statistics.bytes_read));
  counter("praksis_store_write_stall_seconds_total", "RocksDB: time that writes were held back.",
          Double(statistics.write_stall_micros) / 1e6);
  counter("praksis_store_wal_syncs_total", "RocksDB: syncs of the write-ahead log.",
          Double(statistics.wal_syncs));
  counter("praksis_store_flushed_bytes_total", "RocksDB: bytes written by flushes.",
          Double(statistics.flush_bytes_written));
  counter("praksis_store_compaction_read_bytes_total", "RocksDB: bytes read by compactions.",
          Double(statistics.compaction_bytes_read));
  counter("praksis_store_compaction_written_bytes_total", "RocksDB: bytes written by compactions.",
          Double(statistics.compaction_bytes_written));
}

namespace {

void WriteBroker(std::string_view client, const std::string& name, const log::kafka::BrokerTraffic& broker,
                 Page& page) {
  const Page::Labels labels = {{"client", client}, {"broker", name}};
  page.Gauge("praksis_kafka_broker_connections", "Connections to a broker that are up.",
             Double(broker.connections), labels);
  page.Gauge("praksis_kafka_broker_requests_waiting",
             "Requests to a broker, sent or about to be, without an answer.", Double(broker.requests_waiting),
             labels);
  page.Gauge("praksis_kafka_broker_round_trip_average_seconds",
             "A broker's answers lately, of the slowest client.",
             absl::ToDoubleSeconds(broker.round_trip_average), labels);
  page.Gauge("praksis_kafka_broker_round_trip_p99_seconds",
             "A broker's answers lately, 99th percentile, of the slowest client.",
             absl::ToDoubleSeconds(broker.round_trip_p99), labels);
  page.Counter("praksis_kafka_broker_requests_total", "Requests to a broker by the clients there are now.",
               Double(broker.requests), labels);
  page.Counter("praksis_kafka_broker_timeouts_total", "Requests that a broker did not answer in time.",
               Double(broker.timeouts), labels);
  page.Counter("praksis_kafka_broker_errors_total", "Requests and answers that failed on their way.",
               Double(broker.errors), labels);
}

void WriteClient(std::string_view kind, const log::kafka::ClientTraffic& client, Page& page) {
  const Page::Labels labels = {{"client", kind}};
  page.Gauge("praksis_kafka_clients", "Kafka clients of this process that have told of themselves lately.",
             Double(client.clients), labels);
  page.Gauge("praksis_kafka_queued_messages", "Messages produced and not delivered.",
             Double(client.queued_messages), labels);
  page.Gauge("praksis_kafka_queued_bytes", "Bytes produced and not delivered.", Double(client.queued_bytes),
             labels);
  page.Gauge("praksis_kafka_events_waiting", "Events of Kafka's client that wait to be served.",
             Double(client.events_waiting), labels);
  for (const auto& [name, broker] : client.brokers) WriteBroker(kind, name, broker, page);
}

}  // namespace

void WriteTraffic(const log::kafka::Traffic& traffic, Page& page) {
  WriteClient("reader", traffic.readers, page);
  WriteClient("writer", traffic.writers, page);
  for (const auto& [state, count] : traffic.transactions) {
    page.Gauge("praksis_kafka_transactions", "Writers by what their transaction is doing.", Double(count),
               {{"state", state}});
  }
  for (const auto& [partition, behind] : traffic.lag) {
    page.Gauge("praksis_kafka_copy_lag_offsets",
               "How far this process's copy is behind the topic; markers count.", Double(behind),
               {{"partition", std::to_string(partition)}});
  }
}

void WriteEvaluations(const RecurringEvaluation::Statistics& statistics, Page& page) {
  const bool ever = statistics.evaluated != absl::InfinitePast();
  page.Gauge(
      "praksis_measures_evaluated_timestamp_seconds",
      "When the server last evaluated the measures in use, or found that nothing had come in; 0: not yet.",
      ever ? absl::ToDoubleSeconds(statistics.evaluated - absl::UnixEpoch()) : 0);
  const auto results = [&](const char* result, int64_t count) {
    page.Counter("praksis_measure_evaluations_total",
                 "Evaluations that said something new, by whether they could be recorded.", Double(count),
                 {{"result", result}});
  };
  results("recorded", statistics.recorded);
  results("failed", statistics.failed);
}

}  // namespace praksis::services
