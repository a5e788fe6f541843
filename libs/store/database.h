// RocksDB behind a small typed interface. Only this folder includes RocksDB; everybody else speaks of tables,
// rows, batches and snapshots.
//
// A Database is a directory owned by this process. Rows are byte strings sorted bytewise. A table is a
// RocksDB column family; tables are named when the database is opened. Counters are rows whose value is an
// int64 that Batch::Add adds to; a counter that has come to 0 disappears in time and is always read as
// absent.
#ifndef PRAKSIS_LIBS_STORE_DATABASE_H_
#define PRAKSIS_LIBS_STORE_DATABASE_H_

#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/store/memory_disk.h"
#include "libs/store/statistics.h"

namespace praksis::store {

// Index into Options::tables.
enum class Table : int {};

struct TableOptions {
  std::string name;
  // Values are int64 counters (little endian): Batch::Add may be used, and zero means absent.
  bool counters = false;
  // Batch::Append may be used: values grow at their end.
  bool appendable = false;
  // Point look-ups are frequent: keep bloom filters.
  bool bloom = false;
  // Keys only grow and rows are mostly read in order: larger blocks.
  bool append_only = false;
};

// For tests: makes the files of a database fail. Thread-safe; may be changed while the database is open.
struct FileFaults {
  // The next sync of a WAL fails with EIO.
  std::atomic<bool> fail_wal_sync = false;
  // Appends to files fail with ENOSPC once this many more bytes were written, the last one half done, as on a
  // full disk.
  std::atomic<int64_t> space_left = std::numeric_limits<int64_t>::max();
};

struct Options {
  std::vector<TableOptions> tables;
  // Shared by all tables: blocks read from disk.
  size_t block_cache_bytes = size_t{64} << 20;
  // All tables' memtables together; flushed when reached.
  size_t memtable_bytes = size_t{64} << 20;
  bool create_if_missing = true;
  // Compress what is flushed, too, not only what compactions make of it: about half the bytes on disk at
  // first, for a third of the time of a flush.
  bool compress_flushed = true;
  // Flushes and compactions run where a processor has nothing else to do, until LeaveBackground. Not in
  // memory.
  bool background = false;
  // Nothing touches the machine's disk; for tests and simulation. The path is then only a name.
  bool in_memory = false;
  // Where an in-memory database has its files; null: on a disk of its own, which ends with it.
  std::shared_ptr<MemoryDisk> memory_disk;
  // A failed sync of the WAL ends the process. For a database that must not lose what it acknowledged: after
  // a failed fsync nobody knows what is on disk, and trying again answers OK without having written (the
  // kernel has dropped the dirty pages). Starting again reads the WAL and writes what it finds anew.
  bool sync_failure_is_fatal = false;
  // Tests only; not in memory.
  std::shared_ptr<FileFaults> faults;
};

// Changes that are applied all at once or not at all. Not thread-safe; reusable after Clear.
class Batch {
 public:
  Batch();
  ~Batch();
  Batch(Batch&&) noexcept;
  Batch& operator=(Batch&&) noexcept;

  void Put(Table table, std::string_view key, std::string_view value);
  void Delete(Table table, std::string_view key);
  // Adds `delta` to a counter (table with counters = true).
  void Add(Table table, std::string_view key, int64_t delta);
  // Adds `parts` at the end of the row's value, or of nothing where there is none (table with appendable =
  // true). They are not copied and must live until the batch is written or cleared.
  void Append(Table table, std::string_view key, std::span<const std::string_view> parts);
  void Clear();
  bool empty() const;
  // Approximate, in bytes.
  size_t size() const;

 private:
  friend class Database;
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

struct Row {
  std::string key;
  std::string value;
};

// Rows of one table whose keys begin with a prefix (or lie in a range), in order. Sees the state at its
// making. Not thread-safe.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool Valid() const = 0;
  virtual void Next() = 0;
  // Moves forward (or backward) to the first row at or after `key`.
  virtual void Seek(std::string_view key) = 0;
  // Moves to the last row at or before `key`; Valid() is false where there is none.
  virtual void SeekForPrev(std::string_view key) = 0;
  // Live until Next, Seek or destruction.
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  // Why Valid became false, if not for the end.
  virtual absl::Status status() const = 0;
};

// The database at one moment. Thread-safe. Must not outlive the database; long-lived ones keep old data on
// disk.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const = 0;
  // nothing for an absent counter or one that is 0.
  virtual absl::StatusOr<int64_t> GetCounter(Table table, std::string_view key) const = 0;
  // Rows with key >= begin, and < end unless end is empty, placed on the first one.
  virtual std::unique_ptr<Cursor> Scan(Table table, std::string_view begin, std::string_view end) const = 0;
};

class RocksSnapshot;

// Thread-safe.
class Database {
 public:
  // FAILED_PRECONDITION where somebody else holds the directory or it has tables that are not among
  // Options::tables; DATA_LOSS where it is damaged; NOT_FOUND where nothing is there and create_if_missing is
  // false; UNAVAILABLE where the disk does not let us. A table that is not there yet is made.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, const Options& options);
  // The tables of the database at `path` (not an in-memory one); NOT_FOUND where there is none.
  static absl::StatusOr<std::vector<std::string>> TableNames(const std::string& path);
  // What was written and not synced stays in the system's cache. Cursors and snapshots must be gone.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  enum class Durability {
    kSynced,    // On disk (fdatasync of the WAL) before Write returns.
    kBuffered,  // In the WAL, in the system's cache: survives the process, not the machine.
    kUnlogged,  // Lost in a crash until the next Flush; all or nothing per Flush across tables.
  };
  // Concurrent synced writes share a sync (group commit). What is visible has been synced, where that was
  // asked for.
  //   UNAVAILABLE  nothing was written: the database has been read-only since an earlier error, see Health.
  //   UNKNOWN      the disk failed (or filled up) in the middle: not visible now, and after reopening there
  //   or not.
  //                The database is read-only from then on.
  absl::Status Write(Batch& batch, Durability durability);
  // For very much at once: makes files of the batch and takes these in, past memory, which saves putting
  // every row in its place there and flushing it. All or nothing, on disk when this returns, and behind
  // everything that this thread has written before, which is on disk then, too. Waits while compactions do
  // not keep up. A row should be changed once; where it is not, the batch is written unlogged and flushed.
  //   UNAVAILABLE  nothing was written.
  absl::Status WriteAsFiles(Batch& batch);

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const;
  std::unique_ptr<Snapshot> MakeSnapshot() const;
  std::unique_ptr<Cursor> Scan(Table table, std::string_view begin, std::string_view end) const;
  // A scan of much that is not needed again soon: reads ahead `readahead_bytes` at a time, past the block
  // cache.
  std::unique_ptr<Cursor> ScanOnce(Table table, std::string_view begin, std::string_view end,
                                   size_t readahead_bytes) const;
  // The last row with begin <= key, and < end unless end is empty.
  absl::StatusOr<std::optional<Row>> Last(Table table, std::string_view begin, std::string_view end) const;
  // Everything in memory goes to disk, all tables atomically.
  absl::Status Flush();
  // Rewrites a table without what was overwritten or deleted. Takes as long as reading and writing it.
  absl::Status Compact(Table table);
  // Removes rows begin <= key < end.
  absl::Status DeleteRange(Table table, std::string_view begin, std::string_view end);
  // OK, or (UNAVAILABLE) the background error that has made the database read-only (disk full, say).
  absl::Status Health() const;
  // Tries to leave the state that Health tells of, after its cause is gone. What a Write answered with
  // UNKNOWN stays undecided: only for databases whose rows can be had again; a log is closed and opened.
  absl::Status Resume();
  // From now on so many bytes of blocks are kept, instead of Options::block_cache_bytes.
  void SetBlockCacheBytes(size_t bytes);
  // From now on flushes and compactions have the priority of any other database's; no return.
  void LeaveBackground();
  // How it is doing. Reads some twenty figures; not for every request.
  Statistics statistics() const;
  // RocksDB's own figure ("rocksdb.estimate-num-keys", …), if there is one.
  std::optional<uint64_t> Property(Table table, std::string_view name) const;

 private:
  friend class RocksSnapshot;
  struct Rep;
  explicit Database(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

// The smallest key after all keys that begin with `prefix`; empty if there is none.
std::string PrefixEnd(std::string_view prefix);

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_DATABASE_H_
