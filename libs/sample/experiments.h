// A5: four experiments on the belief in the job chance, after "Troen på borgernes jobchance": the four job
// centres and the four questions are from the source; which asks which, days, units, what was observed and
// what came of it are ours†. Belief before and after is that of the year's ordinary cases there
// (sample_year.h), whose workers take part.
//
// Whatever the seed: one experiment per question; at Sønderborg two units, of which one has four workers
// only, so that figures are not split there; at Odder the whole job centre.
#ifndef PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_
#define PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_

#include <cstdint>
#include <vector>

#include "libs/base/date.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

inline constexpr int kExperiments = 4;

// In the order of their reporting; every fact is to be accepted. `first_day` is the year's. Pure.
std::vector<v1::Event> TellExperiments(uint64_t seed, base::Day first_day);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_EXPERIMENTS_H_
