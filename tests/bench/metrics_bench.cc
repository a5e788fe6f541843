// What counting a call costs: the whole of rpc::CallStatistics::CountEnded with two readings of the clock, as
// each call has it, on several threads at once; and the same with one counter behind a mutex, as a yardstick.
//   metrics_bench [threads]
#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/metrics/instruments.h"
#include "libs/rpc/call_statistics.h"
#include "praksis/v1/journal.pb.h"
#include "tests/bench/bench.h"

namespace praksis::bench {
namespace {

constexpr int64_t kTurns = 2'000'000;
// Of recording with 256 clients on two cores, server and load generator together.
constexpr double kCallNs = 33'000;

// Nanoseconds of processor time for one `work()`, with so many threads doing it.
template <typename Work>
double Cost(int threads, const Work& work) {
  std::vector<std::thread> workers;
  std::atomic<int64_t> cpu_ns{0};
  for (int i = 0; i < threads; ++i) {
    workers.emplace_back([&] {
      for (int64_t turn = 0; turn < kTurns; ++turn) work();
      timespec used{};
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
      cpu_ns += used.tv_sec * 1'000'000'000 + used.tv_nsec;
    });
  }
  for (std::thread& worker : workers) worker.join();
  return static_cast<double>(cpu_ns.load()) / static_cast<double>(threads * kTurns);
}

int Main(int argc, char** argv) {
  const auto threads = static_cast<int>(NumberArgument(argc, argv, 1, 2));
  rpc::CallStatistics statistics;
  const rpc::Method& method = rpc::MethodOf<v1::RecordRequest>();
  const double call = Cost(threads, [&] {
    const auto arrived = std::chrono::steady_clock::now();
    const auto took = std::chrono::steady_clock::now() - arrived;
    statistics.CountEnded(method, absl::StatusCode::kOk, absl::FromChrono(took));
  });
  metrics::Histogram histogram(metrics::AnswerTimes());
  const double observe = Cost(threads, [&] { histogram.Observe(700'000); });
  std::mutex mutex;
  int64_t counted = 0;
  const double locked = Cost(threads, [&] {
    const std::lock_guard lock(mutex);
    ++counted;
  });
  std::printf("%d threads, processor time a turn\n", threads);
  std::printf("%-40s %8.1f ns\n", "a call, counted with its time", call);
  std::printf("%-40s %8.1f ns\n", "one observation of a histogram", observe);
  std::printf("%-40s %8.1f ns\n", "one addition behind a mutex", locked);
  PrintRatio("metrics_cost", call / kCallNs, "< 0.01 of a recording call");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
