#include "libs/selection/workspace.h"

#include <algorithm>
#include <string>

#include "gtest/gtest.h"
#include "libs/selection/selection.h"
#include "libs/selection/testing/pools.h"

namespace praksis::selection {
namespace {

constexpr size_t kLarge = size_t{1} << 20;

TEST(WorkspaceTest, WhatIsGivenBackIsTakenAgain) {
  Workspace workspace(4 * kLarge);
  void* const first = workspace.allocate(kLarge);
  workspace.deallocate(first, kLarge);
  EXPECT_EQ(workspace.kept_bytes(), kLarge);
  // A little less is the same block.
  EXPECT_EQ(workspace.allocate(kLarge - 100), first);
  EXPECT_EQ(workspace.kept_bytes(), 0U);
  workspace.deallocate(first, kLarge - 100);
  void* const larger = workspace.allocate(2 * kLarge);
  EXPECT_NE(larger, first);
  workspace.deallocate(larger, 2 * kLarge);
  EXPECT_EQ(workspace.kept_bytes(), 3 * kLarge);
}

TEST(WorkspaceTest, KeepsNoMoreThanItMayAndDropsWhatLayLongest) {
  Workspace workspace(2 * kLarge);
  void* blocks[3];
  for (void*& block : blocks) block = workspace.allocate(kLarge);
  for (void* const block : blocks) workspace.deallocate(block, kLarge);
  EXPECT_EQ(workspace.kept_bytes(), 2 * kLarge);
  void* const again[2] = {workspace.allocate(kLarge), workspace.allocate(kLarge)};
  EXPECT_EQ(again[0], blocks[2]);
  EXPECT_EQ(again[1], blocks[1]);
  for (void* const block : again) workspace.deallocate(block, kLarge);

  Workspace forgetful(0);
  forgetful.deallocate(forgetful.allocate(kLarge), kLarge);
  EXPECT_EQ(forgetful.kept_bytes(), 0U);
}

TEST(WorkspaceTest, AChoiceIsTheSameInMemoryThatWasUsedBefore) {
  std::vector<testing::Placement> placements;
  uint32_t random = 1;
  const auto draw = [&](int n) {
    random = random * 1664525 + 1013904223;
    return static_cast<int>((random >> 8) % static_cast<uint32_t>(n));
  };
  while (placements.size() < 20'000) {
    for (testing::Placement& placement :
         testing::RandomPlacements({.max_placements = 500, .max_values = 8}, draw)) {
      placement.pseudonym = placements.size() + 1;
      placements.push_back(std::move(placement));
    }
  }
  const Pool pool = testing::PoolOf(placements);
  Parameters parameters;
  parameters.quotas = {{.site = testing::kLolland, .count = 6}, {.site = testing::kGuldborgsund, .count = 3}};
  const Selection fresh = SelectCases(pool, parameters).value();
  Workspace workspace(size_t{64} << 20);
  for (int round = 0; round < 3; ++round) {
    const Selection again = SelectCases(pool, parameters, nullptr, {}, &workspace).value();
    EXPECT_GT(workspace.kept_bytes(), 0U);
    EXPECT_EQ(again.upper_bound_micros, fresh.upper_bound_micros);
    EXPECT_EQ(again.objective_micros, fresh.objective_micros);
    EXPECT_EQ(again.candidates_sha256, fresh.candidates_sha256);
    ASSERT_EQ(again.picks.size(), fresh.picks.size());
    for (size_t i = 0; i < fresh.picks.size(); ++i) {
      EXPECT_EQ(again.picks[i].placement, fresh.picks[i].placement);
      EXPECT_EQ(again.picks[i].stands_for, fresh.picks[i].stands_for);
      EXPECT_EQ(again.picks[i].runner_up, fresh.picks[i].runner_up);
    }
  }
}

}  // namespace
}  // namespace praksis::selection
