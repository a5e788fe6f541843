#include "libs/log_embedded/reader.h"

#include <algorithm>
#include <optional>

#include "libs/base/strings.h"
#include "libs/log_embedded/tables.h"

namespace praksis::log::embedded {
namespace {

// Who has further to go than this reads ahead and past the block cache, which is for what many read.
constexpr int64_t kLongWay = 10'000;
constexpr size_t kReadaheadBytes = size_t{2} << 20;

}  // namespace

Reader::Reader(Gate& gate, PartitionId partition, Offset from)
    : gate_(gate), partition_(partition), next_(std::max(from, Offset(0))) {
  std::lock_guard lock(gate_.readers_mutex);
  gate_.readers.insert(this);
}

Reader::~Reader() {
  std::shared_lock access(gate_.mutex);
  std::lock_guard lock(gate_.readers_mutex);
  gate_.readers.erase(this);
  cursor_.reset();
}

absl::Status Reader::Next(size_t max_records, size_t max_bytes, RecordBatch& batch) {
  batch.Clear();
  std::shared_lock access(gate_.mutex);
  if (!gate_.trouble.ok()) return gate_.trouble;
  const Offset end = gate_.End(partition_);
  absl::Status status = Fill(end, max_records, max_bytes, batch);
  if (next_ >= end || !status.ok()) cursor_.reset();
  // What was read before the trouble is handed out; the next call meets the trouble again.
  return batch.empty() ? status : absl::OkStatus();
}

absl::Status Reader::Fill(Offset end, size_t max_records, size_t max_bytes, RecordBatch& batch) {
  while (next_ < end && batch.size() < max_records) {
    if (cursor_ == nullptr) {
      const store::Table table = Events(partition_);
      cursor_ = end.value() - next_.value() > kLongWay
                    ? gate_.database->ScanOnce(table, EventKey(next_), "", kReadaheadBytes)
                    : gate_.database->Scan(table, EventKey(next_), "");
      // A cursor made now sees everything before `end`.
      if (!cursor_->Valid() && cursor_->status().ok()) {
        return absl::DataLossError(base::StrCat("partition ", partition_.value(), " has no record at offset ",
                                                next_.value(), " and ends at ", end.value()));
      }
    }
    for (; cursor_->Valid() && next_ < end && batch.size() < max_records; cursor_->Next()) {
      const std::string_view value = cursor_->value();
      if (!batch.empty() && batch.bytes() + value.size() > max_bytes) return absl::OkStatus();
      if (ParseEventKey(cursor_->key()) != next_) {
        return absl::DataLossError(
            base::StrCat("partition ", partition_.value(), " has no record at offset ", next_.value()));
      }
      batch.Add(next_, value);
      next_ = next_.Next();
    }
    if (cursor_->Valid()) break;
    if (absl::Status status = cursor_->status(); !status.ok()) return status;
    cursor_.reset();  // It is older than `end`.
  }
  return absl::OkStatus();
}

}  // namespace praksis::log::embedded
