#include "libs/log_kafka/replica.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_kafka/client.h"
#include "libs/log_records/tables.h"

namespace praksis::log::kafka {
namespace {

constexpr std::string_view kReplicaFormat = "replica 1";
constexpr std::string_view kWithoutIds = "replica 1 without ids";
// Between tries of a copy that cannot be written.
constexpr auto kBetweenTries = std::chrono::milliseconds(200);

absl::Status WriteFormat(std::string_view format, store::Database& database) {
  store::Batch batch;
  batch.Put(records::kMeta, records::kFormatKey, format);
  return database.Write(batch, store::Database::Durability::kSynced);
}

// That a copy which is there already has as many partitions. Asked before it is opened with tables for
// others, which would stay.
absl::Status CheckPartitions(const KafkaOptions& options, const std::string& log_id, int partitions) {
  const auto names = store::Database::TableNames(options.directory);
  if (!names.ok()) return absl::OkStatus();  // opening says what is wrong, if anything
  const int there = records::PartitionsOf(*names);
  if (there == partitions) return absl::OkStatus();
  store::Options store_options;
  store_options.tables = records::TablesOf(there);
  const auto database = store::Database::Open(options.directory, store_options);
  if (!database.ok()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto id, (*database)->Get(records::kMeta, records::kIdKey));
  ASSIGN_OR_RETURN(const auto count, (*database)->Get(records::kMeta, records::kPartitionsKey));
  // One whose making was interrupted says nothing yet.
  if (id != log_id || !count || *count == std::to_string(partitions)) return absl::OkStatus();
  return PartitionsChanged(
      absl::StatusCode::kFailedPrecondition, options.topic,
      base::StrCat("The topic ", options.topic, " had ", *count, " partitions when ", options.directory,
                   " became its copy, and is now taken to have ", partitions));
}

// What the copy in `database` has of an index of event ids. Says in a new one what it is.
absl::StatusOr<records::Ids> CheckMeta(const KafkaOptions& options, const std::string& log_id, int partitions,
                                       store::Database& database) {
  ASSIGN_OR_RETURN(const auto format, database.Get(records::kMeta, records::kFormatKey));
  ASSIGN_OR_RETURN(const auto id, database.Get(records::kMeta, records::kIdKey));
  ASSIGN_OR_RETURN(const auto count, database.Get(records::kMeta, records::kPartitionsKey));
  if (!format && !id && !count) {
    store::Batch batch;
    batch.Put(records::kMeta, records::kFormatKey, options.index_event_ids ? kReplicaFormat : kWithoutIds);
    batch.Put(records::kMeta, records::kIdKey, log_id);
    batch.Put(records::kMeta, records::kPartitionsKey, std::to_string(partitions));
    RETURN_IF_ERROR(database.Write(batch, store::Database::Durability::kSynced));
    return options.index_event_ids ? records::Ids::kKept : records::Ids::kLeftOut;
  }
  const bool without_ids = format == kWithoutIds;
  if ((format != kReplicaFormat && !without_ids) || id != log_id || count != std::to_string(partitions)) {
    return base::Refuse(
        absl::StatusCode::kFailedPrecondition, "OTHER_LOG",
        base::StrCat("The directory ", options.directory,
                     " has a copy of another log. Give this one a directory of its own, or remove it."),
        {{"directory", options.directory}});
  }
  if (!without_ids) return records::Ids::kKept;
  return options.index_event_ids ? records::Ids::kMadeAnew : records::Ids::kLeftOut;
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
  RETURN_IF_ERROR(CheckPartitions(options, log_id, partitions));
  store::Options store_options;
  store_options.tables = records::TablesOf(partitions);
  store_options.block_cache_bytes = options.block_cache_bytes;
  store_options.memtable_bytes = options.memtable_bytes;
  auto database = store::Database::Open(options.directory, store_options);
  if (!database.ok()) return database.status();
  ASSIGN_OR_RETURN(const records::Ids ids, CheckMeta(options, log_id, partitions, **database));
  std::unique_ptr<Replica> replica(new Replica(partitions));
  ASSIGN_OR_RETURN(const std::vector<Offset> ends, records::FindEnds(**database, partitions));
  for (size_t i = 0; i < ends.size(); ++i) replica->records_.ends[i] = ends[i].value();
  if (ids == records::Ids::kMadeAnew && options.say) {
    options.say(5, base::StrCat("the copy of the log in ", options.directory,
                                " has no index of event ids; it is being made"));
  }
  ASSIGN_OR_RETURN(replica->records_.index, records::Index::Open(**database, ends, ids));
  if (ids == records::Ids::kMadeAnew) {
    // Only now is it whole, and only what is on disk counts.
    RETURN_IF_ERROR((*database)->Flush());
    RETURN_IF_ERROR(WriteFormat(kReplicaFormat, **database));
  }
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
  // Nobody is promised that the copy is durable; what is lost is lost from its end, of all tables together.
  RETURN_IF_ERROR(records_.database->Write(batch, store::Database::Durability::kUnlogged));
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
