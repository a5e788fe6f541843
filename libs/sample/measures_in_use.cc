#include "libs/sample/measures_in_use.h"

#include <algorithm>

#include "libs/sample/vocabulary.h"

namespace praksis::sample {
namespace {

bool WithMentors(const Site& site, base::Day first_day, base::Day start) {
  return std::any_of(kMentors.begin(), kMentors.end(), [&](const MentorsAt& at) {
    return at.municipality == site.municipality && start >= base::AddMonths(first_day, at.month);
  });
}

}  // namespace

const std::array<MentorsAt, 5> kMentors = {{{kGuldborgsund.municipality, 15},
                                            {kLolland.municipality, 17},
                                            {kFrederiksberg.municipality, 19},
                                            {kSilkeborg.municipality, 21},
                                            {kSonderborg.municipality, 23}}};

bool InFirstCycle(const Site& site) {
  return site.municipality == kLolland.municipality || site.municipality == kGuldborgsund.municipality;
}

int FirstWeeksHazard(const Site& site, base::Day first_day, base::Day start, int usual) {
  if (InFirstCycle(site) && start < FirstMeasureDay(first_day)) return 4 * usual;
  return WithMentors(site, first_day, start) ? std::max(1, usual / 2) : usual;
}

int LaterHazard(const Site& site, base::Day first_day, base::Day start, int usual) {
  return WithMentors(site, first_day, start) ? std::max(1, usual / 2) : usual;
}

int AcceptedShare(const Site& site, base::Day first_day, base::Day made, int usual) {
  const bool meeting = InFirstCycle(site) && made >= base::AddMonths(first_day, kWeeklyMeetingsMonth);
  return meeting ? usual + 200 : usual;
}

}  // namespace praksis::sample
