// The log on Apache Kafka: one topic, written in transactions, and a copy of it in a directory of this
// process that all reading is done from.
//
// Operation
//   Every process follows all partitions, so that whoever takes a partition over has nothing to load. An
//   owner is the producer that has the partition's transactional.id; the brokers fence all others. Each
//   batch, or several that have queued, is one transaction; it is answered when it is committed and in the
//   copy. Any client that reads only what is committed sees exactly the accepted events, in order (record.h).
// Concurrency
//   Thread-safe as EventLog says. Answers come on a thread per owned partition; listeners are called on it,
//   or on the one that follows the topic. Own blocks until its deadline where the brokers don't answer.
// Failure
//   session.h says what is certain when. Brokers that are away are waited for. A topic that is not the one
//   the copy was made of, and records that are no events, are DATA_LOSS: nothing is skipped.
// Limitations
//   - In a process that does not own a partition, the records of one batch may become readable one after the
//     other, in order.
//   - The log's id is that of the cluster and the topic's name: a topic that was removed and made anew is
//     noticed by its records only.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_KAFKA_LOG_H_
#define PRAKSIS_LIBS_LOG_KAFKA_KAFKA_LOG_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/log/membership.h"
#include "libs/log_kafka/client_statistics.h"
#include "libs/log_kafka/kafka_options.h"
#include "libs/store/statistics.h"

namespace praksis::log {

class KafkaLog final : public EventLog {
 public:
  // Opens the log in a topic that exists (see topic.h). NOT_FOUND where it does not; UNAVAILABLE where no
  // broker answers; FAILED_PRECONDITION where the directory is not ours to use; INVALID_ARGUMENT for settings
  // that make no sense. `clock` must outlive the log.
  static absl::StatusOr<std::unique_ptr<KafkaLog>> Open(const KafkaOptions& options,
                                                        const base::Clock& clock);
  ~KafkaLog() override;
  KafkaLog(const KafkaLog&) = delete;
  KafkaLog& operator=(const KafkaLog&) = delete;

  const std::string& id() const override;
  int partition_count() const override;
  absl::StatusOr<std::unique_ptr<PartitionWriter>> Own(PartitionId partition, absl::Time deadline) override;
  absl::StatusOr<std::unique_ptr<PartitionReader>> Read(PartitionId partition, Offset from) override;
  absl::StatusOr<Offset> End(PartitionId partition) override;
  absl::Status ReadStream(const StreamId& stream, Version from, RecordBatch& batch) override;
  absl::StatusOr<std::optional<Address>> FindEvent(const EventId& event_id) override;
  absl::StatusOr<std::string> ReadAt(const Address& address) override;
  std::unique_ptr<Registration> Listen(Listener listener) override;
  // OK, or why reading or appending does not work at the moment; UNAVAILABLE, too, until the copy has what
  // was there when the log was opened.
  absl::Status Health() override;
  Traces* traces() override;

  // Of the database that has the records; nothing while it is being opened anew.
  std::optional<store::Statistics> store_statistics();

  // What librdkafka says of its connections, at most some seconds old.
  kafka::Traffic traffic() const;

  // To share the partitions with other recorders of this log; not joined yet. The log must outlive it.
  std::unique_ptr<Membership> NewMembership();

  // Of how much that is to be there (offsets; commit markers count) how much is; whether to go on waiting.
  using Fetching = std::function<bool(int64_t fetched, int64_t of)>;
  // Waits until everything that is committed now can be read. UNAVAILABLE where nothing comes for as long as
  // `patience`; CANCELLED where `go_on`, asked ten times a second, says no.
  absl::Status CatchUp(absl::Duration patience, const Fetching& go_on);
  // The same by `deadline`: DEADLINE_EXCEEDED, and what asking the brokers gives.
  absl::Status ComeToNow(absl::Time deadline);

 private:
  struct Rep;
  class Writer;
  explicit KafkaLog(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_KAFKA_KAFKA_LOG_H_
