// Who owns one partition: what is appended while a transaction commits is the next one. Internal to
// libs/log_kafka.
//
// Operation
//   Begin takes the transactional.ids "<topic>-<partition>" and then "<topic>-<partition>-2", by which the
//   brokers fence whoever had them and abort what he had open; then it waits until the copy has everything
//   committed by then. Transactions go through the two producers in turn, never two at a time: the brokers
//   still end the one's last (DESIGN.md, "Two producers").
//   The first one goes through the first producer. If it commits, nobody had taken its id since we had both,
//   so whoever takes them next fences both, and reads what we wrote; if not, the session is dead. So one that
//   was overtaken while it began has at most been too slow: it is fenced as soon as it writes.
// What fails, and what is certain then
//   Only the commit makes records readable. What fails before it was asked for is certainly not written
//   (UNAVAILABLE); a session that is fenced before it is ABORTED. Where the commit is asked for and we are
//   told that we are fenced, whoever took over has seen to it that our transaction had ended: reading on to
//   the end says how. A commit that failed otherwise is aborted: what can be was not committed.
//   Where that fails, too, the outcome is UNKNOWN, for the commit may still arrive; the session is then dead,
//   and whoever begins the next one fences the late commit with the rest.
// Concurrency: Append, Retire and finished from any thread; answers come on the session's own.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_SESSION_H_
#define PRAKSIS_LIBS_LOG_KAFKA_SESSION_H_

#include <array>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/log_kafka/client.h"
#include "libs/log_kafka/kafka_options.h"
#include "libs/log_kafka/replica.h"
#include "libs/log_kafka/tail.h"

namespace praksis::log::kafka {

class Session {
 public:
  // What all sessions of a log share; outlives them.
  struct Shared {
    const KafkaOptions& options;
    const base::Clock& clock;
    Connection& connection;
    Replica& replica;
    Tail& tail;
  };

  // UNAVAILABLE or DEADLINE_EXCEEDED where the partition could not be owned.
  static absl::StatusOr<std::unique_ptr<Session>> Begin(const Shared& shared, PartitionId partition,
                                                        absl::Time deadline);
  // Retires, and waits for the answer to what is being committed.
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Append(std::vector<Record> batch, PartitionWriter::Done done);
  // What is not yet being written is answered with UNAVAILABLE. Does not wait.
  void Retire();
  // Everything is answered and the thread about to end.
  bool finished() const;

 private:
  struct Queued {
    std::vector<Record> batch;
    PartitionWriter::Done done;
  };
  using Group = std::vector<Queued>;
  // Where a record went.
  struct Delivery {
    Session* session = nullptr;
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    int64_t offset = -1;
  };

  struct Producer {
    Owned<rd_kafka_t> client;
    Owned<rd_kafka_topic_t> topic;
  };

  static absl::StatusOr<Producer> Take(const Shared& shared, PartitionId partition, std::string_view suffix,
                                       absl::Time deadline);
  Session(const Shared& shared, PartitionId partition, std::array<Producer, 2> producers);

  static void OnDelivery(rd_kafka_t* producer, const rd_kafka_message_t* message, void* opaque);

  void Run();
  void LookAfterProducers();
  // A topic before its client.
  void DropProducers();
  Group TakeGroup();
  // The group as one transaction; deliveries_ then has its records' offsets.
  absl::Status Write(Group& group);
  absl::Status Produce(const Record& record, Delivery& delivery);
  absl::Status AwaitDeliveries();
  absl::Status Commit(const Group& group);
  // Whether the records of the group, whose commit failed since we were fenced, are in the log.
  absl::Status FindOut(const Group& group);
  // Why nothing of the open transaction will ever be readable: ABORTED or UNAVAILABLE.
  absl::Status GiveUp(const absl::Status& why);
  // Hands the group's records over to the copy.
  absl::Status Publish(Group& group);

  const Shared shared_;
  const PartitionId partition_;
  // The session's thread's own, from Begin on.
  std::array<Producer, 2> producers_;
  size_t turn_ = 0;               // whose the next transaction is
  Producer* producer_ = nullptr;  // whose the open transaction is
  std::vector<Delivery> deliveries_;
  size_t undelivered_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Queued> queue_;  // guarded by mutex_
  absl::Status death_;        // guarded by mutex_; why further appends fail
  bool retired_ = false;      // guarded by mutex_
  bool finished_ = false;     // guarded by mutex_
  std::thread thread_;
};

}  // namespace praksis::log::kafka

#endif  // PRAKSIS_LIBS_LOG_KAFKA_SESSION_H_
