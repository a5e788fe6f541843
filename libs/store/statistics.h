// How a database is doing, as RocksDB tells it: what /metrics shows of it.
#ifndef PRAKSIS_LIBS_STORE_STATISTICS_H_
#define PRAKSIS_LIBS_STORE_STATISTICS_H_

#include <cstdint>

namespace praksis::store {

struct Statistics {
  // Not yet in table files.
  int64_t memtable_bytes = 0;
  int64_t memtables_waiting = 0;  // for their flush
  // Live table files, and all of them: those that a cursor or snapshot still needs are not live.
  int64_t live_file_bytes = 0;
  int64_t file_bytes = 0;
  // Files that compactions have not looked at yet; writes wait where they become many.
  int64_t level0_files = 0;
  int64_t compaction_pending_bytes = 0;
  int64_t flushes_running = 0;
  int64_t compactions_running = 0;
  int64_t block_cache_bytes = 0;
  int64_t block_cache_capacity_bytes = 0;
  bool writes_stopped = false;
  // At which writes are held back, in bytes a second; 0 where they are not.
  int64_t delayed_write_rate = 0;

  // Since the database was opened.
  int64_t block_cache_hits = 0;
  int64_t block_cache_misses = 0;
  int64_t bytes_written = 0;
  int64_t bytes_read = 0;
  int64_t write_stall_micros = 0;
  int64_t wal_syncs = 0;
  int64_t compaction_bytes_read = 0;
  int64_t compaction_bytes_written = 0;
  int64_t flush_bytes_written = 0;
};

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_STATISTICS_H_
