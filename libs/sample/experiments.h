// A5: four experiments on the belief in the job chance, after "Troen på borgernes jobchance": the four job
// centres and the four questions are from the source; which asks which, days, units, what was observed and
// what came of it are ours†. Belief before and after is that of the year's ordinary cases there
// (sample_year.h), whose workers take part.
//
// Whatever the seed: one experiment per question; at Sønderborg two units, of which one has four workers
// only, so that figures are not split there; at Odder the whole job centre. Belief rises with two of them†
// (visits and stories), with the others it goes on as it was; at Frederiksberg stories of the programme of
// 2006-2008 (success_programme.h) are told at team meetings.
#ifndef PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_
#define PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_

#include <cstdint>
#include <vector>

#include "libs/base/date.h"
#include "libs/sample/course.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

inline constexpr int kExperiments = 4;
// How often a story is told at a meeting, in all.
inline constexpr int kStoriesShared = 12;

// By how many of 100 points the workers of the experiment at the site, if there is one, see a prospect higher
// on that day of the year.
int BeliefRaised(const Site& site, int day);

// In the order of their reporting; every fact is to be accepted. `first_day` is the year's. Pure.
std::vector<v1::Event> TellExperiments(uint64_t seed, base::Day first_day);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_
