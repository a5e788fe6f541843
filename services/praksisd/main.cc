// praksisd.
#include "services/praksisd/program.h"

int main(int argc, char** argv) {
  return praksis::services::Run(
      {.name = "praksisd",
       .summary =
           "praksisd keeps the memory of a job centre's casework: it records facts, answers questions\n"
           "about them, and serves both over gRPC: all services in one process.",
       .services = {},
       .port = 7400},
      argc, argv);
}
