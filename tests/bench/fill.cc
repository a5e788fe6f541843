#include "tests/bench/fill.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/sample/sample_year.h"
#include "praksis/v1/event.pb.h"

namespace praksis::bench {
namespace {

constexpr int kCasesAtATime = 300;
constexpr int kMaxEventsPerCase = 60;
constexpr int64_t kEventsPerSampleCase = 18;
constexpr size_t kBatch = 2'000;

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

// Appends to all partitions of a log, a batch at a time.
class Filler {
 public:
  explicit Filler(log::EventLog& event_log) : batches_(static_cast<size_t>(event_log.partition_count())) {
    for (int partition = 0; partition < event_log.partition_count(); ++partition) {
      auto writer = event_log.Own(PartitionId(partition), absl::Now() + absl::Seconds(30));
      PRAKSIS_CHECK(writer.ok(), writer.status().ToString());
      writers_.push_back(*std::move(writer));
    }
  }

  void Add(const v1::Event& event) {
    log::Record record{.stream = StreamId(event.stream()),
                       .version = Version(event.version()),
                       .event_id = EventId(event.event_id()),
                       .bytes = event.SerializeAsString()};
    ++filled_.events;
    filled_.bytes += static_cast<int64_t>(record.bytes.size());
    const PartitionId partition = log::PartitionOf(record.stream, static_cast<int>(batches_.size()));
    std::vector<log::Record>& batch = batches_[static_cast<size_t>(partition.value())];
    batch.push_back(std::move(record));
    if (batch.size() == kBatch) Send(partition);
  }
  void AddCase() { ++filled_.cases; }

  Filled Finish() {
    for (size_t i = 0; i < batches_.size(); ++i) {
      if (!batches_[i].empty()) Send(PartitionId(static_cast<int>(i)));
    }
    outstanding_.WaitForAll();
    return filled_;
  }
  const Filled& filled() const { return filled_; }

 private:
  void Send(PartitionId partition) {
    const auto index = static_cast<size_t>(partition.value());
    outstanding_.Begin();
    writers_[index]->Append(std::exchange(batches_[index], {}),
                            [this](absl::StatusOr<std::vector<Offset>> offsets) {
                              PRAKSIS_CHECK(offsets.ok(), offsets.status().ToString());
                              outstanding_.End();
                            });
  }

  std::vector<std::unique_ptr<log::PartitionWriter>> writers_;
  std::vector<std::vector<log::Record>> batches_;
  Outstanding outstanding_;
  Filled filled_;
};

}  // namespace

Filled FillWithYear(log::EventLog& event_log, int64_t events) {
  Filler filler(event_log);
  sample::Options options;
  options.cases = static_cast<int>(events / kEventsPerSampleCase) + 1;
  std::unordered_map<std::string, int64_t> versions;
  const absl::Time first_moment = absl::FromUnixSeconds(int64_t{options.first_day} * 86'400);
  sample::GenerateCasework(options, [&](const v1::Event& fact, const sample::Expectation& expectation) {
    if (expectation.outcome != sample::Expectation::Outcome::kAccepted) return true;
    v1::Event event = fact;
    const int64_t version = ++versions[event.stream()];
    event.set_version(version);
    const absl::Time recorded_at = first_moment + filler.filled().events * absl::Milliseconds(1);
    event.mutable_recorded_at()->set_seconds(absl::ToUnixSeconds(recorded_at));
    if (version == 1) filler.AddCase();
    filler.Add(event);
    return true;
  });
  return filler.Finish();
}

Filled FillWithCorrections(log::EventLog& event_log, int64_t events) {
  Filler filler(event_log);
  while (filler.filled().events < events) {
    std::vector<std::vector<v1::Event>> histories;
    for (int i = 0; i < kCasesAtATime; ++i) {
      filler.AddCase();
      const auto seed = static_cast<uint64_t>(filler.filled().cases);
      histories.push_back(
          domain::cases::testing::RandomHistory(seed, kMaxEventsPerCase, base::StrCat("case/bench-", seed)));
    }
    // One event of each, then the next of each.
    for (size_t i = 0; i < kMaxEventsPerCase; ++i) {
      for (const std::vector<v1::Event>& history : histories) {
        if (i < history.size()) filler.Add(history[i]);
      }
    }
  }
  return filler.Finish();
}

}  // namespace praksis::bench
