// Facts that are accepted whenever they come: what the load consists of.
#ifndef PRAKSIS_TESTS_BENCH_FACTS_H_
#define PRAKSIS_TESTS_BENCH_FACTS_H_

#include <cstdint>
#include <string>

#include "praksis/v1/journal.pb.h"

namespace praksis::bench {

// Opens the case "case/bench-<number>".
v1::RecordRequest OpenCase(int64_t number);

// A note of a few lines on that case. `serial` makes the event id; distinct per note and no multiple of 2^24,
// which name openings.
v1::RecordRequest AddNote(int64_t number, int64_t serial);

}  // namespace praksis::bench

#endif  // PRAKSIS_TESTS_BENCH_FACTS_H_
