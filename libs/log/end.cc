#include "libs/log/end.h"

#include "libs/base/ids.h"
#include "libs/base/status.h"

namespace praksis::log {

absl::StatusOr<Position> EndOf(EventLog& event_log) {
  Position end;
  for (int i = 0; i < event_log.partition_count(); ++i) {
    ASSIGN_OR_RETURN(const Offset next, event_log.End(PartitionId(i)));
    if (next > Offset(0)) end.Advance(PartitionId(i), next);
  }
  return end;
}

}  // namespace praksis::log
