// What the programs that serve HTTP are told on their command lines, besides the address.
#ifndef PRAKSIS_SERVICES_GATEWAY_ARGUMENTS_H_
#define PRAKSIS_SERVICES_GATEWAY_ARGUMENTS_H_

#include <string>

#include "CLI/CLI.hpp"
#include "services/gateway/gateway.h"

namespace praksis::gateway {

// Adds --http-tls-cert, --http-tls-key, --http-tls-ca, --http-beyond-loopback, --http-name,
// --http-withheld-cases and
// --web.
void AddArguments(CLI::App& app, Gateway::Options& options);

// Where a build or an installation puts the pages, seen from the program's own file: ../web
// (build/release/bin beside build/release/web), else ../share/praksis/web.
std::string DefaultWebDirectory();

}  // namespace praksis::gateway

#endif  // PRAKSIS_SERVICES_GATEWAY_ARGUMENTS_H_
