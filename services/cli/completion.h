// Completion of the command line in shells, made from the commands themselves.
#ifndef PRAKSIS_SERVICES_CLI_COMPLETION_H_
#define PRAKSIS_SERVICES_CLI_COMPLETION_H_

#include <map>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"

namespace praksis::cli {

// Values of options, by the option's name ("--voice"), or by a command and it where only that command's
// option has them ("praksis events follow --from").
using OptionValues = std::map<std::string, std::vector<std::string>>;

// A bash script: subcommands, options, the values named, and names of files and directories for options whose
// type is FILE or DIR.
std::string BashCompletion(const CLI::App& app, const OptionValues& values);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_COMPLETION_H_
