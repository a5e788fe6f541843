// praksis-learning.
#include "services/praksisd/program.h"

int main(int argc, char** argv) {
  return praksis::services::Run(
      {.name = "praksis-learning",
       .summary = "praksis-learning chooses learning cases (Learning) and judges measures (Measures), from a "
                  "replica of\n"
                  "its own of the log on Kafka. Start as many as you like; each has everything.",
       .services = {.journal = false, .history = false, .feed = false, .dashboards = false, .learning = true},
       .port = 7404},
      argc, argv);
}
