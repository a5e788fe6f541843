// Transfer of learning on a terminal.
#ifndef PRAKSIS_SERVICES_CLI_TRANSFER_TEXT_H_
#define PRAKSIS_SERVICES_CLI_TRANSFER_TEXT_H_

#include <string>

#include "praksis/v1/transfer.pb.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

// Piped, it is the table of learnings: workshop, theme, organisation, standing, first transfer, days to it,
// carriers there, carriers gone, uses, last use.
std::string RenderTransfer(const v1::GetTransferResponse& response, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_TRANSFER_TEXT_H_
