#include "libs/log_copy/merged_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::log {
namespace {

constexpr size_t kBatchRecords = 10'000;
constexpr size_t kBufferBytes = size_t{16} << 20;  // of all partitions together

template <typename... Args>
absl::Status Loss(PartitionId partition, const Args&... args) {
  return absl::DataLossError(base::StrCat("The log is damaged: partition ", partition.value(), " ", args...));
}

}  // namespace

absl::StatusOr<std::unique_ptr<MergedReader>> MergedReader::Open(EventLog& event_log, const Position& until) {
  std::unique_ptr<MergedReader> merged(new MergedReader);
  const auto count = static_cast<size_t>(event_log.partition_count());
  merged->batch_bytes_ = kBufferBytes / count;
  for (size_t i = 0; i < count; ++i) {
    const PartitionId id(static_cast<int64_t>(i));
    ASSIGN_OR_RETURN(auto reader, event_log.Read(id, Offset(0)));
    merged->length_ += until.next(id).value();
    merged->partitions_.push_back({id, until.next(id), std::move(reader), {}, 0, {}});
    RETURN_IF_ERROR(merged->Advance(i));
  }
  return merged;
}

absl::Status MergedReader::Advance(size_t index) {
  Partition& partition = partitions_[index];
  if (partition.next_in_batch == partition.batch.size()) {
    // Until something has come the partition's end is not known to be reached, unless it is empty.
    const Offset reached =
        partition.batch.empty() ? Offset(0) : partition.batch.offset(partition.batch.size() - 1).Next();
    if (reached >= partition.end) return absl::OkStatus();
    RETURN_IF_ERROR(partition.reader->Next(kBatchRecords, batch_bytes_, partition.batch));
    partition.next_in_batch = 0;
    if (partition.batch.empty()) {
      return Loss(partition.id, "ends at ", reached.value(), " instead of ", partition.end.value());
    }
  }
  const Offset offset = partition.batch.offset(partition.next_in_batch);
  if (offset >= partition.end) return absl::OkStatus();
  const std::string_view bytes = partition.batch.value(partition.next_in_batch);
  if (!partition.head.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Loss(partition.id, "has no event at offset ", offset.value());
  }
  const auto& recorded_at = partition.head.recorded_at();
  heads_.push({recorded_at.seconds() * 1'000'000'000 + recorded_at.nanos(), index});
  return absl::OkStatus();
}

absl::StatusOr<bool> MergedReader::Next(Record& record) {
  if (heads_.empty()) return false;
  const size_t index = heads_.top().partition;
  heads_.pop();
  Partition& partition = partitions_[index];
  record.stream = StreamId(std::move(*partition.head.mutable_stream()));
  record.version = Version(partition.head.version());
  record.event_id = EventId(std::move(*partition.head.mutable_event_id()));
  record.bytes = partition.batch.value(partition.next_in_batch);
  ++partition.next_in_batch;
  ++read_;
  RETURN_IF_ERROR(Advance(index));
  return true;
}

double MergedReader::share() const {
  // Offsets with gaps between them make it look less than it is.
  return length_ == 0 || heads_.empty() ? 1 : static_cast<double>(read_) / static_cast<double>(length_);
}

}  // namespace praksis::log
