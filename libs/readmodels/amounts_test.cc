#include "libs/readmodels/amounts.h"

#include <gtest/gtest.h>

#include <vector>

namespace praksis::readmodels {
namespace {

PersonAmounts Of(const std::vector<int64_t>& amounts) {
  PersonAmounts sum;
  for (uint32_t person = 0; person < amounts.size(); ++person) sum.Add(amounts[person], person);
  return sum;
}

TEST(Amounts, MayBeKnownWhereThereAreEnoughOwnersNoneOfWhomDominates) {
  EXPECT_TRUE(Of({60, 60, 60, 60, 60}).MayBeKnown(5));
  EXPECT_FALSE(Of({60, 60, 60, 60}).MayBeKnown(5));
  EXPECT_TRUE(Of({0, 0, 0, 0, 0}).MayBeKnown(5)) << "that nobody had any says so of all alike";
  EXPECT_TRUE(Of({}).MayBeKnown(5));
}

TEST(Amounts, TheSecondLargestMustNotComeWithinTenPerCentOfTheLargest) {
  EXPECT_TRUE(Of({1000, 500, 50, 25, 25}).MayBeKnown(5));
  EXPECT_FALSE(Of({1000, 500, 50, 25, 24}).MayBeKnown(5));
  EXPECT_FALSE(Of({700, 0, 0, 0, 0, 0}).MayBeKnown(5)) << "all of it is of one";
  EXPECT_FALSE(Of({700, 700, 0, 0, 0, 0}).MayBeKnown(5)) << "either of two knows the other's";
}

TEST(Amounts, OfOneOwnerAreOne) {
  PersonAmounts sum = Of({100, 100, 100, 100, 100});
  sum.Add(Of({3900}));
  EXPECT_EQ(sum.owners(), 5);
  EXPECT_EQ(sum.total(), 4400);
  EXPECT_FALSE(sum.MayBeKnown(5)) << "the first has 4000 by now";
}

}  // namespace
}  // namespace praksis::readmodels
