#include "libs/store/memory_disk.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/store/memory_file_system.h"

namespace praksis::store {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Nobody reads what RocksDB notes about a database's options, and writing it, reading it again and comparing
// is most of what opening one costs. RocksDB goes on without it.
bool IsOptionsFile(const std::string& name) { return name.find("/OPTIONS-") != std::string::npos; }

template <typename Disk>
class MemoryFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  MemoryFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string name, Disk& disk)
      : FSWritableFileOwnerWrapper(std::move(file)), name_(std::move(name)), disk_(disk) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    disk_.Appended(name_, data.size());
    return target()->Append(data, options, context);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*verification*/, IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    disk_.Synced(name_);
    return target()->Sync(options, context);
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Sync(options, context);
  }

 private:
  const std::string name_;
  Disk& disk_;
};

}  // namespace

MemoryDisk::FileSystem::FileSystem(std::unique_ptr<rocksdb::Env> memory)
    : FileSystemWrapper(memory->GetFileSystem()), memory_(std::move(memory)) {}

void MemoryDisk::FileSystem::Appended(const std::string& name, size_t bytes) {
  const std::lock_guard lock(mutex_);
  unsynced_[name] += bytes;
}

void MemoryDisk::FileSystem::Synced(const std::string& name) {
  const std::lock_guard lock(mutex_);
  unsynced_.erase(name);
}

IOStatus MemoryDisk::FileSystem::NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                                 std::unique_ptr<rocksdb::FSWritableFile>* file,
                                                 IODebugContext* context) {
  if (IsOptionsFile(name)) return IOStatus::NotSupported("options are not kept");
  IOStatus status = target()->NewWritableFile(name, options, file, context);
  if (!status.ok()) return status;
  Synced(name);
  *file = std::make_unique<MemoryFile<FileSystem>>(std::move(*file), name, *this);
  return status;
}

IOStatus MemoryDisk::FileSystem::ReuseWritableFile(const std::string& /*name*/,
                                                   const std::string& /*old_name*/,
                                                   const rocksdb::FileOptions& /*options*/,
                                                   std::unique_ptr<rocksdb::FSWritableFile>* /*file*/,
                                                   IODebugContext* /*context*/) {
  return IOStatus::NotSupported("files are not used again");
}

IOStatus MemoryDisk::FileSystem::DeleteFile(const std::string& name, const IOOptions& options,
                                            IODebugContext* context) {
  Synced(name);
  return target()->DeleteFile(name, options, context);
}

IOStatus MemoryDisk::FileSystem::RenameFile(const std::string& from, const std::string& to,
                                            const IOOptions& options, IODebugContext* context) {
  {
    const std::lock_guard lock(mutex_);
    unsynced_.erase(to);
    if (auto moved = unsynced_.extract(from); !moved.empty()) {
      moved.key() = to;
      unsynced_.insert(std::move(moved));
    }
  }
  return target()->RenameFile(from, to, options, context);
}

void MemoryDisk::FileSystem::LoseUnsynced(const std::function<size_t(size_t bytes)>& kept) {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, bytes] : unsynced_) {
    std::string content;
    rocksdb::Status status = rocksdb::ReadFileToString(memory_.get(), name, &content);
    PRAKSIS_CHECK(status.ok() && content.size() >= bytes, name, ": ", status.ToString());
    content.resize(content.size() - bytes + std::min(bytes, kept(bytes)));
    status = rocksdb::WriteStringToFile(memory_.get(), content, name);
    PRAKSIS_CHECK(status.ok(), name, ": ", status.ToString());
  }
  unsynced_.clear();
}

MemoryDisk::MemoryDisk()
    : file_system_(std::make_shared<FileSystem>(
          std::unique_ptr<rocksdb::Env>(rocksdb::NewMemEnv(rocksdb::Env::Default())))) {}
MemoryDisk::~MemoryDisk() = default;

void MemoryDisk::LoseUnsynced(const std::function<size_t(size_t bytes)>& kept) {
  file_system_->LoseUnsynced(kept);
}

}  // namespace praksis::store
