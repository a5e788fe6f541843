// What a row of a table of counters holds: an int64, 8 bytes, little endian, two's complement.
#ifndef PRAKSIS_LIBS_STORE_COUNTER_VALUE_H_
#define PRAKSIS_LIBS_STORE_COUNTER_VALUE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace praksis::store {

std::string EncodeCounter(int64_t value);
// Nothing for what is no counter.
std::optional<int64_t> DecodeCounter(std::string_view bytes);
// Of a row that is a counter; ends the process for any other.
int64_t CounterValue(std::string_view bytes);

}  // namespace praksis::store

#endif  // PRAKSIS_LIBS_STORE_COUNTER_VALUE_H_
