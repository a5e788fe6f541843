// praksis cycle override: a selection changed by hand.
#ifndef PRAKSIS_SERVICES_CLI_CYCLE_OVERRIDE_H_
#define PRAKSIS_SERVICES_CLI_CYCLE_OVERRIDE_H_

#include "services/cli/context.h"

namespace praksis::cli {

void AddCycleOverride(CLI::App& group, Context& context);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_CYCLE_OVERRIDE_H_
