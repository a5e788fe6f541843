#include "libs/store/counters.h"

#include <cstdint>
#include <optional>
#include <string>

#include "libs/store/counter_value.h"
#include "libs/store/rocks_status.h"

namespace praksis::store {
namespace {

class Addition final : public rocksdb::AssociativeMergeOperator {
 public:
  bool Merge(const rocksdb::Slice& key, const rocksdb::Slice* existing, const rocksdb::Slice& operand,
             std::string* result, rocksdb::Logger* logger) const override {
    const std::optional<int64_t> sum = existing == nullptr ? 0 : DecodeCounter(ToView(*existing));
    const std::optional<int64_t> delta = DecodeCounter(ToView(operand));
    if (!sum || !delta) return false;  // RocksDB then answers reads of the row with Corruption.
    // Unsigned: sums wrap instead of being undefined.
    *result =
        EncodeCounter(static_cast<int64_t>(static_cast<uint64_t>(*sum) + static_cast<uint64_t>(*delta)));
    return true;
  }
  const char* Name() const override { return "praksis.CounterAddition"; }
};

// Dropping a 0 is right whatever else there is of the row: adding to nothing and adding to 0 give the same,
// and readers take both for absent. For that reason snapshots need not be spared either.
class ZeroFilter final : public rocksdb::CompactionFilter {
 public:
  Decision FilterV2(int level, const rocksdb::Slice& key, ValueType type, const rocksdb::Slice& value,
                    std::string* new_value, std::string* skip_until) const override {
    return DecodeCounter(ToView(value)) == 0 ? Decision::kRemove : Decision::kKeep;
  }
  const char* Name() const override { return "praksis.ZeroCounterFilter"; }
};

}  // namespace

std::shared_ptr<rocksdb::MergeOperator> CounterAddition() { return std::make_shared<Addition>(); }

const rocksdb::CompactionFilter* ZeroCounterFilter() {
  static const ZeroFilter* const filter = new ZeroFilter;  // RocksDB's threads may use it until the very end.
  return filter;
}

}  // namespace praksis::store
