#include "libs/base/date.h"

#include <algorithm>
#include <cstdio>

#include "absl/time/civil_time.h"
#include "libs/base/check.h"

namespace praksis::base {
namespace {

const absl::CivilDay kEpoch(1970, 1, 1);

// The number that exactly `text` writes, or -1.
int Digits(std::string_view text) {
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

std::optional<Day> ParseDay(std::string_view iso8601) {
  if (iso8601.size() != 10 || iso8601[4] != '-' || iso8601[7] != '-') return std::nullopt;
  const int year = Digits(iso8601.substr(0, 4));
  const int month = Digits(iso8601.substr(5, 2));
  const int day = Digits(iso8601.substr(8, 2));
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
  const absl::CivilDay civil(year, month, day);
  if (civil.day() != day) return std::nullopt;  // CivilDay carries February 30 over to March.
  const auto number = static_cast<Day>(civil - kEpoch);
  if (number > kLastDay) return std::nullopt;
  return number;
}

std::string FormatDay(Day day) {
  PRAKSIS_CHECK(day >= kFirstDay && day <= kLastDay, "day=", day);
  const absl::CivilDay civil = kEpoch + day;
  char text[16];
  std::snprintf(text, sizeof(text), "%04d-%02d-%02d", static_cast<int>(civil.year()), civil.month(),
                civil.day());
  return text;
}

Day DayAt(absl::Time time, absl::TimeZone zone) {
  return static_cast<Day>(absl::ToCivilDay(time, zone) - kEpoch);
}

Day AddMonths(Day day, int months) {
  const absl::CivilDay from = kEpoch + day;
  const absl::CivilMonth month = absl::CivilMonth(from) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  const absl::CivilDay to(month.year(), month.month(), std::min(from.day(), last.day()));
  return static_cast<Day>(to - kEpoch);
}

}  // namespace praksis::base
