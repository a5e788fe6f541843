#include "services/server/record_stream.h"

#include <utility>

#include "libs/base/check.h"
#include "libs/rpc/status.h"
#include "libs/rpc/wire.h"

namespace praksis::services {

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
  v1::RecordManyRequest item;
  absl::Status malformed = rpc::Parse(incoming_, item);
  incoming_.Clear();
  int64_t ticket = 0;
  {
    const std::lock_guard lock(mutex_);
    ticket = first_ticket_ + static_cast<int64_t>(slots_.size());
    slots_.push_back({item.item(), std::nullopt});
    ++undecided_;
  }
  if (!malformed.ok()) {
    Answer(ticket, std::move(malformed));
  } else {
    v1::RecordRequest request;
    if (item.has_event()) request.mutable_event()->Swap(item.mutable_event());
    if (item.has_expected_version()) request.set_expected_version(item.expected_version());
    const absl::Time deadline = deadline_ == absl::InfiniteFuture()
                                    ? surroundings_.clock.Now() + surroundings_.record_limit
                                    : deadline_;
    surroundings_.journal.Record(
        std::move(request), deadline,
        [this, ticket](absl::StatusOr<v1::RecordResponse> result) { Answer(ticket, std::move(result)); },
        trace_parent_);
  }
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    reading_ = Reading::kPaused;
    finish = GoOn();
  }
  if (finish) End();
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
    writing_ = false;
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
  if (!cancelled_ && !writing_) WriteNext();
  const size_t taken = slots_.size() + (writing_ ? 1 : 0);
  if (reading_ == Reading::kPaused && !cancelled_ && !draining_ && taken < surroundings_.max_undecided) {
    reading_ = Reading::kWaiting;
    StartRead(&incoming_);
  }
  const bool takes_no_more = cancelled_ || draining_ || reading_ == Reading::kEnded;
  const bool answered = slots_.empty() || cancelled_;
  // Nobody may still be about to use this stream: neither a reply, nor the thread that takes an item in.
  finished_ = takes_no_more && answered && undecided_ == 0 && !writing_ && reading_ != Reading::kTaking;
  return finished_;
}

void RecordStream::WriteNext() {
  if (slots_.empty() || !slots_.front().answer) return;
  rpc::Serialize(*slots_.front().answer, outgoing_);
  slots_.pop_front();
  ++first_ticket_;
  writing_ = true;
  // No buffer hint: in gRPC 1.51 a hinted first write, which carries the initial metadata, is never done.
  StartWrite(&outgoing_);
}

void RecordStream::End() {
  const absl::Status status = end_status();
  record_.End(status);
  Finish(rpc::ToGrpc(status));
}

absl::Status RecordStream::end_status() const {
  // Nothing changes these once the stream is finished.
  if (cancelled_) return absl::CancelledError("the client has gone");
  if (draining_ && reading_ != Reading::kEnded) return rpc::RefuseStopping();
  return absl::OkStatus();
}

void RecordStream::OnDone() {
  surroundings_.streams.Remove(*this);
  surroundings_.calls.Leave();
  delete this;
}

}  // namespace praksis::services
