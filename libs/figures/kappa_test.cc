#include "libs/figures/kappa.h"

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "libs/figures/testing/observations.h"
#include "rapidcheck.h"

namespace praksis::figures {
namespace {

using testing::AssertNear;

// Fleiss, Cohen & Everitt, Large sample standard errors of kappa and weighted kappa, Psychological Bulletin
// 72 (1969), the worked example: 200 subjects, three diagnoses.
TEST(CohensKappaTest, IsThePublishedOneWithItsStandardError) {
  const Kappa kappa = CohensKappa(std::vector<int64_t>{106, 10, 4, 22, 28, 10, 2, 12, 6}, 3);
  EXPECT_EQ(kappa.subjects, 200);
  EXPECT_NEAR(kappa.observed_agreement, 0.70, 1e-12);
  EXPECT_NEAR(kappa.chance_agreement, 0.475, 1e-12);
  ASSERT_TRUE(kappa.value.has_value());
  EXPECT_NEAR(*kappa.value, 0.429, 5e-4);
  EXPECT_NEAR(kappa.standard_error * kappa.standard_error, 0.002885, 5e-7);
}

// Fleiss, Statistical methods for rates and proportions, 2nd ed. (1981), section 13.1: 100 subjects. He
// worked with rounded intermediate results.
TEST(CohensKappaTest, IsThePublishedOneOfTheTextbook) {
  const Kappa kappa = CohensKappa(std::vector<int64_t>{75, 1, 4, 5, 4, 1, 0, 0, 10}, 3);
  EXPECT_NEAR(kappa.value.value(), 0.68, 5e-3);
  EXPECT_NEAR(kappa.standard_error, 0.087, 1e-3);
  EXPECT_NEAR(kappa.lower, 0.51, 1e-2);
  EXPECT_NEAR(kappa.upper, 0.85, 1e-2);
}

void ExpectNoInterval(const Kappa& kappa) {
  EXPECT_EQ(kappa.standard_error, 0);
  EXPECT_EQ(kappa.lower, -1);
  EXPECT_EQ(kappa.upper, 1);
}

TEST(CohensKappaTest, IsOneForFullAgreementWithoutAnInterval) {
  const Kappa kappa = CohensKappa(std::vector<int64_t>{3, 0, 0, 7}, 2);
  EXPECT_EQ(kappa.value, 1);
  ExpectNoInterval(kappa);
}

TEST(CohensKappaTest, IsMinusOneForFullDisagreementInEqualHalvesWithoutAnInterval) {
  const Kappa kappa = CohensKappa(std::vector<int64_t>{0, 5, 5, 0}, 2);
  EXPECT_EQ(kappa.value, -1);
  ExpectNoInterval(kappa);
}

TEST(CohensKappaTest, IsUndefinedWhereBothKnowOneCategoryOnly) {
  for (const std::vector<int64_t>& table : {std::vector<int64_t>{9}, std::vector<int64_t>{0, 0, 0, 7}}) {
    const Kappa kappa = CohensKappa(table, table.size() == 1 ? 1 : 2);
    EXPECT_EQ(kappa.value, std::nullopt);
    EXPECT_EQ(kappa.observed_agreement, 1);
    EXPECT_EQ(kappa.chance_agreement, 1);
    ExpectNoInterval(kappa);
  }
}

TEST(CohensKappaTest, IsUndefinedForNobody) {
  EXPECT_EQ(CohensKappa({}, 0).value, std::nullopt);
  const Kappa kappa = CohensKappa(std::vector<int64_t>{0, 0, 0, 0}, 2);
  EXPECT_EQ(kappa.value, std::nullopt);
  EXPECT_EQ(kappa.subjects, 0);
  ExpectNoInterval(kappa);
}

TEST(CohensKappaTest, IsZeroWhereOneRaterSaysTheSameOfEverybody) {
  const Kappa kappa = CohensKappa(std::vector<int64_t>{4, 0, 6, 0}, 2);
  EXPECT_EQ(kappa.value, 0);
  ExpectNoInterval(kappa);
}

constexpr size_t kCategories = 3;

std::vector<int64_t> AnyTable() {
  return *rc::gen::container<std::vector<int64_t>>(kCategories * kCategories,
                                                   rc::gen::inRange<int64_t>(0, 20));
}

TEST(CohensKappaTest, LiesWithinItsIntervalAndIsAtMostOne) {
  EXPECT_TRUE(rc::check([] {
    const Kappa kappa = CohensKappa(AnyTable(), kCategories);
    RC_PRE(kappa.value.has_value());
    RC_ASSERT(*kappa.value <= 1 && *kappa.value >= -1 - 1e-12);
    RC_ASSERT(kappa.standard_error >= 0);
    RC_ASSERT(-1 <= kappa.lower && kappa.lower <= *kappa.value + 1e-12);
    RC_ASSERT(*kappa.value <= kappa.upper && kappa.upper <= 1);
  }));
}

TEST(CohensKappaTest, DoesNotDependOnWhoIsFirstNorOnTheOrderOfCategoriesNorOnUnusedOnes) {
  EXPECT_TRUE(rc::check([] {
    const std::vector<int64_t> table = AnyTable();
    std::vector<int64_t> turned(table.size());
    std::vector<int64_t> reversed(table.rbegin(), table.rend());
    std::vector<int64_t> with_unused(16, 0);
    for (size_t row = 0; row < kCategories; ++row) {
      for (size_t column = 0; column < kCategories; ++column) {
        const int64_t count = table[row * kCategories + column];
        turned[column * kCategories + row] = count;
        with_unused[row * 4 + column] = count;
      }
    }
    const Kappa kappa = CohensKappa(table, kCategories);
    for (const auto& [other, categories] :
         {std::pair{turned, kCategories}, {reversed, kCategories}, {with_unused, size_t{4}}}) {
      const Kappa same = CohensKappa(other, categories);
      RC_ASSERT(kappa.value.has_value() == same.value.has_value());
      AssertNear(kappa.value.value_or(0), same.value.value_or(0));
      AssertNear(kappa.standard_error, same.standard_error);
    }
  }));
}

TEST(CohensKappaDeathTest, RefusesATableThatIsNotSquareAndNegativeCounts) {
  EXPECT_DEATH(CohensKappa(std::vector<int64_t>{1, 2, 3}, 2), "size");
  EXPECT_DEATH(CohensKappa(std::vector<int64_t>{1, 2, -3, 4}, 2), "cell");
}

}  // namespace
}  // namespace praksis::figures
