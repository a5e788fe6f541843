// Identifiers of made-up facts.
#ifndef PRAKSIS_LIBS_SAMPLE_EVENT_ID_H_
#define PRAKSIS_LIBS_SAMPLE_EVENT_ID_H_

#include <cstddef>
#include <string>

#include "libs/base/date.h"
#include "libs/sample/chance.h"

namespace praksis::sample {

// A UUID of version 7 (RFC 9562) of the day on which the fact was reported; `ordinal`: its place among those
// of the day, for the time of day.
std::string MakeEventId(base::Day reported, size_t ordinal, Chance& chance);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_EVENT_ID_H_
