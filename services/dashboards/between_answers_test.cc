// Everything that the grid answers about made cases, attacked together: what follows by adding and
// subtracting.
#include "services/dashboards/between_answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "libs/base/strings.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/log/position.h"
#include "libs/readmodels/testing/world.h"
#include "services/dashboards/dashboards_service.h"
#include "services/dashboards/testing/equations.h"

namespace praksis::services {
namespace {

using domain::cases::testing::Random;
using readmodels::CellSelection;
using readmodels::testing::CaseOpenedFact;
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

// What one server is asked.
class MadeCases {
 public:
  explicit MadeCases(Periods periods)
      : service_(world_.projection(), world_.log(), clock_, {.k = kThreshold, .periods = periods}) {}

  void Open(const std::string& municipality, const std::string& group, int year, int count) {
    for (int i = 0; i < count; ++i) {
      world_.Append(CaseOpenedFact(base::StrCat("case/", municipality, group, year, "-", i), municipality,
                                   base::StrCat(year, "-0", 1 + i % 9, "-15"), group));
    }
    world_.CatchUp();
    atoms_[{municipality, group, year}] = count;
  }
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
          } else if (!answer->steps(0).reached().suppressed()) {
            opened = answer->steps(0).reached().value();
          }
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
  base::ManualClock clock_{
      absl::FromCivil(absl::CivilSecond(kFirstYear + kYears - 1, 11, 1), absl::UTCTimeZone())};
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
