// Learning from success at the job centres, where the sample goes over several years: two sessions a year, a
// story in each, what led to it, and the principles that recur over the years; from the second year on
// stories are told to others, from the third all job centres take part. All ours†, after success_programme.h.
#ifndef PRAKSIS_LIBS_SAMPLE_LOCAL_STORIES_H_
#define PRAKSIS_LIBS_SAMPLE_LOCAL_STORIES_H_

#include <vector>

#include "libs/sample/sample_year.h"
#include "praksis/v1/event.pb.h"

namespace praksis::sample {

// "programme/sample-SEED-job-centres", its stories "story/sample-SEED-job-centres-1" and on, its principles
// likewise. In the order of their telling; every fact is to be accepted. Nothing of a sample of one year.
// Pure.
std::vector<v1::Event> TellLocalStories(const Options& options);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_LOCAL_STORIES_H_
