// How a sequencer decides what has queued, and makes a batch of it.
#include <algorithm>
#include <utility>

#include "libs/base/strings.h"
#include "libs/recording/content.h"
#include "libs/recording/refusals.h"
#include "libs/recording/sequencer.h"
#include "libs/recording/stamp.h"

namespace praksis::recording {

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

}  // namespace praksis::recording
