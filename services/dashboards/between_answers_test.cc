// Everything that the grid answers about made cases, attacked together: what follows by adding and
// subtracting.
#include "services/dashboards/between_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/time/clock.h"
#include "libs/base/clock.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/log/position.h"
#include "libs/readmodels/funnel.h"
#include "libs/readmodels/testing/world.h"
#include "services/dashboards/dashboards_service.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/hidden_grid.h"
#include "services/dashboards/testing/equations.h"

namespace praksis::services {
namespace {

using domain::cases::testing::Random;
using readmodels::CellSelection;
using readmodels::testing::CaseOpenedFact;
using readmodels::testing::PlacementStartedFact;
using readmodels::testing::World;
using services::testing::Equations;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int64_t kThreshold = 5;
constexpr int kFirstYear = 2021;
constexpr int kYears = 5;
const std::vector<std::string> kMunicipalities = {"DK-147", "DK-360", "DK-376", "SE-0482"};
const std::vector<std::string> kGroups = {"ACTIVITY_READY", "JOB_READY", "YOUTH"};

base::Day Day(int year, std::string_view of_year) {
  return *base::ParseDay(base::StrCat(year, "-", of_year));
}

// Cases by municipality, target group and year of opening.
using Atom = std::tuple<std::string, std::string, int>;

// Its day may be set while others read it.
class Calendar final : public base::Clock {
 public:
  explicit Calendar(base::Day day) : day_(day) {}
  absl::Time Now() const override { return absl::FromUnixSeconds(int64_t{day_} * 24 * 60 * 60); }
  void Set(base::Day day) { day_ = day; }

 private:
  std::atomic<base::Day> day_;
};

// What one server is asked.
class MadeCases {
 public:
  // Finding out is quick, unless said otherwise, however slow the machine is.
  explicit MadeCases(Periods periods, absl::Duration quick = absl::InfiniteDuration())
      : between_answers_(periods, clock_, codelists::Codelists::BuiltIn(), quick),
        service_(world_.projection(), world_.log(), clock_,
                 {.k = kThreshold, .periods = periods, .between_answers = &between_answers_}) {}

  // `placed`: so many of them have started in a placement.
  void Open(const std::string& municipality, const std::string& group, int year, int count, int placed = 0) {
    for (int i = 0; i < count; ++i) {
      const std::string stream = base::StrCat("case/", municipality, group, year, "-", i);
      const std::string day = base::StrCat(year, "-0", 1 + i % 9, "-15");
      world_.Append(CaseOpenedFact(stream, municipality, day, group));
      if (i < placed) world_.Append(PlacementStartedFact(stream, municipality, day));
    }
    world_.CatchUp();
    atoms_[{municipality, group, year}] = count;
  }
  // From now on what is hidden is found out beforehand; returns when it has been once, for all figures.
  void Keep() {
    between_answers_.Keep(world_.projection(), absl::UTCTimeZone(), kThreshold);
    const absl::Time end = absl::Now() + absl::Minutes(1);
    while (between_answers_.statistics().size() < AllFigures().size()) {
      ASSERT_LT(absl::Now(), end);
      absl::SleepFor(absl::Milliseconds(5));
    }
  }
  void SetToday(base::Day day) { clock_.Set(day); }
  const BetweenAnswers& between_answers() const { return between_answers_; }
  // Large, small and no groups.
  void OpenSome(uint64_t seed) {
    Random random(seed);
    for (const std::string& municipality : kMunicipalities) {
      for (const std::string& group : kGroups) {
        for (int year = kFirstYear; year < kFirstYear + kYears; ++year) {
          const int kind = random.Between(0, 9);
          Open(municipality, group, year,
               kind < 3   ? 0
               : kind < 5 ? random.Between(1, 4)
                          : random.Between(5, 20));
        }
      }
    }
  }

  // The number of cases opened; nothing where it is withheld, or all is refused.
  std::optional<int64_t> Opened(const CellSelection& selection) {
    return Reached(readmodels::FunnelStage::kOpened, selection);
  }
  // Likewise of those that came so far.
  std::optional<int64_t> Reached(readmodels::FunnelStage stage, const CellSelection& selection) {
    v1::GetFunnelRequest request;
    v1::Selection& asked = *request.mutable_selection();
    for (const std::string& one : selection.municipalities) asked.add_municipalities(one);
    for (const std::string& one : selection.target_groups) asked.add_target_groups(one);
    if (selection.from) asked.set_from(base::FormatDay(*selection.from));
    if (selection.to) asked.set_to(base::FormatDay(*selection.to));
    std::optional<int64_t> opened;
    service_.GetFunnel(
        request, absl::InfiniteFuture(), [&](const absl::StatusOr<v1::GetFunnelResponse>& answer) {
          if (!answer.ok()) {
            EXPECT_EQ(answer.status().code(), absl::StatusCode::kFailedPrecondition) << answer.status();
            return;
          }
          const v1::Count& reached = answer->steps(static_cast<int>(stage)).reached();
          if (!reached.suppressed()) opened = reached.value();
        });
    return opened;
  }

  Equations::Coefficients SumOf(const CellSelection& selection) const {
    Equations::Coefficients sum;
    for (const auto& [atom, count] : atoms_) {
      const auto& [municipality, group, year] = atom;
      const bool in = (selection.municipalities.empty() || selection.municipalities[0] == municipality) &&
                      (selection.target_groups.empty() || selection.target_groups[0] == group) &&
                      selection.AdmitsDay(Day(year, "06-15"));
      sum.push_back(in ? 1 : 0);
    }
    return sum;
  }
  int64_t ValueOf(const CellSelection& selection) const {
    const Equations::Coefficients sum = SumOf(selection);
    int64_t value = 0;
    size_t i = 0;
    for (const auto& [atom, count] : atoms_) value += sum[i++] > 0 ? count : 0;
    return value;
  }

 private:
  World world_;
  Calendar clock_{Day(kFirstYear + kYears - 1, "11-01")};
  BetweenAnswers between_answers_;
  DashboardsService service_;
  std::map<Atom, int> atoms_;
};

// One municipality or all, one target group or all, years in a row.
std::vector<CellSelection> Grid() {
  std::vector<CellSelection> grid;
  for (size_t m = 0; m <= kMunicipalities.size(); ++m) {
    for (size_t g = 0; g <= kGroups.size(); ++g) {
      for (int from = 0; from < kYears; ++from) {
        for (int to = from; to < kYears; ++to) {
          CellSelection& one = grid.emplace_back();
          if (m < kMunicipalities.size()) one.municipalities = {kMunicipalities[m]};
          if (g < kGroups.size()) one.target_groups = {kGroups[g]};
          if (from > 0) one.from = Day(kFirstYear + from, "01-01");
          if (to < kYears - 1) one.to = Day(kFirstYear + to, "12-31");
        }
      }
    }
  }
  return grid;
}

struct Attacked {
  int shown = 0;     // counts of k or more, and none
  int withheld = 0;  // likewise
  int small = 0;     // groups of 1 to k - 1 on the grid
  int followed = 0;  // of these
};

// Everything that is shown, together.
Attacked AttackAll(MadeCases& cases) {
  Attacked result;
  Equations known;
  for (const CellSelection& selection : Grid()) {
    const int64_t value = cases.ValueOf(selection);
    const std::optional<int64_t> shown = cases.Opened(selection);
    if (shown) {
      EXPECT_EQ(*shown, value);
      known.Know(cases.SumOf(selection), value);
    }
    if (value == 0 || value >= kThreshold) ++(shown ? result.shown : result.withheld);
  }
  for (const CellSelection& selection : Grid()) {
    const int64_t value = cases.ValueOf(selection);
    if (value == 0 || value >= kThreshold) continue;
    ++result.small;
    if (!known.Follows(cases.SumOf(selection))) continue;
    ++result.followed;
  }
  return result;
}

TEST(BetweenAnswersTest, HardlyASmallGroupFollowsFromAllAnswersTogether) {
  Attacked all;
  for (uint64_t seed = 1; seed <= 10; ++seed) {
    MadeCases cases(Periods::kYears);
    cases.OpenSome(seed);
    const Attacked one = AttackAll(cases);
    all = {all.shown + one.shown, all.withheld + one.withheld, all.small + one.small,
           all.followed + one.followed};
  }
  RecordProperty("shown", all.shown);
  RecordProperty("withheld", all.withheld);
  RecordProperty("small", all.small);
  RecordProperty("followed", all.followed);
  EXPECT_GT(all.small, 250);
  EXPECT_GT(all.shown, all.withheld / 2);
  // One does, of 276: around several corners and periods.
  EXPECT_LE(all.followed, all.small / 100);
}

TEST(BetweenAnswersTest, WithoutItMostFollow) {
  MadeCases cases(Periods::kFree);
  cases.OpenSome(1);
  const Attacked all = AttackAll(cases);
  EXPECT_GT(all.followed, all.small / 2);
}

CellSelection Of(std::vector<std::string> municipalities, std::optional<int> from = {},
                 std::optional<int> to = {}) {
  CellSelection selection{.municipalities = std::move(municipalities)};
  if (from) selection.from = Day(*from, "01-01");
  if (to) selection.to = Day(*to, "12-31");
  return selection;
}

TEST(BetweenAnswersTest, TheSmallestMunicipalityIsWithheldBesideASmallOne) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 40);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Open("DK-376", "YOUTH", 2024, 3);
  EXPECT_EQ(cases.Opened(Of({})), 63);
  EXPECT_EQ(cases.Opened(Of({"DK-147"})), 40);
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"DK-376"})), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"DK-147", "DK-360"})), std::nullopt);
}

TEST(BetweenAnswersTest, TwoThatAreSmallHideEachOther) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 40);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Open("DK-376", "YOUTH", 2024, 3);
  cases.Open("SE-0482", "YOUTH", 2024, 3);
  EXPECT_EQ(cases.Opened(Of({"DK-147"})), 40);
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), 20);
  EXPECT_EQ(cases.Opened(Of({"DK-147", "DK-360"})), 60);
}

TEST(BetweenAnswersTest, TwoThatAreSmallTogetherTakeAThird) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 40);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Open("DK-376", "YOUTH", 2024, 1);
  cases.Open("SE-0482", "YOUTH", 2024, 2);
  EXPECT_EQ(cases.Opened(Of({"DK-147"})), 40);
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), std::nullopt);
}

TEST(BetweenAnswersTest, APeriodDoesNotEndBesideASmallYear) {
  MadeCases cases(Periods::kYears);
  for (const int year : {2021, 2022, 2024, 2025}) cases.Open("DK-147", "YOUTH", year, 30);
  cases.Open("DK-147", "YOUTH", 2023, 2);
  EXPECT_EQ(cases.Opened(Of({})), 122);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2021)), 30);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2022)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2023)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2024)), 92);
  EXPECT_EQ(cases.Opened(Of({}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, 2025)), 30);
}

TEST(BetweenAnswersTest, YearsInWhichNobodyWasArePassedOver) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2021, 2);
  cases.Open("DK-147", "YOUTH", 2024, 30);
  cases.Open("DK-147", "YOUTH", 2025, 30);
  EXPECT_EQ(cases.Opened(Of({})), 62);
  // From 2022 or 2023 on there are 60: the two would follow.
  EXPECT_EQ(cases.Opened(Of({}, 2022)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, 2025)), 30);
}

TEST(BetweenAnswersTest, ANumberThatIsNoneInAYearIsPassedOverThere) {
  constexpr auto kStarted = readmodels::FunnelStage::kStarted;
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2021, 32, 2);
  cases.Open("DK-147", "YOUTH", 2022, 30);
  cases.Open("DK-147", "YOUTH", 2024, 60, 30);
  EXPECT_EQ(cases.Reached(kStarted, Of({})), 32);
  EXPECT_EQ(cases.Opened(Of({}, 2023)), 60);
  // From 2022 or 2023 on there are 30: the two would follow.
  EXPECT_EQ(cases.Reached(kStarted, Of({}, 2022)), std::nullopt);
  EXPECT_EQ(cases.Reached(kStarted, Of({}, 2023)), std::nullopt);
}

TEST(BetweenAnswersTest, WhoIsWithheldInAYearIsWithheldInAllTimeBeforeASmallerOne) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 3);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Open("DK-376", "YOUTH", 2024, 10);
  cases.Open("DK-376", "YOUTH", 2025, 30);
  // In 2024 the third hides the first. With the second, which is the smaller one in all time, all of whom are
  // of 2024, the three of the first would follow: 63 less 40 less 20.
  EXPECT_EQ(cases.Opened(Of({"DK-360"}, {}, 2024)), 20);
  EXPECT_EQ(cases.Opened(Of({"DK-376"}, {}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), 20);
  EXPECT_EQ(cases.Opened(Of({"DK-376"})), std::nullopt);
}

TEST(BetweenAnswersTest, WhatIsFoundOutBeforehandIsWhatQuestionsFindOut) {
  for (const Periods periods : {Periods::kYears, Periods::kQuarters}) {
    MadeCases asked(periods);
    asked.OpenSome(3);
    MadeCases kept(periods);
    kept.OpenSome(3);
    kept.Keep();
    int hidden = 0;
    for (const CellSelection& selection : Grid()) {
      const std::optional<int64_t> opened = asked.Opened(selection);
      hidden += opened ? 0 : 1;
      EXPECT_EQ(kept.Opened(selection), opened);
    }
    EXPECT_GT(hidden, 50);
    for (const BetweenAnswers::Statistics& one : kept.between_answers().statistics()) {
      EXPECT_EQ(one.age, absl::ZeroDuration()) << one.figure;
      EXPECT_GT(one.took, absl::ZeroDuration()) << one.figure;
      EXPECT_LT(one.bytes, 1'000'000) << one.figure;
    }
  }
}

TEST(BetweenAnswersTest, ANewYearIsProtectedAtOnce) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 400);
  cases.Open("DK-147", "YOUTH", 2025, 300);
  cases.Keep();
  EXPECT_EQ(cases.Opened(Of({}, {}, 2025)), 700);
  cases.SetToday(Day(2026, "01-20"));
  cases.Open("DK-147", "YOUTH", 2026, 2);
  EXPECT_EQ(cases.Opened(Of({})), 702);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2025)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, 2026)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({}, {}, 2024)), 400);
}

TEST(BetweenAnswersTest, ANewMunicipalityIsProtectedAtOnce) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 400);
  cases.Open("DK-360", "YOUTH", 2024, 300);
  cases.Keep();
  cases.Open("DK-376", "YOUTH", 2024, 6);
  EXPECT_EQ(cases.Opened(Of({"DK-376"}, {}, 2024)), 6);
  cases.Open("SE-0482", "YOUTH", 2024, 2);
  EXPECT_EQ(cases.Opened(Of({"SE-0482"}, {}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"SE-0482"})), std::nullopt);
}

TEST(BetweenAnswersTest, WhereFindingOutTakesLongQuestionsDoNotWaitForIt) {
  MadeCases cases(Periods::kYears, absl::ZeroDuration());
  cases.OpenSome(3);
  cases.Keep();
  MadeCases asked(Periods::kYears);
  asked.OpenSome(3);
  int shown_in_rows = 0;
  for (const CellSelection& selection : Grid()) {
    if (selection.from && selection.to && *selection.to - *selection.from > 366) {
      shown_in_rows += cases.Opened(selection) ? 1 : 0;
    } else if (selection.from && selection.to) {
      EXPECT_EQ(cases.Opened(selection), asked.Opened(selection));
    }
  }
  EXPECT_GT(shown_in_rows, 0);
  EXPECT_LE(AttackAll(cases).followed, 1);
}

TEST(BetweenAnswersTest, WhereFindingOutTakesLongANewMunicipalityIsNotShownAtFirst) {
  MadeCases cases(Periods::kYears, absl::ZeroDuration());
  cases.Open("DK-147", "YOUTH", 2024, 400);
  cases.Open("DK-360", "YOUTH", 2024, 300);
  cases.Keep();
  cases.Open("DK-376", "YOUTH", 2024, 6);
  EXPECT_EQ(cases.Opened(Of({"DK-376"}, {}, 2024)), std::nullopt);
  EXPECT_EQ(cases.Opened(Of({"DK-147"}, {}, 2024)), 400);
}

TEST(BetweenAnswersTest, WhereMuchHasHappenedSinceQuestionsFindOut) {
  MadeCases cases(Periods::kYears);
  cases.Open("DK-147", "YOUTH", 2024, 40);
  cases.Open("DK-360", "YOUTH", 2024, 20);
  cases.Keep();
  CellSelection young = Of({"DK-360"});
  young.target_groups = {"YOUTH"};
  EXPECT_EQ(cases.Opened(young), 20);
  cases.Open("DK-147", "JOB_READY", 2024, 30);
  cases.Open("DK-360", "JOB_READY", 2024, 3);
  // Of 23 in the municipality.
  EXPECT_EQ(cases.Opened(Of({"DK-360"})), 23);
  EXPECT_EQ(cases.Opened(young), std::nullopt);
}

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
