// praksis dashboard FIGURE --behind CELL: the cases behind a count.
#ifndef PRAKSIS_SERVICES_CLI_DASHBOARD_BEHIND_H_
#define PRAKSIS_SERVICES_CLI_DASHBOARD_BEHIND_H_

#include <string>
#include <vector>

#include "praksis/v1/history.pb.h"
#include "services/cli/context.h"

namespace praksis::cli {

// Asks for all pages and prints them. `request` has all but the page.
int ListBehind(Context& context, v1::ListFigureCasesRequest request);

// The usual counts of the figure ("funnel"), in short (ShortCell): what completion offers.
std::vector<std::string> UsualCells(const std::string& figure);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_DASHBOARD_BEHIND_H_
