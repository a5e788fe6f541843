// What a Batch holds. Internal to libs/store.
//
// A Batch is made before anybody knows in which database it ends up, and tables get their column family's
// number from the database; so operations are kept as bytes and become a rocksdb::WriteBatch, or files, when
// they are written:
//   operation := kind(1 byte) table(uint32) key_size(uint32) value_size(uint32) key value      (host byte
//   order)
// Where the kind is kMergeParts, value is a std::string_view for each part.
#ifndef PRAKSIS_LIBS_STORE_BATCH_H_
#define PRAKSIS_LIBS_STORE_BATCH_H_

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "libs/store/database.h"

namespace praksis::store {

enum class OperationKind : uint8_t { kPut, kDelete, kMerge, kMergeParts };

// Views of the batch.
struct Operation {
  OperationKind kind;
  uint32_t table;
  std::string_view key;
  std::string_view value;
};

// The operation that begins at `next`, which is moved to the one after it.
Operation TakeOperation(const char*& next);
// The parts that an operation of kind kMergeParts refers to.
void CopyParts(std::string_view value, std::vector<rocksdb::Slice>& parts);

struct Batch::Rep {
  std::string operations;
  // In parts that are somewhere else.
  size_t borrowed_bytes = 0;

  // Appends the operations to `out`.
  rocksdb::Status Build(const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                        rocksdb::WriteBatch& out) const;
};

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_BATCH_H_
