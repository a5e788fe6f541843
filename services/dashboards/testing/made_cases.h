// For tests: made cases of one figure, and everything that the grid answers about them, attacked together.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_TESTING_MADE_CASES_H_
#define PRAKSIS_SERVICES_DASHBOARDS_TESTING_MADE_CASES_H_

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/case/testing/random_history.h"
#include "libs/projection/view.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/funnel.h"
#include "libs/readmodels/testing/world.h"
#include "services/dashboards/between_answers.h"
#include "services/dashboards/dashboards_service.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/testing/equations.h"

namespace praksis::services::testing {

inline constexpr int64_t kThreshold = 5;
inline constexpr int kFirstYear = 2021;
inline constexpr int kYears = 5;
inline const std::vector<std::string> kMunicipalities = {"DK-147", "DK-360", "DK-376", "SE-0482"};
inline const std::vector<std::string> kGroups = {"ACTIVITY_READY", "JOB_READY", "YOUTH"};

inline base::Day Day(int year, std::string_view of_year) {
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
      : between_answers_(
            std::make_shared<BetweenAnswers>(periods, clock_, codelists::Codelists::BuiltIn(), quick)),
        service_(world_.projection(), world_.log(), clock_,
                 {.k = kThreshold, .periods = periods, .between_answers = between_answers_}) {}

  // `placed`: so many of them have started in a placement.
  void Open(const std::string& municipality, const std::string& group, int year, int count, int placed = 0) {
    for (int i = 0; i < count; ++i) {
      const std::string stream = base::StrCat("case/", municipality, group, year, "-", i);
      const std::string day = base::StrCat(year, "-0", 1 + i % 9, "-15");
      world_.Append(readmodels::testing::CaseOpenedFact(stream, municipality, day, group));
      if (i < placed) world_.Append(readmodels::testing::PlacementStartedFact(stream, municipality, day));
    }
    world_.CatchUp();
    atoms_[{municipality, group, year}] = count;
  }
  // From now on what is hidden is found out beforehand.
  void Keep(projection::ViewSource& views, std::string_view log_id = "", const std::string& file = "") {
    between_answers_->Keep(views, absl::UTCTimeZone(), kThreshold, log_id, file);
  }
  // Likewise; returns when it has been once, for all figures.
  void Keep() {
    Keep(views());
    AwaitFoundOut();
  }
  void AwaitFoundOut() {
    const absl::Time end = absl::Now() + absl::Minutes(1);
    while (between_answers_->statistics().size() < AllFigures().size()) {
      ASSERT_LT(absl::Now(), end);
      absl::SleepFor(absl::Milliseconds(5));
    }
  }
  projection::ViewSource& views() { return world_.projection(); }
  void SetToday(base::Day day) { clock_.Set(day); }
  const BetweenAnswers& between_answers() const { return *between_answers_; }
  // Large, small and no groups.
  void OpenSome(uint64_t seed) {
    domain::cases::testing::Random random(seed);
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
  std::optional<int64_t> Opened(const readmodels::CellSelection& selection) {
    return Reached(readmodels::FunnelStage::kOpened, selection);
  }
  // Likewise of those that came so far.
  std::optional<int64_t> Reached(readmodels::FunnelStage stage, const readmodels::CellSelection& selection) {
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

  Equations::Coefficients SumOf(const readmodels::CellSelection& selection) const {
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
  int64_t ValueOf(const readmodels::CellSelection& selection) const {
    const Equations::Coefficients sum = SumOf(selection);
    int64_t value = 0;
    size_t i = 0;
    for (const auto& [atom, count] : atoms_) value += sum[i++] > 0 ? count : 0;
    return value;
  }

 private:
  readmodels::testing::World world_;
  Calendar clock_{Day(kFirstYear + kYears - 1, "11-01")};
  const std::shared_ptr<BetweenAnswers> between_answers_;
  DashboardsService service_;
  std::map<Atom, int> atoms_;
};

// One municipality or all, one target group or all, years in a row.
inline std::vector<readmodels::CellSelection> Grid() {
  std::vector<readmodels::CellSelection> grid;
  for (size_t m = 0; m <= kMunicipalities.size(); ++m) {
    for (size_t g = 0; g <= kGroups.size(); ++g) {
      for (int from = 0; from < kYears; ++from) {
        for (int to = from; to < kYears; ++to) {
          readmodels::CellSelection& one = grid.emplace_back();
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
inline Attacked AttackAll(MadeCases& cases) {
  Attacked result;
  Equations known;
  for (const readmodels::CellSelection& selection : Grid()) {
    const int64_t value = cases.ValueOf(selection);
    const std::optional<int64_t> shown = cases.Opened(selection);
    if (shown) {
      EXPECT_EQ(*shown, value);
      known.Know(cases.SumOf(selection), value);
    }
    if (value == 0 || value >= kThreshold) ++(shown ? result.shown : result.withheld);
  }
  for (const readmodels::CellSelection& selection : Grid()) {
    const int64_t value = cases.ValueOf(selection);
    if (value == 0 || value >= kThreshold) continue;
    ++result.small;
    if (!known.Follows(cases.SumOf(selection))) continue;
    ++result.followed;
  }
  return result;
}

// Whole years.
inline readmodels::CellSelection Of(std::vector<std::string> municipalities, std::optional<int> from = {},
                                    std::optional<int> to = {}) {
  readmodels::CellSelection selection{.municipalities = std::move(municipalities)};
  if (from) selection.from = Day(*from, "01-01");
  if (to) selection.to = Day(*to, "12-31");
  return selection;
}

}  // namespace praksis::services::testing

#endif  // PRAKSIS_SERVICES_DASHBOARDS_TESTING_MADE_CASES_H_
