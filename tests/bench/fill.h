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

// Appends about `events` events of random cases (at least as many, by less than a batch of cases more), of
// which a few hundred run at the same time. Aborts where the log refuses.
Filled FillLog(log::EventLog& event_log, int64_t events);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_FILL_H_
