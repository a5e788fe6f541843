// Days in facts.
#ifndef PRAKSIS_LIBS_DOMAIN_STREAM_DAYS_H_
#define PRAKSIS_LIBS_DOMAIN_STREAM_DAYS_H_

#include <string>
#include <string_view>

#include "libs/base/date.h"

namespace praksis::domain {

// The day that `iso8601` says, or `otherwise` where it is empty (or malformed, which ValidateFact refuses).
base::Day DayOr(std::string_view iso8601, base::Day otherwise);
inline base::Day DayOf(std::string_view iso8601) { return DayOr(iso8601, 0); }

// "2025-03-14", also for days that no fact may have.
std::string ShowDay(base::Day day);

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_STREAM_DAYS_H_
