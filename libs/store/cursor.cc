#include "libs/store/cursor.h"

#include <algorithm>
#include <string>

#include "libs/store/counter_value.h"
#include "libs/store/rocks_status.h"

namespace praksis::store {
namespace {

class RocksCursor final : public Cursor {
 public:
  RocksCursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family, rocksdb::ReadOptions options,
              bool counters, std::string_view begin, std::string_view end)
      : counters_(counters), begin_(begin), begin_slice_(begin_), end_(end), end_slice_(end_) {
    if (!begin_.empty()) options.iterate_lower_bound = &begin_slice_;
    if (!end_.empty()) options.iterate_upper_bound = &end_slice_;
    iterator_.reset(db.NewIterator(options, family));
    Seek(begin_);
  }

  bool Valid() const override { return iterator_->Valid(); }
  void Next() override {
    iterator_->Next();
    SkipZeros();
  }
  void Seek(std::string_view key) override {
    iterator_->Seek(ToSlice(std::max<std::string_view>(key, begin_)));
    SkipZeros();
  }
  void SeekForPrev(std::string_view key) override {
    iterator_->SeekForPrev(ToSlice(key));
    while (counters_ && iterator_->Valid() && DecodeCounter(value()) == 0) iterator_->Prev();
  }
  std::string_view key() const override { return ToView(iterator_->key()); }
  std::string_view value() const override { return ToView(iterator_->value()); }
  absl::Status status() const override { return ToStatus(iterator_->status()); }

 private:
  void SkipZeros() {
    if (!counters_) return;
    while (iterator_->Valid() && DecodeCounter(value()) == 0) iterator_->Next();
  }

  const bool counters_;
  // RocksDB keeps pointers to the slices for as long as the iterator lives.
  const std::string begin_;
  const rocksdb::Slice begin_slice_;
  const std::string end_;
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

}  // namespace

std::unique_ptr<Cursor> MakeCursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* family,
                                   rocksdb::ReadOptions options, bool counters, std::string_view begin,
                                   std::string_view end) {
  return std::make_unique<RocksCursor>(db, family, std::move(options), counters, begin, end);
}

}  // namespace praksis::store
