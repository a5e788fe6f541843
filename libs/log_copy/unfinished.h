// Whether a copy into a data directory has begun and not been seen to be complete. A file in the directory
// says it, so that nobody serves half a log.
#ifndef PRAKSIS_LIBS_LOG_COPY_UNFINISHED_H_
#define PRAKSIS_LIBS_LOG_COPY_UNFINISHED_H_

#include <string>

#include "absl/status/status.h"

namespace praksis::log {

// UNAVAILABLE where the file cannot be written.
absl::Status MarkUnfinished(const std::string& data_directory);
void MarkFinished(const std::string& data_directory);
bool IsUnfinished(const std::string& data_directory);

}  // namespace praksis::log

#endif  // PRAKSIS_LIBS_LOG_COPY_UNFINISHED_H_
