#include "services/feed/feed_reader.h"

#include <algorithm>

#include "libs/base/status.h"

namespace praksis::services {
namespace {

constexpr size_t kBatchRecords = 200;
constexpr size_t kBatchBytes = size_t{128} << 10;

}  // namespace

FeedReader::FeedReader(log::EventLog& event_log, const log::Position& from) : event_log_(event_log) {
  partitions_.resize(static_cast<size_t>(event_log.partition_count()));
  for (size_t i = 0; i < partitions_.size(); ++i) {
    partitions_[i].id = PartitionId(static_cast<int64_t>(i));
    partitions_[i].from = from.next(partitions_[i].id);
  }
}

absl::StatusOr<bool> FeedReader::Fill(Partition& partition) {
  if (partition.taken < partition.batch.size()) return true;
  if (partition.at_end) {
    partition.seen_end = true;
    return false;
  }
  if (partition.reader == nullptr) {
    ASSIGN_OR_RETURN(partition.reader, event_log_.Read(partition.id, partition.from));
  }
  partition.taken = 0;
  RETURN_IF_ERROR(partition.reader->Next(kBatchRecords, kBatchBytes, partition.batch));
  partition.at_end = partition.batch.empty();
  partition.seen_end = partition.seen_end || partition.at_end;
  return !partition.at_end;
}

absl::StatusOr<const FeedRecord*> FeedReader::Next() {
  for (size_t tried = 0; tried < partitions_.size(); ++tried) {
    Partition& partition = partitions_[turn_];
    turn_ = (turn_ + 1) % partitions_.size();
    ASSIGN_OR_RETURN(const bool filled, Fill(partition));
    if (!filled) continue;
    record_ = {.address = {partition.id, partition.batch.offset(partition.taken)},
               .bytes = partition.batch.value(partition.taken)};
    ++partition.taken;
    return &record_;
  }
  return nullptr;
}

void FeedReader::Wake(PartitionId partition) {
  partitions_[static_cast<size_t>(partition.value())].at_end = false;
}

bool FeedReader::SeenAllEnds() const {
  return std::all_of(partitions_.begin(), partitions_.end(), [](const Partition& p) { return p.seen_end; });
}

void FeedReader::ForgetEnds() {
  for (Partition& partition : partitions_) partition.seen_end = false;
}

}  // namespace praksis::services
