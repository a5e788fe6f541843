// Experiments on belief on a terminal. What is suppressed shows as "·".
#ifndef PRAKSIS_SERVICES_CLI_EXPERIMENT_TEXT_H_
#define PRAKSIS_SERVICES_CLI_EXPERIMENT_TEXT_H_

#include <string>

#include "praksis/v1/experiments.pb.h"
#include "services/cli/terminal.h"
#include "services/cli/wording.h"

namespace praksis::cli {

// Piped, a line per experiment: stream, question, first day, last day, ending, sites, units.
std::string RenderExperiments(const v1::ListExperimentsResponse& response, const Terminal& terminal);

// Piped, a line for all units and one for each: unit, cases before, share of 4 or 5, mean, the same after,
// their change.
std::string RenderExperiment(const v1::GetExperimentResponse& response, const Words& words,
                             const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_EXPERIMENT_TEXT_H_
