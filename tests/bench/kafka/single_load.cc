// Facts one by one, on a running praksisd and on a server that answers the same messages and does nothing.
//   single_load PORT [SECONDS] [ROUNDS] [CLIENTS] [CASES_BEFORE]
// Prints {"recorded", "praksis", "echo" (facts a second, of each round), "praksis_ms", "echo_ms" (p50 and p99
// of each), "paced" (facts a second, half of what praksisd took), "paced_ms"}.
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "libs/base/check.h"
#include "tests/bench/bench.h"
#include "tests/bench/load.h"
#include "tests/bench/peer.h"
#include "tests/bench/record_load.h"

namespace praksis::bench {
namespace {

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

void Print(const char* name, const std::vector<double>& values, const char* end = ", ") {
  std::printf("\"%s\": [", name);
  for (size_t i = 0; i < values.size(); ++i) std::printf("%s%.3f", i == 0 ? "" : ", ", values[i]);
  std::printf("]%s", end);
}

struct Rounds {
  std::vector<double> per_second;
  std::vector<double> ms;
  void Add(const Load& load) {
    per_second.push_back(load.per_second);
    ms.push_back(load.times.PercentileMs(50));
    ms.push_back(load.times.PercentileMs(99));
  }
};

int Main(int argc, char** argv) {
  PRAKSIS_CHECK(argc >= 2, "single_load PORT [SECONDS] …");
  const auto port = static_cast<int>(NumberArgument(argc, argv, 1, 0));
  const auto seconds = static_cast<double>(NumberArgument(argc, argv, 2, 5));
  const int64_t rounds = NumberArgument(argc, argv, 3, 3);
  const auto clients = static_cast<int>(NumberArgument(argc, argv, 4, 256));
  int64_t serial = NumberArgument(argc, argv, 5, 0);
  int64_t recorded = 0;
  Rounds echo;
  Rounds praksis;
  for (int64_t i = 0; i < rounds; ++i) {
    const Peer peer({"--serve=echo"});
    echo.Add(RecordLoad(peer.port(), clients, serial).Drive(seconds));
    const Load load = RecordLoad(port, clients, serial).Drive(seconds);
    praksis.Add(load);
    recorded += load.calls;
  }
  const double half = Median(praksis.per_second) / 2;
  const Load paced = RecordLoad(port, clients, serial).Pace(half, 2 * seconds);
  std::printf("{\"recorded\": %lld, ", static_cast<long long>(recorded + paced.calls));
  Print("praksis", praksis.per_second);
  Print("echo", echo.per_second);
  Print("praksis_ms", praksis.ms);
  Print("echo_ms", echo.ms);
  Print("paced", {half});
  Print("paced_ms", {paced.times.PercentileMs(50), paced.times.PercentileMs(99)}, "}\n");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == "--serve=echo") {
    praksis::bench::ServeEcho();
    return 0;
  }
  return praksis::bench::Main(argc, argv);
}
