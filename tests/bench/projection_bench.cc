// Rebuilding every read model from the log, against reading and decoding the same log and doing nothing with
// it.
//   projection_bench [events]
#include <algorithm>
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

// Calls work(partition) for every partition, on so many threads; how many events per second that made of
// `events`.
template <typename Work>
double EventsPerSecond(int64_t events, int threads, const Work& work) {
  const int64_t begin = NowNs();
  std::vector<std::thread> running;
  for (int thread = 0; thread < threads; ++thread) {
    running.emplace_back([&, thread] {
      for (int partition = thread; partition < kPartitions; partition += threads)
        work(PartitionId(partition));
    });
  }
  for (std::thread& thread : running) thread.join();
  return static_cast<double>(events) * 1e9 / static_cast<double>(NowNs() - begin);
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

double Rebuild(log::EventLog& event_log, const std::string& directory, int64_t events, int threads) {
  projection::Options options;
  options.directory = directory;
  auto projection =
      projection::Projection::Open(event_log, domain::cases::CaseRules(), readmodels::AllCaseModels(),
                                   readmodels::AllEventModels(), options);
  PRAKSIS_CHECK(projection.ok(), projection.status().ToString());
  const double rate = EventsPerSecond(events, threads, [&](PartitionId partition) {
    for (;;) {
      const absl::StatusOr<size_t> stepped = (*projection)->Step(partition);
      PRAKSIS_CHECK(stepped.ok(), stepped.status().ToString());
      if (*stepped == 0) return;
    }
  });
  projection->reset();
  std::filesystem::remove_all(directory);
  return rate;
}

int Main(int argc, char** argv) {
  const WorkDirectory directory;
  log::EmbeddedOptions options;
  options.partitions = kPartitions;
  options.sync = false;  // Filling is not what is measured.
  auto event_log = log::EmbeddedLog::Open(directory.path() + "/log", options);
  PRAKSIS_CHECK(event_log.ok(), event_log.status().ToString());
  const Filled filled = FillLog(**event_log, NumberArgument(argc, argv, 1, kDefaultEvents));
  std::printf("%lld events of %lld cases, %.0f bytes each, %d partitions\n",
              static_cast<long long>(filled.events), static_cast<long long>(filled.cases),
              static_cast<double>(filled.bytes) / static_cast<double>(filled.events), kPartitions);
  std::printf("%-34s %14s %14s\n", "events per second", "1 thread", "2 threads");
  double scan[2];
  double rebuild[2];
  for (const int threads : {1, 2}) {
    // The best of three, the first also warms the cache.
    double& best = scan[threads - 1];
    best = 0;
    for (int i = 0; i < 3; ++i) {
      best = std::max(best, EventsPerSecond(filled.events, threads, [&](PartitionId partition) {
                        ScanAndDecode(**event_log, partition);
                      }));
    }
    rebuild[threads - 1] = Rebuild(**event_log, directory.path() + "/projections", filled.events, threads);
  }
  std::printf("%-34s %14.0f %14.0f\n", "read and decode", scan[0], scan[1]);
  std::printf("%-34s %14.0f %14.0f\n", "rebuild all read models", rebuild[0], rebuild[1]);
  PrintRatio("projection_1_thread", rebuild[0] / scan[0], ">= 0.25");
  PrintRatio("projection", rebuild[1] / scan[1], ">= 0.25");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main(int argc, char** argv) { return praksis::bench::Main(argc, argv); }
