// How far something that follows the log is behind.
#ifndef PRAKSIS_LIBS_PROJECTION_LAG_H_
#define PRAKSIS_LIBS_PROJECTION_LAG_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/ids.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"

namespace praksis::projection {

struct PartitionLag {
  PartitionId partition;
  // Offsets between where it stands and the log's end: on Kafka markers between events count, too.
  int64_t events = 0;
  // Since the oldest of these events was recorded; 0 where there is none.
  absl::Duration age;
};

// Of every partition. UNAVAILABLE where the log cannot be read.
absl::StatusOr<std::vector<PartitionLag>> LagOf(log::EventLog& event_log, const log::Position& position,
                                                absl::Time now);

// When the first event at or after `from` was recorded, where there is one before `until`.
absl::StatusOr<std::optional<absl::Time>> FirstRecorded(log::EventLog& event_log, PartitionId partition,
                                                        Offset from, Offset until);

// Whether no event is in `to` that is not in `from`.
absl::StatusOr<bool> NothingBetween(log::EventLog& event_log, const log::Position& from,
                                    const log::Position& to);

// When the latest of the last events of each partition was recorded; a partition where `position` does not
// follow an event, as those of views do, is passed over. absl::InfinitePast() where there is no event.
absl::StatusOr<absl::Time> LastRecorded(log::EventLog& event_log, const log::Position& position);

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_LAG_H_
