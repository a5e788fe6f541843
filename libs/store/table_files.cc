#include "libs/store/table_files.h"

#include <rocksdb/env.h>
#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/store/batch.h"
#include "libs/store/rocks_status.h"

namespace praksis::store {
namespace {

Operation At(const char* operation) { return TakeOperation(operation); }
std::string_view KeyAt(const char* operation) { return At(operation).key; }

bool IsMerge(OperationKind kind) {
  return kind == OperationKind::kMerge || kind == OperationKind::kMergeParts;
}

// Sorts by key and leaves the last change of each row. False where that is more than a change by itself.
bool SortAndReduce(std::vector<const char*>& operations) {
  const auto in_order = [](const char* a, const char* b) { return KeyAt(a) < KeyAt(b); };
  const auto not_before = [](const char* a, const char* b) { return KeyAt(a) >= KeyAt(b); };
  if (std::adjacent_find(operations.begin(), operations.end(), not_before) == operations.end()) return true;
  std::stable_sort(operations.begin(), operations.end(), in_order);
  size_t kept = 0;
  for (const char* const operation : operations) {
    if (kept == 0 || KeyAt(operations[kept - 1]) != KeyAt(operation)) {
      operations[kept++] = operation;
    } else if (IsMerge(At(operation).kind)) {
      return false;
    } else {
      operations[kept - 1] = operation;
    }
  }
  operations.resize(kept);
  return true;
}

// Compressed as what is flushed.
rocksdb::Options FileOptions(const rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family) {
  rocksdb::Options options = db.GetOptions(family);
  if (!options.compression_per_level.empty()) options.compression = options.compression_per_level.front();
  options.compression_per_level.clear();
  return options;
}

}  // namespace

TableFiles::TableFiles(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                       std::string directory, std::string prefix)
    : db_(db), families_(families), directory_(std::move(directory)), prefix_(std::move(prefix)) {}

TableFiles::~TableFiles() {
  for (const File& file : files_) db_.GetEnv()->DeleteFile(file.path).PermitUncheckedError();
}

rocksdb::Status TableFiles::Write(std::string_view operations) {
  std::vector<std::vector<const char*>> by_table(families_.size());
  const char* const end = operations.data() + operations.size();
  for (const char* next = operations.data(); next < end;) {
    const char* const begin = next;
    const Operation operation = TakeOperation(next);
    PRAKSIS_CHECK(operation.table < families_.size(), "table=", operation.table, " of ", families_.size());
    by_table[operation.table].push_back(begin);
  }
  for (auto& changes : by_table) {
    if (!SortAndReduce(changes)) return rocksdb::Status::NotSupported("a row is changed twice");
  }
  rocksdb::Status status = db_.GetEnv()->CreateDirIfMissing(directory_);
  for (size_t table = 0; table < by_table.size() && status.ok(); ++table) {
    if (!by_table[table].empty()) status = WriteTable(table, by_table[table]);
  }
  return status;
}

rocksdb::Status TableFiles::WriteTable(size_t table, const std::vector<const char*>& operations) {
  rocksdb::ColumnFamilyHandle* const family = families_[table];
  // Pages stay in the system's cache, where compactions read them soon.
  rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), FileOptions(db_, family), family,
                                /*invalidate_page_cache=*/false);
  files_.push_back({family, base::StrCat(directory_, "/", prefix_, "-", table, ".sst")});
  rocksdb::Status status = writer.Open(files_.back().path);
  for (size_t i = 0; i < operations.size() && status.ok(); ++i) {
    const Operation operation = At(operations[i]);
    switch (operation.kind) {
      case OperationKind::kPut:
        status = writer.Put(ToSlice(operation.key), ToSlice(operation.value));
        break;
      case OperationKind::kDelete:
        status = writer.Delete(ToSlice(operation.key));
        break;
      case OperationKind::kMerge:
        status = writer.Merge(ToSlice(operation.key), ToSlice(operation.value));
        break;
      case OperationKind::kMergeParts:
        CopyParts(operation.value, parts_);
        scratch_.clear();
        for (const rocksdb::Slice& part : parts_) scratch_.append(part.data(), part.size());
        status = writer.Merge(ToSlice(operation.key), scratch_);
        break;
    }
  }
  return status.ok() ? writer.Finish() : status;
}

rocksdb::Status TableFiles::TakeIn() {
  if (files_.empty()) return rocksdb::Status::OK();
  std::vector<rocksdb::IngestExternalFileArg> arguments;
  for (const File& file : files_) {
    rocksdb::IngestExternalFileArg& argument = arguments.emplace_back();
    argument.column_family = file.family;
    argument.external_files = {file.path};
    argument.options.move_files = true;
    argument.options.write_global_seqno = false;
  }
  return db_.IngestExternalFiles(arguments);
}

rocksdb::Status RemoveLeftTableFiles(rocksdb::Env& env, const std::string& directory) {
  if (env.FileExists(directory).IsNotFound()) return rocksdb::Status::OK();
  std::vector<std::string> names;
  rocksdb::Status status = env.GetChildren(directory, &names);
  for (size_t i = 0; status.ok() && i < names.size(); ++i) {
    status = env.DeleteFile(base::StrCat(directory, "/", names[i]));
  }
  return status;
}

}  // namespace praksis::store
