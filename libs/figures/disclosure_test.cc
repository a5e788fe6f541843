#include "libs/figures/disclosure.h"

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rapidcheck.h"

namespace praksis::figures {
namespace {

using ::testing::ElementsAre;

TEST(DisclosureTest, CallsOneToKMinusOneSmall) {
  EXPECT_FALSE(IsSmall(0, 5));
  EXPECT_TRUE(IsSmall(1, 5));
  EXPECT_TRUE(IsSmall(4, 5));
  EXPECT_FALSE(IsSmall(5, 5));
}

TEST(DisclosureTest, ShowsAShareOnlyWhereNeitherSideIsSmall) {
  EXPECT_TRUE(MayShowShare(5, 10, 5));
  EXPECT_FALSE(MayShowShare(4, 10, 5));
  EXPECT_FALSE(MayShowShare(6, 10, 5)) << "four did not";
  EXPECT_TRUE(MayShowShare(0, 10, 5));
  EXPECT_TRUE(MayShowShare(10, 10, 5));
  EXPECT_FALSE(MayShowShare(0, 4, 5));
}

TEST(SuppressPartsTest, ShowsEverythingWhereNothingIsSmall) {
  const std::vector<int64_t> parts = {5, 0, 17};
  const Suppression suppression = SuppressParts(parts, 5);
  EXPECT_THAT(suppression.parts, ElementsAre(false, false, false));
  EXPECT_FALSE(suppression.total);
  EXPECT_EQ(suppression.suppressed_cells(), 0);
}

TEST(SuppressPartsTest, HidesTheSmallestOtherBesideALonelySmallPart) {
  const std::vector<int64_t> parts = {40, 3, 0, 9};
  const Suppression suppression = SuppressParts(parts, 5);
  EXPECT_THAT(suppression.parts, ElementsAre(false, true, false, true));
  EXPECT_FALSE(suppression.total);
  EXPECT_EQ(suppression.suppressed_cells(), 2);
}

TEST(SuppressPartsTest, HidesTheTotalWhereThereIsNoOtherPart) {
  const std::vector<int64_t> parts = {0, 3, 0};
  const Suppression suppression = SuppressParts(parts, 5);
  EXPECT_THAT(suppression.parts, ElementsAre(false, true, false));
  EXPECT_TRUE(suppression.total);
}

TEST(SuppressPartsTest, TwoSmallPartsHideEachOther) {
  const std::vector<int64_t> parts = {2, 3, 30};
  EXPECT_THAT(SuppressParts(parts, 5).parts, ElementsAre(true, true, false));
}

TEST(SuppressPartsTest, TwoOnesDoNotHideEachOther) {
  // 32 - 30 = 2 in two parts that are not 0: one each.
  const std::vector<int64_t> parts = {1, 1, 30};
  EXPECT_THAT(SuppressParts(parts, 5).parts, ElementsAre(true, true, true));
}

TEST(SuppressPartsTest, HidesAllOfSeveralEqualParts) {
  const std::vector<int64_t> parts = {5, 5, 4, 9};
  EXPECT_THAT(SuppressParts(parts, 5).parts, ElementsAre(true, true, true, false));
}

TEST(SuppressPartsTest, HasNothingToHideInAnEmptyTable) {
  const Suppression suppression = SuppressParts({}, 5);
  EXPECT_TRUE(suppression.parts.empty());
  EXPECT_FALSE(suppression.total);
}

// What a reader sees of a table: each part and the total, or nothing.
using Published = std::vector<std::optional<int64_t>>;

Published Publish(const std::vector<int64_t>& parts, int64_t threshold) {
  const Suppression suppression = SuppressParts(parts, threshold);
  Published published;
  int64_t total = 0;
  for (size_t i = 0; i < parts.size(); ++i) {
    total += parts[i];
    published.push_back(suppression.parts[i] ? std::nullopt : std::optional(parts[i]));
  }
  published.push_back(suppression.total ? std::nullopt : std::optional(total));
  return published;
}

// Calls `visit` with every table of `parts` parts, each 0 … largest.
template <typename Visit>
void ForEachTable(size_t parts, int64_t largest, const Visit& visit) {
  std::vector<int64_t> table(parts, 0);
  for (;;) {
    visit(table);
    size_t i = 0;
    while (i < parts && table[i] == largest) table[i++] = 0;
    if (i == parts) return;
    ++table[i];
  }
}

// The reader knows the threshold and these rules: from all tables that would have been published like this
// one, no suppressed cell (the total included) may follow. All tables with parts up to `largest` are tried at
// once; the rule is symmetric, so that those with larger parts only add possibilities.
void ExpectNothingFollows(size_t parts, int64_t largest, int64_t threshold) {
  std::map<Published, std::vector<std::set<int64_t>>> possible;
  ForEachTable(parts, largest, [&](const std::vector<int64_t>& table) {
    std::vector<std::set<int64_t>>& values = possible[Publish(table, threshold)];
    values.resize(parts + 1);
    int64_t total = 0;
    for (size_t i = 0; i < parts; ++i) {
      values[i].insert(table[i]);
      total += table[i];
    }
    values[parts].insert(total);
  });
  for (const auto& [published, values] : possible) {
    for (size_t cell = 0; cell <= parts; ++cell) {
      if (published[cell].has_value()) continue;
      EXPECT_GE(values[cell].size(), 2u) << "cell " << cell << " of " << parts << " is "
                                         << *values[cell].begin() << ", threshold " << threshold;
    }
  }
}

TEST(SuppressPartsTest, NoSuppressedCellFollowsFromWhatIsPublishedForAnyoneWhoKnowsTheRules) {
  ExpectNothingFollows(1, 20, 5);
  ExpectNothingFollows(2, 20, 5);
  ExpectNothingFollows(3, 14, 5);
  ExpectNothingFollows(4, 10, 5);
  ExpectNothingFollows(5, 6, 5);
  ExpectNothingFollows(3, 12, 3);
  ExpectNothingFollows(4, 8, 3);
  ExpectNothingFollows(4, 8, 4);
}

TEST(SuppressPartsTest, NeverShowsASmallPartNorHidesAZero) {
  EXPECT_TRUE(rc::check([] {
    const auto parts = *rc::gen::container<std::vector<int64_t>>(rc::gen::inRange<int64_t>(0, 30));
    const auto threshold = *rc::gen::inRange<int64_t>(3, 8);
    const Suppression suppression = SuppressParts(parts, threshold);
    for (size_t i = 0; i < parts.size(); ++i) {
      if (IsSmall(parts[i], threshold)) RC_ASSERT(suppression.parts[i]);
      if (parts[i] == 0) RC_ASSERT(!suppression.parts[i]);
    }
  }));
}

}  // namespace
}  // namespace praksis::figures
