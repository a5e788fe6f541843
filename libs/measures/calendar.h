// Months in a row: 0 is January 1970.
#ifndef PRAKSIS_LIBS_MEASURES_CALENDAR_H_
#define PRAKSIS_LIBS_MEASURES_CALENDAR_H_

#include <cstdint>

#include "libs/base/date.h"

namespace praksis::measures {

using Month = int32_t;

// The month that `day` is in.
Month MonthOf(base::Day day);
base::Day FirstDayOf(Month month);
inline base::Day LastDayOf(Month month) { return FirstDayOf(month + 1) - 1; }

// Whole months within days: those whose every day is from `begin` up to, not including, `end`.
struct Months {
  Month begin = 0;
  // Not one of them.
  Month end = 0;

  bool Has(Month month) const { return month >= begin && month < end; }
};
Months WholeMonths(base::Day begin, base::Day end);

}  // namespace praksis::measures

#endif  // PRAKSIS_LIBS_MEASURES_CALENDAR_H_
