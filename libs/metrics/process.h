// The process that this is, under the names that all Prometheus clients give it (process_…).
#ifndef PRAKSIS_LIBS_METRICS_PROCESS_H_
#define PRAKSIS_LIBS_METRICS_PROCESS_H_

#include <string>

#include "libs/metrics/page.h"

namespace praksis::metrics {

// Processor time, memory, files, threads, and when it was started, as Linux tells them; what it does not tell
// is left out. Thread-safe.
void WriteProcess(Page& page);

// The disk that `directory` is on: praksis_disk_free_bytes (for who is not root) and praksis_disk_size_bytes.
// Nothing where the system does not say.
void WriteDisk(const std::string& directory, Page& page);

}  // namespace praksis::metrics

#endif  // PRAKSIS_LIBS_METRICS_PROCESS_H_
