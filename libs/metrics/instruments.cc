#include "libs/metrics/instruments.h"

#include <algorithm>

#include "libs/base/check.h"

namespace praksis::metrics {
namespace {

constexpr int64_t kMicrosecond = 1'000;
constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kSecond = 1'000'000'000;

// 2, 5, 10, 20 and 50 ms are among them: what is promised of answers is said in these.
constexpr std::array kAnswerTimes = {
    100 * kMicrosecond, 250 * kMicrosecond,  500 * kMicrosecond, 1 * kMillisecond,
    2 * kMillisecond,   5 * kMillisecond,    10 * kMillisecond,  20 * kMillisecond,
    50 * kMillisecond,  100 * kMillisecond,  250 * kMillisecond, 500 * kMillisecond,
    1 * kSecond,        2500 * kMillisecond, 5 * kSecond,        10 * kSecond};
constexpr std::array<int64_t, 16> kGroupSizes = {1,   2,     5,     10,    20,     50,     100,    200,
                                                 500, 1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000};

}  // namespace

size_t ShardOfThread() {
  static std::atomic<size_t> threads{0};
  thread_local const size_t shard = threads.fetch_add(1, std::memory_order_relaxed) % kShards;
  return shard;
}

int64_t Counter::value() const {
  int64_t sum = 0;
  for (const Shard& shard : shards_) sum += shard.value.load(std::memory_order_relaxed);
  return sum;
}

int64_t Distribution::count() const {
  int64_t sum = 0;
  for (const int64_t each : counts) sum += each;
  return sum;
}

void Distribution::Add(const Distribution& other) {
  if (other.bounds.empty()) return;
  if (bounds.empty()) {
    *this = other;
    return;
  }
  PRAKSIS_CHECK(bounds == other.bounds, "distributions over different bounds");
  for (size_t i = 0; i < counts.size(); ++i) counts[i] += other.counts[i];
  sum += other.sum;
}

Histogram::Histogram(std::span<const int64_t> bounds) : bounds_(bounds) {
  PRAKSIS_CHECK(!bounds.empty() && bounds.size() <= kMaxBounds && std::ranges::is_sorted(bounds),
                "bounds=", bounds.size());
}

void Histogram::Observe(int64_t value) {
  const auto bound = std::ranges::lower_bound(bounds_, value);
  Shard& shard = shards_[ShardOfThread()];
  shard.counts[static_cast<size_t>(bound - bounds_.begin())].fetch_add(1, std::memory_order_relaxed);
  shard.sum.fetch_add(value, std::memory_order_relaxed);
}

Distribution Histogram::distribution() const {
  Distribution all{.bounds = {bounds_.begin(), bounds_.end()}, .counts = {}, .sum = 0};
  all.counts.resize(bounds_.size() + 1);
  for (const Shard& shard : shards_) {
    for (size_t i = 0; i < all.counts.size(); ++i) {
      all.counts[i] += shard.counts[i].load(std::memory_order_relaxed);
    }
    all.sum += shard.sum.load(std::memory_order_relaxed);
  }
  return all;
}

std::span<const int64_t> AnswerTimes() { return kAnswerTimes; }
std::span<const int64_t> GroupSizes() { return kGroupSizes; }

}  // namespace praksis::metrics
