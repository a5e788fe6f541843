// The rows of a batch as table files, which a database takes in as they are. Internal to libs/store.
#ifndef PRAKSIS_LIBS_STORE_TABLE_FILES_H_
#define PRAKSIS_LIBS_STORE_TABLE_FILES_H_

#include <rocksdb/db.h>
#include <rocksdb/status.h>

#include <string>
#include <string_view>
#include <vector>

namespace praksis::store {

// One file for each table that the batch changes. Not thread-safe.
class TableFiles {
 public:
  // `directory` is on the database's disk; `families` are by table. Files are named after `prefix`, which
  // nobody else has.
  TableFiles(rocksdb::DB& db, const std::vector<rocksdb::ColumnFamilyHandle*>& families,
             std::string directory, std::string prefix);
  // Removes what was not taken in.
  ~TableFiles();
  TableFiles(const TableFiles&) = delete;
  TableFiles& operator=(const TableFiles&) = delete;

  // Writes and syncs the operations of a batch (batch.h), which must be unchanged until this returns.
  // NotSupported where a row is changed twice and the later change builds on the earlier one: a file has one
  // change for a row.
  rocksdb::Status Write(std::string_view operations);
  // The database has all of them, or none. They are behind everything that was written before.
  rocksdb::Status TakeIn();

 private:
  struct File {
    rocksdb::ColumnFamilyHandle* family;
    std::string path;
  };

  rocksdb::Status WriteTable(size_t table, const std::vector<const char*>& operations);

  rocksdb::DB& db_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& families_;
  const std::string directory_;
  const std::string prefix_;
  std::vector<File> files_;
  std::vector<rocksdb::Slice> parts_;
  std::string scratch_;
};

// Removes what a process that was killed has left in `directory`. It must be gone: what was taken in already
// may be the database's own file by another name, and the next one of that name would be written over it.
rocksdb::Status RemoveLeftTableFiles(rocksdb::Env& env, const std::string& directory);

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_TABLE_FILES_H_
