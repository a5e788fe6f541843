#include "libs/store/database.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/listener.h>
#include <rocksdb/statistics.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/store/batch.h"
#include "libs/store/counter_value.h"
#include "libs/store/cursor.h"
#include "libs/store/file_system.h"
#include "libs/store/filling.h"
#include "libs/store/memory_file_system.h"
#include "libs/store/rocks_options.h"
#include "libs/store/rocks_status.h"
#include "libs/store/table_files.h"
#include "libs/store/thread_pools.h"

namespace praksis::store {
namespace {

// Below the database's directory: files on their way into it.
constexpr char kFilesToTakeIn[] = "/taken-in";
// Between looks whether compactions have kept up.
constexpr auto kBetweenLooks = std::chrono::milliseconds(5);

// Remembers the error that made the database read-only.
class BackgroundError final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override {
    Set(*status);
  }
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override {
    if (info.new_bg_error.ok()) Clear();
  }

  void Set(const rocksdb::Status& error) {
    std::lock_guard lock(mutex_);
    if (error_.ok()) error_ = error;
  }
  void Clear() {
    std::lock_guard lock(mutex_);
    error_ = rocksdb::Status::OK();
  }
  absl::Status Get() const {
    std::lock_guard lock(mutex_);
    if (error_.ok()) return absl::OkStatus();
    return absl::UnavailableError(base::StrCat("the database accepts no writes",
                                               error_.IsNoSpace() ? " because the disk is full" : "", ": ",
                                               error_.ToString()));
  }

 private:
  mutable std::mutex mutex_;
  rocksdb::Status error_;  // guarded by mutex_
};

}  // namespace

struct Database::Rep {
  // Order matters: what is declared first is destroyed last.
  std::unique_ptr<rocksdb::Env> memory;  // of an in-memory database
  std::unique_ptr<ThreadPools> disk;     // of any other
  std::shared_ptr<BackgroundError> background_error = std::make_shared<BackgroundError>();
  std::shared_ptr<rocksdb::Cache> cache;
  std::shared_ptr<rocksdb::Statistics> statistics;
  std::vector<TableOptions> tables;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> families;     // by Table
  rocksdb::ColumnFamilyHandle* default_family = nullptr;  // unused, but RocksDB insists on it
  std::string files_to_take_in;                           // a directory
  std::atomic<int64_t> next_files = 0;
  // Batches written unlogged, counted when they are there, and how many of them are on disk.
  std::atomic<int64_t> unlogged = 0;
  std::mutex flushed_mutex;
  int64_t flushed = 0;  // guarded by flushed_mutex
  std::optional<Filling> filling;

  ~Rep() {
    if (db == nullptr) return;
    filling.reset();
    for (auto* family : families) db->DestroyColumnFamilyHandle(family);
    if (default_family != nullptr) db->DestroyColumnFamilyHandle(default_family);
    db->Close().PermitUncheckedError();
  }

  absl::Status Flush() {
    const int64_t there = unlogged;
    RETURN_IF_ERROR(ToStatus(db->Flush(rocksdb::FlushOptions(), families)));
    const std::lock_guard lock(flushed_mutex);
    flushed = std::max(flushed, there);
    return absl::OkStatus();
  }
  bool MemoryIsAhead() {
    const std::lock_guard lock(flushed_mutex);
    return flushed < unlogged;
  }

  size_t Index(Table table) const {
    const auto index = static_cast<size_t>(table);
    PRAKSIS_CHECK(index < families.size(), "table=", index, " of ", families.size());
    return index;
  }
  rocksdb::ColumnFamilyHandle* Family(Table table) const { return families[Index(table)]; }
  bool Counters(Table table) const { return tables[Index(table)].counters; }

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key,
                                                 const rocksdb::ReadOptions& options) const {
    rocksdb::PinnableSlice value;
    const rocksdb::Status status = db->Get(options, Family(table), ToSlice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return ToStatus(status);
    if (Counters(table) && DecodeCounter(ToView(value)) == 0) return std::nullopt;
    return std::optional<std::string>(std::in_place, value.data(), value.size());
  }
  std::unique_ptr<Cursor> Scan(Table table, std::string_view begin, std::string_view end,
                               const rocksdb::ReadOptions& options) const {
    return MakeCursor(*db, Family(table), options, Counters(table), begin, end);
  }
};

class RocksSnapshot final : public Snapshot {
 public:
  explicit RocksSnapshot(const Database::Rep& rep) : rep_(rep), snapshot_(rep.db->GetSnapshot()) {
    options_.snapshot = snapshot_;
  }
  ~RocksSnapshot() override { rep_.db->ReleaseSnapshot(snapshot_); }
  RocksSnapshot(const RocksSnapshot&) = delete;
  RocksSnapshot& operator=(const RocksSnapshot&) = delete;

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const override {
    return rep_.Get(table, key, options_);
  }
  absl::StatusOr<int64_t> GetCounter(Table table, std::string_view key) const override {
    PRAKSIS_CHECK(rep_.Counters(table), "table ", static_cast<int>(table), " has no counters");
    ASSIGN_OR_RETURN(const std::optional<std::string> bytes, Get(table, key));
    if (!bytes) return 0;
    const std::optional<int64_t> value = DecodeCounter(*bytes);
    if (!value) return absl::DataLossError(base::StrCat("a counter of ", bytes->size(), " bytes"));
    return *value;
  }
  std::unique_ptr<Cursor> Scan(Table table, std::string_view begin, std::string_view end) const override {
    return rep_.Scan(table, begin, end, options_);
  }

 private:
  const Database::Rep& rep_;
  const rocksdb::Snapshot* const snapshot_;
  rocksdb::ReadOptions options_;
};

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path, const Options& options) {
  auto rep = std::make_unique<Rep>();
  if (options.in_memory) {
    rep->memory = rocksdb::NewCompositeEnv(
        options.memory_disk == nullptr ? MemoryDisk().file_system_ : options.memory_disk->file_system_);
  } else {
    // The file system is part of what steps back.
    const auto pools = std::make_shared<ThreadPools*>(nullptr);
    std::function<void()> step_back;
    if (options.background) step_back = [pools] { (*pools)->StepBack(); };
    rep->disk = std::make_unique<ThreadPools>(
        rocksdb::NewCompositeEnv(
            MakeFileSystem(options.sync_failure_is_fatal, options.faults, std::move(step_back))),
        options.background);
    *pools = rep->disk.get();
    std::error_code error;
    if (options.create_if_missing) std::filesystem::create_directories(path, error);
    if (error) {
      return absl::UnavailableError(
          base::StrCat("the directory ", path, " cannot be made: ", error.message()));
    }
  }
  rep->tables = options.tables;
  rep->cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const TableOptions& table : options.tables) {
    descriptors.emplace_back(table.name, FamilyOptions(table, options, rep->cache));
  }
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, rocksdb::ColumnFamilyOptions());
  // What is in memory takes absolute paths only.
  const std::string name = options.in_memory ? base::StrCat("/", path) : path;
  rocksdb::DBOptions database_options = DatabaseOptions(
      options, options.in_memory ? rep->memory.get() : rep->disk.get(), rep->background_error);
  if (!options.in_memory) {
    rep->statistics = rocksdb::CreateDBStatistics();
    // Counters alone: times would read the clock at every turn.
    rep->statistics->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
    database_options.statistics = rep->statistics;
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(database_options, name, descriptors, &rep->families, &db);
  if (!status.ok()) return ToOpenStatus(status, path);
  rep->db.reset(db);
  rep->default_family = rep->families.back();
  rep->families.pop_back();
  rep->filling.emplace(*db, rep->families);
  rep->files_to_take_in = name + kFilesToTakeIn;
  const rocksdb::Status removed = RemoveLeftTableFiles(*db->GetEnv(), rep->files_to_take_in);
  if (!removed.ok()) return ToOpenStatus(removed, path);
  return std::unique_ptr<Database>(new Database(std::move(rep)));
}

absl::StatusOr<std::vector<std::string>> Database::TableNames(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path + "/CURRENT", error)) {
    return absl::NotFoundError(base::StrCat("there is no database at ", path));
  }
  std::vector<std::string> names;
  const rocksdb::Status status = rocksdb::DB::ListColumnFamilies(rocksdb::DBOptions(), path, &names);
  if (!status.ok()) return ToOpenStatus(status, path);
  std::erase(names, rocksdb::kDefaultColumnFamilyName);
  return names;
}

Database::Database(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Database::~Database() = default;

absl::Status Database::Write(Batch& batch, Durability durability) {
  RETURN_IF_ERROR(Health());
  rocksdb::WriteBatch writes(batch.size());
  if (const rocksdb::Status status = batch.rep_->Build(rep_->families, writes); !status.ok())
    return ToStatus(status);
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::kSynced;
  options.disableWAL = durability == Durability::kUnlogged;
  const rocksdb::Status status = rep_->db->Write(options, &writes);
  if (options.disableWAL) ++rep_->unlogged;
  if (status.ok()) return absl::OkStatus();
  // Whether RocksDB had begun with the WAL it does not say.
  rep_->background_error->Set(status);
  return absl::UnknownError(base::StrCat("the database: ", status.ToString()));
}

absl::Status Database::WriteAsFiles(Batch& batch) {
  RETURN_IF_ERROR(Health());
  TableFiles files(*rep_->db, rep_->families, rep_->files_to_take_in, base::StrCat(rep_->next_files++));
  const rocksdb::Status written = files.Write(batch.rep_->operations);
  if (written.IsNotSupported()) {
    RETURN_IF_ERROR(Write(batch, Durability::kUnlogged));
    return rep_->Flush();
  }
  if (!written.ok()) return absl::UnavailableError(base::StrCat("the database: ", written.ToString()));
  // What comes to disk now presupposes what is in memory alone.
  if (rep_->MemoryIsAhead()) RETURN_IF_ERROR(rep_->Flush());
  rep_->filling->Begin();
  uint64_t stopped = 0;
  while (rep_->db->GetIntProperty(rocksdb::DB::Properties::kIsWriteStopped, &stopped) && stopped != 0) {
    RETURN_IF_ERROR(Health());
    std::this_thread::sleep_for(kBetweenLooks);
  }
  const rocksdb::Status taken = files.TakeIn();
  if (!taken.ok()) return absl::UnavailableError(base::StrCat("the database: ", taken.ToString()));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> Database::Get(Table table, std::string_view key) const {
  return rep_->Get(table, key, rocksdb::ReadOptions());
}

std::unique_ptr<Snapshot> Database::MakeSnapshot() const { return std::make_unique<RocksSnapshot>(*rep_); }

std::unique_ptr<Cursor> Database::Scan(Table table, std::string_view begin, std::string_view end) const {
  return rep_->Scan(table, begin, end, rocksdb::ReadOptions());
}

std::unique_ptr<Cursor> Database::ScanOnce(Table table, std::string_view begin, std::string_view end,
                                           size_t readahead_bytes) const {
  rocksdb::ReadOptions options;
  options.readahead_size = readahead_bytes;
  options.fill_cache = false;
  return rep_->Scan(table, begin, end, options);
}

absl::StatusOr<std::optional<Row>> Database::Last(Table table, std::string_view begin,
                                                  std::string_view end) const {
  const rocksdb::Slice upper = ToSlice(end);
  rocksdb::ReadOptions options;
  if (!end.empty()) options.iterate_upper_bound = &upper;
  const std::unique_ptr<rocksdb::Iterator> iterator(rep_->db->NewIterator(options, rep_->Family(table)));
  iterator->SeekToLast();
  while (rep_->Counters(table) && iterator->Valid() && DecodeCounter(ToView(iterator->value())) == 0)
    iterator->Prev();
  if (!iterator->status().ok()) return ToStatus(iterator->status());
  if (!iterator->Valid() || ToView(iterator->key()) < begin) return std::nullopt;
  return Row{iterator->key().ToString(), iterator->value().ToString()};
}

absl::Status Database::Flush() {
  RETURN_IF_ERROR(Health());
  rep_->filling->End();
  return rep_->Flush();
}

absl::Status Database::Compact(Table table) {
  RETURN_IF_ERROR(Health());
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  return ToStatus(rep_->db->CompactRange(options, rep_->Family(table), nullptr, nullptr));
}

absl::Status Database::DeleteRange(Table table, std::string_view begin, std::string_view end) {
  RETURN_IF_ERROR(Health());
  return ToStatus(
      rep_->db->DeleteRange(rocksdb::WriteOptions(), rep_->Family(table), ToSlice(begin), ToSlice(end)));
}

absl::Status Database::Health() const { return rep_->background_error->Get(); }

absl::Status Database::Resume() {
  const rocksdb::Status status = rep_->db->Resume();
  if (!status.ok()) return ToStatus(status);
  rep_->background_error->Clear();
  return absl::OkStatus();
}

void Database::SetBlockCacheBytes(size_t bytes) { rep_->cache->SetCapacity(bytes); }

void Database::LeaveBackground() {
  if (rep_->disk != nullptr) rep_->disk->LeaveBackground();
}

Statistics Database::statistics() const {
  rocksdb::DB& db = *rep_->db;
  const auto sum = [&](const std::string& name) {
    uint64_t value = 0;
    return db.GetAggregatedIntProperty(name, &value) ? static_cast<int64_t>(value) : 0;
  };
  // Of the database as a whole, which every table tells alike.
  const auto whole = [&](const std::string& name) {
    uint64_t value = 0;
    return db.GetIntProperty(name, &value) ? static_cast<int64_t>(value) : 0;
  };
  const auto ticker = [&](uint32_t which) {
    return rep_->statistics == nullptr ? 0 : static_cast<int64_t>(rep_->statistics->getTickerCount(which));
  };
  using Properties = rocksdb::DB::Properties;
  Statistics statistics{.memtable_bytes = sum(Properties::kCurSizeAllMemTables),
                        .memtables_waiting = sum(Properties::kNumImmutableMemTable),
                        .live_file_bytes = sum(Properties::kLiveSstFilesSize),
                        .file_bytes = sum(Properties::kTotalSstFilesSize),
                        .compaction_pending_bytes = sum(Properties::kEstimatePendingCompactionBytes),
                        .flushes_running = whole(Properties::kNumRunningFlushes),
                        .compactions_running = whole(Properties::kNumRunningCompactions),
                        .block_cache_bytes = static_cast<int64_t>(rep_->cache->GetUsage()),
                        .block_cache_capacity_bytes = static_cast<int64_t>(rep_->cache->GetCapacity()),
                        .writes_stopped = whole(Properties::kIsWriteStopped) != 0,
                        .delayed_write_rate = whole(Properties::kActualDelayedWriteRate),
                        .block_cache_hits = ticker(rocksdb::BLOCK_CACHE_HIT),
                        .block_cache_misses = ticker(rocksdb::BLOCK_CACHE_MISS),
                        .bytes_written = ticker(rocksdb::BYTES_WRITTEN),
                        .bytes_read = ticker(rocksdb::BYTES_READ),
                        .write_stall_micros = ticker(rocksdb::STALL_MICROS),
                        .wal_syncs = ticker(rocksdb::WAL_FILE_SYNCED),
                        .compaction_bytes_read = ticker(rocksdb::COMPACT_READ_BYTES),
                        .compaction_bytes_written = ticker(rocksdb::COMPACT_WRITE_BYTES),
                        .flush_bytes_written = ticker(rocksdb::FLUSH_WRITE_BYTES)};
  for (rocksdb::ColumnFamilyHandle* const family : rep_->families) {
    std::string files;
    if (db.GetProperty(family, Properties::kNumFilesAtLevelPrefix + "0", &files)) {
      statistics.level0_files += std::strtoll(files.c_str(), nullptr, 10);
    }
  }
  return statistics;
}

std::optional<uint64_t> Database::Property(Table table, std::string_view name) const {
  uint64_t value = 0;
  if (!rep_->db->GetIntProperty(rep_->Family(table), ToSlice(name), &value)) return std::nullopt;
  return value;
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(end.back() + 1);
  return end;
}

}  // namespace praksis::store
