#include "libs/readmodels/amounts.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <vector>

#include "libs/domain/case/testing/random_history.h"

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

TEST(Amounts, MayBeLargerThanOnePartHolds) {
  PersonAmounts sum = Of({int64_t{1} << 33, int64_t{1} << 34, 0});
  EXPECT_EQ(sum.total(), int64_t{3} << 33);
  EXPECT_EQ(sum.owners(), 3);
}

// Whether a sum may be known, by the definition: every person's amount, the largest two of them.
bool MayBeKnownSlowly(const std::map<uint32_t, int64_t>& amounts, int64_t k) {
  if (amounts.empty()) return true;
  std::vector<int64_t> sorted;
  int64_t total = 0;
  for (const auto& [person, amount] : amounts) {
    sorted.push_back(amount);
    total += amount;
  }
  sorted.push_back(0);
  std::sort(sorted.rbegin(), sorted.rend());
  return static_cast<int64_t>(amounts.size()) >= k && !figures::IsDominated(total, sorted[0], sorted[1]);
}

// Many persons with little, and some with so much that they dominate, or nearly.
RC_GTEST_PROP(AmountsProperty, OfManyPersonsMayBeKnownWhereTheDefinitionSaysSo, ()) {
  domain::cases::testing::Random random(*rc::gen::arbitrary<uint64_t>());
  const int64_t k = random.Between(3, 64);
  std::map<uint32_t, int64_t> expected;
  PersonAmounts amounts;
  GroupAmounts groups;
  const auto add = [&](int64_t amount, uint32_t person) {
    expected[person] += amount;
    amounts.Add(amount, person);
    groups.Add(amount, person);
  };
  const int most = random.Of(std::vector<int>{0, 1, 100});
  for (int left = random.OneIn(2) ? random.Between(0, 100) : random.Between(1'000, 3'000); left > 0; --left) {
    add(random.Between(0, most), static_cast<uint32_t>(random.Next()));
  }
  const int64_t total = amounts.total();
  for (int large = random.Between(0, 2); large > 0; --large) {
    const auto person = static_cast<uint32_t>(random.Next());
    // In two parts, as somebody with two cases has it.
    add(total * random.Between(0, 600) / 100, person);
    add(total * random.Between(0, 600) / 100, person);
  }
  const bool may_be_known = MayBeKnownSlowly(expected, k);
  RC_ASSERT(amounts.MayBeKnown(k) == may_be_known);
  RC_ASSERT(!groups.MayBeKnown(k) || may_be_known);
  if (groups.MayBeKnown(k)) RC_ASSERT(groups.AsPersons().MayBeKnown(k));
  RC_ASSERT(groups.AsPersons().total() == amounts.total());
}

TEST(AmountsByGroup, SayEnoughAboutManyPersonsWhoHaveAboutTheSame) {
  GroupAmounts groups;
  for (uint32_t person = 0; person < 100'000; ++person) groups.Add(1 + person % 3, person * 2'654'435'761U);
  EXPECT_TRUE(groups.MayBeKnown(64));
  groups.Add(10'000'000, 7);
  EXPECT_FALSE(groups.MayBeKnown(64)) << "then persons must be looked at";
}

}  // namespace
}  // namespace praksis::readmodels
