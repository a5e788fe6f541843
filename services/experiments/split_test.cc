// Which units are shown beside their sum.
#include "services/experiments/split.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "libs/base/strings.h"

namespace praksis::services {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kK = 5;

// One part with persons first … first + persons - 1, by workers likewise.
Behind By(uint32_t persons, int workers, uint32_t first = 0) {
  Behind behind = {.parts = {{}}};
  for (uint32_t i = 0; i < persons; ++i) behind.parts[0].insert(first + i);
  for (int i = 0; i < workers; ++i) behind.workers.insert(base::StrCat("cw-", first, "-", i));
  return behind;
}

TEST(SplitByUnit, ShowsUnitsOfFiveRatersAndNotOfFour) {
  const Split split = SplitByUnit({By(20, 5), By(20, 5, 100), By(20, 4, 200), By(20, 4, 300)}, kK);
  EXPECT_TRUE(split.all);
  EXPECT_THAT(split.units, ElementsAre(true, true, false, false));
}

TEST(SplitByUnit, HidesAnotherWhereOneAloneWouldFollowBySubtraction) {
  const Split split = SplitByUnit({By(30, 9), By(20, 5, 100), By(20, 4, 200)}, kK);
  EXPECT_TRUE(split.all);
  EXPECT_THAT(split.units, ElementsAre(true, false, false));
}

TEST(SplitByUnit, ShowsNothingOfFewPersonsOrFewWorkers) {
  EXPECT_FALSE(SplitByUnit({By(4, 5)}, kK).all);
  EXPECT_FALSE(SplitByUnit({By(5, 4)}, kK).all);
  EXPECT_THAT(SplitByUnit({By(5, 5)}, kK).units, ElementsAre(true));
  EXPECT_THAT(SplitByUnit({By(4, 4)}, kK).units, ElementsAre(false));
}

TEST(SplitByUnit, NobodyIsNoSmallNumber) {
  EXPECT_THAT(SplitByUnit({By(0, 0), By(9, 5)}, kK).units, ElementsAre(true, true));
}

TEST(SplitByUnit, TheWholeJobCentreIsMoreThanCanBeNamed) {
  Behind whole = By(9, 0);
  whole.whole_site = true;
  EXPECT_THAT(SplitByUnit({whole}, kK).units, ElementsAre(true));
}

// The property: neither a shown unit nor what is left of the sum is about few.
TEST(SplitByUnit, LeavesNothingSmallThatFollows) {
  EXPECT_TRUE(rc::check([] {
    std::vector<Behind> units;
    const int number = *rc::gen::inRange(1, 6);
    for (int i = 0; i < number; ++i) {
      units.push_back(
          By(*rc::gen::inRange<uint32_t>(0, 12), *rc::gen::inRange(0, 9), static_cast<uint32_t>(100 * i)));
    }
    const Split split = SplitByUnit(units, kK);
    Behind rest;
    for (size_t i = 0; i < units.size(); ++i) {
      if (!split.units[i]) {
        rest.Add(units[i]);
        continue;
      }
      RC_ASSERT(units[i].parts[0].empty() || units[i].parts[0].size() >= kK);
      RC_ASSERT((units[i].parts[0].empty() && units[i].workers.empty()) || units[i].workers.size() >= kK);
    }
    if (!split.all || rest.parts.empty()) return;
    RC_ASSERT(rest.parts[0].empty() || rest.parts[0].size() >= kK);
    RC_ASSERT((rest.parts[0].empty() && rest.workers.empty()) || rest.workers.size() >= kK);
  }));
}

}  // namespace
}  // namespace praksis::services
