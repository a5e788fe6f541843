// Numbers from a seed, the same on every machine (SplitMix64; the standard's distributions differ between
// libraries).
#ifndef PRAKSIS_TESTS_SIMULATION_CHANCE_H_
#define PRAKSIS_TESTS_SIMULATION_CHANCE_H_

#include <cstdint>

#include "absl/time/time.h"

namespace praksis::simulation {

class Chance {
 public:
  explicit Chance(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  // 0 … n-1.
  size_t Below(size_t n) { return static_cast<size_t>(Next() % n); }
  bool PerCent(int chance) { return Below(100) < static_cast<size_t>(chance); }
  absl::Duration Between(absl::Duration least, absl::Duration most) {
    const int64_t range = absl::ToInt64Microseconds(most - least) + 1;
    return least + absl::Microseconds(static_cast<int64_t>(Next() % static_cast<uint64_t>(range)));
  }

 private:
  uint64_t state_;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_CHANCE_H_
