// Copies a log into another one, which may be of another engine and have another number of partitions: the
// same events, byte for byte, with the same versions. It may be interrupted at any moment, killed included:
// called again it goes on, and what is there already is not written again.
//
// Life of a copy
//   1. Own all partitions of the target: nothing of an earlier try can appear any more, and whoever else
//   records there is fenced.
//   2. Look at the target: it must have of each stream a beginning of what the source has, else nothing is
//   written (TARGET_DIFFERS).
//   3. Read the source in the order of MergedReader, leave out the versions that are there, and append the
//   rest, some thousand at a time: one batch for each partition of the target, in flight while the next are
//   read.
//   4. An append whose outcome is not clear begins again at 1.
// Order
//   A stream's events have their versions' order. Each partition of the target has its events in the order of
//   MergedReader, however often the copy was interrupted: across streams, the order in which the source's
//   partition had them.
// Concurrency: works on the calling thread; appends are answered on the target's.
// Limitations: keeps a table of all streams' names in memory. Compares nothing afterwards: CompareLogs does.
#ifndef PRAKSIS_LIBS_LOG_COPY_COPY_H_
#define PRAKSIS_LIBS_LOG_COPY_COPY_H_

#include <cstdint>
#include <functional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"

namespace praksis::log {

struct CopyOptions {
  // For owning a partition, and for the answer to what was appended.
  absl::Duration patience = absl::Seconds(60);
  // Events of the source that are read before their batches are appended.
  size_t window_events = 10'000;
};

enum class CopyStage { kLooking, kCopying };

// Called now and then: what is being done; events read from the target or written to it by this call; and how
// much of all there is to read has been read, from 0 to 1. False: stop once what is in flight is answered.
using OnCopy = std::function<bool(CopyStage stage, int64_t events, double share)>;

struct CopyReport {
  // Events that the target had.
  int64_t there_before = 0;
  // Events that it has got.
  int64_t copied = 0;
  // Asked to stop; the target does not have everything.
  bool stopped = false;
  // Where the source ended when the copy began: everything before it is copied.
  Position until;
};

// Neither log may be closed meanwhile. Fails with
//   FAILED_PRECONDITION  TARGET_DIFFERS: the target has something that the source does not have.
//   ABORTED              TARGET_TAKEN: somebody else has taken a partition of the target over.
//   DATA_LOSS            the source's or the target's versions do not run without gap.
//   UNAVAILABLE, DEADLINE_EXCEEDED, UNKNOWN  a log does not answer; call again.
// Whatever it is, the target has nothing that the source has not, and nothing twice.
absl::StatusOr<CopyReport> CopyLog(EventLog& source, EventLog& target, const base::Clock& clock,
                                   const CopyOptions& options, const OnCopy& on_copy);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_COPY_COPY_H_
