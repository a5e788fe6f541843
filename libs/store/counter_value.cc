#include "libs/store/counter_value.h"

#include "libs/base/check.h"

namespace praksis::store {

std::string EncodeCounter(int64_t value) {
  std::string bytes(8, '\0');
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(static_cast<uint64_t>(value) >> (8 * i));
  return bytes;
}

std::optional<int64_t> DecodeCounter(std::string_view bytes) {
  if (bytes.size() != 8) return std::nullopt;
  uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<int64_t>(value);
}

int64_t CounterValue(std::string_view bytes) {
  const std::optional<int64_t> value = DecodeCounter(bytes);
  PRAKSIS_CHECK(value.has_value(), "size=", bytes.size());
  return *value;
}

}  // namespace praksis::store
