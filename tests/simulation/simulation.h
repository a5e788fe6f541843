// A run: log, processes and clients in virtual time, everything that happens drawn from one number.
#ifndef PRAKSIS_TESTS_SIMULATION_SIMULATION_H_
#define PRAKSIS_TESTS_SIMULATION_SIMULATION_H_

#include <cstdint>
#include <map>
#include <string>

namespace praksis::simulation {

struct Outcome {
  // The first broken promise and what came before it; "" where all were kept.
  std::string failure;
  // Of everything that happened: a seed gives the same one each time.
  uint64_t digest = 0;
  int64_t accepted = 0;
  int64_t repeats = 0;
  // Of own writes, and of events by a subscriber.
  int64_t reads = 0;
  int64_t fed = 0;
  // Kills and power cuts.
  int64_t crashes = 0;
  // Appends that failed for certain, and those of which the recorder was not told what became.
  int64_t refused_appends = 0;
  int64_t unclear_appends = 0;
  std::map<std::string, int64_t> refusals;
};

// Touches nothing outside: runs of different seeds may go on on different threads at once.
Outcome Simulate(uint64_t seed);

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_SIMULATION_H_
