// Logs to measure on: made-up casework, in the order in which a job centre would report it.
#ifndef PRAKSIS_TESTS_BENCH_FILL_H_
#define PRAKSIS_TESTS_BENCH_FILL_H_

#include <cstdint>

#include "libs/log/event_log.h"

namespace praksis::bench {

struct Filled {
  int64_t events = 0;
  int64_t cases = 0;
  int64_t bytes = 0;
};

// Both append at least about so many events, and abort where the log refuses.

// A year of the sample's casework, all cases running side by side.
Filled FillWithYear(log::EventLog& event_log, int64_t events);
// Random cases, a few hundred at a time: longer than real ones, and every sixteenth event corrects or voids
// another.
Filled FillWithCorrections(log::EventLog& event_log, int64_t events);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_FILL_H_
