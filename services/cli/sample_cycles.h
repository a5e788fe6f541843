// The learning cycles of the sample: recorded by fact, and by having the server choose and evaluate.
#ifndef PRAKSIS_SERVICES_CLI_SAMPLE_CYCLES_H_
#define PRAKSIS_SERVICES_CLI_SAMPLE_CYCLES_H_

#include <cstdint>
#include <map>
#include <string>

#include "google/rpc/status.pb.h"
#include "libs/sample/sample_year.h"
#include "services/cli/context.h"

namespace praksis::cli {

struct SampleCycles {
  int64_t recorded = 0;
  int64_t there_already = 0;
  int cycles = 0;
  // Why no more were: the server does not choose or evaluate, or not where it records.
  std::string left_out;
};

// After the year was recorded. `consents`: by case, its LEARNING_INTERVIEW consent. Every fact is to be
// accepted: the first that is not ends it with its refusal.
google::rpc::Status RecordSampleCycles(Context& context, const sample::Options& year,
                                       const std::map<std::string, std::string>& consents,
                                       SampleCycles& done);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_SAMPLE_CYCLES_H_
