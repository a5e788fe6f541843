#include "libs/projection/lag.h"

#include <algorithm>
#include <memory>
#include <string>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"
#include "praksis/v1/event.pb.h"

namespace praksis::projection {
namespace {

constexpr size_t kOneEvent = size_t{1} << 20;

absl::StatusOr<absl::Time> RecordedAt(std::string_view bytes, PartitionId partition) {
  v1::Event event;
  if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return base::Refuse(absl::StatusCode::kDataLoss, "EVENT_UNREADABLE",
                        base::StrCat("An event of partition ", partition.value(), " cannot be read."),
                        {{"partition", base::StrCat(partition.value())}});
  }
  return absl::FromUnixSeconds(event.recorded_at().seconds()) +
         absl::Nanoseconds(event.recorded_at().nanos());
}

}  // namespace

absl::StatusOr<std::optional<absl::Time>> FirstRecorded(log::EventLog& event_log, PartitionId partition,
                                                        Offset from, Offset until) {
  if (from >= until) return std::nullopt;
  ASSIGN_OR_RETURN(const auto reader, event_log.Read(partition, from));
  log::RecordBatch batch;
  RETURN_IF_ERROR(reader->Next(1, kOneEvent, batch));
  if (batch.empty() || batch.offset(0) >= until) return std::nullopt;
  ASSIGN_OR_RETURN(const absl::Time recorded, RecordedAt(batch.value(0), partition));
  return recorded;
}

absl::StatusOr<std::vector<PartitionLag>> LagOf(log::EventLog& event_log, const log::Position& position,
                                                absl::Time now) {
  std::vector<PartitionLag> lags;
  ASSIGN_OR_RETURN(const log::Position end, log::EndOf(event_log));
  for (int i = 0; i < event_log.partition_count(); ++i) {
    const PartitionId partition(i);
    PartitionLag& lag = lags.emplace_back(PartitionLag{.partition = partition, .age = absl::ZeroDuration()});
    ASSIGN_OR_RETURN(const auto oldest,
                     FirstRecorded(event_log, partition, position.next(partition), end.next(partition)));
    if (!oldest) continue;
    lag.events = end.next(partition).value() - position.next(partition).value();
    lag.age = std::max(now - *oldest, absl::ZeroDuration());
  }
  return lags;
}

absl::StatusOr<bool> NothingBetween(log::EventLog& event_log, const log::Position& from,
                                    const log::Position& to) {
  for (const auto& [partition, until] : to.partitions()) {
    ASSIGN_OR_RETURN(const auto first, FirstRecorded(event_log, partition, from.next(partition), until));
    if (first) return false;
  }
  return true;
}

absl::StatusOr<absl::Time> LastRecorded(log::EventLog& event_log, const log::Position& position) {
  absl::Time last = absl::InfinitePast();
  for (const auto& [partition, next] : position.partitions()) {
    if (next == Offset(0)) continue;
    const auto bytes = event_log.ReadAt({partition, Offset(next.value() - 1)});
    if (absl::IsNotFound(bytes.status())) continue;
    if (!bytes.ok()) return bytes.status();
    ASSIGN_OR_RETURN(const absl::Time recorded, RecordedAt(*bytes, partition));
    last = std::max(last, recorded);
  }
  return last;
}

}  // namespace praksis::projection
