#include "services/server/record_stream.h"

#include <algorithm>
#include <utility>

#include "grpcpp/support/slice.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/rpc/status.h"

namespace praksis::services {
namespace {

// Answers in one message, which is to stay well below what a client takes (4 MiB by gRPC's default).
constexpr size_t kMaxAnswersTogether = 1'000;
constexpr size_t kMaxAnswerBytesTogether = size_t{1} << 20;

template <typename Answer>
void Fill(int64_t item, absl::StatusOr<v1::RecordResponse> result, Answer& answer) {
  answer.set_item(item);
  if (result.ok()) {
    answer.mutable_accepted()->Swap(&*result);
  } else {
    *answer.mutable_refused() = rpc::ToProto(result.status());
  }
}

std::string Serialized(int64_t item, bool packed, absl::StatusOr<v1::RecordResponse> result) {
  v1::RecordManyResponse response;
  if (packed) {
    Fill(item, std::move(result), *response.add_answers());
  } else {
    Fill(item, std::move(result), response);
  }
  return response.SerializeAsString();
}

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
    slots_.push_back({.item = item.item, .packed = read.packed, .answer = {}});
  }
  undecided_ += read.items.size();
  return first;
}

void RecordStream::Answer(int64_t ticket, absl::StatusOr<v1::RecordResponse> result) {
  int64_t item = 0;
  bool packed = false;
  bool never = false;
  {
    const std::lock_guard lock(mutex_);
    PRAKSIS_CHECK(ticket >= first_ticket_ && undecided_ > 0, "ticket=", ticket, " first=", first_ticket_);
    Slot& slot = slots_[static_cast<size_t>(ticket - first_ticket_)];
    item = slot.item;
    packed = slot.packed;
    never = slot.never =
        draining_ && base::ReasonOf(result.status()) == base::ReasonOf(rpc::RefuseStopping());
  }
  log::Position position;
  if (result.ok() && !result->position().empty()) {
    auto decoded = log::DecodePosition(result->position(), surroundings_.event_log.id(),
                                       surroundings_.event_log.partition_count(), "position");
    PRAKSIS_CHECK(decoded.ok(), decoded.status().ToString());
    position = *std::move(decoded);
  }
  if (!result.ok() && !never) {
    surroundings_.calls.statistics().CountRefused(rpc::MethodOf<v1::RecordManyRequest>(), result.status());
  }
  std::string answer = never ? "" : Serialized(item, packed, std::move(result));
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    slots_[static_cast<size_t>(ticket - first_ticket_)].answer = std::move(answer);
    accepted_.Advance(position);
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
  const bool answered = slots_.empty() || slots_.front().never || cancelled_;
  // Nobody may still be about to use this stream: neither a reply, nor the thread that takes an item in.
  finished_ = (!takes_more || reading_ == Reading::kEnded) && answered && undecided_ == 0 && writing_ == 0 &&
              reading_ != Reading::kTaking;
  return finished_;
}

void RecordStream::WriteNext() {
  size_t bytes = 0;
  for (const Slot& slot : slots_) {
    if (slot.answer.empty() || slot.packed != slots_.front().packed) break;
    if (writing_ > 0 && bytes + slot.answer.size() > kMaxAnswerBytesTogether) break;
    bytes += slot.answer.size();
    if (++writing_ == kMaxAnswersTogether || !slot.packed) break;
  }
  if (writing_ == 0) return;
  std::string position;
  if (slots_.front().packed && !accepted_.partitions().empty()) {
    v1::RecordManyResponse response;
    response.set_position(log::EncodePosition(accepted_, surroundings_.event_log.id()));
    position = response.SerializeAsString();
  }
  grpc::Slice together(bytes + position.size());
  auto* end = const_cast<uint8_t*>(together.begin());
  for (size_t i = 0; i < writing_; ++i) {
    const std::string& answer = slots_[i].answer;
    end = std::copy(answer.begin(), answer.end(), end);
  }
  std::copy(position.begin(), position.end(), end);
  slots_.erase(slots_.begin(), slots_.begin() + static_cast<ptrdiff_t>(writing_));
  first_ticket_ += static_cast<int64_t>(writing_);
  grpc::ByteBuffer(&together, 1).Swap(&outgoing_);
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
  if (!cut_off_.ok()) return cut_off_;
  if (draining_ && (reading_ != Reading::kEnded || !slots_.empty())) return rpc::RefuseStopping();
  return absl::OkStatus();
}

void RecordStream::OnDone() {
  surroundings_.streams.Remove(*this);
  surroundings_.calls.Leave();
  delete this;
}

}  // namespace praksis::services
