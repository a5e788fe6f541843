#include "services/dashboards/grid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "libs/base/strings.h"
#include "services/dashboards/hidden_grid.h"
#include "services/dashboards/testing/made_cases.h"

namespace praksis::services {
namespace {

using readmodels::CellSelection;
using testing::Day;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kFirstYear;
using testing::Of;

GridAxes YearsTo(int year) {
  return {.today = Day(year, "06-01"),
          .extent = {.municipalities = {"DK-147"}, .first = Day(kFirstYear, "02-01")},
          .target_groups = {"YOUTH"}};
}

TEST(HiddenGridTest, ARowOfUnitsThatIsNotKeptShowsWhatEachOfThemDoes) {
  HiddenGrid grid(YearsTo(2023));
  for (size_t year = 0; year < 3; ++year) {
    NumberSet hidden;
    hidden.Set(70 * year);
    grid.Put(YearsTo(2023).UnitsOf({})[year], hidden);
  }
  const auto row = grid.Find(Of({}, 2022), YearsTo(2023));
  ASSERT_TRUE(row.has_value());
  EXPECT_TRUE(row->Has(70) && row->Has(140));
  EXPECT_FALSE(row->Has(0));
  NumberSet nothing;
  grid.Put(Of({}, 2022), nothing);
  EXPECT_FALSE(grid.Find(Of({}, 2022), YearsTo(2023))->Has(70));
  // Of a municipality nothing is kept.
  EXPECT_EQ(grid.Find(Of({"DK-147"}), YearsTo(2023)), std::nullopt);
}

TEST(HiddenGridTest, NothingIsKnownOfABorderThatWasNotThere) {
  HiddenGrid grid(YearsTo(2023));
  for (const CellSelection& unit : YearsTo(2023).UnitsOf({})) grid.Put(unit, {});
  EXPECT_TRUE(grid.Find(Of({}, {}, 2023), YearsTo(2023)).has_value());
  EXPECT_EQ(grid.Find(Of({}, {}, 2023), YearsTo(2024)), std::nullopt);
  EXPECT_EQ(grid.Find(Of({}, 2024), YearsTo(2024)), std::nullopt);
  EXPECT_TRUE(grid.Find(Of({}, 2022), YearsTo(2024)).has_value());
  EXPECT_TRUE(grid.Find(Of({}, kFirstYear), YearsTo(2023)).has_value());
  GridAxes earlier = YearsTo(2023);
  earlier.extent.first = Day(kFirstYear - 1, "12-31");
  EXPECT_EQ(grid.Find(Of({}, kFirstYear), earlier), std::nullopt);
  EXPECT_EQ(grid.Find(Of({}, {}, kFirstYear - 1), earlier), std::nullopt);
  EXPECT_EQ(grid.Find(Of({"DK-360"}, 2022), YearsTo(2023)), std::nullopt);
}

std::vector<std::string> TooFine(const CellSelection& selection, Periods periods) {
  std::vector<base::FieldViolation> violations;
  CheckFineness(selection, periods, "selection", violations);
  std::vector<std::string> said;
  for (const base::FieldViolation& one : violations)
    said.push_back(base::StrCat(one.field, ": ", one.description));
  return said;
}

TEST(GridTest, PeriodsAreWholeUnits) {
  CellSelection selection{.from = Day(2024, "02-01"), .to = Day(2024, "06-30")};
  EXPECT_THAT(TooFine(selection, Periods::kFree), IsEmpty());
  EXPECT_THAT(
      TooFine(selection, Periods::kQuarters),
      ElementsAre("selection.from: figures are about whole calendar quarters, so that no small group shows "
                  "between two answers; write 2024-01-01 or 2024-04-01"));
  EXPECT_THAT(
      TooFine(selection, Periods::kYears),
      ElementsAre("selection.from: figures are about whole calendar years, so that no small group shows "
                  "between two answers; write 2024-01-01 or 2025-01-01",
                  "selection.to: figures are about whole calendar years, so that no small group shows "
                  "between two answers; write 2023-12-31 or 2024-12-31"));
  selection = {.from = Day(2024, "04-01"), .to = Day(2024, "06-30")};
  EXPECT_THAT(TooFine(selection, Periods::kQuarters), IsEmpty());
  selection = {.from = Day(2024, "01-01"), .to = Day(2025, "12-31")};
  EXPECT_THAT(TooFine(selection, Periods::kYears), IsEmpty());
}

TEST(GridTest, AMunicipalityAndAnotherConditionTakeYears) {
  CellSelection selection{
      .municipalities = {"DK-360"}, .from = Day(2024, "04-01"), .target_groups = {"YOUTH"}};
  EXPECT_EQ(TooFine(selection, Periods::kQuarters).size(), 1);
  selection.municipalities.clear();
  EXPECT_THAT(TooFine(selection, Periods::kQuarters), IsEmpty());
  selection.industry_sections = {"G"};
  EXPECT_THAT(
      TooFine(selection, Periods::kQuarters),
      ElementsAre("selection.industry_sections: not together with target_groups; leave one of the two out"));
}

}  // namespace
}  // namespace praksis::services
