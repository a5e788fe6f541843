// The cases behind a count of a figure, on a terminal.
#ifndef PRAKSIS_SERVICES_CLI_FIGURE_CASES_TEXT_H_
#define PRAKSIS_SERVICES_CLI_FIGURE_CASES_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "praksis/v1/history.pb.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

// A row per case: how much of the count is of it, and the events that make it count. Piped, the table in
// tab-separated values.
std::string RenderFigureCases(const v1::ListFigureCasesRequest& request,
                              const v1::ListFigureCasesResponse& response, const Terminal& terminal);

// The name of a count without what only tells lists apart: "causes[code=ILLNESS].count" is "ILLNESS.count".
std::string ShortCell(std::string_view cell);

// Those of `cells` that somebody means who writes `wanted`: the one called so; else those called so in short,
// or in short but for the last part ("ILLNESS"), or by their last part ("sustained"). Capital letters or not.
std::vector<std::string> ResolveCell(const std::string& wanted, const std::vector<std::string>& cells);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_FIGURE_CASES_TEXT_H_
