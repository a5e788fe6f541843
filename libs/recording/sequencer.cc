#include "libs/recording/sequencer.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/recording/content.h"
#include "libs/recording/refusals.h"
#include "libs/recording/stamp.h"

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

void Sequencer::DecideBatch() {
  // In whole microseconds, so that what is answered is what is stored in any language's time type.
  const absl::Time now = absl::FromUnixMicros(absl::ToUnixMicros(clock_.Now()));
  const domain::Circumstances circumstances{.today = base::DayAt(now, options_.time_zone)};
  auto batch = std::make_unique<Batch>();
  batch->number = next_batch_++;
  open_batch_ = batch.get();
  for (size_t decided = 0; decided < options_.max_batch_facts && !queue_.empty(); ++decided) {
    if (batch->bytes > 0 && batch->bytes + queue_.front()->bytes > options_.max_batch_bytes) break;
    std::unique_ptr<Submission> submission = std::move(queue_.front());
    queue_.pop_front();
    if (const absl::Status status = Decide(submission, circumstances, now, *batch); !status.ok()) {
      queue_.push_front(std::move(submission));
      LoseOwnership(status, std::move(batch));
      return;
    }
  }
  open_batch_ = nullptr;
  streams_.Evict(durable_batch_);
  states_cached_.store(static_cast<int64_t>(streams_.size()), std::memory_order_relaxed);
  if (batch->records.empty()) return;

  const int64_t number = batch->number;
  std::vector<log::Record> records = std::move(batch->records);
  batch->appended = clock_.Now();
  in_flight_.push_back(std::move(batch));
  writer_->Append(std::move(records), [link = link_, number](absl::StatusOr<std::vector<Offset>> result) {
    std::lock_guard lock(link->mutex);
    Sequencer* const self = link->sequencer;
    if (self == nullptr) return;
    // Many answers would keep the log's thread from its next write, and losing the log destroys its writer.
    const bool quick = result.ok() && result->size() == 1;
    auto task = [self, number, result = std::move(result)]() mutable {
      self->OnAppended(number, std::move(result));
    };
    quick ? self->executor_.RunOrPost(std::move(task)) : self->executor_.Post(std::move(task));
  });
}

absl::Status Sequencer::Decide(std::unique_ptr<Submission>& submission,
                               const domain::Circumstances& circumstances, absl::Time now, Batch& batch) {
  const bool expired = now >= submission->deadline;
  if (expired && !submission->unclear) {
    Tell(std::move(submission), {.result = RefuseDeadline()});
    return absl::OkStatus();
  }
  absl::StatusOr<std::optional<Finding>> known = FindKnown(*submission);
  if (!known.ok() && submission->unclear) return known.status();
  if (!known.ok() || known->has_value()) {
    Tell(std::move(submission),
         known.ok() ? *std::move(*known) : Finding{.result = RefuseForLog(known.status())});
    return absl::OkStatus();
  }
  submission->unclear = false;
  if (expired) {
    Tell(std::move(submission), {.result = RefuseDeadline()});
    return absl::OkStatus();
  }

  absl::StatusOr<CachedStream*> stream = streams_.Get(submission->stream, *submission->rules);
  if (!stream.ok()) {
    Tell(std::move(submission), {.result = std::move(stream).status()});
    return absl::OkStatus();
  }
  CachedStream& cached = **stream;
  const absl::Time recorded_at = std::max(now, cached.recorded_at);
  Stamp(cached.version().Next(), recorded_at, submission->fact);
  std::vector<v1::Event> history;
  absl::Status decision = DecideFact(*submission, cached, circumstances, history);
  if ((!decision.ok() || submission->check_only) && cached.last_batch <= durable_batch_) {
    // No append will find out for us that somebody else owns the partition by now.
    const absl::StatusOr<bool> newest = IsNewest(cached);
    if (!newest.ok()) {
      decision = newest.status();
    } else if (!*newest) {
      return absl::AbortedError("somebody else has recorded in the partition");
    }
  }
  if (!decision.ok()) {
    Tell(std::move(submission), {.result = std::move(decision), .after_batch = cached.last_batch});
  } else if (submission->check_only) {
    const Recorded result = FirstResult(submission->fact, /*repeat=*/false);
    Tell(std::move(submission), {.result = result, .after_batch = cached.last_batch});
  } else {
    Accept(std::move(submission), cached, recorded_at, std::move(history), batch);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Sequencer::Finding>> Sequencer::FindKnown(const Submission& submission) const {
  const v1::Event& fact = submission.fact;
  if (const auto found = undurable_.find(absl::string_view(fact.event_id())); found != undurable_.end()) {
    const Undurable& first = found->second;
    if (!SameContent(first.submission->fact, fact)) {
      return Finding{.result = RefuseReused(first.submission->fact), .after_batch = first.batch};
    }
    return Finding{.result = FirstResult(first.submission->fact, /*repeat=*/true),
                   .after_batch = first.batch,
                   .record = first.record};
  }
  const absl::StatusOr<std::optional<log::Address>> address = event_log_.FindEvent(EventId(fact.event_id()));
  if (!address.ok()) return address.status();
  if (!address->has_value()) return std::nullopt;
  const absl::StatusOr<std::string> bytes = event_log_.ReadAt(**address);
  if (!bytes.ok()) return bytes.status();
  v1::Event first;
  if (!first.ParseFromString(*bytes)) {
    return absl::DataLossError(base::StrCat("event ", fact.event_id(), " does not parse"));
  }
  if (!SameContent(first, fact)) return Finding{.result = RefuseReused(first)};
  // Where we wrote it ourselves and only did not know, this is no repeat but the late answer. Another
  // recorder may have been sent the same fact meanwhile: ours is what bears our stamp.
  const bool ours =
      submission.unclear && first.version() == fact.version() && RecordedAt(first) == RecordedAt(fact);
  Recorded result = FirstResult(first, /*repeat=*/!ours);
  if (!submission.check_only) result.position.Advance((*address)->partition, (*address)->offset.Next());
  return Finding{.result = std::move(result)};
}

absl::Status Sequencer::DecideFact(const Submission& submission, const CachedStream& cached,
                                   const domain::Circumstances& circumstances,
                                   std::vector<v1::Event>& history) const {
  if (submission.expected_version && *submission.expected_version != cached.version()) {
    return RefuseConflict(submission.stream, cached.types, *submission.expected_version);
  }
  if (!domain::RewritesHistory(submission.fact)) {
    return submission.rules->Decide(*cached.state, submission.fact, circumstances);
  }
  absl::StatusOr<std::vector<v1::Event>> read = HistoryOf(submission.stream);
  if (!read.ok()) return read.status();
  history = *std::move(read);
  return submission.rules->DecideRewrite(history, submission.fact, circumstances);
}

absl::StatusOr<bool> Sequencer::IsNewest(const CachedStream& cached) const {
  log::RecordBatch later;
  const absl::Status status = event_log_.ReadStream(cached.stream, cached.version().Next(), later);
  if (!status.ok()) return RefuseForLog(status);
  return later.empty();
}

void Sequencer::Accept(std::unique_ptr<Submission> submission, CachedStream& cached, absl::Time recorded_at,
                       std::vector<v1::Event> history, Batch& batch) {
  const v1::Event& event = submission->fact;
  const Version version = cached.version().Next();
  if (domain::RewritesHistory(event)) {
    history.push_back(event);
    cached.state = submission->rules->Fold(history);
  } else {
    submission->rules->Evolve(event, *cached.state);
  }
  streams_.Appended(event, recorded_at, batch.number, cached);

  log::Record& record = batch.records.emplace_back();
  record.stream = submission->stream;
  record.version = version;
  record.event_id = EventId(event.event_id());
  event.SerializeToString(&record.bytes);
  record.trace_parent = submission->trace_parent;
  batch.bytes += record.bytes.size();

  const size_t index = batch.records.size() - 1;
  undurable_.emplace(absl::string_view(event.event_id()),
                     Undurable{.submission = submission.get(), .batch = batch.number, .record = index});
  Recorded result = FirstResult(event, /*repeat=*/false);
  batch.answers.push_back(
      {.submission = std::move(submission), .result = std::move(result), .record = index, .wrote = true});
}

absl::StatusOr<std::vector<v1::Event>> Sequencer::HistoryOf(const StreamId& stream) const {
  absl::StatusOr<std::vector<v1::Event>> history = ReadHistory(event_log_, stream);
  if (!history.ok()) return history;
  const auto add_from = [&](const Batch& batch) {
    for (const Answer& answer : batch.answers) {
      const Submission& submission = *answer.submission;
      // The log may already show what it has not yet told us to be durable.
      if (!answer.wrote || submission.stream != stream) continue;
      if (submission.fact.version() > static_cast<int64_t>(history->size()))
        history->push_back(submission.fact);
    }
  };
  for (const auto& batch : in_flight_) add_from(*batch);
  if (open_batch_ != nullptr) add_from(*open_batch_);
  return history;
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
  if (unfinished != nullptr) in_flight_.push_back(std::move(unfinished));
  for (auto& batch : in_flight_) {
    for (Answer& answer : batch->answers) {
      if (answer.wrote) answer.submission->unclear = true;
      back.push_back(std::move(answer.submission));
    }
  }
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
