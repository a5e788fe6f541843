#include "libs/measures/calendar.h"

#include <algorithm>

#include "absl/time/civil_time.h"

namespace praksis::measures {
namespace {

constexpr absl::CivilDay kDayNull(1970, 1, 1);
constexpr absl::CivilMonth kMonthNull(1970, 1);

}  // namespace

Month MonthOf(base::Day day) { return static_cast<Month>(absl::CivilMonth(kDayNull + day) - kMonthNull); }

base::Day FirstDayOf(Month month) {
  return static_cast<base::Day>(absl::CivilDay(kMonthNull + month) - kDayNull);
}

Months WholeMonths(base::Day begin, base::Day end) {
  const Month first = MonthOf(begin) + (FirstDayOf(MonthOf(begin)) < begin ? 1 : 0);
  return {.begin = first, .end = std::max(first, MonthOf(end))};
}

}  // namespace praksis::measures
