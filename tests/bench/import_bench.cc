// Importing over gRPC into praksisd on the embedded log: items one in a message, and several.
//   import_bench [records] [rounds]
#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "libs/base/strings.h"
#include "tests/bench/bench.h"
#include "tests/bench/import_load.h"
#include "tests/bench/peer.h"

namespace praksis::bench {
namespace {

constexpr int64_t kWarmUp = 20'000;

struct Measured {
  double per_second = 0;
  // Microseconds of processor for a fact.
  double server_us = 0;
  double load_us = 0;
};

// A server of its own, on a log that is new.
Measured Run(int64_t records, size_t together) {
  const WorkDirectory directory;
  const Peer server({"--serve=praksis", directory.path()});
  (void)Import(server.port(), {.records = kWarmUp, .first_case = 1, .together = together});
  const double cpu_before = server.CpuSeconds();
  const Imported imported =
      Import(server.port(), {.records = records, .first_case = 1'000'000, .together = together});
  const auto done = static_cast<double>(imported.records);
  return {.per_second = done / imported.seconds,
          .server_us = (server.CpuSeconds() - cpu_before) * 1e6 / done,
          .load_us = imported.load_seconds * 1e6 / done};
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Main(int argc, char** argv) {
  const int64_t records = NumberArgument(argc, argv, 1, 200'000);
  const int64_t rounds = NumberArgument(argc, argv, 2, 3);
  const std::vector<size_t> forms = {1, 16, 256};
  std::vector<std::vector<double>> rates(forms.size());
  std::vector<std::vector<double>> server_us(forms.size());
  std::printf("%-22s %12s %16s %14s\n", "items in a message", "facts/s", "server us/fact", "load us/fact");
  for (int64_t round = 0; round < rounds; ++round) {
    for (size_t form = 0; form < forms.size(); ++form) {
      const Measured measured = Run(records, forms[form]);
      rates[form].push_back(measured.per_second);
      server_us[form].push_back(measured.server_us);
      std::printf("%-22zu %12.0f %16.1f %14.1f\n", forms[form], measured.per_second, measured.server_us,
                  measured.load_us);
      std::fflush(stdout);
    }
  }
  PrintRatio("import_together_per_second", Median(rates.back()), "none");
  PrintRatio("import_together_server_us", Median(server_us.back()), "none");
  PrintRatio("import_together", Median(rates.back()) / Median(rates.front()), ">= 1.5");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) {
  if (praksis::bench::ServePraksisIfAsked(argc, argv)) return 0;
  return praksis::bench::Main(argc, argv);
}
