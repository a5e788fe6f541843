// Identifiers of made-up facts: the same from the same chance.
#ifndef PRAKSIS_LIBS_SAMPLE_EVENT_ID_H_
#define PRAKSIS_LIBS_SAMPLE_EVENT_ID_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "libs/base/date.h"
#include "libs/sample/chance.h"

namespace praksis::sample {

// UUIDv7 (RFC 9562): 48 bits of milliseconds, version, 12 bits, variant, 62 bits; `ordinal` seconds into the
// morning of the day on which it is reported.
std::string MakeEventId(base::Day reported, size_t ordinal, Chance& chance);

// Of these milliseconds; the rest from the low bits of two numbers.
std::string EventIdOf(uint64_t millis, uint64_t first, uint64_t second);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_EVENT_ID_H_
