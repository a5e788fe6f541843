#include "libs/store/file_system.h"

#include <functional>
#include <string>
#include <utility>

#include "libs/base/check.h"

namespace praksis::store {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class WatchedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WatchedFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string name, bool is_wal,
              bool sync_failure_is_fatal, std::shared_ptr<FileFaults> faults)
      : FSWritableFileOwnerWrapper(std::move(file)),
        name_(std::move(name)),
        is_wal_(is_wal),
        fatal_(is_wal && sync_failure_is_fatal),
        faults_(std::move(faults)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (faults_ == nullptr) return target()->Append(data, options, context);
    const int64_t left = faults_->space_left.fetch_sub(static_cast<int64_t>(data.size()));
    if (left >= static_cast<int64_t>(data.size())) return target()->Append(data, options, context);
    if (left > 0) {
      IOStatus status = target()->Append(Slice(data.data(), left), options, context);
      if (!status.ok()) return status;
    }
    faults_->space_left = 0;
    return IOStatus::NoSpace(name_, "no space left (as asked for)");
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification, IODebugContext* context) override {
    if (faults_ != nullptr) return Append(data, options, context);
    return target()->Append(data, options, verification, context);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return Checked(Fails() ? Failure() : target()->Sync(options, context));
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Checked(Fails() ? Failure() : target()->Fsync(options, context));
  }

 private:
  bool Fails() { return is_wal_ && faults_ != nullptr && faults_->fail_wal_sync.exchange(false); }
  IOStatus Failure() const { return IOStatus::IOError(name_, "sync failed (as asked for)"); }
  IOStatus Checked(IOStatus status) const {
    PRAKSIS_CHECK(status.ok() || !fatal_, "The disk did not sync ", name_, " (", status.ToString(),
                  "); what was acknowledged must not rest on it. Check the disk, then start again.");
    return status;
  }

  const std::string name_;
  const bool is_wal_;
  const bool fatal_;
  const std::shared_ptr<FileFaults> faults_;
};

// A file of rows, which only flushes and compactions write.
class PiecemealFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  PiecemealFile(std::unique_ptr<rocksdb::FSWritableFile> file, const std::function<void()>& between_pieces)
      : FSWritableFileOwnerWrapper(std::move(file)), between_pieces_(between_pieces) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    between_pieces_();
    return target()->Append(data, options, context);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& verification, IODebugContext* context) override {
    between_pieces_();
    return target()->Append(data, options, verification, context);
  }

 private:
  const std::function<void()>& between_pieces_;  // of the file system, which outlives its files
};

class WatchedFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  WatchedFileSystem(bool sync_failure_is_fatal, std::shared_ptr<FileFaults> faults,
                    std::function<void()> between_pieces)
      : FileSystemWrapper(rocksdb::FileSystem::Default()),
        fatal_(sync_failure_is_fatal),
        faults_(std::move(faults)),
        between_pieces_(std::move(between_pieces)) {}

  const char* Name() const override { return "praksis.WatchedFileSystem"; }

  IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
    const bool is_wal = name.ends_with(".log");
    IOStatus status = target()->NewWritableFile(name, options, file, context);
    if (status.ok() && (is_wal || faults_ != nullptr)) {
      *file = std::make_unique<WatchedFile>(std::move(*file), name, is_wal, fatal_, faults_);
    }
    if (status.ok() && between_pieces_ && name.ends_with(".sst")) {
      *file = std::make_unique<PiecemealFile>(std::move(*file), between_pieces_);
    }
    return status;
  }

 private:
  const bool fatal_;
  const std::shared_ptr<FileFaults> faults_;
  const std::function<void()> between_pieces_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> MakeFileSystem(bool sync_failure_is_fatal,
                                                    std::shared_ptr<FileFaults> faults,
                                                    std::function<void()> between_pieces) {
  return std::make_shared<WatchedFileSystem>(sync_failure_is_fatal, std::move(faults),
                                             std::move(between_pieces));
}

}  // namespace praksis::store
