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
  int64_t reads = 0;
  int64_t crashes = 0;
  std::map<std::string, int64_t> refusals;
};

// `directory` is for the projections; it is emptied first.
Outcome Simulate(uint64_t seed, const std::string& directory);

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_SIMULATION_H_
