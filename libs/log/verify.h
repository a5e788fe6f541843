// Checks a whole log against what an EventLog promises. Reads everything, twice; may run beside appends, and
// then covers what was there when it began.
#ifndef PRAKSIS_LIBS_LOG_VERIFY_H_
#define PRAKSIS_LIBS_LOG_VERIFY_H_

#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "libs/log/event_log.h"

namespace praksis::log {

struct VerifyReport {
  int64_t events = 0;
  int64_t streams = 0;
};

// Called now and then: the partition, where in it the check is, and where it ends.
using VerifyProgress = std::function<void(PartitionId, Offset at, Offset end)>;

// DATA_LOSS, naming the first thing that is wrong, unless
//   - offsets of each partition ascend,
//   - every record is a v1::Event in the partition of its stream,
//   - the versions of each stream run 1, 2, 3, … in the order of the log,
//   - every event id leads to its event, and so is unique, and
//   - ReadStream gives each stream as the log has it.
// Else the reader's error, if it had one. Keeps a table of all streams' names in memory.
absl::StatusOr<VerifyReport> VerifyLog(EventLog& event_log, const VerifyProgress& progress = {});

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_VERIFY_H_
