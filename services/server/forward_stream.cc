#include "services/server/forward_stream.h"

#include <utility>

#include "libs/base/refusal.h"
#include "libs/recording/refusals.h"
#include "libs/rpc/status.h"

namespace praksis::services {
namespace {

// Taken and not answered; more is not read.
constexpr size_t kMaxUndecided = 4'096;
constexpr int kMaxAnswersTogether = 256;

}  // namespace

ForwardStream::ForwardStream(JournalService& journal, const base::Clock& clock, rpc::LiveCalls& calls,
                             OpenStreams& streams)
    : journal_(journal), clock_(clock), calls_(calls), streams_(streams) {
  // Tells the sender that there is somebody.
  StartSendInitialMetadata();
  StartRead(&incoming_);
  streams_.Add(*this);
}

template <typename Change>
void ForwardStream::After(Change change) {
  bool finish = false;
  {
    const std::lock_guard lock(mutex_);
    change();
    finish = GoOn();
  }
  if (finish) Finish(grpc::Status::OK);
}

void ForwardStream::OnReadDone(bool ok) {
  bool give_back = false;
  After([&] {
    reading_ = false;
    taking_ = ok && !ended_ && !cancelled_;
    ended_ = ended_ || !ok;
    if (taking_) undecided_ += static_cast<size_t>(incoming_.facts_size());
    give_back = gives_back_;
    ok = taking_;
  });
  if (!ok) return;
  for (relay::v1::ForwardRequest::Fact& fact : *incoming_.mutable_facts()) {
    if (give_back) {
      Answer(fact.ticket(), recording::RefuseNotOwner());
    } else {
      Take(std::move(fact));
    }
  }
  incoming_.Clear();
  After([this] { taking_ = false; });
}

void ForwardStream::Take(relay::v1::ForwardRequest::Fact fact) {
  v1::RecordRequest request;
  if (!request.mutable_event()->ParseFromString(fact.event())) {
    Answer(fact.ticket(), absl::InternalError("a forwarded fact does not parse"));
    return;
  }
  if (fact.has_expected_version()) request.set_expected_version(fact.expected_version());
  const absl::Time deadline = clock_.Now() + absl::Microseconds(fact.remaining_microseconds());
  journal_.RecordForwarded(
      std::move(request), fact.check_only(), deadline,
      [this, ticket = fact.ticket()](absl::StatusOr<v1::RecordResponse> result) {
        Answer(ticket, std::move(result));
      },
      std::move(*fact.mutable_trace_parent()));
}

void ForwardStream::Answer(int64_t ticket, absl::StatusOr<v1::RecordResponse> result) {
  After([&] {
    auto& answer = *answers_.add_answers();
    answer.set_ticket(ticket);
    if (result.ok()) {
      *answer.mutable_accepted() = *std::move(result);
    } else {
      if (base::ReasonOf(result.status()) == "NOT_OWNER") gives_back_ = true;
      *answer.mutable_refused() = rpc::ToProto(result.status());
    }
    --undecided_;
  });
}

bool ForwardStream::GoOn() {
  if (finished_) return false;
  if (!writing_ && !cancelled_ && answers_.answers_size() > 0) {
    outgoing_.Clear();
    outgoing_.Swap(&answers_);
    // What is too much for one message stays, in its order.
    for (int i = kMaxAnswersTogether; i < outgoing_.answers_size(); ++i) {
      answers_.add_answers()->Swap(outgoing_.mutable_answers(i));
    }
    while (outgoing_.answers_size() > kMaxAnswersTogether) outgoing_.mutable_answers()->RemoveLast();
    writing_ = true;
    StartWrite(&outgoing_);
  }
  if (!reading_ && !taking_ && !ended_ && !cancelled_ && undecided_ < kMaxUndecided) {
    reading_ = true;
    StartRead(&incoming_);
  }
  const bool answered = answers_.answers_size() == 0 || cancelled_;
  finished_ = (ended_ || cancelled_) && !taking_ && undecided_ == 0 && answered && !writing_;
  return finished_;
}

void ForwardStream::OnWriteDone(bool ok) {
  After([&] {
    writing_ = false;
    if (!ok) cancelled_ = true;
  });
}

void ForwardStream::OnCancel() {
  After([this] { cancelled_ = true; });
}

void ForwardStream::Drain() {
  After([this] { ended_ = true; });
}

void ForwardStream::OnDone() {
  streams_.Remove(*this);
  calls_.Leave();
  delete this;
}

}  // namespace praksis::services
