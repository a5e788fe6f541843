#include "services/feed/feed_subscription.h"

#include <string>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::services {
namespace {

// Records looked at before others on the executor have their turn.
constexpr int kRecordsPerTask = 500;
// A checkpoint is due after this many parts of the interval in which nothing was delivered.
constexpr int kTicks = 5;
// What a message takes besides its event.
constexpr size_t kMessageBytes = 256;

}  // namespace

SubscriptionCore::SubscriptionCore(log::EventLog& event_log, base::Executor& executor,
                                   const FeedService::Options& options, readmodels::EventMatcher matcher,
                                   log::Position from, int64_t checkpoint_every)
    : event_log_(event_log),
      executor_(executor),
      options_(options),
      matcher_(std::move(matcher)),
      checkpoint_every_(checkpoint_every),
      woken_(static_cast<size_t>(event_log.partition_count())),
      reader_(event_log, from),
      position_(std::move(from)) {
  place_.position = position_;
}

void SubscriptionCore::Open() { ScheduleTick(); }

void SubscriptionCore::Next(Reply<v1::SubscribeResponse> reply) {
  std::optional<Message> message;
  absl::Status error;
  {
    const std::lock_guard lock(mutex_);
    PRAKSIS_CHECK(!waiting_.has_value(), "the Next before has not been answered");
    if (!ready_.empty()) {
      message = std::move(ready_.front().first);
      ready_bytes_ -= ready_.front().second;
      ready_.pop_front();
      // Not for every message: a task then finds room for many.
      if (ready_.size() <= options_.max_ready_messages / 2) ScheduleLocked();
    } else if (!error_.ok()) {
      error = error_;
    } else {
      waiting_ = std::move(reply);
      ScheduleLocked();
      return;
    }
  }
  if (message.has_value()) {
    std::move(reply)(*std::move(message));
  } else {
    std::move(reply)(std::move(error));
  }
}

void SubscriptionCore::Wake(PartitionId partition) {
  const std::lock_guard lock(mutex_);
  woken_[static_cast<size_t>(partition.value())] = true;
  ScheduleLocked();
}

void SubscriptionCore::Close() {
  std::optional<Reply<v1::SubscribeResponse>> reply;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    reply = std::exchange(waiting_, std::nullopt);
  }
  if (reply.has_value()) std::move (*reply)(absl::CancelledError("the subscription has ended"));
}

SubscriptionCore::Place SubscriptionCore::place() {
  const std::lock_guard lock(mutex_);
  Place place = place_;
  place.ready_messages = static_cast<int64_t>(ready_.size());
  return place;
}

bool SubscriptionCore::HasRoomLocked() const {
  return ready_.size() < options_.max_ready_messages && ready_bytes_ < options_.max_ready_bytes;
}

void SubscriptionCore::ScheduleLocked() {
  if (producing_ || closed_ || !error_.ok() || !HasRoomLocked()) return;
  producing_ = true;
  executor_.Post([self = shared_from_this()] { self->Produce(); });
}

void SubscriptionCore::Produce() {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) {
      producing_ = false;
      return;
    }
    for (size_t i = 0; i < woken_.size(); ++i) {
      if (woken_[i]) reader_.Wake(PartitionId(static_cast<int64_t>(i)));
      woken_[i] = false;
    }
  }
  bool more = false;
  if (absl::Status status = ProduceSome(more); !status.ok()) return Fail(std::move(status));
  const std::lock_guard lock(mutex_);
  place_.position = position_;
  place_.live = live_;
  producing_ = false;
  for (const bool woken : woken_) more = more || woken;
  if (more) ScheduleLocked();
}

absl::StatusOr<bool> SubscriptionCore::HasCome() {
  for (const auto& [partition, next] : position_.partitions()) {
    ASSIGN_OR_RETURN(const Offset end, event_log_.End(partition));
    if (end < next) return false;
  }
  return true;
}

// `more`: it stopped for another reason than the end of the log.
absl::Status SubscriptionCore::ProduceSome(bool& more) {
  if (!begun_) {
    ASSIGN_OR_RETURN(begun_, HasCome());
    if (!begun_) return absl::OkStatus();
  }
  RETURN_IF_ERROR(NoticeLag());
  for (int i = 0; i < kRecordsPerTask; ++i) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return absl::OkStatus();
      if (!HasRoomLocked()) {
        more = true;
        return absl::OkStatus();
      }
    }
    ASSIGN_OR_RETURN(const FeedRecord* const record, reader_.Next());
    if (record != nullptr) RETURN_IF_ERROR(Handle(*record));
    if (!live_ && reader_.SeenAllEnds()) {
      live_ = true;
      Message message = NewMessage();
      message.mutable_caught_up();
      Deliver(std::move(message), 0);
    }
    if (record == nullptr) return absl::OkStatus();
  }
  more = true;
  return absl::OkStatus();
}

absl::Status SubscriptionCore::Handle(const FeedRecord& record) {
  if (!event_.ParseFromArray(record.bytes.data(), static_cast<int>(record.bytes.size()))) {
    return base::Refuse(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE",
                        base::StrCat("Record ", record.address.offset.value(), " of partition ",
                                     record.address.partition.value(), " of the log is not a valid event."),
                        {{"partition", base::StrCat(record.address.partition.value())},
                         {"offset", base::StrCat(record.address.offset.value())}});
  }
  position_.Advance(record.address.partition, record.address.offset.Next());
  if (matcher_.Matches(readmodels::TraitsOf(event_))) {
    Message message = NewMessage();
    message.mutable_event()->Swap(&event_);
    Deliver(std::move(message), record.bytes.size());
  } else if (++unmatched_ >= checkpoint_every_) {
    Message message = NewMessage();
    message.mutable_checkpoint();
    Deliver(std::move(message), 0);
  }
  return absl::OkStatus();
}

absl::Status SubscriptionCore::NoticeLag() {
  if (!live_) return absl::OkStatus();
  int64_t lag = 0;
  for (int i = 0; i < event_log_.partition_count(); ++i) {
    ASSIGN_OR_RETURN(const Offset end, event_log_.End(PartitionId(i)));
    lag += end.value() - position_.next(PartitionId(i)).value();
  }
  if (lag <= options_.max_lag_events) return absl::OkStatus();
  live_ = false;
  reader_.ForgetEnds();
  Message message = NewMessage();
  message.mutable_fell_behind();
  Deliver(std::move(message), 0);
  return absl::OkStatus();
}

SubscriptionCore::Message SubscriptionCore::NewMessage() const {
  Message message;
  message.set_token(log::EncodePosition(position_, event_log_.id()));
  return message;
}

void SubscriptionCore::Deliver(Message message, size_t bytes) {
  unmatched_ = 0;
  quiet_ticks_ = 0;
  std::optional<Reply<v1::SubscribeResponse>> reply;
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    reply = std::exchange(waiting_, std::nullopt);
    if (!reply.has_value()) {
      ready_.emplace_back(std::move(message), bytes + kMessageBytes);
      ready_bytes_ += bytes + kMessageBytes;
    }
  }
  if (reply) std::move (*reply)(std::move(message));  // NOLINT(bugprone-use-after-move): kept for a reply
}

void SubscriptionCore::Fail(absl::Status error) {
  std::optional<Reply<v1::SubscribeResponse>> reply;
  {
    const std::lock_guard lock(mutex_);
    producing_ = false;
    error_ = error;
    reply = std::exchange(waiting_, std::nullopt);
  }
  if (reply.has_value()) std::move (*reply)(std::move(error));
}

void SubscriptionCore::ScheduleTick() {
  executor_.PostAfter(options_.checkpoint_interval / kTicks, [weak = weak_from_this()] {
    if (const auto self = weak.lock(); self != nullptr) self->Tick();
  });
}

void SubscriptionCore::Tick() {
  bool idle = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || !error_.ok()) return;
    // Who has not taken what is there needs no checkpoint, and in the middle of a run one is on its way.
    idle = ready_.empty() && !producing_;
  }
  if (!begun_ && ++ticks_before_ * (options_.checkpoint_interval / kTicks) >= options_.token_patience) {
    return Fail(base::Refuse(
        absl::StatusCode::kUnavailable, "NOT_CAUGHT_UP",
        "This server has not come to where the token is from. Subscribe again with it, here or at "
        "another server."));
  }
  ScheduleTick();
  if (!begun_) return;
  if (!idle) {
    quiet_ticks_ = 0;
  } else if (++quiet_ticks_ >= kTicks) {
    Message message = NewMessage();
    message.mutable_checkpoint();
    Deliver(std::move(message), 0);
  }
}

}  // namespace praksis::services
