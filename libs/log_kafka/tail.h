// Follows all partitions of the topic and keeps the copy up to date with what is committed. Internal to
// libs/log_kafka.
//
// Concurrency: one thread reads; all functions are thread-safe.
// Failure: brokers that do not answer are waited for. What cannot be is damage and stops a partition for good
// (DATA_LOSS): a message that is no event of ours, a topic that lacks what the copy has.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_TAIL_H_
#define PRAKSIS_LIBS_LOG_KAFKA_TAIL_H_

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/log_kafka/client.h"
#include "libs/log_kafka/replica.h"

namespace praksis::log::kafka {

// The settings of a client that only reads what is committed, and of one that asks where partitions end.
Settings ReaderSettings();
Settings AskerSettings();

class Tail {
 public:
  // Clients made with ReaderSettings and with AskerSettings. They are two since a broker answers a
  // connection's requests one after the other, and that to read waits for something to come. `replica`,
  // `connection` and `clock` must outlive the tail.
  Tail(Owned<rd_kafka_t> reader, Owned<rd_kafka_t> asker, std::string topic, Replica& replica,
       Connection& connection, const base::Clock& clock);
  ~Tail();
  Tail(const Tail&) = delete;
  Tail& operator=(const Tail&) = delete;

  // Where the records of a partition end now, as its leader says. Those of transactions that have not ended
  // count: brokers answer a commit before they end it, so the last that was acknowledged may be among them.
  // Leaders that do not know yet that they are, and what else passes, are asked again until `timeout` is
  // over.
  absl::StatusOr<Offset> End(PartitionId partition, absl::Duration timeout);

  // Waits until all transactions before `end` have ended and the copy has what they committed:
  // DEADLINE_EXCEEDED where it has not by `deadline`.
  absl::Status Await(PartitionId partition, Offset end, absl::Time deadline);

  // OK, or the damage that has stopped a partition.
  absl::Status Health() const;

 private:
  struct Place {
    // Everything committed before it is in the copy.
    Offset reached{0};
    absl::Status damage;
  };

  absl::StatusOr<Offset> AskForEnd(PartitionId partition, absl::Duration timeout);
  absl::Status Assign();
  void Run();
  void Take(const rd_kafka_message_t& message, std::map<PartitionId, std::vector<Located>>& taken,
            std::vector<std::pair<PartitionId, Offset>>& ends);
  // DATA_LOSS where `message` (or the end of the topic, or an error) comes where the copy's last record
  // should.
  absl::Status Compare(PartitionId partition, const rd_kafka_message_t& message);
  void Damage(PartitionId partition, const absl::Status& damage);
  // Where the brokers were lost: whether they are back, which nobody tells who has nothing to read.
  void LookForBrokers();
  Place& PlaceOf(PartitionId partition) { return places_[static_cast<size_t>(partition.value())]; }

  const Owned<rd_kafka_t> reader_;
  const Owned<rd_kafka_t> asker_;
  const Owned<rd_kafka_queue_t> queue_;
  const std::string topic_;
  Replica& replica_;
  Connection& connection_;
  const base::Clock& clock_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Place> places_;  // guarded by mutex_; by partition
  bool stopping_ = false;      // guarded by mutex_

  // The reading thread's own, by partition: where the copy's last record was when reading began, until it was
  // seen to be the topic's, too.
  std::vector<std::optional<Offset>> to_compare_;
  std::thread thread_;
};

}  // namespace praksis::log::kafka

#endif  // PRAKSIS_LIBS_LOG_KAFKA_TAIL_H_
