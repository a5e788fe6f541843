#include "services/dashboards/safe_sums.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace praksis::services {
namespace {

using readmodels::Tally;

std::vector<Tally> Tallies(const std::vector<int64_t>& counts) {
  std::vector<Tally> tallies;
  uint32_t next_person = 0;
  for (const int64_t count : counts) {
    Tally& tally = tallies.emplace_back();
    for (int64_t i = 0; i < count; ++i) tally.Add(1, ++next_person);
  }
  return tallies;
}

TEST(SafeSums, PublishesASumThatIsLargeOrZero) {
  SafeSums sums(Tallies({5, 0, 9}), 5);
  EXPECT_TRUE(sums.Publish({0}));
  EXPECT_TRUE(sums.Publish({1}));
  EXPECT_TRUE(sums.Publish({0, 1, 2}));
}

TEST(SafeSums, KeepsASmallSumAndWhatItWouldFollowFrom) {
  SafeSums sums(Tallies({3, 9}), 5);
  EXPECT_FALSE(sums.Publish({0}));
  EXPECT_TRUE(sums.Publish({0, 1}));
  EXPECT_FALSE(sums.Publish({1})) << "12 - 9";
}

TEST(SafeSums, FindsWhatFollowsOnlyFromSeveralSumsTogether) {
  // Three overlapping pairs: (a + b) + (a + c) - (b + c) is twice a.
  SafeSums sums(Tallies({3, 9, 9}), 5);
  EXPECT_TRUE(sums.Publish({0, 1}));
  EXPECT_TRUE(sums.Publish({0, 2}));
  EXPECT_FALSE(sums.Publish({1, 2}));
}

TEST(SafeSums, WhereOneCellIsSmallItIsNotSaidThatNobodyIsInAnother) {
  SafeSums sums(Tallies({3, 0, 9}), 5);
  EXPECT_FALSE(sums.Publish({1})) << "somebody is in the one that is held back, then";
  EXPECT_TRUE(sums.Publish({0, 1, 2}));
  EXPECT_FALSE(sums.Publish({1, 2})) << "as there may be nobody in the second";
}

TEST(SafeSums, SmallCellsAreNotKnownTogetherEither) {
  SafeSums sums(Tallies({3, 2, 9}), 5);
  EXPECT_FALSE(sums.Publish({0, 1})) << "who knows that both are small knows much";
  EXPECT_TRUE(sums.Publish({0, 1, 2}));
  EXPECT_FALSE(sums.Publish({2}));
}

TEST(SafeSums, NorWithFactors) {
  // (a + b + c) + (a + d) - (b + c + d) is 2 a; and the like with two small cells.
  SafeSums sums(Tallies({2, 3, 9, 9}), 5);
  EXPECT_TRUE(sums.Publish({0, 2}));
  EXPECT_TRUE(sums.Publish({0, 1, 3}));
  EXPECT_FALSE(sums.Publish({2, 3})) << "2 a + b would be known";
}

TEST(SafeSums, PersonsCountAndNotThings) {
  Tally one_person;
  one_person.Add(40, 1);
  SafeSums sums({one_person}, 5);
  EXPECT_FALSE(sums.Publish({0}));
}

TEST(SafeSums, PublishesTogetherOrNotAtAll) {
  SafeSums sums(Tallies({3, 9, 9}), 5);
  EXPECT_FALSE(sums.Publish({{0, 1}, {1}}));
  EXPECT_TRUE(sums.Publish({1})) << "the first was not published";
}

}  // namespace
}  // namespace praksis::services
