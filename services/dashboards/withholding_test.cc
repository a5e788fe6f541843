#include "services/dashboards/withholding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "libs/base/strings.h"
#include "services/dashboards/testing/reader.h"

namespace praksis::services {
namespace {

using readmodels::Tally;
using ::testing::ElementsAre;

// `count` things of as many persons, whom nothing else is about.
Tally Of(int64_t count) {
  static uint32_t next_person = 0;
  Tally tally;
  for (int64_t i = 0; i < count; ++i) tally.Add(1, ++next_person);
  return tally;
}

std::vector<Tally> Tallies(const std::vector<int64_t>& counts) {
  std::vector<Tally> tallies;
  for (const int64_t count : counts) tallies.push_back(Of(count));
  return tallies;
}

// Everything a reader sees: the total and the cells, a dot where one is withheld.
std::string Published(const std::vector<int64_t>& counts, int64_t k, Next next) {
  const auto withheld = Withhold(Tallies(counts), k, next);
  if (!withheld) return "nothing";
  int64_t total = 0;
  for (const int64_t count : counts) total += count;
  std::string out = base::StrCat(total, ":");
  for (size_t i = 0; i < counts.size(); ++i) out += (*withheld)[i] ? " ." : base::StrCat(" ", counts[i]);
  return out;
}

TEST(Withhold, PublishesWhatIsLargeOrZero) {
  EXPECT_EQ(Published({5, 0, 12}, 5, Next::kSmallest), "17: 5 0 12");
  EXPECT_EQ(Published({0, 0}, 5, Next::kSmallest), "0: 0 0");
}

TEST(Withhold, TakesASecondCellWithASmallOneAndLeavesTheTotal) {
  EXPECT_EQ(Published({2, 30, 9}, 5, Next::kSmallest), "41: . 30 .");
  EXPECT_EQ(Published({2, 30, 9}, 5, Next::kInOrder), "41: . . 9");
}

TEST(Withhold, LeavesSmallCellsToThemselvesWhereTogetherTheyAreManyPersons) {
  EXPECT_EQ(Published({2, 4, 30}, 5, Next::kSmallest), "36: . . 30");
}

TEST(Withhold, TakesCellsThatAreEqualTogether) {
  EXPECT_EQ(Published({9, 2, 9}, 5, Next::kSmallest), "20: . . .");
}

TEST(Withhold, PublishesNothingWhereACellWouldFollowFromTheTotalAlone) {
  EXPECT_EQ(Published({4, 0}, 5, Next::kSmallest), "nothing");
  EXPECT_EQ(Published({1, 1, 1, 1, 1}, 5, Next::kSmallest), "nothing");
  EXPECT_EQ(Published({4, 4}, 5, Next::kSmallest), "8: . .") << "it might be 3 and 5";
  EXPECT_EQ(Published({4, 4, 5}, 5, Next::kSmallest), "13: . . .") << "8 could only be 4 and 4";
}

TEST(Withhold, CountsPersonsNotThings) {
  Tally one_person;
  one_person.Add(40, 1);
  const std::vector<Tally> cells = {one_person, Of(6), Of(20)};
  EXPECT_THAT(*Withhold(cells, 5, Next::kSmallest), ElementsAre(true, true, false));
}

using Publication = std::function<std::string(const std::vector<int64_t>& table)>;

void ExpectNothingFollows(const Publication& publication, size_t cells, int64_t total, int64_t k) {
  const size_t pictures = testing::TryEveryTable(
      publication, cells, total, k, [](const std::string& seen, size_t cell, int64_t value) {
        ADD_FAILURE() << seen << " says that cell " << cell << " is " << value;
      });
  ASSERT_GT(pictures, 10U);
}

TEST(WithholdAttack, NoSmallCellFollows) {
  for (const Next next : {Next::kSmallest, Next::kInOrder}) {
    const auto with = [next](int64_t k) {
      return [=](const auto& table) { return Published(table, k, next); };
    };
    ExpectNothingFollows(with(5), 2, 40, 5);
    ExpectNothingFollows(with(5), 3, 32, 5);
    ExpectNothingFollows(with(5), 4, 22, 5);
    ExpectNothingFollows(with(3), 3, 30, 3);
    ExpectNothingFollows(with(3), 5, 15, 3);
  }
}

TEST(WithholdAttack, NoSmallCellFollowsThroughABreakdown) {
  // Cells 0 and 1 stand beside a cell that is broken down into 2 and 3.
  const Publication publication = [](const auto& table) {
    const int64_t broken_down = table[2] + table[3];
    std::string above = Published({table[0], table[1], broken_down}, 3, Next::kInOrder);
    const auto withheld = Withhold(Tallies({table[0], table[1], broken_down}), 3, Next::kInOrder);
    if (!withheld || (*withheld)[2]) return above;
    return base::StrCat(above, " of which ", Published({table[2], table[3]}, 3, Next::kSmallest));
  };
  ExpectNothingFollows(publication, 4, 18, 3);
}

TEST(CutIntoRuns, KeepsEveryCellThatIsLargeOrZeroByItself) {
  EXPECT_THAT(CutIntoRuns(Tallies({5, 0, 9}), 5), ElementsAre(0, 1, 2));
  EXPECT_THAT(CutIntoRuns({}, 5), ElementsAre());
  EXPECT_THAT(CutIntoRuns(Tallies({0, 0}), 5), ElementsAre(0, 1));
}

TEST(CutIntoRuns, JoinsASmallCellWithItsNeighbour) {
  EXPECT_THAT(CutIntoRuns(Tallies({30, 2, 9, 8}), 5), ElementsAre(0, 1, 3));
  EXPECT_THAT(CutIntoRuns(Tallies({30, 9, 2}), 5), ElementsAre(0, 1));
  EXPECT_THAT(CutIntoRuns(Tallies({3, 1, 1, 8}), 5), ElementsAre(0, 3));
  EXPECT_THAT(CutIntoRuns(Tallies({2, 0, 0, 4}), 5), ElementsAre(0));
}

TEST(CutIntoRunsAttack, NoSmallCellFollows) {
  const Publication publication = [](const auto& table) -> std::string {
    int64_t total = 0;
    for (const int64_t value : table) total += value;
    if (total > 0 && total < 3) return "nothing";
    const auto begins = CutIntoRuns(Tallies(table), 3);
    std::string seen;
    for (size_t i = 0; i < begins.size(); ++i) {
      const size_t end = i + 1 < begins.size() ? begins[i + 1] : table.size();
      int64_t sum = 0;
      for (size_t cell = begins[i]; cell < end; ++cell) sum += table[cell];
      seen += base::StrCat(end - begins[i], ":", sum, " ");
    }
    return seen;
  };
  ExpectNothingFollows(publication, 4, 18, 3);
}

}  // namespace
}  // namespace praksis::services
