#include "libs/metrics/instruments.h"

#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace praksis::metrics {
namespace {

using testing::ElementsAre;

TEST(CounterTest, WhatManyThreadsAddIsAllThere) {
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&counter] {
      for (int k = 0; k < 10'000; ++k) counter.Add();
      counter.Add(5);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter.value(), 8 * 10'005);
}

TEST(HistogramTest, AValueIsCountedUnderTheFirstBoundThatItIsNotAbove) {
  static constexpr std::array<int64_t, 3> kBounds = {1, 10, 100};
  Histogram histogram(kBounds);
  for (const int64_t value : {0, 1, 2, 10, 11, 100, 101, 5'000}) histogram.Observe(value);
  const Distribution seen = histogram.distribution();
  EXPECT_THAT(seen.bounds, ElementsAre(1, 10, 100));
  EXPECT_THAT(seen.counts, ElementsAre(2, 2, 2, 2));
  EXPECT_EQ(seen.count(), 8);
  EXPECT_EQ(seen.sum, 5'225);
}

TEST(HistogramTest, WhatManyThreadsObserveIsAllThere) {
  Histogram histogram(GroupSizes());
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&histogram] {
      for (int k = 0; k < 10'000; ++k) histogram.Observe(k % 4);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Distribution seen = histogram.distribution();
  EXPECT_EQ(seen.count(), 80'000);
  EXPECT_EQ(seen.sum, 8 * 2'500 * (0 + 1 + 2 + 3));
}

TEST(DistributionTest, TwoMakeOneAndNoneAddsNothing) {
  Histogram left(GroupSizes());
  Histogram right(GroupSizes());
  left.Observe(1);
  right.Observe(200'000);
  Distribution sum;
  sum.Add(left.distribution());
  sum.Add(Distribution());
  sum.Add(right.distribution());
  EXPECT_EQ(sum.count(), 2);
  EXPECT_EQ(sum.counts.front(), 1);
  EXPECT_EQ(sum.counts.back(), 1);
  EXPECT_EQ(sum.sum, 200'001);
}

TEST(BoundsTest, AnswerTimesRunFromTenthsOfMillisecondsToTenSeconds) {
  EXPECT_EQ(AnswerTimes().front(), 100'000);
  EXPECT_EQ(AnswerTimes().back(), 10'000'000'000);
}

}  // namespace
}  // namespace praksis::metrics
