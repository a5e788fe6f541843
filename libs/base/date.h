// Civil days as numbers, and their ISO 8601 form.
#ifndef PRAKSIS_LIBS_BASE_DATE_H_
#define PRAKSIS_LIBS_BASE_DATE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace praksis::base {

// Days since 1970-01-01, a civil day without a zone.
using Day = int32_t;

inline constexpr Day kFirstDay = -25567;  // 1900-01-01
inline constexpr Day kLastDay = 84370;    // 2200-12-31

// "2025-03-14" (exactly that form) within kFirstDay … kLastDay; nothing for anything else.
[[nodiscard]] std::optional<Day> ParseDay(std::string_view iso8601);

// The inverse of ParseDay, for kFirstDay … kLastDay.
[[nodiscard]] std::string FormatDay(Day day);

// The day on the calendars of `zone`. For times within kFirstDay … kLastDay.
[[nodiscard]] Day DayAt(absl::Time time, absl::TimeZone zone);

// The same day of the month `months` later (or earlier), clamped at the month's end: 2025-01-31 plus one
// month is 2025-02-28.
[[nodiscard]] Day AddMonths(Day day, int months);

}  // namespace praksis::base

#endif  // PRAKSIS_LIBS_BASE_DATE_H_
