#include "tests/bench/fill.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/domain/case/testing/random_history.h"
#include "praksis/v1/event.pb.h"

namespace praksis::bench {
namespace {

constexpr int kCasesAtATime = 300;
constexpr int kMaxEventsPerCase = 60;

// Waits for answers, so that no more than some appends are under way.
class Outstanding {
 public:
  void Begin() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [&] { return count_ < 8; });
    ++count_;
  }
  void End() {
    const std::lock_guard lock(mutex_);
    --count_;
    answered_.notify_all();
  }
  void WaitForAll() {
    std::unique_lock lock(mutex_);
    answered_.wait(lock, [&] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable answered_;
  int count_ = 0;  // guarded by mutex_
};

}  // namespace

Filled FillLog(log::EventLog& event_log, int64_t events) {
  const int partitions = event_log.partition_count();
  std::vector<std::unique_ptr<log::PartitionWriter>> writers;
  for (int partition = 0; partition < partitions; ++partition) {
    auto writer = event_log.Own(PartitionId(partition), absl::Now() + absl::Seconds(30));
    PRAKSIS_CHECK(writer.ok(), writer.status().ToString());
    writers.push_back(*std::move(writer));
  }
  Outstanding outstanding;
  Filled filled;
  while (filled.events < events) {
    std::vector<std::vector<v1::Event>> histories;
    for (int i = 0; i < kCasesAtATime; ++i) {
      const uint64_t seed = static_cast<uint64_t>(++filled.cases);
      histories.push_back(
          domain::cases::testing::RandomHistory(seed, kMaxEventsPerCase, base::StrCat("case/bench-", seed)));
    }
    // One event of each, then the next of each.
    std::vector<std::vector<log::Record>> batches(static_cast<size_t>(partitions));
    for (size_t i = 0; i < kMaxEventsPerCase; ++i) {
      for (const std::vector<v1::Event>& history : histories) {
        if (i >= history.size()) continue;
        const v1::Event& event = history[i];
        log::Record record{.stream = StreamId(event.stream()),
                           .version = Version(event.version()),
                           .event_id = EventId(event.event_id()),
                           .bytes = event.SerializeAsString()};
        ++filled.events;
        filled.bytes += static_cast<int64_t>(record.bytes.size());
        const PartitionId partition = log::PartitionOf(record.stream, partitions);
        batches[static_cast<size_t>(partition.value())].push_back(std::move(record));
      }
    }
    for (size_t partition = 0; partition < batches.size(); ++partition) {
      if (batches[partition].empty()) continue;
      outstanding.Begin();
      writers[partition]->Append(std::move(batches[partition]),
                                 [&](absl::StatusOr<std::vector<Offset>> offsets) {
                                   PRAKSIS_CHECK(offsets.ok(), offsets.status().ToString());
                                   outstanding.End();
                                 });
    }
  }
  outstanding.WaitForAll();
  return filled;
}

}  // namespace praksis::bench
