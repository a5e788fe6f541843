// The servers' command line and configuration file.
#ifndef PRAKSIS_SERVICES_PRAKSISD_COMMAND_LINE_H_
#define PRAKSIS_SERVICES_PRAKSISD_COMMAND_LINE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

#include "services/gateway/gateway.h"
#include "services/praksisd/program.h"
#include "services/server/server.h"

namespace praksis::services {

// Exit codes, as those of the command line `praksis`.
inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

struct ServeCommand {
  Server::Options options;
  // Where to serve HTTP; nothing for nowhere.
  std::optional<gateway::Gateway::Options> http;
  // It was asked for, and is not merely the default.
  bool http_asked = false;
  // As it was given: "Europe/Copenhagen".
  std::string time_zone;
  absl::Duration stop_limit;
  std::string log_level;
};

struct VerifyCommand {
  std::string data_directory;
  // Where the log is, if not in the directory.
  std::optional<log::KafkaOptions> kafka;
  bool json = false;
};

// Help or an error has been printed; end with this code.
struct Exit {
  int code;
};

using Command = std::variant<ServeCommand, VerifyCommand, Exit>;

Command ParseCommandLine(const Program& program, int argc, char** argv);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_PRAKSISD_COMMAND_LINE_H_
