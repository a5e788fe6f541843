#include "libs/log_kafka/tail.h"

#include <algorithm>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/base/thread.h"
#include "libs/log_kafka/record.h"

namespace praksis::log::kafka {
namespace {

// Written to the copy together at most.
constexpr size_t kTakenTogether = 10'000;
// How soon the thread notices that it is to stop.
constexpr int kPollMilliseconds = 100;
// Between two questions where a partition ends, of which the first was not answered.
constexpr absl::Duration kAskAgainAfter = absl::Milliseconds(50);
// What looking whether brokers are back may take.
constexpr absl::Duration kLookPatience = absl::Milliseconds(500);

// Waits for one message and takes those that are there, too: asked for many, the library waits for as many.
// How many it took.
ssize_t WaitForMessages(rd_kafka_queue_t& queue, std::vector<rd_kafka_message_t*>& messages) {
  messages.front() = rd_kafka_consume_queue(&queue, kPollMilliseconds);
  if (messages.front() == nullptr) return 0;
  const ssize_t more =
      rd_kafka_consume_batch_queue(&queue, /*timeout_ms=*/0, messages.data() + 1, messages.size() - 1);
  return 1 + std::max<ssize_t>(more, 0);
}

// What the header says; empty where there is none.
std::string TraceParentOf(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;  // the message's
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return "";
  const void* value = nullptr;
  size_t size = 0;
  if (rd_kafka_header_get_last(headers, kTraceParentHeader, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return "";
  }
  return {static_cast<const char*>(value), size};
}

Settings ConsumerSettings(const std::string& isolation_level) {
  return {
      {"group.id", "praksis-reader"},  // demanded by the library; no group is ever joined
      {"enable.auto.commit", "false"},
      {"auto.offset.reset", "error"},
      {"isolation.level", isolation_level},
      {"enable.partition.eof", "true"},
      Described(),
      // The end behind a commit marker is told by an answer without records, which a broker keeps so long.
      {"fetch.wait.max.ms", "100"},
      {"message.max.bytes", std::to_string(kMaxMessageBytes)},
      {"receive.message.max.bytes", std::to_string(4 * kMaxMessageBytes)},
      {"fetch.message.max.bytes", std::to_string(kMaxMessageBytes)},
      {"queued.max.messages.kbytes", "65536"}};
}

}  // namespace

Settings ReaderSettings() { return ConsumerSettings("read_committed"); }
Settings AskerSettings() { return ConsumerSettings("read_uncommitted"); }

Tail::Tail(Owned<rd_kafka_t> reader, Owned<rd_kafka_t> asker, std::string topic, Replica& replica,
           Connection& connection, const base::Clock& clock)
    : reader_(std::move(reader)),
      asker_(std::move(asker)),
      queue_(rd_kafka_queue_get_consumer(reader_.get())),
      topic_(std::move(topic)),
      replica_(replica),
      connection_(connection),
      clock_(clock),
      places_(static_cast<size_t>(replica.records().partition_count())) {
  if (const absl::Status assigned = Assign(); !assigned.ok()) {
    for (Place& place : places_) place.damage = assigned;
  }
  thread_ = base::StartWorker("log-tail", [this] { Run(); });
}

Tail::~Tail() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// Reads on from the copy's last record, which is compared with the topic's: a topic that was made anew under
// the same name is not the log that we have a copy of.
absl::Status Tail::Assign() {
  const Owned<rd_kafka_topic_partition_list_t> assignment(
      rd_kafka_topic_partition_list_new(static_cast<int>(places_.size())));
  for (size_t i = 0; i < places_.size(); ++i) {
    const int64_t end = replica_.records().End(PartitionId(static_cast<int64_t>(i))).value();
    to_compare_.push_back(end == 0 ? std::nullopt : std::optional(Offset(end - 1)));
    rd_kafka_topic_partition_list_add(assignment.get(), topic_.c_str(), static_cast<int32_t>(i))->offset =
        std::max<int64_t>(end - 1, 0);
  }
  return FromCode(rd_kafka_assign(reader_.get(), assignment.get()), "Kafka's client takes no partitions");
}

absl::StatusOr<Offset> Tail::End(PartitionId partition, absl::Duration timeout) {
  const absl::Time deadline = clock_.Now() + timeout;
  for (;;) {
    absl::StatusOr<Offset> end = AskForEnd(partition, deadline - clock_.Now());
    // Who has just become the leader, or just heard of the topic, may not know it yet.
    const bool passes = absl::IsUnavailable(end.status()) || absl::IsNotFound(end.status());
    std::unique_lock lock(mutex_);
    if (!passes || stopping_ || clock_.Now() + kAskAgainAfter >= deadline) return end;
    changed_.wait_for(lock, absl::ToChronoMilliseconds(kAskAgainAfter), [this] { return stopping_; });
  }
}

absl::StatusOr<Offset> Tail::AskForEnd(PartitionId partition, absl::Duration timeout) {
  const absl::Time deadline = clock_.Now() + timeout;
  const std::string what = base::StrCat("asking for the end of partition ", partition.value());
  // The client remembers for minutes who led: a broker that has gone would be asked again and again.
  const Owned<rd_kafka_topic_t> topic(rd_kafka_topic_new(asker_.get(), topic_.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  RETURN_IF_ERROR(FromCode(
      rd_kafka_metadata(asker_.get(), /*all_topics=*/0, topic.get(), &metadata, Milliseconds(timeout)),
      what));
  rd_kafka_metadata_destroy(metadata);
  // rd_kafka_query_watermark_offsets would not keep to its time (librdkafka #2588, mended in 2.3).
  const Owned<rd_kafka_topic_partition_list_t> asked(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_t* const end =
      rd_kafka_topic_partition_list_add(asked.get(), topic_.c_str(), static_cast<int32_t>(partition.value()));
  end->offset = RD_KAFKA_OFFSET_END;
  RETURN_IF_ERROR(FromCode(
      rd_kafka_offsets_for_times(asker_.get(), asked.get(), Milliseconds(deadline - clock_.Now())), what));
  RETURN_IF_ERROR(FromCode(end->err, what));
  return Offset(end->offset);
}

absl::Status Tail::Await(PartitionId partition, Offset end, absl::Time deadline) {
  std::unique_lock lock(mutex_);
  const Place& place = PlaceOf(partition);
  const absl::Duration patience = std::max(deadline - clock_.Now(), absl::ZeroDuration());
  changed_.wait_for(lock, absl::ToChronoMilliseconds(patience),
                    [&] { return place.reached >= end || !place.damage.ok() || stopping_; });
  RETURN_IF_ERROR(place.damage);
  if (place.reached >= end) return absl::OkStatus();
  return absl::DeadlineExceededError(base::StrCat("partition ", partition.value(), " has been read up to ",
                                                  place.reached.value(), " of ", end.value()));
}

absl::Status Tail::Health() const {
  const std::lock_guard lock(mutex_);
  for (const Place& place : places_) RETURN_IF_ERROR(place.damage);
  return absl::OkStatus();
}

void Tail::Damage(PartitionId partition, const absl::Status& damage) {
  connection_.Say(
      3, base::StrCat("partition ", partition.value(), " is followed no further: ", damage.message()));
  {
    const std::lock_guard lock(mutex_);
    PlaceOf(partition).damage = damage;
  }
  changed_.notify_all();
}

absl::Status Tail::Compare(PartitionId partition, const rd_kafka_message_t& message) {
  std::optional<Offset>& last = to_compare_[static_cast<size_t>(partition.value())];
  if (!last) return absl::OkStatus();
  const auto ours = replica_.records().ReadAt({partition, *last});
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR && message.offset == last->value() && ours.ok() &&
      *ours == std::string_view(static_cast<const char*>(message.payload), message.len)) {
    last.reset();
    return absl::OkStatus();
  }
  return base::Refuse(
      absl::StatusCode::kDataLoss, "TOPIC_CHANGED",
      base::StrCat(
          "The topic ", topic_, " has not what was at offset ", last->value(), " of partition ",
          partition.value(),
          ": it was made anew, or has lost records. If that was intended, remove the copy of the log "
          "and the projections."),
      {{"topic", topic_}});
}

void Tail::Take(const rd_kafka_message_t& message, std::map<PartitionId, std::vector<Located>>& taken,
                std::vector<std::pair<PartitionId, Offset>>& ends) {
  const PartitionId partition(message.partition);
  const bool at_end = message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF;
  // The topic begins behind where we are, or ends before it.
  const bool outside = message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                       message.err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE;
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR && !at_end && !outside) {
    connection_.Say(
        4, base::StrCat("reading partition ", message.partition, ": ", rd_kafka_message_errstr(&message)));
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    if (!PlaceOf(partition).damage.ok()) return;
  }
  absl::Status same = Compare(partition, message);
  if (same.ok() && outside) same = absl::DataLossError("the topic has lost records that were not read yet");
  if (!same.ok()) {
    Damage(partition, same);
    return;
  }
  if (at_end) {
    ends.emplace_back(partition, Offset(message.offset));
    return;
  }
  if (Offset(message.offset) < replica_.records().End(partition)) {  // written by ourselves
    ends.emplace_back(partition, Offset(message.offset).Next());
    return;
  }
  absl::StatusOr<Record> record = ParseRecord({static_cast<const char*>(message.payload), message.len});
  if (!record.ok()) {
    Damage(partition, base::Refuse(absl::StatusCode::kDataLoss, "RECORD_DAMAGED",
                                   base::StrCat("The topic ", topic_, " has at offset ", message.offset,
                                                " of partition ", message.partition,
                                                " what is no event: ", record.status().message()),
                                   {{"topic", topic_}}));
    return;
  }
  if (const int count = replica_.records().partition_count();
      PartitionOf(record->stream, count) != partition) {
    Damage(partition,
           PartitionsChanged(absl::StatusCode::kDataLoss, topic_,
                             base::StrCat("The topic ", topic_, " has an event of ", record->stream.value(),
                                          " in partition ", partition.value(), ", where none of ", count,
                                          " partitions has it: it was given more than it was made with")));
    return;
  }
  if (replica_.records().traces.kept()) record->trace_parent = TraceParentOf(message);
  taken[partition].push_back({Offset(message.offset), *std::move(record)});
}

void Tail::LookForBrokers() {
  rd_kafka_poll(reader_.get(), 0);
  rd_kafka_poll(asker_.get(), 0);
  if (connection_.status().ok()) return;
  if (End(PartitionId(0), kLookPatience).ok()) {
    connection_.Answered();
  } else {
    connection_.Missed();
  }
}

void Tail::Run() {
  std::vector<rd_kafka_message_t*> messages(kTakenTogether);
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
    }
    LookForBrokers();
    const ssize_t count = WaitForMessages(*queue_, messages);
    std::map<PartitionId, std::vector<Located>> taken;
    std::vector<std::pair<PartitionId, Offset>> ends;
    for (ssize_t i = 0; i < count; ++i) {
      rd_kafka_message_t* const message = messages[static_cast<size_t>(i)];
      Take(*message, taken, ends);
      rd_kafka_message_destroy(message);
    }
    for (const auto& [partition, located] : taken) {
      if (!replica_.Add(partition, located).ok()) return;
      ends.emplace_back(partition, located.back().offset.Next());
    }
    if (ends.empty()) continue;
    connection_.Answered();
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [partition, end] : ends) {
        PlaceOf(partition).reached = std::max(PlaceOf(partition).reached, end);
      }
    }
    changed_.notify_all();
  }
}

}  // namespace praksis::log::kafka
