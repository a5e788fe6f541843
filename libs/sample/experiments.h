// A5: four experiments on the belief in the job chance, after "Troen på borgernes jobchance": the four job
// centres and the four questions are from the source; which asks which, days, units, what was observed and
// what came of it are ours†. Belief before and after is that of the year's ordinary cases there
// (sample_year.h), whose workers take part.
//
// Whatever the seed: one experiment per question; at Sønderborg two units, of which one has four workers
// only, so that figures are not split there; at Odder the whole job centre. Belief rises with two of them†
// (visits and stories), with the others it goes on as it was; at Frederiksberg stories of the programme of
// 2006-2008 (success_programme.h) are told at team meetings.
//
// In later years† other job centres try what helped there: visits at Lolland and stories at Guldborgsund,
// where belief rises, too, and more of them; those that the last day comes upon are still going on.
#ifndef PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_
#define PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_

#include <cstdint>
#include <vector>

#include "libs/base/date.h"
#include "libs/sample/course.h"
#include "libs/sample/sample_year.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

// In the first year.
inline constexpr int kExperiments = 4;
// How often a story is told at meetings of an experiment with stories.
inline constexpr int kStoriesShared = 12;

// By how many of 100 points the workers of the experiments at the site, if there are any, see a prospect
// higher on `day`, in a sample that begins on `first_day`.
int BeliefRaised(const Site& site, base::Day first_day, base::Day day);

// In the order of their reporting; every fact is to be accepted. Pure.
std::vector<v1::Event> TellExperiments(const Options& options);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_
