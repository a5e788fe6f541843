// What a program counts while it works: counters and histograms that many threads add to at once without
// getting in each other's way, and that are summed when somebody looks.
//
// Thread-safe. Adding is a relaxed addition to a cache line that the thread shares with few others; it never
// waits, allocates or fails. A reader sees each addition whole, but not all of one moment.
#ifndef PRAKSIS_LIBS_METRICS_INSTRUMENTS_H_
#define PRAKSIS_LIBS_METRICS_INSTRUMENTS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace praksis::metrics {

// Threads are spread over so many copies of each instrument.
inline constexpr size_t kShards = 4;
// Two cache lines, because processors fetch them in pairs.
inline constexpr size_t kApart = 128;

// The calling thread's copy, always the same.
size_t ShardOfThread();

// Only ever grows.
class Counter {
 public:
  void Add(int64_t amount = 1) {
    shards_[ShardOfThread()].value.fetch_add(amount, std::memory_order_relaxed);
  }
  int64_t value() const;

 private:
  struct alignas(kApart) Shard {
    std::atomic<int64_t> value{0};
  };
  std::array<Shard, kShards> shards_;
};

// How often values of each size have been seen. `counts` has one entry for each of `bounds`, of values above
// the bound before and not above this one, and a last one for values above all.
struct Distribution {
  std::vector<int64_t> bounds;
  std::vector<int64_t> counts;
  int64_t sum = 0;

  int64_t count() const;
  // `other` must have the same bounds, or one of the two none yet.
  void Add(const Distribution& other);
};

// Values in whole units: nanoseconds, records, bytes.
class Histogram {
 public:
  static constexpr size_t kMaxBounds = 19;

  // Ascending, at most kMaxBounds; they must outlive the histogram.
  explicit Histogram(std::span<const int64_t> bounds);

  void Observe(int64_t value);
  Distribution distribution() const;

 private:
  struct alignas(kApart) Shard {
    std::array<std::atomic<int64_t>, kMaxBounds + 1> counts{};
    std::atomic<int64_t> sum{0};
  };
  const std::span<const int64_t> bounds_;
  std::array<Shard, kShards> shards_;
};

// Bounds in nanoseconds, from 100 us to 10 s: answers that a person or a program waits for.
std::span<const int64_t> AnswerTimes();
// Bounds of numbers, from 1 to 100,000: what is done together.
std::span<const int64_t> GroupSizes();

}  // namespace praksis::metrics

#endif  // PRAKSIS_LIBS_METRICS_INSTRUMENTS_H_
