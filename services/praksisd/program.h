// The servers as programs: praksisd, which serves everything, and those named after one service. They differ
// in nothing but what is said here.
#ifndef PRAKSIS_SERVICES_PRAKSISD_PROGRAM_H_
#define PRAKSIS_SERVICES_PRAKSISD_PROGRAM_H_

#include <string>

#include "services/server/server.h"

namespace praksis::services {

struct Program {
  std::string name;
  // Of --help: what it does, in a sentence or two.
  std::string summary;
  Server::Services services;
  int port = 0;
};

// main: parses the command line, serves until told to stop; the exit code.
int Run(const Program& program, int argc, char** argv);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_PRAKSISD_PROGRAM_H_
