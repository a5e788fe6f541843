#include "libs/store/appending.h"

#include <deque>
#include <string>

namespace praksis::store {
namespace {

class Operator final : public rocksdb::MergeOperator {
 public:
  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    size_t bytes = in.existing_value == nullptr ? 0 : in.existing_value->size();
    for (const rocksdb::Slice& operand : in.operand_list) bytes += operand.size();
    std::string& value = out->new_value;
    value.clear();
    value.reserve(bytes);
    if (in.existing_value != nullptr) value.append(in.existing_value->data(), in.existing_value->size());
    for (const rocksdb::Slice& operand : in.operand_list) value.append(operand.data(), operand.size());
    return true;
  }
  // Operands alone: a compaction that does not see the beginning makes one of them.
  bool PartialMergeMulti(const rocksdb::Slice& key, const std::deque<rocksdb::Slice>& operands,
                         std::string* operand, rocksdb::Logger* logger) const override {
    operand->clear();
    for (const rocksdb::Slice& next : operands) operand->append(next.data(), next.size());
    return true;
  }
  const char* Name() const override { return "praksis.Appending"; }
};

}  // namespace

std::shared_ptr<rocksdb::MergeOperator> Appending() { return std::make_shared<Operator>(); }

}  // namespace praksis::store
