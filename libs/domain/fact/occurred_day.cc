#include "absl/time/civil_time.h"
#include "libs/domain/fact/fact.h"

namespace praksis::domain {
namespace {

constexpr int64_t kSecondsPerHour = 3600;
constexpr int64_t kSecondsPerDay = 24 * kSecondsPerHour;
const absl::CivilDay kEpoch(1970, 1, 1);

base::Day FloorDay(int64_t seconds) {
  const int64_t day = seconds / kSecondsPerDay;
  return static_cast<base::Day>(seconds % kSecondsPerDay < 0 ? day - 1 : day);
}

// 01:00 UTC on the last Sunday of the month, in seconds since 1970.
int64_t LastSunday(absl::civil_year_t year, int month) {
  const absl::CivilDay last = absl::CivilDay(absl::CivilMonth(year, month) + 1) - 1;
  const absl::CivilDay sunday = absl::PrevWeekday(last + 1, absl::Weekday::sunday);
  return (sunday - kEpoch) * kSecondsPerDay + kSecondsPerHour;
}

base::Day CentralEuropeanDay(int64_t seconds) {
  const absl::civil_year_t year = (kEpoch + FloorDay(seconds)).year();
  const bool summer = seconds >= LastSunday(year, 3) && seconds < LastSunday(year, 10);
  return FloorDay(seconds + (summer ? 2 : 1) * kSecondsPerHour);
}

}  // namespace

base::Day OccurredDay(const v1::Event& event) {
  const v1::When& when = event.occurred_at();
  if (when.has_instant()) return CentralEuropeanDay(when.instant().seconds());
  return base::ParseDay(when.date().date()).value_or(0);
}

}  // namespace praksis::domain
