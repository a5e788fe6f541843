#include "libs/domain/case/testing/random.h"

namespace praksis::domain::cases::testing {

uint64_t Random::Next() {
  uint64_t z = state_ += 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

int Random::Between(int least, int most) {
  const auto width = static_cast<uint64_t>(int64_t{most} - least + 1);
  return static_cast<int>(least + static_cast<int64_t>(Next() % width));
}

}  // namespace praksis::domain::cases::testing
