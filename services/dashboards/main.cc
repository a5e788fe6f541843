// praksis-dashboards.
#include "services/praksisd/program.h"

int main(int argc, char** argv) {
  return praksis::services::Run(
      {.name = "praksis-dashboards",
       .summary =
           "praksis-dashboards answers figures (Dashboards), from a replica of its own of the log on Kafka.\n"
           "Start as many as you like; each has everything.",
       .services = {.journal = false, .history = false, .feed = false, .dashboards = true, .learning = false},
       .port = 7403},
      argc, argv);
}
