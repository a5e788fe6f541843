// This process's copy of the log on Kafka: what readers, indexes and listeners work on. Kafka has the truth;
// the copy may be removed at any time while no process uses it, and is then fetched again.
//
// Its meta table says the log's id, its partitions, and
//   "format" -> "replica 1"              with both indexes
//             | "replica 1 without ids"  the index of event ids was left out, or is being made (a format of
//             its
//                                        own, so that programs that know of no such thing refuse it)
// All other rows are those of libs/log_records/tables.h, with Kafka's offsets. Internal to libs/log_kafka.
//
// It is written without a WAL: a kill takes from its end what was in memory only, at most
// KafkaOptions::memtable_bytes, and that is fetched again.
//
// Concurrency: Add from any thread; who adds first to a partition adds, what is there already is skipped.
// Failure: a copy that cannot be written (disk full) keeps Add waiting until it can or Stop is called.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_REPLICA_H_
#define PRAKSIS_LIBS_LOG_KAFKA_REPLICA_H_

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/log/event_log.h"
#include "libs/log/listeners.h"
#include "libs/log_kafka/kafka_options.h"
#include "libs/log_records/records.h"

namespace praksis::log::kafka {

struct Located {
  Offset offset;
  Record record;
};

class Replica {
 public:
  // FAILED_PRECONDITION where another process has the directory, or it has a copy of another log. Where ids
  // are to be indexed and were not, reads the whole copy first.
  static absl::StatusOr<std::unique_ptr<Replica>> Open(const KafkaOptions& options, const std::string& log_id,
                                                       int partitions);
  ~Replica();
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;

  records::Records& records() { return records_; }
  Listeners& listeners() { return listeners_; }

  // Adds consecutive records of a partition. CANCELLED once Stop was called and it cannot be written.
  absl::Status Add(PartitionId partition, const std::vector<Located>& added);
  // OK, or why the copy cannot be written at the moment.
  absl::Status Health() const;
  void Stop();

 private:
  explicit Replica(int partitions);

  absl::Status Write(PartitionId partition, const std::vector<Located>& added, Offset from);
  bool StoppedAfter(const absl::Status& failure);

  records::Records records_;
  Listeners listeners_;
  std::vector<std::mutex> adding_;  // by partition; held by who adds

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;  // guarded by mutex_
  absl::Status health_;    // guarded by mutex_
};

}  // namespace praksis::log::kafka

#endif  // PRAKSIS_LIBS_LOG_KAFKA_REPLICA_H_
