#include "libs/projection/gathering.h"

#include <gtest/gtest.h>

namespace praksis::projection {
namespace {

constexpr int64_t kEnough = 1'000;
constexpr int kSecond = 1'000 / Gathering::kTurnMilliseconds;

TEST(Gathering, WaitsWhileMoreComesUntilItIsEnough) {
  Gathering gathering;
  for (int64_t there = 100; there < kEnough; there += 100) EXPECT_TRUE(gathering.Waits(there, kEnough));
  EXPECT_FALSE(gathering.Waits(kEnough, kEnough));
}

TEST(Gathering, TakesWhatIsThereWhereNothingMoreComes) {
  Gathering gathering;
  int turns = 0;
  while (gathering.Waits(500, kEnough)) ASSERT_LT(++turns, kSecond);
  EXPECT_GT(turns, kSecond / 10) << "a moment without anything new is not the end";
}

TEST(Gathering, EndsAfterSomeSecondsHoweverSlowlyItGrows) {
  Gathering gathering;
  int64_t there = 1;
  int turns = 0;
  while (gathering.Waits(there++, 1'000'000)) ASSERT_LT(++turns, 10 * kSecond);
  EXPECT_GE(turns, 4 * kSecond);
  // and gathers anew for the next chunk
  EXPECT_TRUE(gathering.Waits(1, kEnough));
}

TEST(Gathering, DoesNotWaitWhereThereIsNothingToProject) { EXPECT_FALSE(Gathering().Waits(0, kEnough)); }

}  // namespace
}  // namespace praksis::projection
