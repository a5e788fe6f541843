// Programmes of learning, for people and for programs.
#ifndef PRAKSIS_SERVICES_CLI_PROGRAMME_TEXT_H_
#define PRAKSIS_SERVICES_CLI_PROGRAMME_TEXT_H_

#include <string>

#include "praksis/v1/stories.pb.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

// A row each. Piped, tab-separated.
std::string RenderProgrammes(const v1::ListProgrammesResponse& response, const Terminal& terminal);

// For people: what it is, who takes part, what it reached and what came of it. Piped, the staff groups that
// it reached, tab-separated.
std::string RenderProgramme(const v1::GetProgrammeResponse& response, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_PROGRAMME_TEXT_H_
