// Learning cycles on a terminal: the list, and one as a board.
#ifndef PRAKSIS_SERVICES_CLI_CYCLE_TEXT_H_
#define PRAKSIS_SERVICES_CLI_CYCLE_TEXT_H_

#include <string>

#include "praksis/v1/cycles.pb.h"
#include "services/cli/terminal.h"
#include "services/cli/wording.h"

namespace praksis::cli {

// Piped, tab-separated: stream, challenge, sites, step, days in it, days altogether, measures decided,
// implemented, evaluated, parent.
std::string RenderCycles(const v1::ListCyclesResponse& response, const Words& words,
                         const Terminal& terminal);

// Step by step: what there is, and what is still needed. For people; programs get JSON.
std::string RenderCycle(const v1::GetCycleResponse& response, const Words& words, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_CYCLE_TEXT_H_
