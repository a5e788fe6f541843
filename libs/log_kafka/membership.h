// Membership of the recorders of a log on Kafka: a consumer group that consumes nothing.
//
// Operation
//   The group "<topic>-recorders" gives each partition of the topic to one member; only what moves is
//   interrupted (cooperative-sticky). A member's address is its group.instance.id, so that a recorder that
//   comes back within the session time-out after a crash has its partitions again without anybody waiting,
//   and its client.id, where the others read it from the group's description. A member that leaves in order
//   says so, and the others have its partitions as soon as they have heard of it, a heartbeat later.
// Failure
//   A member that is not heard of for the session time-out is out; it notices as soon as it reaches the
//   brokers again. One whose address somebody else joins with joins once more, for a coordinator that is
//   lost while we join looks the same; where it is put out again soon after without a coordinator having been
//   lost, it is out for good (Health: IDENTITY_TAKEN). Where the brokers do not answer, a member keeps what
//   it has: nobody can append then.
// Concurrency: the listener is called on the thread that follows the group, OnLookedUp on the one that looks
// up. Internal to libs/log_kafka.
#ifndef PRAKSIS_LIBS_LOG_KAFKA_MEMBERSHIP_H_
#define PRAKSIS_LIBS_LOG_KAFKA_MEMBERSHIP_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/membership.h"
#include "libs/log_kafka/client.h"
#include "libs/log_kafka/kafka_options.h"

namespace praksis::log::kafka {

class KafkaMembership final : public Membership {
 public:
  // `options` and `clock` must outlive it.
  KafkaMembership(const KafkaOptions& options, int partitions, const base::Clock& clock);
  ~KafkaMembership() override;
  KafkaMembership(const KafkaMembership&) = delete;
  KafkaMembership& operator=(const KafkaMembership&) = delete;

  absl::Status Join(const std::string& address, Listener& listener) override;
  absl::Status Watch(Listener& listener) override;
  void Leave() override;
  std::string OwnerOf(PartitionId partition) const override;
  void LookUp() override;
  absl::Status Confirm(PartitionId partition) override;
  absl::Status Reachable() const override;
  bool HasOthers() const override;
  absl::Status Health() const override;

 private:
  // What MakeClient gives to the client's callbacks.
  struct GroupConnection : Connection {
    GroupConnection(std::function<void(int, std::string_view)> say, KafkaMembership& membership_in)
        : Connection(std::move(say)), membership(membership_in) {}
    KafkaMembership& membership;
  };
  // The group as its coordinator describes it.
  struct Description {
    // No partition is just being moved; only then owners are known.
    bool stable = false;
    std::vector<std::string> owners;  // by partition; empty: none
    std::set<std::string> members;    // addresses
  };

  static void OnRebalance(rd_kafka_t* consumer, rd_kafka_resp_err_t what,
                          rd_kafka_topic_partition_list_t* partitions, void* opaque);
  void Given(rd_kafka_t& consumer, rd_kafka_topic_partition_list_t& partitions);
  void Taken(rd_kafka_t& consumer, rd_kafka_topic_partition_list_t& partitions);
  // Returns when the listener has released them all, or does not within its time.
  void HaveReleased(const std::vector<PartitionId>& partitions);
  // Makes consumer_ and has it join.
  absl::Status Subscribe();
  void Follow();
  // Out for good.
  void Expelled(const std::string& why);
  // Whether the group's coordinator is lost, or was at some time since then.
  bool LostSince(absl::Time since) const;
  void LookUpAgainAndAgain();
  absl::StatusOr<std::shared_ptr<rd_kafka_t>> Asker();
  // UNAVAILABLE where nobody answers in time.
  absl::StatusOr<Description> Describe(absl::Duration timeout);
  absl::StatusOr<Description> DescribeAndRemember(absl::Duration timeout);

  const KafkaOptions& options_;
  const std::string group_;
  const int partitions_;
  const base::Clock& clock_;
  GroupConnection connection_;
  Listener* listener_ = nullptr;
  std::string address_;
  Owned<rd_kafka_t> consumer_;  // the following thread's, from Join on
  std::set<PartitionId> ours_;  // the following thread's

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  // Another one after each question that was not answered. Guarded by mutex_.
  std::shared_ptr<rd_kafka_t> asker_;
  Description last_;         // guarded by mutex_
  absl::Time described_at_;  // guarded by mutex_; when it was
  // Guarded by mutex_: when the group was described again after its coordinator had been lost.
  absl::Time lost_until_ = absl::InfinitePast();
  bool shared_out_ = false;  // guarded by mutex_; every partition has had an owner since we joined
  bool asked_ = false;       // guarded by mutex_; for looking up
  bool stopping_ = false;    // guarded by mutex_
  bool leaving_ = false;     // guarded by mutex_; others are to be told
  absl::Status expelled_;    // guarded by mutex_
  std::thread follower_;
  std::thread looker_;
};

}  // namespace praksis::log::kafka

#endif  // PRAKSIS_LIBS_LOG_KAFKA_MEMBERSHIP_H_
