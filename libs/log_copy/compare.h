// Do two logs say the same: the same streams, each with the same events, byte for byte, in the same order?
// Which partitions they are in, and the order across streams, does not count.
#ifndef PRAKSIS_LIBS_LOG_COPY_COMPARE_H_
#define PRAKSIS_LIBS_LOG_COPY_COMPARE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "libs/log_copy/digest.h"

namespace praksis::log {

inline constexpr size_t kMaxDifferences = 20;

struct Comparison {
  LogTotals source;
  LogTotals target;
  int64_t streams_different = 0;
  // The first kMaxDifferences by name, in words: "case/7: version 3 is event … in the source and … in the
  // target".
  std::vector<std::string> differences;

  bool equal() const { return streams_different == 0; }
};

// Reads both logs, the source as far as `until`, and all of the target. Fails as DigestLog does, naming the
// log.
absl::StatusOr<Comparison> CompareLogs(EventLog& source, const Position& until, EventLog& target,
                                       const OnRead& on_read);

// Where the two logs begin to differ in a stream, in words.
absl::StatusOr<std::string> FirstDifference(EventLog& source, EventLog& target, const StreamId& stream);

// `status`, saying which log it is about: "the source: …".
absl::Status About(std::string_view which, const absl::Status& status);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_COPY_COMPARE_H_
