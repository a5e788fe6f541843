// praksis-history.
#include "services/praksisd/program.h"

int main(int argc, char** argv) {
  return praksis::services::Run(
      {.name = "praksis-history",
       .summary =
           "praksis-history answers what happened in a case (History), from a replica of its own of the log\n"
           "on Kafka. Start as many as you like; each has everything.",
       .services = {.journal = false, .history = true, .feed = false, .dashboards = false, .learning = false},
       .port = 7402},
      argc, argv);
}
