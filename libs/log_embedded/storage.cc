#include "libs/log_embedded/storage.h"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <optional>
#include <random>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_embedded/checkpoint.h"
#include "libs/log_records/records.h"
#include "libs/log_records/tables.h"
#include "praksis/v1/event.pb.h"

namespace praksis::log::embedded {
namespace {

namespace fs = std::filesystem;
using namespace records;

// Records at the end of each partition whose rows in all tables are compared at opening.
constexpr int64_t kCheckedAtOpening = 100;

std::string DatabasePath(const std::string& directory) { return directory + "/db"; }

template <typename... Args>
absl::Status Damage(const std::string& directory, const Args&... args) {
  return absl::DataLossError(base::StrCat("The log in ", directory, " is damaged: ", args...));
}

store::Options DatabaseOptions(const EmbeddedOptions& options, int partitions) {
  store::Options database;
  database.tables = TablesOf(partitions);
  database.block_cache_bytes = options.block_cache_bytes;
  database.memtable_bytes = options.memtable_bytes;
  database.sync_failure_is_fatal = true;
  database.faults = options.faults;
  return database;
}

absl::Status SyncDirectory(const std::string& directory) {
  const int file = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (file >= 0) close(file);
  return synced ? absl::OkStatus()
                : absl::UnavailableError(base::StrCat("the directory ", directory, " does not sync"));
}

std::string NewLogId() {
  std::random_device random;
  std::string bytes;
  for (int i = 0; i < 4; ++i) base::AppendBigEndian32(random(), bytes);
  return base::ToHex(bytes);
}

absl::Status MakeDatabase(const std::string& directory, const EmbeddedOptions& options) {
  const std::string path = DatabasePath(directory);
  const std::string fresh = path + ".new";
  std::error_code error;
  fs::create_directories(directory, error);
  fs::remove_all(fresh, error);
  {
    ASSIGN_OR_RETURN(const auto database,
                     store::Database::Open(fresh, DatabaseOptions(options, options.partitions)));
    store::Batch batch;
    batch.Put(kMeta, kFormatKey, kFormat);
    batch.Put(kMeta, kIdKey, NewLogId());
    batch.Put(kMeta, kPartitionsKey, std::to_string(options.partitions));
    RETURN_IF_ERROR(database->Write(batch, store::Database::Durability::kSynced));
  }
  RETURN_IF_ERROR(SyncDirectory(fresh));
  fs::rename(fresh, path, error);
  if (error)
    return absl::UnavailableError(base::StrCat("the database ", path, " cannot be made: ", error.message()));
  return SyncDirectory(directory);
}

absl::Status CheckMeta(const std::string& directory, int tables, const EmbeddedOptions& options,
                       Storage& storage) {
  ASSIGN_OR_RETURN(const auto format, storage.database->Get(kMeta, kFormatKey));
  ASSIGN_OR_RETURN(const auto id, storage.database->Get(kMeta, kIdKey));
  ASSIGN_OR_RETURN(const auto count, storage.database->Get(kMeta, kPartitionsKey));
  if (!format || !id || !count) return Damage(directory, "it does not say what it is");
  if (*format == kFormerFormat) {
    store::Batch batch;
    batch.Put(kMeta, kFormatKey, kFormat);
    RETURN_IF_ERROR(storage.database->Write(batch, store::Database::Durability::kSynced));
  } else if (*format != kFormat) {
    return absl::FailedPreconditionError(base::StrCat("The log in ", directory, " has format ", *format,
                                                      "; this program reads format ", kFormat));
  }
  if (id->size() != 32) return Damage(directory, "its id is ", *id);
  if (*count != std::to_string(tables)) {
    return Damage(directory, "it was made with ", *count, " partitions and has ", tables);
  }
  if (options.partitions != 0 && options.partitions != tables) {
    return absl::FailedPreconditionError(base::StrCat(
        "The log in ", directory, " has ", tables, " partitions, not ", options.partitions,
        "; their number is fixed when a log is made. Open it with ", tables, ", or copy it to a new one"));
  }
  storage.log_id = *id;
  return absl::OkStatus();
}

absl::Status CheckRecord(const std::string& directory, const Index& index, const Address& address,
                         std::string_view bytes) {
  const std::string where =
      base::StrCat("partition ", address.partition.value(), ", offset ", address.offset.value());
  v1::Event event;
  if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return Damage(directory, where, " is no event");
  ASSIGN_OR_RETURN(const auto by_stream, index.Read(StreamId(event.stream()), Version(event.version())));
  ASSIGN_OR_RETURN(const auto by_id, index.Find(EventId(event.event_id())));
  if (by_stream.empty() || by_stream.front() != address || by_id != address)
    return Damage(directory, where, " is not what the indexes say");
  return absl::OkStatus();
}

absl::Status CheckTails(const std::string& directory, const Storage& storage) {
  for (size_t i = 0; i < storage.ends.size(); ++i) {
    const PartitionId partition(static_cast<int64_t>(i));
    int64_t offset = std::max<int64_t>(0, storage.ends[i].value() - kCheckedAtOpening);
    const auto cursor = storage.database->Scan(Events(partition), EventKey(Offset(offset)), "");
    for (; cursor->Valid(); cursor->Next(), ++offset) {
      if (ParseEventKey(cursor->key()) != Offset(offset)) {
        return Damage(directory, "partition ", i, " has no record at offset ", offset);
      }
      RETURN_IF_ERROR(CheckRecord(directory, *storage.index, {partition, Offset(offset)}, cursor->value()));
    }
    RETURN_IF_ERROR(cursor->status());
  }
  return absl::OkStatus();
}

absl::Status CheckAgainstCheckpoint(const std::string& directory, const Storage& storage) {
  const std::optional<Checkpoint> checkpoint = ReadCheckpoint(CheckpointPath(directory));
  if (!checkpoint) return absl::OkStatus();
  if (checkpoint->log_id != storage.log_id || checkpoint->ends.size() != storage.ends.size()) {
    return Damage(directory, "its checkpoint is of another log (", checkpoint->log_id,
                  "). If the database was put there on purpose, remove ", CheckpointPath(directory));
  }
  for (size_t i = 0; i < storage.ends.size(); ++i) {
    if (storage.ends[i] < checkpoint->ends[i]) {
      return Damage(directory, "partition ", i, " ends at ", storage.ends[i].value(), " and had got to ",
                    checkpoint->ends[i].value(),
                    "; acknowledged records are missing. To go on from an older copy of "
                    "the database nevertheless, remove ",
                    CheckpointPath(directory));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::string CheckpointPath(const std::string& directory) { return directory + "/checkpoint"; }

absl::Status CheckFreeSpace(const std::string& directory, int64_t bytes) {
  std::error_code error;
  const fs::space_info space = fs::space(directory, error);
  if (error || space.available >= static_cast<uintmax_t>(bytes)) return absl::OkStatus();
  return absl::UnavailableError(base::StrCat("the disk of ", directory, " has ", space.available >> 20,
                                             " MiB left and the log keeps ", bytes >> 20,
                                             " MiB free; make room and it goes on by itself"));
}

absl::StatusOr<Storage> OpenStorage(const std::string& directory, const EmbeddedOptions& options) {
  const std::string path = DatabasePath(directory);
  auto names = store::Database::TableNames(path);
  if (absl::IsNotFound(names.status())) {
    if (options.partitions == 0) return absl::NotFoundError(base::StrCat("there is no log in ", directory));
    RETURN_IF_ERROR(MakeDatabase(directory, options));
    names = store::Database::TableNames(path);
  }
  if (!names.ok()) return names.status();
  const int partitions = PartitionsOf(*names);

  Storage storage;
  store::Options database_options = DatabaseOptions(options, partitions);
  database_options.create_if_missing = false;
  ASSIGN_OR_RETURN(storage.database, store::Database::Open(path, database_options));
  RETURN_IF_ERROR(CheckMeta(directory, partitions, options, storage));
  auto ends = FindEnds(*storage.database, partitions);
  if (absl::IsDataLoss(ends.status())) return Damage(directory, ends.status().message());
  if (!ends.ok()) return ends.status();
  storage.ends = *std::move(ends);
  RETURN_IF_ERROR(CheckAgainstCheckpoint(directory, storage));
  auto index = Index::Open(*storage.database, storage.ends);
  if (absl::IsDataLoss(index.status())) return Damage(directory, index.status().message());
  if (!index.ok()) return index.status();
  storage.index = *std::move(index);
  RETURN_IF_ERROR(CheckTails(directory, storage));
  return storage;
}

}  // namespace praksis::log::embedded
