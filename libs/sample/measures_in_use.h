// The measures of the learning cycles that change something: what, where and from when on, for the cases that
// they have an effect on and for the cycles that tell of them. All ours†. A case is with a measure if it
// began, or was referred, from that day on. Pure.
#ifndef PRAKSIS_LIBS_SAMPLE_MEASURES_IN_USE_H_
#define PRAKSIS_LIBS_SAMPLE_MEASURES_IN_USE_H_

#include <array>
#include <string_view>

#include "libs/base/date.h"
#include "libs/sample/course.h"

namespace praksis::sample {

// Of the first cycle: the consultant calls after the first week.
// Days from a placement's start at which its figure is read.
inline constexpr int kMeasureHorizon = 28;
// The day of the first year on which it comes into use, at both: of a year from 1 January, 1 June.
inline constexpr int kMeasureInUse = 151;

bool InFirstCycle(const Site& site);
// At a site InFirstCycle.
inline base::Day FirstMeasureDay(base::Day first_day) { return first_day + kMeasureInUse; }

// Of the second cycle: a mentor at the workplace, named before the first day. One job centre after the other
// in the second year; months are counted from the first day.
struct MentorsAt {
  std::string_view municipality;
  int month;
};
extern const std::array<MentorsAt, 5> kMentors;
inline constexpr int kMentorHorizon = 91;

// Of the second cycle, at the sites InFirstCycle: job centre and providers meet every week.
inline constexpr int kWeeklyMeetingsMonth = 18;
// Of the second cycle, too, at the same: a sheet with each referral, of which nothing comes.
inline constexpr int kSheetMonth = 17;

// How large the effects are: such that two to five job centres and a year can show them, which is larger than
// any to hope for†. Hazards in permille a day, shares in permille.

// That a placement begun on `start` ends in its first weeks.
int FirstWeeksHazard(const Site& site, base::Day first_day, base::Day start, int usual);
// That it ends later.
int LaterHazard(const Site& site, base::Day first_day, base::Day start, int usual);
// That a referral made on `made` is accepted.
int AcceptedShare(const Site& site, base::Day first_day, base::Day made, int usual);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_MEASURES_IN_USE_H_
