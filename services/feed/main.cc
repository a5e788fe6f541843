// praksis-feed.
#include "services/praksisd/program.h"

int main(int argc, char** argv) {
  return praksis::services::Run(
      {.name = "praksis-feed",
       .summary =
           "praksis-feed serves the events as they come (Feed), from a replica of its own of the log on\n"
           "Kafka. Start as many as you like; each has everything.",
       .services = {.journal = false, .history = false, .feed = true, .dashboards = false, .learning = false},
       .port = 7405},
      argc, argv);
}
