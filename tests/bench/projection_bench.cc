// Rebuilding every read model from the log, against reading and decoding the same log and doing nothing with
// it.
//   projection_bench [events]
#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "google/protobuf/arena.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/domain/case/case_rules.h"
#include "libs/log_embedded/embedded_log.h"
#include "libs/projection/projection.h"
#include "libs/readmodels/all_models.h"
#include "praksis/v1/event.pb.h"
#include "tests/bench/bench.h"
#include "tests/bench/fill.h"

namespace praksis::bench {
namespace {

constexpr int kPartitions = 4;
constexpr int64_t kDefaultEvents = 300'000;

// How quickly so many events were gone through, and what of the processor's time each took, whoever spent it.
struct Speed {
  double events_per_second = 0;
  double cpu_us_per_event = 0;
};

double CpuSeconds() {
  rusage usage = {};
  PRAKSIS_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Calls work(partition) for every partition, on so many threads.
template <typename Work>
Speed Measure(int64_t events, int threads, const Work& work) {
  const double cpu = CpuSeconds();
  const int64_t begin = NowNs();
  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&, thread] {
      for (int partition = thread; partition < kPartitions; partition += threads)
        work(PartitionId(partition));
    });
  }
  for (std::thread& thread : running) thread.join();
  const auto count = static_cast<double>(events);
  return {.events_per_second = count * 1e9 / static_cast<double>(NowNs() - begin),
          .cpu_us_per_event = (CpuSeconds() - cpu) * 1e6 / count};
}

int64_t ScanAndDecode(log::EventLog& event_log, PartitionId partition) {
  auto reader = event_log.Read(partition, Offset(0));
  PRAKSIS_CHECK(reader.ok(), reader.status().ToString());
  log::RecordBatch batch;
  int64_t events = 0;
  for (;;) {
    const absl::Status status = (*reader)->Next(10'000, size_t{4} << 20, batch);
    PRAKSIS_CHECK(status.ok(), status.ToString());
    if (batch.empty()) return events;
    google::protobuf::Arena arena;
    for (size_t i = 0; i < batch.size(); ++i) {
      auto* event = google::protobuf::Arena::CreateMessage<v1::Event>(&arena);
      const std::string_view bytes = batch.value(i);
      PRAKSIS_CHECK(event->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
      ++events;
    }
  }
}

Speed Rebuild(log::EventLog& event_log, const std::string& directory, int64_t events, int threads) {
  projection::Options options;
  options.directory = directory;
  auto projection =
      projection::Projection::Open(event_log, domain::cases::CaseRules(), readmodels::AllCaseModels(),
                                   readmodels::AllEventModels(), options);
  PRAKSIS_CHECK(projection.ok(), projection.status().ToString());
  const Speed speed = Measure(events, threads, [&](PartitionId partition) {
    for (;;) {
      const absl::StatusOr<size_t> stepped = (*projection)->Step(partition);
      PRAKSIS_CHECK(stepped.ok(), stepped.status().ToString());
      if (*stepped == 0) return;
    }
  });
  projection->reset();
  std::filesystem::remove_all(directory);
  return speed;
}

void Print(const char* what, const Speed& speed) {
  std::printf("  %-36s %12.0f ev/s %8.2f us of processor time each\n", what, speed.events_per_second,
              speed.cpu_us_per_event);
}

// Measures on a log that `fill` fills; the ratio with all cores.
double MeasureOn(const char* what, Filled (*fill)(log::EventLog&, int64_t), int64_t events) {
  const WorkDirectory directory;
  log::EmbeddedOptions options;
  options.partitions = kPartitions;
  options.sync = false;  // Filling is not what is measured.
  auto event_log = log::EmbeddedLog::Open(directory.path() + "/log", options);
  PRAKSIS_CHECK(event_log.ok(), event_log.status().ToString());
  const Filled filled = fill(**event_log, events);
  std::printf("%s: %lld events of %lld cases, %.0f bytes each, %d partitions\n", what,
              static_cast<long long>(filled.events), static_cast<long long>(filled.cases),
              static_cast<double>(filled.bytes) / static_cast<double>(filled.events), kPartitions);
  double ratio = 0;
  for (const int threads : {1, 2}) {
    // The best of three, the first also warms the cache.
    Speed scan;
    Speed rebuild;
    for (int i = 0; i < 3; ++i) {
      const Speed scanned = Measure(filled.events, threads,
                                    [&](PartitionId partition) { ScanAndDecode(**event_log, partition); });
      if (scanned.events_per_second > scan.events_per_second) scan = scanned;
      const Speed rebuilt = Rebuild(**event_log, directory.path() + "/projections", filled.events, threads);
      if (rebuilt.events_per_second > rebuild.events_per_second) rebuild = rebuilt;
    }
    const std::string suffix = base::StrCat(", ", threads, threads == 1 ? " thread" : " threads");
    Print(base::StrCat("read and decode", suffix).c_str(), scan);
    Print(base::StrCat("rebuild all read models", suffix).c_str(), rebuild);
    ratio = rebuild.events_per_second / scan.events_per_second;
  }
  return ratio;
}

int Main(int argc, char** argv) {
  const int64_t events = NumberArgument(argc, argv, 1, kDefaultEvents);
  const double year = MeasureOn("a sample year", FillWithYear, events);
  if (argc > 2) return 0;
  const double corrections = MeasureOn("histories full of corrections", FillWithCorrections, events);
  PrintRatio("projection_of_corrections", corrections, "none");
  PrintRatio("projection", year, ">= 0.40");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
