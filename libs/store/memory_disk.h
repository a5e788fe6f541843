// A disk in memory: what is written to it survives the database, as files survive a process, and what was
// synced survives a power cut. For tests and the simulation, which kill what uses it and cut its power.
//
// Operation
//   A database is opened on it by Options::memory_disk. Destroying the database is like killing its process:
//   what it has not written yet is lost. Making, renaming and removing files counts as synced.
// Concurrency
//   Thread-safe. Databases on it share ownership of what they need.
// Limitations
//   Files are kept in memory until removed.
#ifndef PRAKSIS_LIBS_STORE_MEMORY_DISK_H_
#define PRAKSIS_LIBS_STORE_MEMORY_DISK_H_

#include <cstddef>
#include <functional>
#include <memory>

namespace praksis::store {

class MemoryDisk {
 public:
  MemoryDisk();
  ~MemoryDisk();
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  // The power goes: of what was appended to a file since its last sync only the first `kept(bytes)` bytes
  // remain. No database may be open. Asks in the order of the files' names, and only for files that have such
  // bytes.
  void LoseUnsynced(const std::function<size_t(size_t bytes)>& kept);

 private:
  friend class Database;
  class FileSystem;
  // Shared with the databases opened on it.
  std::shared_ptr<FileSystem> file_system_;
};

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_MEMORY_DISK_H_
