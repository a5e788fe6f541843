#include "services/relay/passage.h"

#include <algorithm>
#include <optional>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/log/position.h"
#include "libs/recording/refusals.h"

namespace praksis::services {
namespace {

using recording::Recorded;
using recording::Submission;

// Of one message, and unanswered.
constexpr int kMaxFactsTogether = 256;
constexpr size_t kMaxBytesTogether = size_t{1} << 20;
constexpr size_t kMaxSent = 2'048;
// Before an owner that could not be reached, or was none, is tried again.
constexpr absl::Duration kBackOff = absl::Milliseconds(25);
// How long answers of an owner that is none any more are waited for.
constexpr absl::Duration kLastAnswers = absl::Milliseconds(500);

bool IsGivenBack(const absl::Status& status) {
  const std::string reason = base::ReasonOf(status);
  return reason == "NOT_OWNER" || reason == "STOPPING";
}

absl::StatusOr<Recorded> ResultOf(const relay::v1::ForwardResponse::Answer& answer,
                                  const Passage::Surroundings& surroundings) {
  if (answer.has_refused()) return base::FromRpcStatus(answer.refused());
  const v1::RecordResponse& accepted = answer.accepted();
  Recorded recorded{.version = Version(accepted.version()),
                    .position = {},
                    .recorded_at = absl::FromUnixSeconds(accepted.recorded_at().seconds()) +
                                   absl::Nanoseconds(accepted.recorded_at().nanos()),
                    .repeat = accepted.repeat()};
  if (accepted.position().empty()) return recorded;
  absl::StatusOr<log::Position> position =
      log::DecodePosition(accepted.position(), surroundings.log_id, surroundings.partitions, "position");
  if (!position.ok()) return position.status();
  recorded.position = *std::move(position);
  return recorded;
}

}  // namespace

void Passage::Leave(std::unique_ptr<Submission> submission, absl::StatusOr<Recorded> result,
                    Replies& replies) {
  bytes_ -= submission->bytes;
  replies.emplace_back(std::move(submission), std::move(result));
}

void Passage::Say(Replies replies) {
  for (auto& [submission, result] : replies) std::move(submission->done)(std::move(result));
}

bool Passage::Put(std::unique_ptr<Submission>& submission) {
  Replies replies;
  {
    const std::lock_guard lock(mutex_);
    if (admitted_) return false;
    const bool full = waiting_.size() + sent_.size() + back_.size() >= surroundings_.max_facts ||
                      bytes_ + submission->bytes > surroundings_.max_bytes;
    bytes_ += submission->bytes;
    if (stopping_ || full) {
      Leave(std::move(submission), stopping_ ? recording::RefuseStopping() : recording::RefuseQueueFull(),
            replies);
    } else {
      waiting_.push_back(std::move(submission));
      GoOn();
    }
  }
  Say(std::move(replies));
  return true;
}

void Passage::GivenUp(absl::FunctionRef<Submissions()> rest) {
  {
    const std::lock_guard lock(mutex_);
    Submissions undecided = rest();
    PRAKSIS_CHECK(!admitted_ || (waiting_.empty() && sent_.empty() && back_.empty()));
    admitted_ = false;
    for (auto& submission : undecided) {
      bytes_ += submission->bytes;
      waiting_.push_back(std::move(submission));
    }
    GoOn();
  }
  surroundings_.membership.LookUp();
}

void Passage::OnGiven() {
  surroundings_.recorder.Take(partition_);
  const std::lock_guard lock(mutex_);
  ours_ = true;
  ending_ = true;
  give_up_line_ = surroundings_.clock.Now() + kLastAnswers;
  GoOn();
}

void Passage::OnTaken(absl::AnyInvocable<void() &&> released) {
  {
    const std::lock_guard lock(mutex_);
    ours_ = false;
  }
  surroundings_.recorder.Release(partition_, std::move(released));
}

void Passage::Look() {
  const absl::Time now = surroundings_.clock.Now();
  Replies replies;
  {
    const std::lock_guard lock(mutex_);
    if (line_ != nullptr && !ending_) {
      const std::string owner = surroundings_.membership.OwnerOf(partition_);
      if (!owner.empty() && owner != line_to_) {
        ending_ = true;
        give_up_line_ = now + kLastAnswers;
      }
    }
    if (line_ != nullptr && now >= give_up_line_) line_->Cancel();
    Expire(now, replies);
    GoOn();
  }
  Say(std::move(replies));
}

void Passage::Stop() {
  Replies replies;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& submission : std::exchange(waiting_, {})) {
      Leave(std::move(submission), recording::RefuseStopping(), replies);
    }
    for (auto* facts : {&back_, &sent_}) {
      for (auto& [ticket, submission] : std::exchange(*facts, {})) {
        Leave(std::move(submission), recording::RefuseStopping(), replies);
      }
    }
    if (line_ != nullptr) line_->Cancel();
  }
  Say(std::move(replies));
}

Passage::Statistics Passage::statistics() const {
  const std::lock_guard lock(mutex_);
  return {.forwarded = next_ticket_ - 1,
          .waiting = static_cast<int64_t>(waiting_.size() + back_.size()),
          .unanswered = static_cast<int64_t>(sent_.size())};
}

void Passage::Expire(absl::Time now, Replies& replies) {
  const absl::Status reachable = surroundings_.membership.Reachable();
  // What is to be said to a fact that waits, where anything is.
  const auto refusal = [&](const Submission& submission) -> std::optional<absl::Status> {
    if (now >= submission.deadline) {
      return submission.unclear ? recording::RefuseUnanswered() : recording::RefuseDeadline();
    }
    // One that may have been recorded is not told that it was not.
    if (!reachable.ok() && !submission.unclear) return recording::RefuseForLog(reachable);
    return std::nullopt;
  };
  std::erase_if(waiting_, [&](std::unique_ptr<Submission>& submission) {
    std::optional<absl::Status> why = refusal(*submission);
    if (!why) return false;
    Leave(std::move(submission), *std::move(why), replies);
    return true;
  });
  for (auto it = back_.begin(); it != back_.end();) {
    const auto here = it++;
    std::optional<absl::Status> why = refusal(*here->second);
    if (!why) continue;
    Leave(std::move(here->second), *std::move(why), replies);
    back_.erase(here);
  }
  // Their owner is to say so; what one says that does not in time is not heard any more.
  for (auto it = sent_.begin(); it != sent_.end();) {
    const auto here = it++;
    if (now < here->second->deadline + kLastAnswers) continue;
    Leave(std::move(here->second), recording::RefuseUnanswered(), replies);
    sent_.erase(here);
  }
}

void Passage::GoOn() {
  if (admitted_) return;
  if (line_ != nullptr) {
    if (ending_ && sent_.empty()) {
      line_->Cancel();
    } else if (!ending_ && !busy_) {
      SendWaiting();
    }
    return;
  }
  // Nothing is under way: what came back stands before what waits.
  for (auto it = back_.rbegin(); it != back_.rend(); ++it) waiting_.push_front(std::move(it->second));
  back_.clear();
  if (stopping_) return;
  if (ours_) {
    Submissions first(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()));
    waiting_.clear();
    bytes_ = 0;
    admitted_ = true;
    surroundings_.recorder.Admit(partition_, std::move(first));
  } else if (!waiting_.empty()) {
    OpenLineToOwner();
  }
}

void Passage::OpenLineToOwner() {
  const absl::Time now = surroundings_.clock.Now();
  if (now < not_before_) return;
  not_before_ = now + kBackOff;
  line_to_ = surroundings_.membership.OwnerOf(partition_);
  if (line_to_.empty()) {
    surroundings_.membership.LookUp();
    return;
  }
  ending_ = false;
  busy_ = true;
  give_up_line_ = absl::InfiniteFuture();
  line_ = surroundings_.open_line(line_to_, *this);
}

void Passage::SendWaiting() {
  const absl::Time now = surroundings_.clock.Now();
  relay::v1::ForwardRequest request;
  size_t bytes = 0;
  while (!waiting_.empty() && sent_.size() < kMaxSent && request.facts_size() < kMaxFactsTogether &&
         bytes < kMaxBytesTogether) {
    std::unique_ptr<Submission> submission = std::move(waiting_.front());
    waiting_.pop_front();
    relay::v1::ForwardRequest::Fact& fact = *request.add_facts();
    fact.set_ticket(next_ticket_);
    submission->fact.SerializeToString(fact.mutable_event());
    if (submission->expected_version) fact.set_expected_version(submission->expected_version->value());
    fact.set_check_only(submission->check_only);
    fact.set_remaining_microseconds(
        std::max<int64_t>(0, absl::ToInt64Microseconds(submission->deadline - now)));
    fact.set_trace_parent(submission->trace_parent);
    bytes += fact.event().size();
    sent_.emplace(next_ticket_++, std::move(submission));
  }
  if (request.facts_size() == 0) return;
  busy_ = true;
  line_->Send(std::move(request));
}

void Passage::TakeBack(std::map<int64_t, std::unique_ptr<Submission>>::iterator sent) {
  back_.insert(sent_.extract(sent));
}

void Passage::OnReady() {
  const std::lock_guard lock(mutex_);
  busy_ = false;
  GoOn();
}

void Passage::OnAnswers(relay::v1::ForwardResponse response) {
  Replies replies;
  bool given_back = false;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& answer : response.answers()) {
      const auto sent = sent_.find(answer.ticket());
      if (sent == sent_.end()) continue;  // has been answered for lack of time
      absl::StatusOr<Recorded> result = ResultOf(answer, surroundings_);
      if (!result.ok() && IsGivenBack(result.status())) {
        given_back = true;
        TakeBack(sent);
      } else {
        Leave(std::move(sent->second), std::move(result), replies);
        sent_.erase(sent);
      }
    }
    if (given_back && !ending_) {
      ending_ = true;
      give_up_line_ = surroundings_.clock.Now() + kLastAnswers;
    }
    GoOn();
  }
  Say(std::move(replies));
  if (given_back) surroundings_.membership.LookUp();
}

void Passage::OnEnded(const absl::Status& /*why*/) {
  bool waits = false;
  {
    const std::lock_guard lock(mutex_);
    line_.reset();
    busy_ = false;
    give_up_line_ = absl::InfiniteFuture();
    while (!sent_.empty()) {
      sent_.begin()->second->unclear = true;
      TakeBack(sent_.begin());
    }
    not_before_ = surroundings_.clock.Now() + kBackOff;
    GoOn();
    waits = !waiting_.empty();
  }
  if (waits) surroundings_.membership.LookUp();
}

}  // namespace praksis::services
