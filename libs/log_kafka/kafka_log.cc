#include "libs/log_kafka/kafka_log.h"

#include <list>
#include <mutex>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_kafka/client.h"
#include "libs/log_kafka/membership.h"
#include "libs/log_kafka/replica.h"
#include "libs/log_kafka/session.h"
#include "libs/log_kafka/tail.h"

namespace praksis::log {

using namespace kafka;

namespace {

// What opening waits for a copy that lacks little of a partition. What is more comes while others read what
// is there.
constexpr absl::Duration kCatchUpPatience = absl::Seconds(1);
constexpr int64_t kLittle = 20'000;  // records: fetched in a tenth of a second

absl::StatusOr<std::string> LogId(rd_kafka_t& client, const KafkaOptions& options) {
  char* const cluster = rd_kafka_clusterid(&client, Milliseconds(options.patience));
  if (cluster == nullptr) return absl::UnavailableError("the brokers do not say which cluster they are");
  std::string id = base::ToHex(base::Sha256(base::StrCat("praksis log\n", cluster, "\n", options.topic)));
  rd_kafka_mem_free(&client, cluster);
  return id.substr(0, 32);
}

}  // namespace

// Members are destroyed from the last to the first: nobody outlives what it uses.
struct KafkaLog::Rep {
  Rep(KafkaOptions options_in, const base::Clock& clock_in)
      : options(std::move(options_in)), clock(clock_in), connection(options.say, &clock_in) {}
  ~Rep() {
    if (replica != nullptr) replica->Stop();
  }

  const KafkaOptions options;
  const base::Clock& clock;
  Connection connection;
  std::string id;
  std::unique_ptr<Replica> replica;
  std::unique_ptr<Tail> tail;
  // Where the partitions ended that the copy did not have when the log was opened.
  std::vector<std::pair<PartitionId, Offset>> catching_up;

  std::mutex mutex;
  // Those whose writers are gone and that may still have something to answer.
  std::list<std::unique_ptr<Session>> retired;  // guarded by mutex
};

class KafkaLog::Writer final : public PartitionWriter {
 public:
  Writer(Rep& rep, std::unique_ptr<Session> session) : rep_(rep), session_(std::move(session)) {}
  ~Writer() override {
    session_->Retire();
    const std::lock_guard lock(rep_.mutex);
    rep_.retired.push_back(std::move(session_));
  }

  void Append(std::vector<Record> batch, Done done) override {
    session_->Append(std::move(batch), std::move(done));
  }

 private:
  Rep& rep_;
  std::unique_ptr<Session> session_;
};

absl::StatusOr<std::unique_ptr<KafkaLog>> KafkaLog::Open(const KafkaOptions& options,
                                                         const base::Clock& clock) {
  auto rep = std::make_unique<Rep>(options, clock);
  ASSIGN_OR_RETURN(Owned<rd_kafka_t> asker,
                   MakeClient(RD_KAFKA_CONSUMER, rep->options, AskerSettings(), rep->connection));
  ASSIGN_OR_RETURN(const KnownTopic topic, LearnTopic(*asker, options, options.patience));
  ASSIGN_OR_RETURN(rep->id, LogId(*asker, options));
  ASSIGN_OR_RETURN(Owned<rd_kafka_t> reader,
                   MakeClient(RD_KAFKA_CONSUMER, rep->options, ReaderSettings(), rep->connection));
  // Else it hears of the topic by a timer, a second later.
  RETURN_IF_ERROR(LearnTopic(*reader, options, options.patience).status());
  ASSIGN_OR_RETURN(rep->replica, Replica::Open(rep->options, rep->id, topic.partitions()));
  rep->tail = std::make_unique<Tail>(std::move(reader), std::move(asker), options.topic, *rep->replica,
                                     rep->connection, clock);
  const absl::Time deadline = clock.Now() + options.patience;
  const absl::Time soon = clock.Now() + kCatchUpPatience;
  for (int i = 0; i < topic.partitions(); ++i) {
    const PartitionId partition(i);
    // That it is the topic that we have a copy of.
    const absl::Status compared =
        rep->tail->Await(partition, rep->replica->records().End(partition), deadline);
    if (absl::IsDataLoss(compared)) return compared;
    ASSIGN_OR_RETURN(const Offset end, rep->tail->End(partition, deadline - clock.Now()));
    const int64_t missing = end.value() - rep->replica->records().End(partition).value();
    const absl::Status caught_up = rep->tail->Await(partition, end, missing <= kLittle ? soon : clock.Now());
    if (absl::IsDataLoss(caught_up)) return caught_up;
    if (!caught_up.ok()) rep->catching_up.emplace_back(partition, end);
  }
  return std::unique_ptr<KafkaLog>(new KafkaLog(std::move(rep)));
}

KafkaLog::KafkaLog(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
KafkaLog::~KafkaLog() = default;

const std::string& KafkaLog::id() const { return rep_->id; }
int KafkaLog::partition_count() const { return rep_->replica->records().partition_count(); }

absl::StatusOr<std::unique_ptr<PartitionWriter>> KafkaLog::Own(PartitionId partition, absl::Time deadline) {
  PRAKSIS_CHECK(partition.value() >= 0 && partition.value() < partition_count(),
                "partition=", partition.value());
  PRAKSIS_CHECK(rep_->options.index_event_ids, "who appends must look for event ids");
  {
    std::list<std::unique_ptr<Session>> finished;
    const std::lock_guard lock(rep_->mutex);
    for (auto it = rep_->retired.begin(); it != rep_->retired.end();) {
      const auto here = it++;
      if ((*here)->finished()) finished.splice(finished.end(), rep_->retired, here);
    }
  }
  // Asking brokers that are away would keep the caller until the deadline; the tail looks for them.
  RETURN_IF_ERROR(rep_->connection.missed());
  ASSIGN_OR_RETURN(std::unique_ptr<Session> session,
                   Session::Begin({rep_->options, rep_->clock, rep_->connection, *rep_->replica, *rep_->tail},
                                  partition, deadline));
  return std::make_unique<Writer>(*rep_, std::move(session));
}

absl::StatusOr<std::unique_ptr<PartitionReader>> KafkaLog::Read(PartitionId partition, Offset from) {
  return rep_->replica->records().Read(partition, from);
}

absl::StatusOr<Offset> KafkaLog::End(PartitionId partition) {
  return rep_->replica->records().End(partition);
}

absl::Status KafkaLog::ReadStream(const StreamId& stream, Version from, RecordBatch& batch) {
  return rep_->replica->records().ReadStream(stream, from, batch);
}

absl::StatusOr<std::optional<Address>> KafkaLog::FindEvent(const EventId& event_id) {
  return rep_->replica->records().FindEvent(event_id);
}

absl::StatusOr<std::string> KafkaLog::ReadAt(const Address& address) {
  return rep_->replica->records().ReadAt(address);
}

Traces* KafkaLog::traces() { return &rep_->replica->records().traces; }

std::optional<store::Statistics> KafkaLog::store_statistics() {
  return rep_->replica->records().StoreStatistics();
}

std::unique_ptr<Registration> KafkaLog::Listen(Listener listener) {
  return rep_->replica->listeners().Add(std::move(listener));
}

Traffic KafkaLog::traffic() const { return rep_->connection.traffic(rep_->clock.Now()); }

std::unique_ptr<Membership> KafkaLog::NewMembership() {
  return std::make_unique<KafkaMembership>(rep_->options, partition_count(), rep_->clock);
}

absl::Status KafkaLog::ComeToNow(absl::Time deadline) {
  for (int i = 0; i < partition_count(); ++i) {
    ASSIGN_OR_RETURN(const Offset end, rep_->tail->End(PartitionId(i), deadline - rep_->clock.Now()));
    RETURN_IF_ERROR(rep_->tail->Await(PartitionId(i), end, deadline));
  }
  return absl::OkStatus();
}

absl::Status KafkaLog::CatchUp(absl::Duration patience, const Fetching& go_on) {
  std::vector<Offset> ends;
  int64_t length = 0;
  for (int i = 0; i < partition_count(); ++i) {
    ASSIGN_OR_RETURN(ends.emplace_back(), rep_->tail->End(PartitionId(i), patience));
    length += ends.back().value();
  }
  int64_t fetched = -1;
  for (absl::Time moved = rep_->clock.Now(); rep_->clock.Now() < moved + patience;) {
    const absl::Time soon = rep_->clock.Now() + absl::Milliseconds(100);
    absl::Status all;
    int64_t now_fetched = 0;
    for (int i = 0; i < partition_count(); ++i) {
      absl::Status there = rep_->tail->Await(PartitionId(i), ends[static_cast<size_t>(i)], soon);
      if (!there.ok() && !absl::IsDeadlineExceeded(there)) return there;
      all.Update(there);
      now_fetched += rep_->replica->records().End(PartitionId(i)).value();
    }
    if (all.ok()) return absl::OkStatus();
    if (now_fetched != fetched) moved = rep_->clock.Now();
    fetched = now_fetched;
    if (!go_on(fetched, length)) return absl::CancelledError("stopped");
  }
  return absl::UnavailableError("the brokers send nothing any more");
}

absl::Status KafkaLog::Health() {
  RETURN_IF_ERROR(rep_->tail->Health());
  RETURN_IF_ERROR(rep_->replica->Health());
  for (const auto& [partition, end] : rep_->catching_up) {
    if (const absl::Status behind = rep_->tail->Await(partition, end, absl::InfinitePast()); !behind.ok()) {
      return absl::UnavailableError(base::StrCat("the copy of the log is being fetched: ", behind.message()));
    }
  }
  return rep_->connection.status();
}

}  // namespace praksis::log
