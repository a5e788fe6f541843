// Where a whole log ends.
#ifndef PRAKSIS_LIBS_LOG_END_H_
#define PRAKSIS_LIBS_LOG_END_H_

#include "absl/status/statusor.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"

namespace praksis::log {

// After the last event of each partition that has one, as EventLog::End says.
absl::StatusOr<Position> EndOf(EventLog& event_log);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_END_H_
