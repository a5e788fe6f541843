#include "services/server/record_stream.h"

#include <utility>

#include "libs/base/check.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire.h"

namespace praksis::services {
namespace {

// Answers in one message, which is to stay well below what a client takes (4 MiB by gRPC's default).
constexpr int kMaxAnswersTogether = 1'000;
constexpr size_t kMaxAnswerBytesTogether = size_t{1} << 20;

}  // namespace

RecordStream::RecordStream(const Surroundings& surroundings, const rpc::CallRecord& record,
                           absl::Time deadline, std::string trace_parent)
    : surroundings_(surroundings),
      record_(record),
      deadline_(deadline),
      trace_parent_(std::move(trace_parent)) {
  StartRead(&incoming_);
  surroundings_.streams.Add(*this);
}

void RecordStream::OnReadDone(bool ok) {
  bool take = false;
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    // While draining, what comes is left unanswered: the client sends again from its first unanswered item.
    take = ok && !finished_ && !cancelled_ && !draining_;
    reading_ = !ok ? Reading::kEnded : take ? Reading::kTaking : Reading::kPaused;
    if (!take) finish = GoOn();
  }
  if (finish) End();
  if (take) Take();
}

void RecordStream::Take() {
  absl::StatusOr<RecordItems> read = ReadRecordItems(incoming_);
  incoming_.Clear();
  if (read.ok()) {
    int64_t ticket = MakeSlots(*read);
    const absl::Time deadline = deadline_ == absl::InfiniteFuture()
                                    ? surroundings_.clock.Now() + surroundings_.record_limit
                                    : deadline_;
    for (RecordItem& item : read->items) {
      Reply<v1::RecordResponse> reply = [this, ticket](absl::StatusOr<v1::RecordResponse> result) {
        Answer(ticket, std::move(result));
      };
      ++ticket;
      if (item.request.ok()) {
        surroundings_.journal.Record(*std::move(item.request), deadline, std::move(reply), trace_parent_);
      } else {
        std::move(reply)(std::move(item.request).status());
      }
    }
  }
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    if (!read.ok()) cut_off_ = std::move(read).status();
    reading_ = Reading::kPaused;
    finish = GoOn();
  }
  if (finish) End();
}

int64_t RecordStream::MakeSlots(const RecordItems& read) {
  const std::lock_guard lock(mutex_);
  const int64_t first = first_ticket_ + static_cast<int64_t>(slots_.size());
  for (const RecordItem& item : read.items) {
    slots_.push_back({.item = item.item, .packed = read.packed, .answer = std::nullopt});
  }
  undecided_ += read.items.size();
  return first;
}

void RecordStream::Answer(int64_t ticket, absl::StatusOr<v1::RecordResponse> result) {
  if (!result.ok()) {
    surroundings_.calls.statistics().CountRefused(rpc::MethodOf<v1::RecordManyRequest>(), result.status());
  }
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    PRAKSIS_CHECK(ticket >= first_ticket_ && undecided_ > 0, "ticket=", ticket, " first=", first_ticket_);
    Slot& slot = slots_[static_cast<size_t>(ticket - first_ticket_)];
    auto& answer = slot.answer.emplace();
    answer.set_item(slot.item);
    if (result.ok()) {
      *answer.mutable_accepted() = *std::move(result);
    } else {
      *answer.mutable_refused() = rpc::ToProto(result.status());
    }
    --undecided_;
    finish = GoOn();
  }
  if (finish) End();
}

void RecordStream::OnWriteDone(bool ok) {
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    writing_ = 0;
    if (!ok) cancelled_ = true;
    finish = GoOn();
  }
  if (finish) End();
}

void RecordStream::OnCancel() {
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    cancelled_ = true;
    finish = GoOn();
  }
  if (finish) End();
}

void RecordStream::Drain() {
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    draining_ = true;
    finish = GoOn();
  }
  if (finish) End();
}

bool RecordStream::GoOn() {
  if (finished_) return false;
  if (!cancelled_ && writing_ == 0) WriteNext();
  const bool takes_more = !cancelled_ && !draining_ && cut_off_.ok();
  if (reading_ == Reading::kPaused && takes_more && slots_.size() + writing_ < surroundings_.max_undecided) {
    reading_ = Reading::kWaiting;
    StartRead(&incoming_);
  }
  const bool answered = slots_.empty() || cancelled_;
  // Nobody may still be about to use this stream: neither a reply, nor the thread that takes an item in.
  finished_ = (!takes_more || reading_ == Reading::kEnded) && answered && undecided_ == 0 && writing_ == 0 &&
              reading_ != Reading::kTaking;
  return finished_;
}

void RecordStream::WriteNext() {
  if (slots_.empty() || !slots_.front().answer) return;
  rpc::Serialize(TakeAnswers(), outgoing_);
  // No buffer hint: in gRPC 1.51 a hinted first write, which carries the initial metadata, is never done.
  StartWrite(&outgoing_);
}

v1::RecordManyResponse RecordStream::TakeAnswers() {
  v1::RecordManyResponse together;
  const auto take = [&] {
    v1::RecordManyAnswer answer = *std::move(slots_.front().answer);
    slots_.pop_front();
    ++first_ticket_;
    ++writing_;
    return answer;
  };
  if (!slots_.front().packed) {
    v1::RecordManyAnswer answer = take();
    together.set_item(answer.item());
    if (answer.has_accepted()) together.set_allocated_accepted(answer.release_accepted());
    if (answer.has_refused()) together.set_allocated_refused(answer.release_refused());
    return together;
  }
  size_t bytes = 0;
  while (!slots_.empty() && slots_.front().packed && slots_.front().answer &&
         together.answers_size() < kMaxAnswersTogether) {
    bytes += slots_.front().answer->ByteSizeLong();
    if (bytes > kMaxAnswerBytesTogether && together.answers_size() > 0) break;
    *together.add_answers() = take();
  }
  return together;
}

void RecordStream::End() {
  const absl::Status status = end_status();
  record_.End(status);
  Finish(rpc::ToGrpc(status));
}

absl::Status RecordStream::end_status() const {
  // Nothing changes these once the stream is finished.
  if (cancelled_) return absl::CancelledError("the client has gone");
  if (!cut_off_.ok()) return cut_off_;
  if (draining_ && reading_ != Reading::kEnded) return rpc::RefuseStopping();
  return absl::OkStatus();
}

void RecordStream::OnDone() {
  surroundings_.streams.Remove(*this);
  surroundings_.calls.Leave();
  delete this;
}

}  // namespace praksis::services
