// Appending to the embedded log, against what the disk gives: a record is durable before it is answered, so
// one client cannot be faster than one sync per record, and many share a sync.
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/log_embedded/embedded_log.h"
#include "tests/bench/bench.h"

namespace praksis::bench {
namespace {

constexpr int kRecordBytes = 300;
constexpr double kSeconds = 2;

struct Rate {
  double per_second = 0;
  double records_per_sync = 0;
  Times times;
};

// Keeps so many appends of one record each under way.
Rate Append(log::EmbeddedLog& event_log, int outstanding, int64_t& made) {
  std::vector<std::unique_ptr<log::PartitionWriter>> writers;
  for (int partition = 0; partition < event_log.partition_count(); ++partition) {
    auto writer = event_log.Own(PartitionId(partition), absl::Now() + absl::Seconds(30));
    PRAKSIS_CHECK(writer.ok(), writer.status().ToString());
    writers.push_back(*std::move(writer));
  }
  std::mutex mutex;
  std::condition_variable answered;
  int under_way = 0;  // guarded by mutex
  Rate rate;          // times: guarded by mutex
  const auto before = event_log.statistics();
  const int64_t begin = NowNs();
  while (static_cast<double>(NowNs() - begin) < kSeconds * 1e9) {
    {
      std::unique_lock lock(mutex);
      answered.wait(lock, [&] { return under_way < outstanding; });
      ++under_way;
    }
    const int64_t number = ++made;
    std::vector<log::Record> batch;
    batch.push_back({.stream = StreamId(base::StrCat("case/", number)),
                     .version = Version(1),
                     .event_id = EventId(absl::StrFormat("01956a2c-7b00-7000-8000-%012x", number)),
                     .bytes = std::string(kRecordBytes, 'x')});
    const PartitionId partition = log::PartitionOf(batch[0].stream, event_log.partition_count());
    const int64_t start = NowNs();
    writers[static_cast<size_t>(partition.value())]->Append(
        std::move(batch), [&, start](absl::StatusOr<std::vector<Offset>> offsets) {
          PRAKSIS_CHECK(offsets.ok(), offsets.status().ToString());
          const std::lock_guard lock(mutex);
          rate.times.Add(NowNs() - start);
          --under_way;
          answered.notify_all();
        });
  }
  std::unique_lock lock(mutex);
  answered.wait(lock, [&] { return under_way == 0; });
  rate.per_second = static_cast<double>(rate.times.size()) * 1e9 / static_cast<double>(NowNs() - begin);
  const auto after = event_log.statistics();
  rate.records_per_sync =
      static_cast<double>(after.records - before.records) / static_cast<double>(after.groups - before.groups);
  return rate;
}

void PrintRow(const std::string& name, double per_second, double records_per_sync, const Times& times) {
  std::printf("%-38s %10.0f %10.1f %10.3f %10.3f\n", name.c_str(), per_second, records_per_sync,
              times.PercentileMs(50), times.PercentileMs(99));
}

int Main() {
  const WorkDirectory directory;
  std::printf("records of %d bytes in %s\n%-38s %10s %10s %10s %10s\n", kRecordBytes,
              directory.path().c_str(), "", "per second", "per sync", "p50 ms", "p99 ms");
  const SyncRate growing = MeasureSync(directory.path(), kRecordBytes, false, kSeconds);
  PrintRow("fdatasync, file grows", growing.per_second, 1, growing.times);
  const SyncRate preallocated = MeasureSync(directory.path(), kRecordBytes, true, kSeconds);
  PrintRow("fdatasync, file preallocated", preallocated.per_second, 1, preallocated.times);

  auto event_log = log::EmbeddedLog::Open(directory.path() + "/log");
  PRAKSIS_CHECK(event_log.ok(), event_log.status().ToString());
  int64_t made = 0;
  double alone = 0;
  for (const int outstanding : {1, 64, 256}) {
    const Rate rate = Append(**event_log, outstanding, made);
    PrintRow(base::StrCat("embedded log, ", outstanding, " outstanding"), rate.per_second,
             rate.records_per_sync, rate.times);
    if (outstanding == 1) alone = rate.per_second;
  }
  PrintRatio("log_append_alone_per_fdatasync", alone / growing.per_second, ">= 0.5");
  return 0;
}

}  // namespace
}  // namespace praksis::bench

int main() { return praksis::bench::Main(); }
