#include "libs/store/batch.h"

#include <cstring>

#include "libs/base/check.h"
#include "libs/store/counters.h"
#include "libs/store/rocks_status.h"

namespace praksis::store {
namespace {

enum class Kind : uint8_t { kPut, kDelete, kMerge };

struct Header {
  Kind kind;
  uint32_t table;
  uint32_t key_size;
  uint32_t value_size;
};

void AppendOperation(Kind kind, Table table, std::string_view key, std::string_view value, std::string& out) {
  const Header header{kind, static_cast<uint32_t>(table), static_cast<uint32_t>(key.size()),
                      static_cast<uint32_t>(value.size())};
  out.append(reinterpret_cast<const char*>(&header), sizeof(header));
  out.append(key);
  out.append(value);
}

}  // namespace

Batch::Batch() : rep_(std::make_unique<Rep>()) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

void Batch::Put(Table table, std::string_view key, std::string_view value) {
  AppendOperation(Kind::kPut, table, key, value, rep_->operations);
}
void Batch::Delete(Table table, std::string_view key) {
  AppendOperation(Kind::kDelete, table, key, {}, rep_->operations);
}
void Batch::Add(Table table, std::string_view key, int64_t delta) {
  AppendOperation(Kind::kMerge, table, key, EncodeCounter(delta), rep_->operations);
}
void Batch::Append(Table table, std::string_view key, std::string_view value) {
  AppendOperation(Kind::kMerge, table, key, value, rep_->operations);
}
void Batch::Clear() { rep_->operations.clear(); }
bool Batch::empty() const { return rep_->operations.empty(); }
size_t Batch::size() const { return rep_->operations.size(); }

rocksdb::Status Batch::Rep::Build(const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                                  rocksdb::WriteBatch& out) const {
  const char* next = operations.data();
  const char* const end = next + operations.size();
  while (next < end) {
    Header header{};
    std::memcpy(&header, next, sizeof(header));
    next += sizeof(header);
    PRAKSIS_CHECK(header.table < families.size(), "table=", header.table, " of ", families.size());
    const rocksdb::Slice key(next, header.key_size);
    const rocksdb::Slice value(next + header.key_size, header.value_size);
    next += header.key_size + header.value_size;
    rocksdb::ColumnFamilyHandle* const family = families[header.table];
    rocksdb::Status status;
    switch (header.kind) {
      case Kind::kPut:
        status = out.Put(family, key, value);
        break;
      case Kind::kDelete:
        status = out.Delete(family, key);
        break;
      case Kind::kMerge:
        status = out.Merge(family, key, value);
        break;
    }
    if (!status.ok()) return status;
  }
  return rocksdb::Status::OK();
}

}  // namespace praksis::store
