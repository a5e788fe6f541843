#include "libs/readmodels/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libs/readmodels/cells.h"
#include "libs/readmodels/tally.h"
#include "libs/readmodels/testing/case_states.h"
#include "libs/readmodels/testing/model_tables.h"

namespace praksis::readmodels {
namespace {

using ::testing::ElementsAre;

TEST(Keys, ReadBackWhatWasWritten) {
  KeyWriter key;
  key.Text("DK-360").Day(-3).Text("").Number(7).Byte(255).Text(std::string("a\0b", 3));
  KeyReader reader(key.key());
  EXPECT_EQ(reader.Text(), "DK-360");
  EXPECT_EQ(reader.Day(), -3);
  EXPECT_EQ(reader.Text(), "");
  EXPECT_EQ(reader.Number(), 7U);
  EXPECT_EQ(reader.Byte(), 255);
  EXPECT_EQ(reader.Text(), std::string_view("a\0b", 3));
  EXPECT_TRUE(reader.done());
}

TEST(Keys, DaysSortAsDaysDoEvenBefore1970) {
  EXPECT_LT(KeyWriter().Day(-1).key(), KeyWriter().Day(0).key());
  EXPECT_LT(KeyWriter().Day(0).key(), KeyWriter().Day(1).key());
  EXPECT_LT(KeyWriter().Day(base::kFirstDay).key(), KeyWriter().Day(base::kLastDay).key());
}

TEST(Keys, AreStoredAsTheGrammarSays) {
  EXPECT_EQ(KeyWriter().Text("DK-360").Day(20000).Byte(2).key(), std::string("\6DK-360\x80\0\x4e\x20\2", 12));
}

TEST(Persons, AreCountedOnce) {
  Tally tally;
  tally.Add(3, 11);
  tally.Add(1, 11);
  tally.Add(1, 12);
  EXPECT_EQ(tally.count, 5);
  EXPECT_EQ(tally.persons.size(), 2);
  Persons many;
  for (uint32_t tag = 0; tag < 1000; ++tag) many.Add(tag * 7919);
  EXPECT_EQ(many.size(), Persons::kExactBelow);
}

// A model with one row per municipality and day, to scan.
class Days final : public projection::CaseModel {
 public:
  std::string_view name() const override { return "days"; }
  int revision() const override { return 1; }
  void Contribute(const domain::cases::CaseState& state, projection::Contributions& out) const override {
    out.Count(KeyWriter().Text(state.municipality()).Day(state.opened_on()).key(), 1);
  }
};

std::vector<std::string> Scan(const CellSelection& selection) {
  static const Days model;
  testing::ModelTables tables({&model});
  int number = 0;
  for (const char* municipality : {"DK-360", "DK-376", "SE-0482", "DK-37"}) {
    for (const char* day : {"2025-01-01", "2025-01-31", "2025-02-01"}) {
      tables.Put(testing::OpenCase(base::StrCat("case/", ++number), municipality, day));
    }
  }
  const auto view = tables.View();
  std::vector<std::string> found;
  EXPECT_TRUE(ScanCells(view->snapshot(), view->Counts("days"), selection, [&](Cell& cell) {
                found.push_back(base::StrCat(cell.municipality, " ", base::FormatDay(cell.day)));
              }).ok());
  return found;
}

TEST(ScanCells, VisitsTheMunicipalitiesAndDaysAskedForOnce) {
  EXPECT_EQ(Scan({}).size(), 12U);
  EXPECT_THAT(Scan({.municipalities = {"DK-37", "DK-37"}}),
              ElementsAre("DK-37 2025-01-01", "DK-37 2025-01-31", "DK-37 2025-02-01"));
  EXPECT_THAT(Scan({.municipalities = {"DK-360", "DK-376"}, .from = testing::Date("2025-02-01")}),
              ElementsAre("DK-360 2025-02-01", "DK-376 2025-02-01"));
  EXPECT_THAT(
      Scan({.from = testing::Date("2025-01-02"), .to = testing::Date("2025-01-31")}),
      ElementsAre("DK-37 2025-01-31", "DK-360 2025-01-31", "DK-376 2025-01-31", "SE-0482 2025-01-31"));
  EXPECT_THAT(Scan({.municipalities = {"SE-0482"}, .to = testing::Date("2025-01-01")}),
              ElementsAre("SE-0482 2025-01-01"));
  EXPECT_THAT(Scan({.municipalities = {"SE-9999"}}), ElementsAre());
  EXPECT_THAT(Scan({.municipalities = {"DK-360"}, .from = 5, .to = 4}), ElementsAre());
}

}  // namespace
}  // namespace praksis::readmodels
