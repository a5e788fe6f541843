#include "libs/log_records/records.h"

#include <algorithm>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log_records/tables.h"

namespace praksis::log::records {
namespace {

// Who has further to go than this reads ahead and past the block cache, which is for what many read.
constexpr int64_t kLongWay = 10'000;
constexpr size_t kReadaheadBytes = size_t{2} << 20;

}  // namespace

// A cursor through a partition.
class Reader final : public PartitionReader {
 public:
  Reader(Records& records, PartitionId partition, Offset from);
  ~Reader() override;

  absl::Status Next(size_t max_records, size_t max_bytes, RecordBatch& batch) override;

  // With the gate held exclusively.
  void LetGo() { cursor_.reset(); }

 private:
  absl::Status Fill(Offset end, size_t max_records, size_t max_bytes, RecordBatch& batch);
  absl::Status Missing(Offset end) const;

  Records& records_;
  const PartitionId partition_;
  Offset next_;
  // Stands at the first record from next_ on, or is null. Given up at the end, so that an idle reader keeps
  // nothing of the past on disk.
  std::unique_ptr<store::Cursor> cursor_;
};

Reader::Reader(Records& records, PartitionId partition, Offset from)
    : records_(records), partition_(partition), next_(std::max(from, Offset(0))) {
  std::lock_guard lock(records_.readers_mutex);
  records_.readers.insert(this);
}

Reader::~Reader() {
  std::shared_lock access(records_.mutex);
  std::lock_guard lock(records_.readers_mutex);
  records_.readers.erase(this);
  cursor_.reset();
}

absl::Status Reader::Next(size_t max_records, size_t max_bytes, RecordBatch& batch) {
  batch.Clear();
  std::shared_lock access(records_.mutex);
  if (!records_.trouble.ok()) return records_.trouble;
  const Offset end = records_.End(partition_);
  absl::Status status = Fill(end, max_records, max_bytes, batch);
  if (next_ >= end || !status.ok()) cursor_.reset();
  // What was read before the trouble is handed out; the next call meets the trouble again.
  return batch.empty() ? status : absl::OkStatus();
}

absl::Status Reader::Missing(Offset end) const {
  return absl::DataLossError(base::StrCat("partition ", partition_.value(), " has no record at offset ",
                                          next_.value(), " and ends at ", end.value()));
}

absl::Status Reader::Fill(Offset end, size_t max_records, size_t max_bytes, RecordBatch& batch) {
  while (next_ < end && batch.size() < max_records) {
    if (cursor_ == nullptr) {
      const store::Table table = Events(partition_);
      cursor_ = end.value() - next_.value() > kLongWay
                    ? records_.database->ScanOnce(table, EventKey(next_), "", kReadaheadBytes)
                    : records_.database->Scan(table, EventKey(next_), "");
      // A cursor made now sees everything before `end`, and the last record is directly before it.
      if (!cursor_->Valid() && cursor_->status().ok()) return Missing(end);
    }
    for (; cursor_->Valid() && next_ < end && batch.size() < max_records; cursor_->Next()) {
      const std::string_view value = cursor_->value();
      if (!batch.empty() && batch.bytes() + value.size() > max_bytes) return absl::OkStatus();
      const std::optional<Offset> offset = ParseEventKey(cursor_->key());
      if (!offset || (records_.offsets == Offsets::kDense && *offset != next_)) return Missing(end);
      // Written, but not yet to be read.
      if (*offset >= end) return absl::OkStatus();
      batch.Add(*offset, value);
      next_ = offset->Next();
    }
    if (cursor_->Valid()) break;
    if (absl::Status status = cursor_->status(); !status.ok()) return status;
    cursor_.reset();  // It is older than `end`.
  }
  return absl::OkStatus();
}

Offset Records::End(PartitionId partition) const {
  PRAKSIS_CHECK(partition.value() >= 0 && partition.value() < partition_count(),
                "partition=", partition.value());
  return Offset(ends[static_cast<size_t>(partition.value())].load(std::memory_order_acquire));
}

std::unique_ptr<PartitionReader> Records::Read(PartitionId partition, Offset from) {
  PRAKSIS_CHECK(partition.value() >= 0 && partition.value() < partition_count(),
                "partition=", partition.value());
  return std::make_unique<Reader>(*this, partition, from);
}

absl::Status Records::ReadStream(const StreamId& stream, Version from, RecordBatch& batch) {
  batch.Clear();
  std::shared_lock access(mutex);
  RETURN_IF_ERROR(trouble);
  ASSIGN_OR_RETURN(const std::vector<Address> addresses, index->Read(stream, from));
  for (const auto& [partition, offset] : addresses) {
    if (partition.value() >= partition_count()) {
      return absl::DataLossError(base::StrCat("the index of stream ", stream.value(), " is damaged"));
    }
    ASSIGN_OR_RETURN(const auto bytes, database->Get(Events(partition), EventKey(offset)));
    if (!bytes) {
      return absl::DataLossError(base::StrCat("partition ", partition.value(), " has no record at offset ",
                                              offset.value(), ", which stream ", stream.value(),
                                              " has there"));
    }
    batch.Add(offset, *bytes);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Address>> Records::FindEvent(const EventId& event_id) {
  std::shared_lock access(mutex);
  RETURN_IF_ERROR(trouble);
  return index->Find(event_id);
}

absl::StatusOr<std::string> Records::ReadAt(const Address& address) {
  std::shared_lock access(mutex);
  RETURN_IF_ERROR(trouble);
  const int64_t partition = address.partition.value();
  if (partition >= 0 && partition < partition_count()) {
    ASSIGN_OR_RETURN(auto bytes, database->Get(Events(address.partition), EventKey(address.offset)));
    if (bytes) return *std::move(bytes);
  }
  return absl::NotFoundError(
      base::StrCat("partition ", partition, " has no record at offset ", address.offset.value()));
}

std::optional<store::Statistics> Records::StoreStatistics() {
  const std::shared_lock access(mutex);
  return database == nullptr ? std::nullopt : std::optional(database->statistics());
}

void LetGo(Records& records) {
  std::lock_guard lock(records.readers_mutex);
  for (Reader* reader : records.readers) reader->LetGo();
}

absl::StatusOr<std::vector<Offset>> FindEnds(const store::Database& database, int partitions) {
  std::vector<Offset> ends;
  for (int i = 0; i < partitions; ++i) {
    ASSIGN_OR_RETURN(const auto last, database.Last(Events(PartitionId(i)), "", ""));
    const std::optional<Offset> offset = last ? ParseEventKey(last->key) : Offset(-1);
    if (!offset) {
      return absl::DataLossError(base::StrCat("partition ", i, " has a key of ", last->key.size(), " bytes"));
    }
    ends.push_back(offset->Next());
  }
  return ends;
}

}  // namespace praksis::log::records
