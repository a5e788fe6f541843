// Days in a case's facts.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_DAYS_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_DAYS_H_

#include <string>
#include <string_view>

#include "libs/base/date.h"
#include "praksis/v1/event.pb.h"

namespace praksis::domain::cases {

// The day that occurred_at says. An instant's is the one on the calendar of central Europe: UTC + 1 hour, + 2
// from the last Sunday of March to the last Sunday of October, 01:00 UTC (Directive 2000/84/EC). Written out
// rather than looked up, so that an update of the machine's time zone database cannot change what a history
// adds up to.
base::Day OccurredOn(const v1::Event& event);

// The day that `iso8601` says, or `otherwise` where it is empty (or malformed, which ValidateFact refuses).
base::Day DayOr(std::string_view iso8601, base::Day otherwise);
inline base::Day DayOf(std::string_view iso8601) { return DayOr(iso8601, 0); }

// "2025-03-14", also for days that no fact may have.
std::string ShowDay(base::Day day);

}  // namespace praksis::domain::cases

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_DAYS_H_
