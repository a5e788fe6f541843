// The file system behind a MemoryDisk: RocksDB's own in memory, watched for what has not been synced.
// Internal to libs/store.
#ifndef PRAKSIS_LIBS_STORE_MEMORY_FILE_SYSTEM_H_
#define PRAKSIS_LIBS_STORE_MEMORY_FILE_SYSTEM_H_

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "libs/store/memory_disk.h"

namespace praksis::store {

class MemoryDisk::FileSystem final : public rocksdb::FileSystemWrapper {
 public:
  // `memory` is the environment whose file system is wrapped.
  explicit FileSystem(std::unique_ptr<rocksdb::Env> memory);

  const char* Name() const override { return "praksis.MemoryDisk"; }

  void LoseUnsynced(const std::function<size_t(size_t bytes)>& kept);

  // By the files themselves, as they are written.
  void Appended(const std::string& name, size_t bytes);
  void Synced(const std::string& name);

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* context) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* context) override;

 private:
  const std::unique_ptr<rocksdb::Env> memory_;
  std::mutex mutex_;
  // Bytes appended since the last sync, where there are any.
  std::map<std::string, size_t> unsynced_;  // guarded by mutex_
};

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_MEMORY_FILE_SYSTEM_H_
