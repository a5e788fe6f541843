#include "libs/log_embedded/engine.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <shared_mutex>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/base/thread.h"
#include "libs/log_embedded/checkpoint.h"
#include "libs/log_records/tables.h"

namespace praksis::log::embedded {
namespace {

// What is written together at most, after its first batch.
constexpr size_t kMaxGroupBytes = size_t{16} << 20;
constexpr int64_t kRecordsPerCheckpoint = 4096;

absl::Status Fenced() { return absl::AbortedError("somebody else owns the partition now"); }
absl::Status DeadAfterUnknown() {
  return absl::UnavailableError("what became of an earlier batch is not known; own the partition again");
}

size_t BytesOf(const std::vector<Record>& batch) {
  size_t bytes = 0;
  for (const Record& record : batch) bytes += record.bytes.size();
  return bytes;
}

}  // namespace

class Engine::Writer final : public PartitionWriter {
 public:
  Writer(Engine& engine, std::shared_ptr<Ownership> ownership)
      : engine_(engine), ownership_(std::move(ownership)) {}

  void Append(std::vector<Record> batch, Done done) override {
    PRAKSIS_CHECK(!batch.empty());
    engine_.Enqueue({ownership_, std::move(batch), std::move(done), std::vector<Offset>()});
  }

 private:
  Engine& engine_;
  const std::shared_ptr<Ownership> ownership_;
};

Engine::Engine(std::string directory, const EmbeddedOptions& options, Storage storage)
    : directory_(std::move(directory)),
      options_(options),
      id_(std::move(storage.log_id)),
      partitions_(static_cast<int>(storage.ends.size())),
      records_(storage.ends.size(), records::Offsets::kDense),
      owners_(storage.ends.size()) {
  records_.database = std::move(storage.database);
  records_.index = std::move(storage.index);
  for (int i = 0; i < partitions_; ++i) records_.ends[i] = storage.ends[i].value();
  thread_ = base::StartWorker("log-writer", [this] { Run(); });
}

Engine::~Engine() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_.notify_one();
  thread_.join();
  KeepCheckpoint();
}

void Engine::Enqueue(Append append) {
  {
    std::lock_guard lock(mutex_);
    queue_.push_back(std::move(append));
  }
  work_.notify_one();
}

void Engine::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return !healing_ && (!queue_.empty() || announce_ || stopping_); });
    if (queue_.empty() && !announce_) return;
    const bool announce = std::exchange(announce_, false);
    Group group = TakeGroup();
    ++groups_begun_;
    lock.unlock();
    const absl::Status status = Write(group);
    lock.lock();
    if (!status.ok()) Die(group, status);
    ++groups_ended_;
    lock.unlock();
    idle_.notify_all();
    for (Append& append : group) std::move(append.done)(std::move(append.result));
    Tell(group, announce);
    if (records_since_checkpoint_ >= kRecordsPerCheckpoint) KeepCheckpoint();
    group.clear();
    lock.lock();
  }
}

Engine::Group Engine::TakeGroup() {
  Group group;
  for (size_t bytes = 0; !queue_.empty() && bytes < kMaxGroupBytes; queue_.pop_front()) {
    Append& append = queue_.front();
    if (append.ownership->death.ok()) {
      bytes += BytesOf(append.batch);
    } else {
      append.result = append.ownership->death;
    }
    group.push_back(std::move(append));
  }
  return group;
}

absl::Status Engine::Write(Group& group) {
  batch_.Clear();
  std::vector<int64_t> ends(records_.ends.begin(), records_.ends.end());
  EmbeddedLog::Statistics written;
  for (Append& append : group) {
    if (!append.result.ok()) continue;
    const PartitionId partition = append.ownership->partition;
    append.result->reserve(append.batch.size());
    for (const Record& record : append.batch) {
      const Offset offset(ends[partition.value()]++);
      batch_.Put(records::Events(partition), records::EventKey(offset), record.bytes);
      append.result->push_back(offset);
      written.bytes += static_cast<int64_t>(record.bytes.size());
    }
    ++written.batches;
    written.records += static_cast<int64_t>(append.batch.size());
  }
  if (batch_.empty()) return absl::OkStatus();

  RETURN_IF_ERROR(
      CheckFreeSpace(directory_, options_.min_free_bytes + static_cast<int64_t>(2 * batch_.size())));
  {
    std::shared_lock access(records_.mutex);
    RETURN_IF_ERROR(records_.trouble);
    RETURN_IF_ERROR(records_.database->Write(batch_, options_.sync ? store::Database::Durability::kSynced
                                                                   : store::Database::Durability::kBuffered));
    for (const Append& append : group) {
      if (!append.result.ok()) continue;
      for (size_t i = 0; i < append.batch.size(); ++i) {
        records_.index->Add(append.batch[i], {append.ownership->partition, (*append.result)[i]});
        records_.traces.Note(append.ownership->partition, (*append.result)[i], append.batch[i].trace_parent);
      }
    }
  }
  for (int i = 0; i < partitions_; ++i) records_.ends[i].store(ends[i], std::memory_order_release);
  records_since_checkpoint_ += written.records;
  std::lock_guard lock(mutex_);
  ++statistics_.groups;
  statistics_.batches += written.batches;
  statistics_.records += written.records;
  statistics_.bytes += written.bytes;
  return absl::OkStatus();
}

void Engine::Die(Group& group, const absl::Status& status) {
  for (Append& append : group) {
    if (!append.result.ok()) continue;
    append.result = status;
    absl::Status& death = append.ownership->death;
    if (death.ok()) death = absl::IsUnknown(status) ? DeadAfterUnknown() : status;
  }
}

void Engine::Tell(const Group& group, bool all) {
  std::set<PartitionId> partitions;
  for (const Append& append : group) {
    if (append.result.ok()) partitions.insert(append.ownership->partition);
  }
  for (int i = 0; all && i < partitions_; ++i) partitions.insert(PartitionId(i));
  for (const PartitionId partition : partitions) listeners_.Tell(partition, records_.End(partition));
}

void Engine::KeepCheckpoint() {
  Checkpoint checkpoint{id_, {}};
  for (int i = 0; i < partitions_; ++i) checkpoint.ends.push_back(records_.End(PartitionId(i)));
  if (WriteCheckpoint(checkpoint, CheckpointPath(directory_))) records_since_checkpoint_ = 0;
}

absl::StatusOr<std::unique_ptr<PartitionWriter>> Engine::Own(PartitionId partition, absl::Time deadline) {
  PRAKSIS_CHECK(partition.value() >= 0 && partition.value() < partitions_, "partition=", partition.value());
  RETURN_IF_ERROR(CheckFreeSpace(directory_, options_.min_free_bytes));
  std::shared_ptr<Ownership>& owner = owners_[partition.value()];
  const auto until = absl::ToChronoTime(deadline);
  std::unique_lock lock(mutex_);
  while (true) {
    if (owner != nullptr && owner->death.ok()) owner->death = Fenced();
    // The group that is being written may hold something of the old owner's. What it still has queued is not
    // written.
    const int64_t begun = groups_begun_;
    if (!idle_.wait_until(lock, until, [&] { return !healing_ && groups_ended_ >= begun; })) {
      return absl::DeadlineExceededError("the log is busy writing");
    }
    if (!DatabaseHealth().ok()) {
      RETURN_IF_ERROR(Heal(lock));
      continue;
    }
    // Somebody else may have owned it while this call waited.
    if (owner == nullptr || !owner->death.ok()) break;
  }
  owner = std::make_shared<Ownership>(Ownership{partition, absl::OkStatus()});
  return std::make_unique<Writer>(*this, owner);
}

absl::Status Engine::Heal(std::unique_lock<std::mutex>& lock) {
  healing_ = true;  // No group begins from now on.
  idle_.wait(lock, [this] { return groups_ended_ == groups_begun_; });
  lock.unlock();
  absl::Status status = Reopen();
  lock.lock();
  healing_ = false;
  announce_ = status.ok();
  idle_.notify_all();
  work_.notify_one();
  return status;
}

absl::Status Engine::Reopen() {
  RETURN_IF_ERROR(CheckFreeSpace(directory_, options_.min_free_bytes));
  std::unique_lock access(records_.mutex);
  LetGo(records_);
  records_.index.reset();
  records_.database.reset();
  records_.trouble = OpenAgain();
  return records_.trouble;
}

absl::Status Engine::OpenAgain() {
  EmbeddedOptions options = options_;
  options.partitions = partitions_;
  ASSIGN_OR_RETURN(Storage storage, OpenStorage(directory_, options));
  for (int i = 0; i < partitions_; ++i) {
    if (storage.ends[i] < records_.End(PartitionId(i))) {
      return absl::DataLossError(base::StrCat("After reopening, partition ", i, " of the log in ", directory_,
                                              " ends at ", storage.ends[i].value(), " and had got to ",
                                              records_.End(PartitionId(i)).value()));
    }
  }
  for (int i = 0; i < partitions_; ++i)
    records_.ends[i].store(storage.ends[i].value(), std::memory_order_release);
  records_.database = std::move(storage.database);
  records_.index = std::move(storage.index);
  return absl::OkStatus();
}

absl::Status Engine::DatabaseHealth() {
  std::shared_lock access(records_.mutex);
  RETURN_IF_ERROR(records_.trouble);
  return records_.database->Health();
}

absl::Status Engine::Health() {
  RETURN_IF_ERROR(CheckFreeSpace(directory_, options_.min_free_bytes));
  return DatabaseHealth();
}

EmbeddedLog::Statistics Engine::statistics() const {
  std::lock_guard lock(mutex_);
  return statistics_;
}

}  // namespace praksis::log::embedded
