// Chance from a seed, the same on every machine: integers only, no library's distributions.
#ifndef PRAKSIS_LIBS_SAMPLE_CHANCE_H_
#define PRAKSIS_LIBS_SAMPLE_CHANCE_H_

#include <cstdint>
#include <span>

namespace praksis::sample {

// SplitMix64 (Steele, Lea & Flood 2014). One thread at a time.
class Chance {
 public:
  // Different `stream`s of one seed are independent of each other.
  explicit Chance(uint64_t seed, uint64_t stream = 0) : state_(Mix(seed ^ Mix(stream + 1))) {}

  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15;
    return Mix(state_);
  }
  // 0 … n - 1; n > 0. (The bias of the remainder is below 2^-40 for the n used here.)
  int Below(int n) { return static_cast<int>(Next() % static_cast<uint64_t>(n)); }
  int Between(int first, int last) { return first + Below(last - first + 1); }
  // True in p of 1,000 cases.
  bool Permille(int p) { return Below(1000) < p; }
  // Days until something happens that has `permille` chance to on each day; at most `cap`.
  int DaysUntil(int permille, int cap) {
    int days = 0;
    while (days < cap && !Permille(permille)) ++days;
    return days;
  }
  // An index drawn by weight.
  int Weighted(std::span<const int> weights) {
    int sum = 0;
    for (const int weight : weights) sum += weight;
    int draw = Below(sum);
    int i = 0;
    while (draw >= weights[i]) draw -= weights[i++];
    return i;
  }
  template <typename T>
  const T& OneOf(std::span<const T> values) {
    return values[Below(static_cast<int>(values.size()))];
  }

 private:
  static uint64_t Mix(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
  }
  uint64_t state_;
};

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_CHANCE_H_
