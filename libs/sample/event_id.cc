#include "libs/sample/event_id.h"

#include "libs/base/encoding.h"
#include "libs/base/strings.h"

namespace praksis::sample {

std::string MakeEventId(base::Day reported, size_t ordinal, Chance& chance) {
  const uint64_t millis =
      (uint64_t{86'400'000} * static_cast<uint64_t>(reported)) + 28'800'000 + (ordinal * 1000);
  const uint64_t first = chance.Next();
  return EventIdOf(millis, first, chance.Next());
}

std::string EventIdOf(uint64_t millis, uint64_t first, uint64_t second) {
  const uint64_t high = (millis << 16) | 0x7000 | (first & 0x0FFF);
  const uint64_t low = (second & 0x3FFFFFFFFFFFFFFF) | 0x8000000000000000;
  std::string bytes;
  base::AppendBigEndian64(high, bytes);
  base::AppendBigEndian64(low, bytes);
  const std::string hex = base::ToHex(bytes);
  return base::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4),
                      "-", hex.substr(20));
}

}  // namespace praksis::sample
