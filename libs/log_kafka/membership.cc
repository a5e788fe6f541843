#include "libs/log_kafka/membership.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/base/thread.h"

namespace praksis::log::kafka {
namespace {

// How long a member may be silent: the least that brokers allow by default.
constexpr absl::Duration kSessionTimeout = absl::Seconds(6);
// Whoever is put out twice within it, and could ask about the group all the time, has somebody else with the
// same address.
constexpr absl::Duration kPutOutAgain = absl::Seconds(30);
// How soon members hear that the group is changing.
constexpr absl::Duration kHeartbeat = absl::Milliseconds(250);
// How long letting go of partitions may take; then others have them all the same.
constexpr absl::Duration kReleasePatience = absl::Seconds(10);
// How long leaving waits until others have what was ours.
constexpr absl::Duration kHandOverPatience = absl::Seconds(5);
constexpr absl::Duration kLookUpEvery = absl::Seconds(1);
constexpr absl::Duration kLookUpAtMostEvery = absl::Milliseconds(25);
constexpr absl::Duration kDescribePatience = absl::Seconds(2);
// Where the group has not been described for so long, a question was in vain: its coordinator is lost.
constexpr absl::Duration kLostAfter = absl::Seconds(3);
// A group that has not been described for so long is out of reach, and so is the log.
constexpr absl::Duration kOutageAfter = absl::Seconds(4);
// Far longer than anybody waits for the answer, and than giving a client up takes.
constexpr absl::Duration kQuestionTimeout = absl::Minutes(10);
constexpr absl::Duration kPoll = absl::Milliseconds(100);
constexpr absl::Duration kPollWhileLeaving = absl::Milliseconds(10);

Settings MemberSettings(const std::string& group, const std::string& address) {
  return {{"group.id", group},
          {"group.instance.id", address},
          {"client.id", address},
          {"partition.assignment.strategy", "cooperative-sticky"},
          {"session.timeout.ms", std::to_string(Milliseconds(kSessionTimeout))},
          {"heartbeat.interval.ms", std::to_string(Milliseconds(kHeartbeat))},
          {"max.poll.interval.ms", std::to_string(Milliseconds(3 * kReleasePatience))},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
          {"auto.offset.reset", "latest"}};
}

// Also such as are not the log's: of a topic that was given more.
std::vector<PartitionId> IdsOf(const rd_kafka_topic_partition_list_t& partitions) {
  std::vector<PartitionId> ids;
  for (int i = 0; i < partitions.cnt; ++i) ids.emplace_back(partitions.elems[i].partition);
  return ids;
}

}  // namespace

KafkaMembership::KafkaMembership(const KafkaOptions& options, int partitions, const base::Clock& clock)
    : options_(options),
      group_(options.topic + "-recorders"),
      partitions_(partitions),
      clock_(clock),
      connection_(options.say, *this),
      described_at_(clock.Now()) {
  last_.owners.resize(static_cast<size_t>(partitions));
}

KafkaMembership::~KafkaMembership() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (follower_.joinable()) follower_.join();
  if (looker_.joinable()) looker_.join();
}

absl::Status KafkaMembership::Join(const std::string& address, Listener& listener) {
  address_ = address;
  listener_ = &listener;
  RETURN_IF_ERROR(Asker().status());
  RETURN_IF_ERROR(Subscribe());
  follower_ = base::StartWorker("log-group", [this] { Follow(); });
  looker_ = base::StartWorker("log-owners", [this] { LookUpAgainAndAgain(); });
  return absl::OkStatus();
}

absl::Status KafkaMembership::Watch(Listener& listener) {
  listener_ = &listener;
  RETURN_IF_ERROR(Asker().status());
  looker_ = base::StartWorker("log-owners", [this] { LookUpAgainAndAgain(); });
  return absl::OkStatus();
}

absl::Status KafkaMembership::Subscribe() {
  ASSIGN_OR_RETURN(consumer_, MakeClient(RD_KAFKA_CONSUMER, options_, MemberSettings(group_, address_),
                                         connection_, nullptr, &OnRebalance));
  rd_kafka_poll_set_consumer(consumer_.get());
  const Owned<rd_kafka_topic_partition_list_t> topics(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), options_.topic.c_str(), RD_KAFKA_PARTITION_UA);
  return FromCode(rd_kafka_subscribe(consumer_.get(), topics.get()), "joining " + group_);
}

void KafkaMembership::OnRebalance(rd_kafka_t* consumer, rd_kafka_resp_err_t what,
                                  rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  KafkaMembership& self = static_cast<GroupConnection*>(static_cast<Connection*>(opaque))->membership;
  if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    self.Given(*consumer, *partitions);
  } else {
    self.Taken(*consumer, *partitions);
  }
  self.LookUp();
}

void KafkaMembership::Given(rd_kafka_t& consumer, rd_kafka_topic_partition_list_t& partitions) {
  // Owning is all we want; nothing is to be fetched.
  for (int i = 0; i < partitions.cnt; ++i) partitions.elems[i].offset = RD_KAFKA_OFFSET_END;
  const Owned<rd_kafka_error_t> error(rd_kafka_incremental_assign(&consumer, &partitions));
  rd_kafka_pause_partitions(&consumer, &partitions);
  if (error != nullptr) connection_.Say(4, rd_kafka_error_string(error.get()));
  for (const PartitionId partition : IdsOf(partitions)) {
    if (partition.value() >= partitions_) {
      connection_.Say(
          3, base::StrCat("the topic ", options_.topic, " has been given partition ", partition.value(),
                          ", which is none of the log's ", partitions_,
                          " and is left alone; when this program starts again, it needs --topic-partitions ",
                          partitions_));
    } else if (ours_.insert(partition).second) {
      listener_->OnGiven(partition);
    }
  }
}

void KafkaMembership::Taken(rd_kafka_t& consumer, rd_kafka_topic_partition_list_t& partitions) {
  HaveReleased(IdsOf(partitions));
  const Owned<rd_kafka_error_t> error(rd_kafka_incremental_unassign(&consumer, &partitions));
  if (error != nullptr) connection_.Say(4, rd_kafka_error_string(error.get()));
}

void KafkaMembership::HaveReleased(const std::vector<PartitionId>& partitions) {
  struct Rest {
    std::mutex mutex;
    std::condition_variable released;
    size_t count = 0;  // guarded by mutex
  };
  // Outlives this call where somebody takes too long.
  const auto rest = std::make_shared<Rest>();
  std::vector<PartitionId> ours;
  for (const PartitionId partition : partitions) {
    if (ours_.erase(partition) > 0) ours.push_back(partition);
  }
  rest->count = ours.size();
  for (const PartitionId partition : ours) {
    listener_->OnTaken(partition, [rest] {
      const std::lock_guard lock(rest->mutex);
      --rest->count;
      rest->released.notify_one();
    });
  }
  std::unique_lock lock(rest->mutex);
  if (!rest->released.wait_for(lock, absl::ToChronoMilliseconds(kReleasePatience),
                               [&] { return rest->count == 0; })) {
    connection_.Say(3, base::StrCat(rest->count, " partitions were not released in time"));
  }
}

void KafkaMembership::Follow() {
  const auto stopping = [this] {
    const std::lock_guard lock(mutex_);
    return stopping_ || leaving_;
  };
  absl::Time put_out = absl::InfinitePast();
  const auto poll = [&](absl::Duration patience) {
    if (rd_kafka_message_t* const message = rd_kafka_consumer_poll(consumer_.get(), Milliseconds(patience));
        message != nullptr) {
      if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && message->err != RD_KAFKA_RESP_ERR__FATAL) {
        connection_.Say(4, base::StrCat("group ", group_, ": ", rd_kafka_message_errstr(message)));
      }
      rd_kafka_message_destroy(message);
    }
    std::array<char, 512> why{};
    const rd_kafka_resp_err_t fatal = rd_kafka_fatal_error(consumer_.get(), why.data(), why.size());
    if (fatal == RD_KAFKA_RESP_ERR_NO_ERROR) return true;
    const bool again = clock_.Now() - put_out < kPutOutAgain && !LostSince(put_out);
    put_out = clock_.Now();
    if (fatal == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID && !again) {
      HaveReleased({ours_.begin(), ours_.end()});
      rd_kafka_consumer_close(consumer_.get());
      if (Subscribe().ok()) return true;
    }
    Expelled(why.data());
    return false;
  };
  bool member = true;
  while (member && !stopping()) member = poll(kPoll);
  {
    const std::lock_guard lock(mutex_);
    member = member && leaving_;
  }
  if (member) {
    // A member with an instance id leaves by this only, and not where it is closed before it has said so:
    // then its place is kept for it.
    rd_kafka_unsubscribe(consumer_.get());
    const absl::Time deadline = clock_.Now() + kReleasePatience;
    while (clock_.Now() < deadline && Reachable().ok() && poll(kPollWhileLeaving)) {
      if (!ours_.empty()) continue;
      const absl::StatusOr<Description> described = DescribeAndRemember(kDescribePatience);
      if (described.ok() && !described->members.contains(address_)) break;
    }
  }
  rd_kafka_consumer_close(consumer_.get());
  HaveReleased({ours_.begin(), ours_.end()});
  consumer_.reset();
}

void KafkaMembership::Expelled(const std::string& why) {
  const absl::Status status = base::Refuse(
      absl::StatusCode::kFailedPrecondition, "IDENTITY_TAKEN",
      base::StrCat("Another recorder has joined ", group_, " as ", address_,
                   ", so this one decides nothing any more (", why,
                   "). Give each an address of its own (--advertise), and start this one again."),
      {{"address", address_}, {"group", group_}});
  connection_.Say(3, base::StrCat(status.message()));
  {
    const std::lock_guard lock(mutex_);
    expelled_ = status;
  }
  HaveReleased({ours_.begin(), ours_.end()});
}

void KafkaMembership::Leave() {
  {
    const std::lock_guard lock(mutex_);
    if (leaving_ || stopping_ || !follower_.joinable()) return;
    leaving_ = true;
  }
  follower_.join();
  const absl::Time deadline = clock_.Now() + kHandOverPatience;
  std::unique_lock lock(mutex_);
  if (last_.members.size() < 2 || !expelled_.ok()) return;
  while (clock_.Now() < std::min(deadline, described_at_ + kOutageAfter)) {
    asked_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, absl::ToChronoMilliseconds(2 * kLookUpAtMostEvery));
    const bool handed_over = std::ranges::none_of(
        last_.owners, [this](const std::string& owner) { return owner.empty() || owner == address_; });
    if (last_.stable && handed_over) return;
  }
}

std::string KafkaMembership::OwnerOf(PartitionId partition) const {
  const std::lock_guard lock(mutex_);
  return last_.owners[static_cast<size_t>(partition.value())];
}

void KafkaMembership::LookUp() {
  {
    const std::lock_guard lock(mutex_);
    asked_ = true;
  }
  changed_.notify_all();
}

absl::Status KafkaMembership::Confirm(PartitionId partition) {
  ASSIGN_OR_RETURN(const Description description, DescribeAndRemember(kDescribePatience));
  const std::string& owner = description.owners[static_cast<size_t>(partition.value())];
  if (description.stable && owner == address_) {
    // Somebody else may have the address now.
    const std::lock_guard lock(mutex_);
    return expelled_;
  }
  return absl::UnavailableError(base::StrCat("partition ", partition.value(),
                                             description.stable
                                                 ? " is to be had by " + (owner.empty() ? "nobody" : owner)
                                                 : std::string(" is about to be given to a recorder")));
}

absl::Status KafkaMembership::Reachable() const {
  const std::lock_guard lock(mutex_);
  if (clock_.Now() - described_at_ < kOutageAfter) return absl::OkStatus();
  return absl::UnavailableError("no broker says who has which partition of " + options_.topic);
}

bool KafkaMembership::LostSince(absl::Time since) const {
  const std::lock_guard lock(mutex_);
  return lost_until_ > since || clock_.Now() - described_at_ > kLostAfter;
}

bool KafkaMembership::HasOthers() const {
  const std::lock_guard lock(mutex_);
  return last_.members.size() > last_.members.count(address_);
}

absl::Status KafkaMembership::Health() const {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(expelled_);
  if (shared_out_) return absl::OkStatus();
  return absl::UnavailableError("the partitions are not shared out among recorders yet");
}

void KafkaMembership::LookUpAgainAndAgain() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait_for(lock, absl::ToChronoMilliseconds(kLookUpEvery), [this] { return stopping_ || asked_; });
    if (stopping_) return;
    asked_ = false;
    lock.unlock();
    if (DescribeAndRemember(kDescribePatience).ok()) listener_->OnLookedUp();
    lock.lock();
    changed_.notify_all();
    changed_.wait_for(lock, absl::ToChronoMilliseconds(kLookUpAtMostEvery), [this] { return stopping_; });
  }
}

absl::StatusOr<KafkaMembership::Description> KafkaMembership::DescribeAndRemember(absl::Duration timeout) {
  ASSIGN_OR_RETURN(Description described, Describe(timeout));
  const std::lock_guard lock(mutex_);
  if (clock_.Now() - described_at_ > kLostAfter) lost_until_ = clock_.Now();
  described_at_ = clock_.Now();
  last_.stable = described.stable;
  last_.members = described.members;
  // While partitions move, who had them is the best guess at who will.
  if (described.stable) last_.owners = described.owners;
  shared_out_ = shared_out_ || (described.stable && described.members.contains(address_) &&
                                std::ranges::none_of(described.owners, &std::string::empty));
  return described;
}

absl::StatusOr<std::shared_ptr<rd_kafka_t>> KafkaMembership::Asker() {
  const std::lock_guard lock(mutex_);
  if (asker_ == nullptr) {
    ASSIGN_OR_RETURN(Owned<rd_kafka_t> made, MakeClient(RD_KAFKA_PRODUCER, options_, {}, connection_));
    asker_ = std::move(made);
  }
  return asker_;
}

absl::StatusOr<KafkaMembership::Description> KafkaMembership::Describe(absl::Duration timeout) {
  ASSIGN_OR_RETURN(const std::shared_ptr<rd_kafka_t> asker, Asker());
  rd_kafka_poll(asker.get(), 0);
  const Owned<rd_kafka_queue_t> queue(rd_kafka_queue_new(asker.get()));
  const Owned<rd_kafka_AdminOptions_t> admin(
      rd_kafka_AdminOptions_new(asker.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS));
  // A question whose time is up before the group's coordinator can be reached ends the process when it can be
  // (librdkafka #5397). So none is let come that far: the client is given up before, and the question with
  // it.
  rd_kafka_AdminOptions_set_request_timeout(admin.get(), Milliseconds(kQuestionTimeout), nullptr, 0);
  const char* groups[] = {group_.c_str()};
  rd_kafka_DescribeConsumerGroups(asker.get(), groups, 1, admin.get(), queue.get());
  const Owned<rd_kafka_event_t> event(rd_kafka_queue_poll(queue.get(), Milliseconds(timeout)));
  if (event == nullptr) {
    const std::lock_guard lock(mutex_);
    if (asker_ == asker) asker_ = nullptr;
    return absl::UnavailableError("nobody describes the group " + group_);
  }
  RETURN_IF_ERROR(FromCode(rd_kafka_event_error(event.get()), "describing the group " + group_));
  size_t count = 0;
  const rd_kafka_ConsumerGroupDescription_t** const described = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(event.get()), &count);
  if (count != 1) return absl::UnavailableError("no description of the group " + group_);
  if (const rd_kafka_error_t* const error = rd_kafka_ConsumerGroupDescription_error(described[0]);
      error != nullptr && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return FromCode(rd_kafka_error_code(error), "describing the group " + group_);
  }
  Description description;
  description.stable =
      rd_kafka_ConsumerGroupDescription_state(described[0]) == RD_KAFKA_CONSUMER_GROUP_STATE_STABLE;
  description.owners.resize(static_cast<size_t>(partitions_));
  for (size_t i = 0; i < rd_kafka_ConsumerGroupDescription_member_count(described[0]); ++i) {
    const rd_kafka_MemberDescription_t* const member =
        rd_kafka_ConsumerGroupDescription_member(described[0], i);
    const std::string address = rd_kafka_MemberDescription_client_id(member);
    description.members.insert(address);
    const rd_kafka_MemberAssignment_t* const assignment = rd_kafka_MemberDescription_assignment(member);
    if (assignment == nullptr) continue;
    const rd_kafka_topic_partition_list_t* const partitions =
        rd_kafka_MemberAssignment_partitions(assignment);
    if (partitions == nullptr) continue;
    for (const PartitionId partition : IdsOf(*partitions)) {
      if (partition.value() < partitions_) {
        description.owners[static_cast<size_t>(partition.value())] = address;
      }
    }
  }
  return description;
}

}  // namespace praksis::log::kafka
