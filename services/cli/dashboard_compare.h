// praksis dashboard compare: one figure about two selections.
#ifndef PRAKSIS_SERVICES_CLI_DASHBOARD_COMPARE_H_
#define PRAKSIS_SERVICES_CLI_DASHBOARD_COMPARE_H_

#include "CLI/CLI.hpp"
#include "services/cli/context.h"

namespace praksis::cli {

void AddCompareCommand(CLI::App& group, Context& context);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_DASHBOARD_COMPARE_H_
