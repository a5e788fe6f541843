#include "libs/log_kafka/session.h"

#include <chrono>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/base/thread.h"
#include "libs/log_kafka/record.h"

namespace praksis::log::kafka {
namespace {

// A transaction's at most, after its first batch.
constexpr size_t kMaxGroupRecords = 10'000;
constexpr size_t kMaxGroupBytes = size_t{16} << 20;
// Producers that have nothing to do are asked so often what they have to say.
constexpr auto kLookAfterProducers = std::chrono::seconds(1);
// A try to tell the brokers that a transaction is given up; they find out by themselves if it fails.
constexpr absl::Duration kAbortPatience = absl::Seconds(1);

absl::Status Fenced() { return absl::AbortedError("somebody else owns the partition now"); }
absl::Status DeadAfterUnknown() {
  return absl::UnavailableError("what became of an earlier batch is not known; own the partition again");
}

Settings WriterSettings(const KafkaOptions& options, std::string id) {
  const std::string timeout = std::to_string(Milliseconds(options.transaction_timeout));
  return {{"transactional.id", std::move(id)},
          {"transaction.timeout.ms", timeout},
          {"message.timeout.ms", timeout},
          {"message.max.bytes", std::to_string(kMaxMessageBytes)},
          {"queue.buffering.max.messages", "1000000"},
          {"queue.buffering.max.kbytes", "1048576"},
          Described(),
          // Groups are made by us; waiting for more records would only cost time.
          {"linger.ms", "0"}};
}

absl::Status StatusOf(rd_kafka_error_t& error, std::string_view what) {
  return FromCode(rd_kafka_error_code(&error), what, rd_kafka_error_string(&error));
}

}  // namespace

absl::StatusOr<Session::Producer> Session::Take(const Shared& shared, PartitionId partition,
                                                std::string_view suffix, absl::Time deadline) {
  const KafkaOptions& options = shared.options;
  const std::string id = base::StrCat(options.topic, "-", partition.value(), suffix);
  // Deliveries are told through the record's own opaque.
  ASSIGN_OR_RETURN(
      Owned<rd_kafka_t> client,
      MakeClient(RD_KAFKA_PRODUCER, options, WriterSettings(options, id), shared.connection, &OnDelivery));
  const auto left = [&] { return deadline - shared.clock.Now(); };
  if (const Owned<rd_kafka_error_t> error(rd_kafka_init_transactions(client.get(), Milliseconds(left())));
      error != nullptr) {
    return absl::UnavailableError(
        StatusOf(*error, base::StrCat("owning partition ", partition.value())).message());
  }
  shared.connection.Answered();
  ASSIGN_OR_RETURN(KnownTopic topic, LearnTopic(*client, options, left()));
  return Producer{std::move(client), std::move(topic.handle)};
}

absl::StatusOr<std::unique_ptr<Session>> Session::Begin(const Shared& shared, PartitionId partition,
                                                        absl::Time deadline) {
  ASSIGN_OR_RETURN(Producer first, Take(shared, partition, "", deadline));
  ASSIGN_OR_RETURN(Producer second, Take(shared, partition, "-2", deadline));
  ASSIGN_OR_RETURN(const Offset end, shared.tail.End(partition, deadline - shared.clock.Now()));
  RETURN_IF_ERROR(shared.tail.Await(partition, end, deadline));
  return std::unique_ptr<Session>(new Session(shared, partition, {std::move(first), std::move(second)}));
}

Session::Session(const Shared& shared, PartitionId partition, std::array<Producer, 2> producers)
    : shared_(shared), partition_(partition), producers_(std::move(producers)) {
  thread_ = base::StartWorker(base::StrCat("log-writer-", partition.value()), [this] { Run(); });
}

Session::~Session() {
  Retire();
  thread_.join();
}

void Session::Append(std::vector<Record> batch, PartitionWriter::Done done) {
  PRAKSIS_CHECK(!batch.empty());
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({std::move(batch), std::move(done)});
  }
  wake_.notify_one();
}

void Session::Retire() {
  {
    const std::lock_guard lock(mutex_);
    retired_ = true;
    if (death_.ok()) death_ = absl::UnavailableError("the partition was given up");
  }
  wake_.notify_one();
}

bool Session::finished() const {
  const std::lock_guard lock(mutex_);
  return finished_;
}

void Session::DropProducers() {
  for (Producer& producer : producers_) {
    producer.topic.reset();
    producer.client.reset();
  }
}

void Session::LookAfterProducers() {
  for (const Producer& producer : producers_) {
    if (producer.client != nullptr) rd_kafka_poll(producer.client.get(), 0);
  }
}

void Session::OnDelivery(rd_kafka_t* /*producer*/, const rd_kafka_message_t* message, void* /*opaque*/) {
  auto& delivery = *static_cast<Delivery*>(message->_private);
  delivery.error = message->err;
  delivery.offset = message->offset;
  --delivery.session->undelivered_;
}

Session::Group Session::TakeGroup() {
  Group group;
  size_t records = 0;
  size_t bytes = 0;
  while (!queue_.empty() && records < kMaxGroupRecords && bytes < kMaxGroupBytes) {
    for (const Record& record : queue_.front().batch) bytes += record.bytes.size();
    records += queue_.front().batch.size();
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void Session::Run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const bool woken =
        wake_.wait_for(lock, kLookAfterProducers, [this] { return retired_ || !queue_.empty(); });
    if (!woken) {
      lock.unlock();
      LookAfterProducers();
      lock.lock();
      continue;
    }
    if (queue_.empty()) break;
    Group group = TakeGroup();
    absl::Status status = death_;
    lock.unlock();
    if (status.ok()) {
      // What was handed to a client whose brokers are away would be heard of only after transaction_timeout.
      status = shared_.connection.missed();
      if (status.ok()) status = Write(group);
      if (!status.ok()) {
        lock.lock();
        death_ = absl::IsUnknown(status) ? DeadAfterUnknown() : status;
        lock.unlock();
        // A producer that has failed is of no use any more, and must not be heard of again.
        DropProducers();
      }
    }
    size_t begin = 0;
    for (Queued& queued : group) {
      const size_t count = queued.batch.size();
      if (status.ok()) {
        std::vector<Offset> offsets;
        for (size_t i = begin; i < begin + count; ++i) offsets.emplace_back(deliveries_[i].offset);
        std::move(queued.done)(std::move(offsets));
      } else {
        std::move(queued.done)(status);
      }
      begin += count;
    }
    lock.lock();
  }
  lock.unlock();
  DropProducers();
  lock.lock();
  finished_ = true;
}

absl::Status Session::Write(Group& group) {
  producer_ = &producers_[turn_];
  turn_ = 1 - turn_;
  if (const Owned<rd_kafka_error_t> error(rd_kafka_begin_transaction(producer_->client.get()));
      error != nullptr) {
    return GiveUp(StatusOf(*error, "beginning a transaction"));
  }
  size_t count = 0;
  for (const Queued& queued : group) count += queued.batch.size();
  deliveries_.assign(count, {.session = this});
  undelivered_ = 0;
  size_t next = 0;
  for (const Queued& queued : group) {
    for (const Record& record : queued.batch) {
      if (const absl::Status status = Produce(record, deliveries_[next++]); !status.ok()) {
        return GiveUp(status);
      }
    }
  }
  if (const absl::Status status = AwaitDeliveries(); !status.ok()) return GiveUp(status);
  RETURN_IF_ERROR(Commit(group));
  shared_.connection.Answered();
  return Publish(group);
}

absl::Status Session::Produce(const Record& record, Delivery& delivery) {
  ASSIGN_OR_RETURN(const Envelope envelope, EnvelopeOf(record));
  Owned<rd_kafka_headers_t> headers(rd_kafka_headers_new(envelope.headers.size()));
  for (const auto& [name, value] : envelope.headers) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  // The types have no const; nothing is changed, and the record outlives its delivery.
  const auto bytes = [](const std::string& text) { return const_cast<char*>(text.data()); };
  std::array<rd_kafka_vu_t, 7> message{};
  message[0].vtype = RD_KAFKA_VTYPE_RKT;
  message[0].u.rkt = producer_->topic.get();
  message[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  message[1].u.i32 = static_cast<int32_t>(partition_.value());
  message[2].vtype = RD_KAFKA_VTYPE_KEY;
  message[2].u.mem = {bytes(record.stream.value()), record.stream.value().size()};
  message[3].vtype = RD_KAFKA_VTYPE_VALUE;
  message[3].u.mem = {bytes(record.bytes), record.bytes.size()};
  message[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  message[4].u.i64 = envelope.timestamp_ms;
  message[5].vtype = RD_KAFKA_VTYPE_HEADERS;
  message[5].u.headers = headers.get();
  message[6].vtype = RD_KAFKA_VTYPE_OPAQUE;
  message[6].u.ptr = &delivery;
  for (;;) {
    const Owned<rd_kafka_error_t> error(
        rd_kafka_produceva(producer_->client.get(), message.data(), message.size()));
    if (error == nullptr) {
      static_cast<void>(headers.release());  // are the record's now
      ++undelivered_;
      return absl::OkStatus();
    }
    if (rd_kafka_error_code(error.get()) != RD_KAFKA_RESP_ERR__QUEUE_FULL)
      return StatusOf(*error, "appending");
    rd_kafka_poll(producer_->client.get(), 10);
  }
}

absl::Status Session::AwaitDeliveries() {
  // Each is told of by message.timeout.ms at the latest, and nothing is committed before.
  while (undelivered_ > 0) {
    rd_kafka_poll(producer_->client.get(), 100);
    if (undelivered_ > 0) RETURN_IF_ERROR(shared_.connection.missed());
  }
  for (const Delivery& delivery : deliveries_) {
    if (delivery.error != RD_KAFKA_RESP_ERR_NO_ERROR) return FromCode(delivery.error, "appending");
  }
  return absl::OkStatus();
}

absl::Status Session::Commit(const Group& group) {
  const Owned<rd_kafka_error_t> error(rd_kafka_commit_transaction(
      producer_->client.get(), Milliseconds(shared_.options.transaction_timeout)));
  if (error == nullptr) return absl::OkStatus();
  const absl::Status why = StatusOf(*error, "committing");
  if (IsFenced(rd_kafka_error_code(error.get()))) return FindOut(group);
  // A transaction that the brokers let us abort was not committed, and of one that they do not we learn
  // whether that is because we are fenced.
  if (rd_kafka_error_txn_requires_abort(error.get()) == 0) return absl::UnknownError(why.message());
  const Owned<rd_kafka_error_t> abort(
      rd_kafka_abort_transaction(producer_->client.get(), Milliseconds(kAbortPatience)));
  if (abort == nullptr) return absl::UnavailableError(why.message());
  if (IsFenced(rd_kafka_error_code(abort.get()))) return FindOut(group);
  return absl::UnknownError(why.message());
}

absl::Status Session::FindOut(const Group& group) {
  const absl::Time deadline = shared_.clock.Now() + shared_.options.transaction_timeout;
  const auto end = shared_.tail.End(partition_, deadline - shared_.clock.Now());
  if (!end.ok()) return absl::UnknownError(end.status().message());
  if (const absl::Status read = shared_.tail.Await(partition_, *end, deadline); !read.ok()) {
    return absl::UnknownError(read.message());
  }
  const auto first = shared_.replica.records().ReadAt({partition_, Offset(deliveries_.front().offset)});
  return first.ok() && *first == group.front().batch.front().bytes ? absl::OkStatus() : Fenced();
}

absl::Status Session::GiveUp(const absl::Status& why) {
  const Owned<rd_kafka_error_t> error(
      rd_kafka_abort_transaction(producer_->client.get(), Milliseconds(kAbortPatience)));
  if (error != nullptr && IsFenced(rd_kafka_error_code(error.get()))) return Fenced();
  if (IsFenced(rd_kafka_fatal_error(producer_->client.get(), nullptr, 0))) return Fenced();
  return absl::UnavailableError(why.message());
}

absl::Status Session::Publish(Group& group) {
  std::vector<Located> located;
  located.reserve(deliveries_.size());
  for (Queued& queued : group) {
    for (Record& record : queued.batch) {
      located.push_back({Offset(deliveries_[located.size()].offset), std::move(record)});
    }
  }
  // It is written, but nobody here can read it.
  if (!shared_.replica.Add(partition_, located).ok()) return absl::UnknownError("stopped while committing");
  return absl::OkStatus();
}

}  // namespace praksis::log::kafka
