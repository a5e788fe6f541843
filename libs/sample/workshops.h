// A3: five workshops on organisational learning and what became of it, after JobTown (2013 to 2014): where
// each was held, in which month and on which theme, and that a toolkit and a video came of each, is from the
// source. Partners beside the hosts, who attended, transfers, carriers, departures and use are ours†.
//
// Whatever the seed: seven partners, one of which† no learning ever reached; learnings down to their last
// carrier and without one; of those passed on a year ago or more some still used and some not, whether or not
// those who brought them have left; and one carrier who left and came back.
#ifndef PRAKSIS_LIBS_SAMPLE_WORKSHOPS_H_
#define PRAKSIS_LIBS_SAMPLE_WORKSHOPS_H_

#include <cstdint>
#include <vector>

#include "praksis/v1/event.pb.h"

namespace praksis::sample {

inline constexpr int kWorkshops = 5;
inline constexpr int kPartners = 7;

// In the order of their reporting; every fact is to be accepted. Pure: the seed only names streams and ids.
std::vector<v1::Event> TellWorkshops(uint64_t seed);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_WORKSHOPS_H_
