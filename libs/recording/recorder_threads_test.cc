// The recorder with threads of its own, called from many at once.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <thread>

#include "libs/base/executor.h"
#include "libs/recording/recorder.h"
#include "libs/recording/testing/world.h"

namespace praksis::recording {
namespace {

using testing::Noted;
using testing::Opened;
using testing::TinyRules;

class RecorderThreads : public ::testing::Test {
 protected:
  explicit RecorderThreads(log::Faults* faults = nullptr) : log_(log_executor_, {.partitions = 3}, faults) {
    Start();
  }

  void Start() {
    recorder_ = std::make_unique<Recorder>(
        log_, std::vector<const domain::StreamRules*>{&rules_}, clock_,
        [] { return std::make_unique<base::ThreadExecutor>("sequencer"); }, Options());
  }

  absl::StatusOr<Recorded> Record(v1::Event fact, std::optional<Version> expected_version = std::nullopt) {
    std::promise<absl::StatusOr<Recorded>> promise;
    auto answer = promise.get_future();
    recorder_->Record(std::move(fact), expected_version, absl::InfiniteFuture(),
                      [&promise](absl::StatusOr<Recorded> result) { promise.set_value(std::move(result)); });
    return answer.get();
  }

  size_t StoredEvents(std::string_view stream) {
    log::RecordBatch batch;
    EXPECT_TRUE(log_.ReadStream(StreamId(stream), Version(1), batch).ok());
    for (size_t i = 0; i < batch.size(); ++i) {
      v1::Event event;
      EXPECT_TRUE(event.ParseFromString(std::string(batch.value(i))));
      EXPECT_EQ(event.version(), static_cast<int64_t>(i) + 1);
    }
    return batch.size();
  }

  const base::SystemClock clock_;
  const TinyRules rules_;
  base::ThreadExecutor log_executor_{"log"};
  log::MemoryLog log_;
  std::unique_ptr<Recorder> recorder_;
};

constexpr std::array<std::string_view, 3> kStreams = {"case/1", "case/2", "case/3"};
constexpr int kThreads = 8;

TEST_F(RecorderThreads, ExactlyOneWinsEachVersion) {
  constexpr int kVersions = 60;
  for (size_t i = 0; i < kStreams.size(); ++i)
    ASSERT_TRUE(Record(Opened(kStreams[i], static_cast<int>(i))).ok());
  std::array<std::array<std::atomic<int>, kVersions + 1>, kStreams.size()> winners{};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int64_t version = 1; version < kVersions; ++version) {
        for (size_t s = 0; s < kStreams.size(); ++s) {
          const int id = 1000 * (t + 1) + static_cast<int>(version) * 10 + static_cast<int>(s);
          const auto result = Record(Noted(kStreams[s], id), Version(version));
          if (result.ok()) {
            EXPECT_EQ(result->version, Version(version + 1));
            ++winners[s][static_cast<size_t>(version) + 1];
          } else {
            EXPECT_EQ(base::ReasonOf(result.status()), "CONCURRENT_CHANGE");
          }
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (size_t s = 0; s < kStreams.size(); ++s) {
    for (size_t version = 2; version <= kVersions; ++version)
      EXPECT_EQ(winners[s][version], 1) << s << '@' << version;
    EXPECT_EQ(StoredEvents(kStreams[s]), kVersions);
  }
}

TEST_F(RecorderThreads, AFactSentByManyAtOnceTakesEffectOnce) {
  constexpr int kFacts = 200;
  ASSERT_TRUE(Record(Opened("case/1", 1)).ok());
  std::array<std::atomic<int64_t>, kFacts> versions{};
  std::array<std::atomic<int>, kFacts> firsts{};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (size_t i = 0; i < kFacts; ++i) {
        const auto result = Record(Noted("case/1", 100 + static_cast<int>(i)));
        ASSERT_TRUE(result.ok()) << result.status();
        if (!result->repeat) ++firsts[i];
        int64_t none = 0;
        if (!versions[i].compare_exchange_strong(none, result->version.value())) {
          EXPECT_EQ(none, result->version.value());
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (auto& count : firsts) EXPECT_EQ(count, 1);
  EXPECT_EQ(StoredEvents("case/1"), kFacts + 1);
}

class NowAndThenUnclear final : public log::Faults {
 public:
  log::AppendFate OnAppend(PartitionId, const std::vector<log::Record>&) override {
    if (++appends_ % 5 != 0) return {};
    return {.outcome = appends_ % 2 == 0 ? testing::Fate::kUnclearWritten : testing::Fate::kUnclearLost};
  }

 private:
  int appends_ = 0;
};

// Made before the log that asks it.
struct FaultsFirst {
  NowAndThenUnclear faults;
};
class FaultyRecorderThreads : private FaultsFirst, public RecorderThreads {
 protected:
  FaultyRecorderThreads() : RecorderThreads(&faults) {}
};

TEST_F(FaultyRecorderThreads, EverythingAcknowledgedIsThereOnceThoughTheLogIsOftenUnclear) {
  std::atomic<int> id{1};
  for (const std::string_view stream : kStreams) ASSERT_TRUE(Record(Opened(stream, id++)).ok());
  std::array<std::atomic<size_t>, kStreams.size()> accepted{};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 40; ++i) {
        const auto s = static_cast<size_t>(t + i) % kStreams.size();
        const auto result = Record(Noted(kStreams[s], id++));
        ASSERT_TRUE(result.ok()) << result.status();
        EXPECT_FALSE(result->repeat);
        ++accepted[s];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  for (size_t s = 0; s < kStreams.size(); ++s) EXPECT_EQ(StoredEvents(kStreams[s]), accepted[s] + 1);
}

TEST_F(RecorderThreads, EndingWhileEverybodyCallsAnswersEverybody) {
  std::atomic<int> id{1};
  ASSERT_TRUE(Record(Opened("case/1", id++)).ok());
  std::atomic<int> sent{0};
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        ++sent;
        recorder_->Record(Noted("case/1", id++), std::nullopt, absl::InfiniteFuture(),
                          [&](const absl::StatusOr<Recorded>&) { ++answered; });
      }
    });
  }
  std::promise<void> drained;
  recorder_->Stop([&] { drained.set_value(); });
  for (auto& thread : threads) thread.join();
  ASSERT_EQ(drained.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
  recorder_.reset();
  EXPECT_EQ(answered, sent);
}

TEST_F(RecorderThreads, DestroyedInTheMiddleItAnswersEverybody) {
  std::atomic<int> id{1};
  ASSERT_TRUE(Record(Opened("case/1", id++)).ok());
  int sent = 0;
  std::atomic<int> answered{0};
  std::atomic<size_t> accepted{1};
  for (int i = 0; i < 2000; ++i) {
    ++sent;
    recorder_->Record(Noted("case/1", id++), std::nullopt, absl::InfiniteFuture(),
                      [&](const absl::StatusOr<Recorded>& result) {
                        ++answered;
                        if (result.ok()) ++accepted;
                      });
  }
  recorder_.reset();
  EXPECT_EQ(answered, sent);
  EXPECT_GE(StoredEvents("case/1"), accepted);
}

}  // namespace
}  // namespace praksis::recording
