// Projections and comparisons on a terminal.
#ifndef PRAKSIS_SERVICES_CLI_PROJECTIONS_TEXT_H_
#define PRAKSIS_SERVICES_CLI_PROJECTIONS_TEXT_H_

#include <string>
#include <utility>
#include <vector>

#include "praksis/v1/operations.pb.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

// "0 B", "12.4 MiB".
std::string BytesText(int64_t bytes);
// "0 s", "42 s", "12 min", "3 h", "5 d".
std::string DurationText(const google::protobuf::Duration& duration);

// Projections, each with the server that has it; servers are named where there are several.
std::string RenderProjections(const std::vector<std::pair<std::string, v1::Projection>>& projections,
                              bool name_servers, const Terminal& terminal);
// What was compared, and the first differences. Piped: the differences only.
std::string RenderComparison(const v1::Comparison& comparison, const Terminal& terminal);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_PROJECTIONS_TEXT_H_
