// Workshops between the job centres themselves, where the sample goes over several years: one a year, over
// what one of them has learnt†; those that a job centre does not come to hear of it or do not. Staff leave,
// and what they carried goes with them, or stays in use all the same; others are trained and come. All ours†,
// after the practice of workshops.h.
#ifndef PRAKSIS_LIBS_SAMPLE_LOCAL_WORKSHOPS_H_
#define PRAKSIS_LIBS_SAMPLE_LOCAL_WORKSHOPS_H_

#include <vector>

#include "libs/sample/sample_year.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

// In the order of their telling, by stream that of their reporting; every fact is to be accepted. Nothing of
// a sample of one year. Pure: the seed only names streams and ids.
std::vector<v1::Event> TellLocalWorkshops(const Options& options);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_LOCAL_WORKSHOPS_H_
