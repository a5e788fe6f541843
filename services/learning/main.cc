// praksis-learning.
#include "services/praksisd/program.h"

int main(int argc, char** argv) {
  return praksis::services::Run(
      {.name = "praksis-learning",
       .summary =
           "praksis-learning chooses learning cases (Learning), shows learning cycles (Cycles), judges\n"
           "measures (Measures), and reads stories (Stories) and what was carried where (Transfer), from a\n"
           "replica of its own of the log on Kafka. What it finds itself, a choice or an evaluation, is "
           "recorded by\n"
           "the recorders. Start as many as you like; each has everything.",
       .services = {.journal = false, .history = false, .feed = false, .dashboards = false, .learning = true},
       .port = 7404},
      argc, argv);
}
