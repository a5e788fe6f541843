// praksis-recorder.
#include "services/praksisd/program.h"

int main(int argc, char** argv) {
  return praksis::services::Run(
      {.name = "praksis-recorder",
       .summary =
           "praksis-recorder accepts or refuses facts and appends them to the log on Kafka (Journal). Start\n"
           "as many as you like: they share the log's partitions, forward to each other, and take over\n"
           "from each other. Any of them takes any fact.",
       .services = {.journal = true, .history = false, .feed = false, .dashboards = false, .learning = false},
       .port = 7401},
      argc, argv);
}
