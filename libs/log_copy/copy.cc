#include "libs/log_copy/copy.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"
#include "libs/log_copy/compare.h"
#include "libs/log_copy/digest.h"
#include "libs/log_copy/merged_reader.h"

namespace praksis::log {
namespace {

constexpr size_t kWindowBytes = size_t{16} << 20;
// Tries in a row that bring nothing into the target.
constexpr int kMaxIdleTries = 3;

absl::Status Stopped() { return absl::CancelledError("stopped"); }

absl::Status Differs(const std::string& what) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "TARGET_DIFFERS",
                      base::StrCat("The target has what the source has not, so nothing is copied. ", what),
                      {{"difference", what}});
}

absl::Status Taken() {
  return base::Refuse(absl::StatusCode::kAborted, "TARGET_TAKEN",
                      "Somebody else has taken over the target while it was copied into. Stop what records "
                      "there, and begin again: what is there is not copied twice.");
}

// What is in flight to the target; shared with the answers, which may come after the try has ended.
struct Flight {
  std::mutex mutex;
  std::condition_variable changed;
  // Events; guarded by mutex, as is the rest.
  int64_t unanswered = 0;
  int64_t written = 0;
  absl::Status failure;

  void Answer(int64_t events, const absl::Status& status) {
    const std::lock_guard lock(mutex);
    unanswered -= events;
    if (status.ok()) {
      written += events;
    } else if (failure.ok()) {
      failure = status;
    }
    changed.notify_all();
  }
};

// One time through the life of a copy, until something fails.
class Try {
 public:
  Try(EventLog& source, EventLog& target, const base::Clock& clock, const CopyOptions& options,
      const OnCopy& on_copy, CopyReport& report)
      : source_(source),
        target_(target),
        clock_(clock),
        options_(options),
        on_copy_(on_copy),
        report_(report) {}

  // `first`: nothing has been looked at yet.
  absl::Status Run(bool first) {
    RETURN_IF_ERROR(Own());
    RETURN_IF_ERROR(Look());
    there_ = 0;
    for (const auto& [name, stream] : target_streams_) there_ += stream.events;
    if (first) report_.there_before = there_;
    report_.copied = there_ - report_.there_before;
    absl::Status status = Copy();
    // Whatever ended it: what is in flight counts.
    if (const absl::Status landed = AwaitAnswers(0); !landed.ok()) status = landed;
    if (status.ok()) on_copy_(CopyStage::kCopying, report_.copied, 1);
    return status;
  }

  // An append has failed and may have been written all the same, or was not but may be tried again.
  bool unclear() const {
    const std::lock_guard lock(flight_->mutex);
    return absl::IsUnknown(flight_->failure) || absl::IsUnavailable(flight_->failure);
  }

 private:
  absl::Status Own();
  absl::Status Look();
  absl::Status CheckThatSourceHasTarget();
  absl::Status Copy();
  absl::StatusOr<bool> ReadWindow(MergedReader& reader, std::vector<std::vector<Record>>& batches);
  void Append(PartitionId partition, std::vector<Record> batch);
  // Waits until no more than `events` are unanswered, and brings the report up to date.
  absl::Status AwaitAnswers(int64_t events);

  EventLog& source_;
  EventLog& target_;
  const base::Clock& clock_;
  const CopyOptions& options_;
  const OnCopy& on_copy_;
  CopyReport& report_;

  StreamDigests target_streams_;
  int64_t there_ = 0;
  // The source's last version read, by stream.
  absl::flat_hash_map<std::string, int64_t> read_;
  const std::shared_ptr<Flight> flight_ = std::make_shared<Flight>();
  std::vector<std::unique_ptr<PartitionWriter>> writers_;
};

absl::Status Try::Own() {
  for (int i = 0; i < target_.partition_count(); ++i) {
    if (!on_copy_(CopyStage::kLooking, 0, 0)) return Stopped();
    ASSIGN_OR_RETURN(auto writer, target_.Own(PartitionId(i), clock_.Now() + options_.patience));
    writers_.push_back(std::move(writer));
  }
  return absl::OkStatus();
}

absl::Status Try::Look() {
  ASSIGN_OR_RETURN(const Position ends, EndOf(target_));
  auto streams = DigestLog(target_, ends, [this](int64_t events, double share) {
    return on_copy_(CopyStage::kLooking, events, share);
  });
  if (!streams.ok()) return About("the target", streams.status());
  target_streams_ = *std::move(streams);
  return CheckThatSourceHasTarget();
}

absl::Status Try::CheckThatSourceHasTarget() {
  ASSIGN_OR_RETURN(const auto reader, MergedReader::Open(source_, report_.until));
  StreamDigests beginnings;
  Record record;
  // The target has the source's order, so that all of it is found soon.
  for (size_t found = 0; found < target_streams_.size();) {
    ASSIGN_OR_RETURN(const bool more, reader->Next(record));
    if (!more) break;
    const auto there = target_streams_.find(record.stream.value());
    if (there == target_streams_.end()) continue;
    StreamDigest& beginning = beginnings[there->first];
    if (beginning.events == there->second.events) continue;
    beginning.Add(record.bytes);
    if (beginning.events == there->second.events) ++found;
  }
  for (const auto& [name, stream] : target_streams_) {
    const auto beginning = beginnings.find(name);
    if (beginning != beginnings.end() && beginning->second == stream) continue;
    ASSIGN_OR_RETURN(const std::string difference, FirstDifference(source_, target_, StreamId(name)));
    return Differs(difference);
  }
  return absl::OkStatus();
}

absl::Status Try::Copy() {
  ASSIGN_OR_RETURN(const auto reader, MergedReader::Open(source_, report_.until));
  for (bool more = true; more;) {
    if (!on_copy_(CopyStage::kCopying, report_.copied, reader->share())) return Stopped();
    std::vector<std::vector<Record>> batches(writers_.size());
    ASSIGN_OR_RETURN(more, ReadWindow(*reader, batches));
    int64_t appended = 0;
    for (size_t i = 0; i < batches.size(); ++i) {
      appended += static_cast<int64_t>(batches[i].size());
      if (!batches[i].empty()) Append(PartitionId(static_cast<int64_t>(i)), std::move(batches[i]));
    }
    // One window is written while the next is read.
    RETURN_IF_ERROR(AwaitAnswers(appended));
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> Try::ReadWindow(MergedReader& reader, std::vector<std::vector<Record>>& batches) {
  size_t bytes = 0;
  for (size_t i = 0; i < options_.window_events && bytes < kWindowBytes; ++i) {
    Record record;
    const absl::StatusOr<bool> more = reader.Next(record);
    if (!more.ok()) return About("the source", more.status());
    if (!*more) return false;
    int64_t& version = read_[record.stream.value()];
    if (record.version.value() != ++version) {
      return absl::DataLossError(base::StrCat("the source: ", record.stream.value(), " has version ",
                                              record.version.value(), " after version ", version - 1));
    }
    const auto there = target_streams_.find(record.stream.value());
    if (there != target_streams_.end() && version <= there->second.events) continue;
    bytes += record.bytes.size();
    const PartitionId partition = PartitionOf(record.stream, target_.partition_count());
    batches[static_cast<size_t>(partition.value())].push_back(std::move(record));
  }
  return true;
}

void Try::Append(PartitionId partition, std::vector<Record> batch) {
  const auto events = static_cast<int64_t>(batch.size());
  {
    const std::lock_guard lock(flight_->mutex);
    flight_->unanswered += events;
  }
  writers_[static_cast<size_t>(partition.value())]->Append(
      std::move(batch), [flight = flight_, events](const absl::StatusOr<std::vector<Offset>>& result) {
        flight->Answer(events, result.status());
      });
}

absl::Status Try::AwaitAnswers(int64_t events) {
  std::unique_lock lock(flight_->mutex);
  const bool answered = flight_->changed.wait_for(lock, absl::ToChronoNanoseconds(options_.patience), [&] {
    return flight_->unanswered <= events || !flight_->failure.ok();
  });
  report_.copied = there_ + flight_->written - report_.there_before;
  RETURN_IF_ERROR(flight_->failure);
  if (!answered) return absl::DeadlineExceededError("the target does not answer");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CopyReport> CopyLog(EventLog& source, EventLog& target, const base::Clock& clock,
                                   const CopyOptions& options, const OnCopy& on_copy) {
  CopyReport report;
  ASSIGN_OR_RETURN(report.until, EndOf(source));
  bool first = true;
  for (int idle = 0;;) {
    Try attempt(source, target, clock, options, on_copy, report);
    const int64_t before = report.copied;
    const absl::Status status = attempt.Run(std::exchange(first, false));
    if (status.ok()) return report;
    if (absl::IsCancelled(status)) {
      report.stopped = true;
      return report;
    }
    if (absl::IsAborted(status)) return Taken();
    idle = report.copied > before ? 0 : idle + 1;
    if (!attempt.unclear() || idle == kMaxIdleTries) return status;
  }
}

}  // namespace praksis::log
