#include "libs/store/rocks_options.h"

#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <cstdarg>
#include <utility>

#include "libs/base/check.h"
#include "libs/store/appending.h"
#include "libs/store/counters.h"

namespace praksis::store {
namespace {

// For what is only in memory there is nothing to look into later.
class NoLog final : public rocksdb::Logger {
 public:
  using Logger::Logv;
  void Logv(const char* /*format*/, va_list /*arguments*/) override {}
};

}  // namespace

rocksdb::ColumnFamilyOptions FamilyOptions(const TableOptions& table, const Options& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions family;
  // The limit that counts is the one over all tables (db_write_buffer_size).
  family.write_buffer_size = options.memtable_bytes;
  family.max_write_buffer_number = 4;
  // What a table has reserved counts as what it holds, and all are flushed when that is too much: a log has a
  // table per partition, and RocksDB would reserve a MiB for each. In memory: many small databases.
  family.arena_block_size = options.in_memory ? size_t{16} << 10 : size_t{64} << 10;
  family.compression = rocksdb::kLZ4Compression;
  if (!options.compress_flushed) {
    family.compression_per_level = {rocksdb::kNoCompression, rocksdb::kLZ4Compression};
  }
  family.level_compaction_dynamic_level_bytes = true;
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = cache;
  blocks.cache_index_and_filter_blocks = true;
  blocks.pin_l0_filter_and_index_blocks_in_cache = true;
  blocks.format_version = 5;
  blocks.block_size = table.append_only ? size_t{32} << 10 : size_t{8} << 10;
  // In pieces, as the filter and the index of a whole file may be more than the cache keeps (DESIGN.md).
  blocks.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  blocks.partition_filters = table.bloom;
  if (table.bloom) {
    blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    family.memtable_prefix_bloom_size_ratio = 0.02;
    family.memtable_whole_key_filtering = true;
  }
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  PRAKSIS_CHECK(!table.counters || !table.appendable, "table ", table.name, " is to add in two ways");
  if (table.appendable) family.merge_operator = Appending();
  if (table.counters) {
    family.merge_operator = CounterAddition();
    family.compaction_filter = ZeroCounterFilter();
  }
  return family;
}

rocksdb::DBOptions DatabaseOptions(const Options& options, rocksdb::Env* env,
                                   std::shared_ptr<rocksdb::EventListener> listener) {
  rocksdb::DBOptions db;
  db.env = env;
  db.create_if_missing = options.create_if_missing;
  db.create_missing_column_families = true;
  db.listeners.push_back(std::move(listener));
  db.db_write_buffer_size = options.memtable_bytes;
  // A Flush is all or nothing across tables, which is what Durability::kUnlogged promises.
  db.atomic_flush = true;
  // Anything but a torn record at the very end of the WAL is damage and refused; kPointInTimeRecovery would
  // silently drop all synced data after the first bad record. A missing or shortened older WAL is damage,
  // too.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.track_and_verify_wals_in_manifest = true;
  db.recycle_log_file_num = 0;
  db.max_background_jobs = 2;
  db.max_open_files = 1024;
  db.bytes_per_sync = 1 << 20;
  // So much of a flush or a compaction is done between two looks whether to step back.
  if (options.background) db.writable_file_max_buffer_size = size_t{64} << 10;
  db.info_log_level = rocksdb::WARN_LEVEL;
  db.keep_log_file_num = 4;
  db.max_log_file_size = size_t{4} << 20;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  if (options.in_memory) {
    db.info_log = std::make_shared<NoLog>();
    // Threads that wait for disks together; here they would be all that opening costs.
    db.max_file_opening_threads = 1;
    // A MemoryDisk promises that destroying is killing.
    db.avoid_flush_during_shutdown = true;
  }
  return db;
}

}  // namespace praksis::store
