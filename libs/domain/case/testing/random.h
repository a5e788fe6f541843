// Chance from a seed.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_H_

#include <cstddef>
#include <cstdint>

namespace praksis::domain::cases::testing {

// Numbers from a seed (SplitMix64). The standard's distributions differ between libraries; these do not.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  // Least to most, both included.
  int Between(int least, int most);
  bool OneIn(int n) { return Between(1, n) == 1; }
  template <typename Sequence>
  const auto& Of(const Sequence& sequence) {
    return sequence[static_cast<size_t>(Between(0, static_cast<int>(sequence.size()) - 1))];
  }

 private:
  uint64_t state_;
};

}  // namespace praksis::domain::cases::testing

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_TESTING_RANDOM_H_
