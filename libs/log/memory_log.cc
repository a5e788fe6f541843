#include "libs/log/memory_log.h"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/log/listeners.h"

namespace praksis::log {
namespace {

using Outcome = AppendFate::Outcome;

absl::Status Fenced() { return absl::AbortedError("somebody else owns the partition now"); }
absl::Status Refused() { return absl::UnavailableError("the log does not take appends at the moment"); }
absl::Status Unclear() { return absl::UnknownError("whether the batch was written is not known"); }

// Shared by a writer and what it has in flight.
struct Ownership {
  PartitionId partition;
  // Why all further appends fail; OK while they don't.
  absl::Status death;
};

struct Append {
  int64_t number = 0;
  std::shared_ptr<Ownership> ownership;
  std::vector<Record> batch;
  PartitionWriter::Done done;
  AppendFate fate;
  bool due = false;
};

// An append that was answered UNKNOWN and is written later.
struct Ghost {
  int64_t number = 0;
  std::vector<Record> batch;
};

struct Stored {
  Offset offset;
  std::string bytes;
};

struct Partition {
  std::deque<Stored> records;  // by offset
  int64_t next_offset = 0;
  std::shared_ptr<Ownership> owner;
  // All of the present owner, in the order of the calls.
  std::deque<Append> in_flight;
  std::optional<Ghost> ghost;

  Offset end() const { return records.empty() ? Offset(0) : records.back().offset.Next(); }
};

// What is to be said, in one task and without the log's lock.
struct Answers {
  std::vector<absl::AnyInvocable<void() &&>> done;
  std::map<PartitionId, Offset> readable;
  bool empty() const { return done.empty() && readable.empty(); }
};

}  // namespace

struct MemoryLog::State : std::enable_shared_from_this<State> {
  State(base::Executor& executor, const MemoryLogOptions& options, Faults* faults)
      : executor(executor),
        options(options),
        faults(faults == nullptr ? &no_faults : faults),
        partitions(static_cast<size_t>(options.partitions)) {}

  base::Executor& executor;
  const MemoryLogOptions options;
  Faults no_faults;
  Faults* const faults;
  Listeners listeners;

  std::mutex mutex;
  // All that follows is guarded by mutex.
  std::vector<Partition> partitions;
  std::unordered_map<std::string, std::map<Version, Address>> streams;
  std::unordered_map<std::string, Address> ids;
  int64_t last_number = 0;
  int64_t crashes = 0;

  Partition& At(PartitionId partition) {
    PRAKSIS_CHECK(partition.value() >= 0 && partition.value() < options.partitions,
                  "partition=", partition.value());
    return partitions[partition.value()];
  }

  std::vector<Offset> Write(PartitionId id, std::vector<Record> batch, Answers& answers) {
    Partition& partition = At(id);
    std::vector<Offset> offsets;
    offsets.reserve(batch.size());
    for (Record& record : batch) {
      const Offset offset(partition.next_offset++);
      offsets.push_back(offset);
      streams[record.stream.value()][record.version] = {id, offset};
      ids[record.event_id.value()] = {id, offset};
      partition.records.push_back({offset, std::move(record.bytes)});
    }
    if (options.markers) ++partition.next_offset;
    answers.readable[id] = partition.end();
    return offsets;
  }

  static void Answer(PartitionWriter::Done done, absl::StatusOr<std::vector<Offset>> result,
                     Answers& answers) {
    answers.done.push_back([done = std::move(done), result = std::move(result)]() mutable {
      std::move(done)(std::move(result));
    });
  }

  // Takes the first append in flight through. `cut_off`: its writer was fenced before its time had come.
  void Settle(PartitionId id, bool cut_off, Answers& answers) {
    Partition& partition = At(id);
    Append append = std::move(partition.in_flight.front());
    partition.in_flight.pop_front();
    absl::Status& death = append.ownership->death;
    if (!death.ok()) return Answer(std::move(append.done), death, answers);
    switch (append.fate.outcome) {
      case Outcome::kWritten:
        if (cut_off && !faults->IsWrittenAfterAll(id)) {
          death = Fenced();
          return Answer(std::move(append.done), death, answers);
        }
        return Answer(std::move(append.done), Write(id, std::move(append.batch), answers), answers);
      case Outcome::kRefused:
        death = Refused();
        return Answer(std::move(append.done), death, answers);
      case Outcome::kUnclearWritten:
        Write(id, std::move(append.batch), answers);
        break;
      case Outcome::kUnclearLost:
        break;
      case Outcome::kUnclearLater:
        if (!cut_off) {
          Haunt(id, {append.number, std::move(append.batch)}, append.fate.later);
        } else if (faults->IsWrittenAfterAll(id)) {
          Write(id, std::move(append.batch), answers);
        }
        break;
    }
    death = Refused();
    Answer(std::move(append.done), Unclear(), answers);
  }

  // Settles what is due, and after a death everything.
  void Advance(PartitionId id, Answers& answers) {
    auto& in_flight = At(id).in_flight;
    while (!in_flight.empty() && (in_flight.front().due || !in_flight.front().ownership->death.ok())) {
      Settle(id, /*cut_off=*/false, answers);
    }
  }

  // Ends the present ownership: afterwards nothing of it can still be written.
  void CutOff(PartitionId id, Answers& answers) {
    Partition& partition = At(id);
    while (!partition.in_flight.empty()) Settle(id, /*cut_off=*/true, answers);
    if (partition.ghost) {
      if (faults->IsWrittenAfterAll(id)) Write(id, std::move(partition.ghost->batch), answers);
      partition.ghost.reset();
    }
    if (partition.owner != nullptr && partition.owner->death.ok()) partition.owner->death = Fenced();
    partition.owner.reset();
  }

  void Haunt(PartitionId id, Ghost ghost, absl::Duration later) {
    const int64_t number = ghost.number;
    At(id).ghost = std::move(ghost);
    executor.PostAfter(later, [self = shared_from_this(), id, number, life = crashes] {
      Answers answers;
      {
        std::lock_guard lock(self->mutex);
        std::optional<Ghost>& waiting = self->At(id).ghost;
        if (life != self->crashes || !waiting || waiting->number != number) return;
        self->Write(id, std::move(waiting->batch), answers);
        waiting.reset();
      }
      self->Say(std::move(answers));
    });
  }

  void BecomeDue(PartitionId id, int64_t number, int64_t life) {
    Answers answers;
    {
      std::lock_guard lock(mutex);
      if (life != crashes) return;
      for (Append& append : At(id).in_flight) {
        if (append.number == number) append.due = true;
      }
      Advance(id, answers);
    }
    Say(std::move(answers));
  }

  // On the executor, without the lock.
  void Say(Answers answers) {
    for (auto& done : answers.done) std::move(done)();
    for (const auto& [partition, end] : answers.readable) listeners.Tell(partition, end);
  }

  // With the lock held.
  void PostAnswers(Answers answers) {
    if (answers.empty()) return;
    executor.Post([self = shared_from_this(), answers = std::move(answers), life = crashes]() mutable {
      {
        std::lock_guard lock(self->mutex);
        if (life != self->crashes) return;
      }
      self->Say(std::move(answers));
    });
  }
};

class MemoryLog::Writer final : public PartitionWriter {
 public:
  Writer(std::shared_ptr<State> state, std::shared_ptr<Ownership> ownership)
      : state_(std::move(state)), ownership_(std::move(ownership)) {}

  void Append(std::vector<Record> batch, Done done) override {
    PRAKSIS_CHECK(!batch.empty());
    const PartitionId id = ownership_->partition;
    std::lock_guard lock(state_->mutex);
    if (!ownership_->death.ok()) {
      Answers answers;
      State::Answer(std::move(done), ownership_->death, answers);
      return state_->PostAnswers(std::move(answers));
    }
    const int64_t number = ++state_->last_number;
    const AppendFate fate = state_->faults->OnAppend(id, batch);
    state_->At(id).in_flight.push_back({number, ownership_, std::move(batch), std::move(done), fate});
    auto task = [state = state_, id, number, life = state_->crashes] { state->BecomeDue(id, number, life); };
    if (fate.delay > absl::ZeroDuration()) {
      state_->executor.PostAfter(fate.delay, std::move(task));
    } else {
      state_->executor.Post(std::move(task));
    }
  }

 private:
  const std::shared_ptr<State> state_;
  const std::shared_ptr<Ownership> ownership_;
};

class MemoryLog::Reader final : public PartitionReader {
 public:
  Reader(std::shared_ptr<State> state, PartitionId partition, Offset from)
      : state_(std::move(state)), partition_(partition), next_(from) {}

  absl::Status Next(size_t max_records, size_t max_bytes, RecordBatch& batch) override {
    batch.Clear();
    std::lock_guard lock(state_->mutex);
    if (absl::Status status = state_->faults->OnRead(); !status.ok()) return status;
    const auto& records = state_->At(partition_).records;
    auto it = std::ranges::lower_bound(records, next_, {}, &Stored::offset);
    for (; it != records.end() && batch.size() < max_records; ++it) {
      if (!batch.empty() && batch.bytes() + it->bytes.size() > max_bytes) break;
      batch.Add(it->offset, it->bytes);
      next_ = it->offset.Next();
    }
    return absl::OkStatus();
  }

 private:
  const std::shared_ptr<State> state_;
  const PartitionId partition_;
  Offset next_;
};

MemoryLog::MemoryLog(base::Executor& executor, const MemoryLogOptions& options, Faults* faults)
    : state_(std::make_shared<State>(executor, options, faults)) {
  PRAKSIS_CHECK(options.partitions > 0 && options.id.size() == 32, "id=", options.id);
}
MemoryLog::~MemoryLog() = default;

const std::string& MemoryLog::id() const { return state_->options.id; }
int MemoryLog::partition_count() const { return state_->options.partitions; }

absl::StatusOr<std::unique_ptr<PartitionWriter>> MemoryLog::Own(PartitionId partition, absl::Time deadline) {
  std::lock_guard lock(state_->mutex);
  if (absl::Status status = state_->faults->OnOwn(partition); !status.ok()) return status;
  Answers answers;
  state_->CutOff(partition, answers);
  state_->PostAnswers(std::move(answers));
  auto ownership = std::make_shared<Ownership>(Ownership{partition, absl::OkStatus()});
  state_->At(partition).owner = ownership;
  return std::make_unique<Writer>(state_, std::move(ownership));
}

absl::StatusOr<std::unique_ptr<PartitionReader>> MemoryLog::Read(PartitionId partition, Offset from) {
  std::lock_guard lock(state_->mutex);
  if (absl::Status status = state_->faults->OnRead(); !status.ok()) return status;
  state_->At(partition);
  return std::make_unique<Reader>(state_, partition, from);
}

absl::StatusOr<Offset> MemoryLog::End(PartitionId partition) {
  std::lock_guard lock(state_->mutex);
  if (absl::Status status = state_->faults->OnRead(); !status.ok()) return status;
  return state_->At(partition).end();
}

absl::Status MemoryLog::ReadStream(const StreamId& stream, Version from, RecordBatch& batch) {
  batch.Clear();
  std::lock_guard lock(state_->mutex);
  if (absl::Status status = state_->faults->OnRead(); !status.ok()) return status;
  const auto found = state_->streams.find(stream.value());
  if (found == state_->streams.end()) return absl::OkStatus();
  for (auto it = found->second.lower_bound(from); it != found->second.end(); ++it) {
    const auto& records = state_->At(it->second.partition).records;
    batch.Add(it->second.offset,
              std::ranges::lower_bound(records, it->second.offset, {}, &Stored::offset)->bytes);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Address>> MemoryLog::FindEvent(const EventId& event_id) {
  std::lock_guard lock(state_->mutex);
  if (absl::Status status = state_->faults->OnRead(); !status.ok()) return status;
  const auto found = state_->ids.find(event_id.value());
  if (found == state_->ids.end()) return std::nullopt;
  return found->second;
}

absl::StatusOr<std::string> MemoryLog::ReadAt(const Address& address) {
  std::lock_guard lock(state_->mutex);
  if (absl::Status status = state_->faults->OnRead(); !status.ok()) return status;
  const auto& records = state_->At(address.partition).records;
  const auto it = std::ranges::lower_bound(records, address.offset, {}, &Stored::offset);
  if (it == records.end() || it->offset != address.offset) {
    return absl::NotFoundError(base::StrCat("partition ", address.partition.value(),
                                            " has no record at offset ", address.offset.value()));
  }
  return it->bytes;
}

std::unique_ptr<Registration> MemoryLog::Listen(Listener listener) {
  return state_->listeners.Add(std::move(listener));
}

absl::Status MemoryLog::Health() {
  std::lock_guard lock(state_->mutex);
  return state_->faults->OnHealth();
}

void MemoryLog::Fence(PartitionId partition) {
  std::lock_guard lock(state_->mutex);
  Answers answers;
  state_->CutOff(partition, answers);
  state_->PostAnswers(std::move(answers));
}

void MemoryLog::Crash() {
  Answers never_given;  // destroyed without the lock: callbacks may own anything
  std::lock_guard lock(state_->mutex);
  for (int i = 0; i < state_->options.partitions; ++i) state_->CutOff(PartitionId(i), never_given);
  ++state_->crashes;
}

uint64_t SeededFaults::Draw(uint64_t below) {
  // splitmix64 (Steele, Lea, Flood 2014): the same everywhere, unlike the standard library's distributions.
  uint64_t z = state_ += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return (z ^ (z >> 31)) % below;
}

AppendFate SeededFaults::OnAppend(PartitionId partition, const std::vector<Record>& batch) {
  AppendFate fate;
  if (quiet_) return fate;
  const auto some_time = [&] {
    return absl::Microseconds(static_cast<int64_t>(Draw(absl::ToInt64Microseconds(rates_.max_delay) + 1)));
  };
  if (Happens(rates_.delayed)) fate.delay = some_time();
  if (Happens(rates_.refused)) {
    fate.outcome = Outcome::kRefused;
  } else if (Happens(rates_.unclear)) {
    constexpr Outcome kUnclear[] = {Outcome::kUnclearWritten, Outcome::kUnclearLost, Outcome::kUnclearLater};
    fate.outcome = kUnclear[Draw(3)];
    fate.later = some_time();
  }
  return fate;
}

bool SeededFaults::IsWrittenAfterAll(PartitionId partition) { return Happens(rates_.written_after_all); }

absl::Status SeededFaults::OnOwn(PartitionId partition) {
  if (quiet_ || !Happens(rates_.own_unavailable)) return absl::OkStatus();
  return absl::UnavailableError("the log cannot be reached");
}

absl::Status SeededFaults::OnRead() {
  if (quiet_ || !Happens(rates_.read_unavailable)) return absl::OkStatus();
  return absl::UnavailableError("the log cannot be read at the moment");
}

}  // namespace praksis::log
