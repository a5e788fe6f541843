#include "libs/log_kafka/replica.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_records/tables.h"

namespace praksis::log::kafka {
namespace {

constexpr std::string_view kReplicaFormat = "replica 1";
// Between tries of a copy that cannot be written.
constexpr auto kBetweenTries = std::chrono::milliseconds(200);

absl::Status CheckMeta(const std::string& directory, const std::string& log_id, int partitions,
                       store::Database& database) {
  ASSIGN_OR_RETURN(const auto format, database.Get(records::kMeta, records::kFormatKey));
  ASSIGN_OR_RETURN(const auto id, database.Get(records::kMeta, records::kIdKey));
  ASSIGN_OR_RETURN(const auto count, database.Get(records::kMeta, records::kPartitionsKey));
  if (!format && !id && !count) {
    store::Batch batch;
    batch.Put(records::kMeta, records::kFormatKey, kReplicaFormat);
    batch.Put(records::kMeta, records::kIdKey, log_id);
    batch.Put(records::kMeta, records::kPartitionsKey, std::to_string(partitions));
    return database.Write(batch, store::Database::Durability::kSynced);
  }
  if (format != kReplicaFormat || id != log_id || count != std::to_string(partitions)) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "OTHER_LOG",
        base::StrCat("The directory ", directory,
                     " has a copy of another log. Give this one a directory of its own, or remove it."),
        {{"directory", directory}});
  }
  return absl::OkStatus();
}

}  // namespace

Replica::Replica(int partitions)
    : records_(static_cast<size_t>(partitions), records::Offsets::kWithGaps),
      adding_(static_cast<size_t>(partitions)) {}

Replica::~Replica() = default;

absl::StatusOr<std::unique_ptr<Replica>> Replica::Open(const KafkaOptions& options, const std::string& log_id,
                                                       int partitions) {
  std::error_code error;
  std::filesystem::create_directories(options.directory, error);
  store::Options store_options;
  store_options.tables = records::TablesOf(partitions);
  store_options.block_cache_bytes = options.block_cache_bytes;
  store_options.memtable_bytes = options.memtable_bytes;
  auto database = store::Database::Open(options.directory, store_options);
  if (!database.ok()) return database.status();
  RETURN_IF_ERROR(CheckMeta(options.directory, log_id, partitions, **database));
  std::unique_ptr<Replica> replica(new Replica(partitions));
  ASSIGN_OR_RETURN(const std::vector<Offset> ends, records::FindEnds(**database, partitions));
  for (size_t i = 0; i < ends.size(); ++i) replica->records_.ends[i] = ends[i].value();
  ASSIGN_OR_RETURN(replica->records_.index, records::Index::Open(**database, ends));
  replica->records_.database = *std::move(database);
  return replica;
}

absl::Status Replica::Add(PartitionId partition, const std::vector<Located>& added) {
  const std::lock_guard adding(adding_[static_cast<size_t>(partition.value())]);
  const Offset from = records_.End(partition);
  if (added.empty() || added.back().offset < from) return absl::OkStatus();
  for (;;) {
    const absl::Status written = Write(partition, added, from);
    if (written.ok()) break;
    if (StoppedAfter(written)) return absl::CancelledError(written.message());
    static_cast<void>(records_.database->Resume());
  }
  records_.ends[static_cast<size_t>(partition.value())].store(added.back().offset.Next().value(),
                                                              std::memory_order_release);
  listeners_.Tell(partition, added.back().offset.Next());
  return absl::OkStatus();
}

absl::Status Replica::Write(PartitionId partition, const std::vector<Located>& added, Offset from) {
  store::Batch batch;
  for (const Located& located : added) {
    if (located.offset < from) continue;
    batch.Put(records::Events(partition), records::EventKey(located.offset), located.record.bytes);
  }
  const std::shared_lock access(records_.mutex);
  // Nobody is promised that the copy is durable.
  RETURN_IF_ERROR(records_.database->Write(batch, store::Database::Durability::kBuffered));
  for (const Located& located : added) {
    if (located.offset < from) continue;
    records_.index->Add(located.record, {partition, located.offset});
    records_.traces.Note(partition, located.offset, located.record.trace_parent);
  }
  const std::lock_guard lock(mutex_);
  health_ = absl::OkStatus();
  return absl::OkStatus();
}

bool Replica::StoppedAfter(const absl::Status& failure) {
  std::unique_lock lock(mutex_);
  health_ =
      absl::UnavailableError(base::StrCat("the copy of the log cannot be written: ", failure.message()));
  return changed_.wait_for(lock, kBetweenTries, [this] { return stopping_; });
}

absl::Status Replica::Health() const {
  const std::lock_guard lock(mutex_);
  return health_;
}

void Replica::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
}

}  // namespace praksis::log::kafka
