#include "libs/recording/sequencer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libs/base/check.h"
#include "libs/recording/refusals.h"

namespace praksis::recording {
namespace {

// How long the log may take to give us the partition.
constexpr absl::Duration kOwnPatience = absl::Seconds(5);
// Between two attempts to own it: nothing, 10 ms, 20 ms … 1 s.
constexpr absl::Duration kFirstBackOff = absl::Milliseconds(10);
constexpr absl::Duration kLongestBackOff = absl::Seconds(1);
// A partition that nobody could own for so long is an outage: facts are refused rather than kept waiting.
constexpr absl::Duration kOutageAfter = absl::Seconds(2);
// How late a deadline may be noticed while nothing can be decided.
constexpr absl::Duration kSweepEvery = absl::Milliseconds(100);

absl::Duration BackOff(int failed_attempts) {
  if (failed_attempts == 0) return absl::ZeroDuration();
  return std::min(kFirstBackOff * (int64_t{1} << std::min(failed_attempts - 1, 10)), kLongestBackOff);
}

}  // namespace

Sequencer::Sequencer(log::EventLog& event_log, PartitionId partition, const base::Clock& clock,
                     std::unique_ptr<base::Executor> executor, const Options& options)
    : event_log_(event_log),
      partition_(partition),
      clock_(clock),
      options_(options),
      inbox_(options.max_queued_facts, options.max_queued_bytes),
      streams_(event_log, options.state_cache_bytes),
      lost_since_(clock.Now()),
      owned_executor_(std::move(executor)),
      executor_(*owned_executor_) {
  link_->sequencer = this;
  if (options_.elsewhere == nullptr) {
    Take();
  } else {
    inbox_.Close();
  }
}

Sequencer::~Sequencer() {
  inbox_.Close();
  ended_ = true;
  {
    std::lock_guard lock(link_->mutex);
    link_->sequencer = nullptr;
  }
  owned_executor_.reset();
  writer_.reset();
  TakeInbox();
  std::deque<std::unique_ptr<Batch>> unfinished = std::move(in_flight_);
  for (auto& batch : unfinished) {
    for (Answer& answer : batch->answers) Say(std::move(answer.submission), RefuseStopping());
  }
  for (auto& submission : std::exchange(queue_, {})) Say(std::move(submission), RefuseStopping());
}

void Sequencer::Submit(std::unique_ptr<Submission> submission) {
  const auto refuse = [&](absl::Status why) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    std::move(submission->done)(std::move(why));
  };
  for (;;) {
    switch (inbox_.Put(submission)) {
      case Inbox::Entry::kTaken:
        return;
      case Inbox::Entry::kTakenByASleeper:
        executor_.RunOrPost([this] { Run(); });
        return;
      case Inbox::Entry::kFull:
        refuse(RefuseQueueFull());
        return;
      case Inbox::Entry::kClosed:
        if (options_.elsewhere == nullptr || stopping_) return refuse(RefuseStopping());
        if (submission->forwarded) return refuse(RefuseNotOwner());
        if (options_.elsewhere->Put(partition_, submission)) return;
    }
  }
}

void Sequencer::Take() {
  executor_.Post([this] {
    if (ended_ || std::exchange(wanted_, true)) return;
    lost_since_ = clock_.Now();
    failed_attempts_ = 0;
    lost_ = false;
    Own();
  });
}

void Sequencer::Admit(std::vector<std::unique_ptr<Submission>> first) {
  inbox_.Open(std::move(first));
  executor_.Post([this] { Run(); });
}

void Sequencer::Release(absl::AnyInvocable<void() &&> released) {
  executor_.Post([this, released = std::move(released)]() mutable {
    if (ended_) return std::move(released)();
    wanted_ = false;
    released_ = std::move(released);
    GiveUp();
  });
}

void Sequencer::GiveUp() {
  if (!released_ || !in_flight_.empty()) return;
  writer_.reset();
  owned_ = false;
  streams_.Clear();
  std::vector<std::unique_ptr<Submission>> forwarded;
  options_.elsewhere->GivenUp(partition_, [&] {
    inbox_.Close();
    TakeInbox();
    std::vector<std::unique_ptr<Submission>> rest;
    for (auto& submission : std::exchange(queue_, {})) {
      if (submission->forwarded) {
        forwarded.push_back(std::move(submission));
      } else {
        inbox_.Leave(*submission);
        rest.push_back(std::move(submission));
      }
    }
    return rest;
  });
  for (auto& submission : forwarded) Say(std::move(submission), RefuseNotOwner());
  std::move(std::exchange(released_, nullptr))();
}

void Sequencer::Stop(absl::AnyInvocable<void() &&> drained) {
  stopping_ = true;
  inbox_.Close();
  executor_.Post([this, drained = std::move(drained)]() mutable {
    if (ended_) return;
    drained_ = std::move(drained);
    Run();
  });
}

void Sequencer::AddTo(Statistics& statistics) const {
  statistics.recorded += recorded_.load(std::memory_order_relaxed);
  statistics.repeats += repeats_.load(std::memory_order_relaxed);
  statistics.refused += refused_.load(std::memory_order_relaxed);
  statistics.batches += batches_.load(std::memory_order_relaxed);
  statistics.queued_facts += inbox_.facts();
  statistics.states_cached += states_cached_.load(std::memory_order_relaxed);
}

void Sequencer::AddTo(BatchStatistics& batches) const {
  batches.records.Add(batch_records_.distribution());
  batches.append_times.Add(append_times_.distribution());
}

PartitionStatistics Sequencer::partition() const {
  return {.queued_facts = inbox_.facts(), .owned = owned_.load(std::memory_order_relaxed)};
}

void Sequencer::Run() {
  if (ended_) return;
  do {
    TakeInbox();
    while (!Blocked() && !queue_.empty()) DecideBatch();
    // What blocks us ends with a task of its own, so that nobody needs to wake us until then.
    if (Blocked()) {
      ArmSweep();
      break;
    }
  } while (!inbox_.Sleep());
  ReportDrained();
}

void Sequencer::TakeInbox() {
  inbox_.Take(taken_);
  for (auto& submission : taken_) {
    submission->number = next_submission_++;
    queue_.push_back(std::move(submission));
  }
  taken_.clear();
}

void Sequencer::OnAppended(int64_t number, absl::StatusOr<std::vector<Offset>> result) {
  if (ended_) return;
  // What a writer says that was given up is not news: its facts are back in the queue.
  if (in_flight_.empty() || number < in_flight_.front()->number) return;
  PRAKSIS_CHECK(number == in_flight_.front()->number, "batch=", number,
                " first=", in_flight_.front()->number);
  if (!result.ok()) {
    LoseOwnership(result.status(), nullptr);
    return;
  }
  const std::unique_ptr<Batch> batch = std::move(in_flight_.front());
  in_flight_.pop_front();
  durable_batch_ = number;
  failed_attempts_ = 0;
  batches_.fetch_add(1, std::memory_order_relaxed);
  batch_records_.Observe(static_cast<int64_t>(result->size()));
  append_times_.Observe(absl::ToInt64Nanoseconds(clock_.Now() - batch->appended));
  for (Answer& answer : batch->answers) {
    if (answer.wrote) undurable_.erase(absl::string_view(answer.submission->fact.event_id()));
    if (!answer.record || answer.submission->check_only) continue;
    PRAKSIS_CHECK(*answer.record < result->size(), "offsets=", result->size(), " record=", *answer.record);
    answer.result->position.Advance(partition_, (*result)[*answer.record].Next());
  }
  streams_.Evict(durable_batch_);
  states_cached_.store(static_cast<int64_t>(streams_.size()), std::memory_order_relaxed);
  // The next batch first: the log should not wait for our callers.
  Run();
  for (Answer& answer : batch->answers) Say(std::move(answer.submission), std::move(answer.result));
  GiveUp();
  ReportDrained();
}

void Sequencer::Tell(std::unique_ptr<Submission> submission, Finding finding) {
  if (finding.after_batch <= durable_batch_) {
    Say(std::move(submission), std::move(finding.result));
    return;
  }
  Batch* batch = open_batch_;
  for (const auto& candidate : in_flight_) {
    if (candidate->number == finding.after_batch) batch = candidate.get();
  }
  PRAKSIS_CHECK(batch != nullptr && batch->number == finding.after_batch, "batch=", finding.after_batch);
  batch->answers.push_back(
      {.submission = std::move(submission), .result = std::move(finding.result), .record = finding.record});
}

void Sequencer::Say(std::unique_ptr<Submission> submission, absl::StatusOr<Recorded> result) {
  if (!result.ok()) {
    refused_.fetch_add(1, std::memory_order_relaxed);
  } else if (!submission->check_only) {
    (result->repeat ? repeats_ : recorded_).fetch_add(1, std::memory_order_relaxed);
  }
  inbox_.Leave(*submission);
  std::move(submission->done)(std::move(result));
}

void Sequencer::ReportDrained() {
  if (!drained_) return;
  if (inbox_.facts() > 0) {
    // A caller that is just being refused may have taken room for a moment; look again.
    ArmSweep();
  } else {
    std::move(std::exchange(drained_, nullptr))();
  }
}

void Sequencer::LoseOwnership(const absl::Status& why, std::unique_ptr<Batch> unfinished) {
  std::vector<std::unique_ptr<Submission>> back;
  const auto take_back = [&back](Batch& batch, bool unclear) {
    for (Answer& answer : batch.answers) {
      if (answer.wrote && unclear) answer.submission->unclear = true;
      back.push_back(std::move(answer.submission));
    }
  };
  // Where it is no append that failed, the log has yet to say what becomes of those in flight.
  const bool unclear = unfinished != nullptr || absl::IsUnknown(why);
  for (const auto& batch : in_flight_) take_back(*batch, unclear);
  if (unfinished != nullptr) take_back(*unfinished, /*unclear=*/false);
  std::sort(back.begin(), back.end(), [](const auto& a, const auto& b) { return a->number < b->number; });
  queue_.insert(queue_.begin(), std::make_move_iterator(back.begin()), std::make_move_iterator(back.end()));
  undurable_.clear();
  in_flight_.clear();
  open_batch_ = nullptr;
  streams_.Clear();
  durable_batch_ = next_batch_ - 1;
  writer_.reset();
  owned_ = false;
  why_lost_ = why;
  lost_since_ = clock_.Now();
  lost_ = true;
  OwnLater();
  ArmSweep();
  GiveUp();
}

void Sequencer::OwnLater() {
  executor_.PostAfter(BackOff(failed_attempts_++), [this] { Own(); });
}

void Sequencer::Own() {
  if (ended_ || !wanted_ || writer_ != nullptr) return;
  absl::Status status =
      lost_ && options_.may_own_again ? options_.may_own_again(partition_) : absl::OkStatus();
  if (status.ok()) {
    absl::StatusOr<std::unique_ptr<log::PartitionWriter>> writer =
        event_log_.Own(partition_, clock_.Now() + kOwnPatience);
    if (writer.ok()) {
      writer_ = *std::move(writer);
      owned_ = true;
      Run();
      return;
    }
    status = writer.status();
  }
  why_lost_ = status;
  OwnLater();
  Sweep();
}

bool Sequencer::Outage(absl::Time now) const {
  return writer_ == nullptr && now - lost_since_ >= kOutageAfter;
}

void Sequencer::ArmSweep() {
  if (std::exchange(sweeping_, true)) return;
  executor_.PostAfter(kSweepEvery, [this] {
    sweeping_ = false;
    Sweep();
  });
}

void Sequencer::Sweep() {
  if (ended_) return;
  TakeInbox();
  const absl::Time now = clock_.Now();
  const bool outage = Outage(now);
  std::deque<std::unique_ptr<Submission>> waiting = std::exchange(queue_, {});
  for (auto& submission : waiting) {
    // What may be in the log is answered only when that is known, however long it takes.
    if (!submission->unclear && now >= submission->deadline) {
      Say(std::move(submission), RefuseDeadline());
    } else if (!submission->unclear && outage) {
      Say(std::move(submission), RefuseForLog(why_lost_));
    } else {
      queue_.push_back(std::move(submission));
    }
  }
  Run();
}

}  // namespace praksis::recording
