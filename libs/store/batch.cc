#include "libs/store/batch.h"

#include <cstring>

#include "libs/base/check.h"
#include "libs/store/counter_value.h"
#include "libs/store/rocks_status.h"

namespace praksis::store {
namespace {

using Kind = OperationKind;

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

Operation TakeOperation(const char*& next) {
  Header header{};
  std::memcpy(&header, next, sizeof(header));
  next += sizeof(header);
  const Operation operation = {.kind = header.kind,
                               .table = header.table,
                               .key = {next, header.key_size},
                               .value = {next + header.key_size, header.value_size}};
  next += header.key_size + header.value_size;
  return operation;
}

void CopyParts(std::string_view value, std::vector<rocksdb::Slice>& parts) {
  parts.clear();
  for (size_t at = 0; at < value.size(); at += sizeof(std::string_view)) {
    std::string_view part;
    std::memcpy(&part, value.data() + at, sizeof(std::string_view));
    parts.emplace_back(part.data(), part.size());
  }
}

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
void Batch::Append(Table table, std::string_view key, std::span<const std::string_view> parts) {
  const std::string_view value(reinterpret_cast<const char*>(parts.data()), parts.size_bytes());
  AppendOperation(Kind::kMergeParts, table, key, value, rep_->operations);
  for (const std::string_view part : parts) rep_->borrowed_bytes += part.size();
}
void Batch::Clear() {
  rep_->operations.clear();
  rep_->borrowed_bytes = 0;
}
bool Batch::empty() const { return rep_->operations.empty(); }
size_t Batch::size() const { return rep_->operations.size() + rep_->borrowed_bytes; }

rocksdb::Status Batch::Rep::Build(const std::vector<rocksdb::ColumnFamilyHandle*>& families,
                                  rocksdb::WriteBatch& out) const {
  std::vector<rocksdb::Slice> parts;
  const char* next = operations.data();
  const char* const end = next + operations.size();
  while (next < end) {
    const Operation operation = TakeOperation(next);
    PRAKSIS_CHECK(operation.table < families.size(), "table=", operation.table, " of ", families.size());
    const rocksdb::Slice key = ToSlice(operation.key);
    const rocksdb::Slice value = ToSlice(operation.value);
    rocksdb::ColumnFamilyHandle* const family = families[operation.table];
    rocksdb::Status status;
    switch (operation.kind) {
      case Kind::kPut:
        status = out.Put(family, key, value);
        break;
      case Kind::kDelete:
        status = out.Delete(family, key);
        break;
      case Kind::kMerge:
        status = out.Merge(family, key, value);
        break;
      case Kind::kMergeParts:
        CopyParts(operation.value, parts);
        status = out.Merge(family, rocksdb::SliceParts(&key, 1),
                           rocksdb::SliceParts(parts.data(), static_cast<int>(parts.size())));
        break;
    }
    if (!status.ok()) return status;
  }
  return rocksdb::Status::OK();
}

}  // namespace praksis::store
