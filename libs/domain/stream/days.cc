#include "libs/domain/stream/days.h"

#include "libs/base/strings.h"

namespace praksis::domain {

base::Day DayOr(std::string_view iso8601, base::Day otherwise) {
  if (iso8601.empty()) return otherwise;
  return base::ParseDay(iso8601).value_or(otherwise);
}

std::string ShowDay(base::Day day) {
  if (day < base::kFirstDay || day > base::kLastDay) return base::StrCat("day ", day);
  return base::FormatDay(day);
}

}  // namespace praksis::domain
