// RocksDB behind a small typed interface. Only this folder includes RocksDB; everybody else speaks of tables, rows,
// batches and snapshots.
//
// A Database is a directory owned by this process. Rows are byte strings sorted bytewise. A table is a RocksDB
// column family; tables are named when the database is opened. Counters are rows whose value is an int64 that
// Batch::Add adds to; a counter that has come to 0 disappears in time and is always read as absent.
#ifndef PRAKSIS_LIBS_STORE_DATABASE_H_
#define PRAKSIS_LIBS_STORE_DATABASE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace praksis::store {

// Index into Options::tables.
enum class Table : int {};

struct TableOptions {
  std::string name;
  // Values are int64 counters (little endian): Batch::Add may be used, and zero means absent.
  bool counters = false;
  // Point look-ups are frequent: keep bloom filters.
  bool bloom = false;
};

struct Options {
  std::vector<TableOptions> tables;
  // Shared by all tables: blocks read from disk.
  size_t block_cache_bytes = size_t{64} << 20;
  // All tables' memtables together; flushed when reached.
  size_t memtable_bytes = size_t{64} << 20;
  bool create_if_missing = true;
  // Nothing touches the disk; for tests and simulation. The path is then only a name.
  bool in_memory = false;
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
  void Clear();
  bool empty() const;
  // Approximate, in bytes.
  size_t size() const;

 private:
  friend class Database;
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

// Rows of one table whose keys begin with a prefix (or lie in a range), in order. Sees the state at its making.
// Not thread-safe.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool Valid() const = 0;
  virtual void Next() = 0;
  // Moves forward (or backward) to the first row at or after `key`.
  virtual void Seek(std::string_view key) = 0;
  // Live until Next, Seek or destruction.
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  // Why Valid became false, if not for the end.
  virtual absl::Status status() const = 0;
};

// The database at one moment. Thread-safe. Must not outlive the database; long-lived ones keep old data on disk.
class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const = 0;
  // nothing for an absent counter or one that is 0.
  virtual absl::StatusOr<int64_t> GetCounter(Table table, std::string_view key) const = 0;
  // Rows with key >= begin, and < end unless end is empty, placed on the first one.
  virtual std::unique_ptr<Cursor> Scan(Table table, std::string_view begin, std::string_view end) const = 0;
};

// Thread-safe.
class Database {
 public:
  // FAILED_PRECONDITION where another process holds the directory; DATA_LOSS where it is damaged;
  // UNAVAILABLE where the disk does not let us.
  static absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& path, const Options& options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  enum class Durability {
    kSynced,     // On disk (fdatasync of the WAL) before Write returns.
    kBuffered,   // In the WAL, in the system's cache: survives the process, not the machine.
    kUnlogged,   // Lost in a crash until the next Flush; all or nothing per Flush across tables.
  };
  // Concurrent synced writes share a sync (group commit).
  absl::Status Write(Batch& batch, Durability durability);

  absl::StatusOr<std::optional<std::string>> Get(Table table, std::string_view key) const;
  std::unique_ptr<Snapshot> MakeSnapshot() const;
  std::unique_ptr<Cursor> Scan(Table table, std::string_view begin, std::string_view end) const;
  // Everything in memory goes to disk, all tables atomically.
  absl::Status Flush();
  // Removes rows begin <= key < end.
  absl::Status DeleteRange(Table table, std::string_view begin, std::string_view end);
  // OK, or the background error that has made the database read-only (disk full, say).
  absl::Status Health() const;
  // RocksDB's own figure ("rocksdb.estimate-num-keys", …), if there is one.
  std::optional<uint64_t> Property(Table table, std::string_view name) const;

 private:
  struct Rep;
  explicit Database(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

// The smallest key after all keys that begin with `prefix`; empty if there is none.
std::string PrefixEnd(std::string_view prefix);

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_DATABASE_H_
