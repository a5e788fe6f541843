// Watching what a server does over a while: a projection that is built, a comparison.
#ifndef PRAKSIS_SERVICES_CLI_WATCH_RUN_H_
#define PRAKSIS_SERVICES_CLI_WATCH_RUN_H_

#include <string_view>

#include "services/cli/client.h"
#include "services/cli/context.h"
#include "services/cli/interrupt.h"

namespace praksis::cli {

// Shows how a run goes on until it is done, or the user has seen enough: then `left` is set. Returns why it
// failed, or why it cannot be asked about. `label` and `noun` are those of a Progress.
google::rpc::Status WatchRun(const Context& context, Client& client, std::string_view label,
                             std::string_view noun, const Interrupt& interrupt, v1::Run& run, bool& left);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_WATCH_RUN_H_
