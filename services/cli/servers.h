// Which of several servers a command asks: --server may name one that serves everything, or several,
// separated by commas, that serve one thing each.
#ifndef PRAKSIS_SERVICES_CLI_SERVERS_H_
#define PRAKSIS_SERVICES_CLI_SERVERS_H_

#include <string>
#include <string_view>
#include <vector>

#include "services/cli/context.h"

namespace praksis::cli {

inline constexpr std::string_view kJournal = "praksis.v1.Journal";
inline constexpr std::string_view kHistory = "praksis.v1.History";
inline constexpr std::string_view kFeed = "praksis.v1.Feed";
inline constexpr std::string_view kDashboards = "praksis.v1.Dashboards";
inline constexpr std::string_view kLearning = "praksis.v1.Learning";
inline constexpr std::string_view kExperiments = "praksis.v1.Experiments";
inline constexpr std::string_view kTransfer = "praksis.v1.Transfer";
inline constexpr std::string_view kCycles = "praksis.v1.Cycles";
inline constexpr std::string_view kStories = "praksis.v1.Stories";
inline constexpr std::string_view kMeasures = "praksis.v1.Measures";

// The servers that --server names.
std::vector<std::string> ServersOf(const Context& context);

// The first of them at which the service is SERVING; else the first that has it at all; else the first. Where
// there is one only, nobody is asked.
std::string ServerOf(const Context& context, std::string_view service);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_SERVERS_H_
