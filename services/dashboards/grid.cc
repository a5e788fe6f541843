#include "services/dashboards/grid.h"

#include "absl/time/civil_time.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"

namespace praksis::services {
namespace {

int MonthsOf(Periods unit) {
  PRAKSIS_CHECK(unit != Periods::kFree, "no unit");
  return unit == Periods::kYears ? 12 : 3;
}

}  // namespace

const std::vector<std::string>& ConditionsOf(const readmodels::CellSelection& selection) {
  return selection.target_groups.empty() ? selection.industry_sections : selection.target_groups;
}

bool IsOfBoth(const readmodels::CellSelection& selection) {
  return !selection.municipalities.empty() && !ConditionsOf(selection).empty();
}

Periods UnitOf(const readmodels::CellSelection& selection, Periods periods) {
  return periods == Periods::kQuarters && IsOfBoth(selection) ? Periods::kYears : periods;
}

base::Day BeginOf(base::Day day, Periods unit) {
  const absl::CivilDay epoch(1970, 1, 1);
  const absl::CivilDay civil = epoch + day;
  const int month = (civil.month() - 1) / MonthsOf(unit) * MonthsOf(unit) + 1;
  return static_cast<base::Day>(absl::CivilDay(civil.year(), month, 1) - epoch);
}

base::Day NextBeginOf(base::Day day, Periods unit) {
  return base::AddMonths(BeginOf(day, unit), MonthsOf(unit));
}

void CheckFineness(const readmodels::CellSelection& selection, Periods periods, const std::string& field,
                   std::vector<base::FieldViolation>& violations) {
  if (periods == Periods::kFree) return;
  if (!selection.target_groups.empty() && !selection.industry_sections.empty()) {
    violations.push_back(
        {field + ".industry_sections", "not together with target_groups; leave one of the two out"});
  }
  const Periods unit = UnitOf(selection, periods);
  const std::string whole =
      base::StrCat("figures are about whole calendar ", unit == Periods::kYears ? "years" : "quarters",
                   unit == periods ? "" : " where a municipality and another condition are given",
                   ", so that no small group shows between two answers; write ");
  if (selection.from && *selection.from != BeginOf(*selection.from, unit)) {
    violations.push_back(
        {field + ".from", base::StrCat(whole, base::FormatDay(BeginOf(*selection.from, unit)), " or ",
                                       base::FormatDay(NextBeginOf(*selection.from, unit)))});
  }
  if (selection.to && *selection.to + 1 != BeginOf(*selection.to + 1, unit)) {
    violations.push_back(
        {field + ".to", base::StrCat(whole, base::FormatDay(BeginOf(*selection.to, unit) - 1), " or ",
                                     base::FormatDay(NextBeginOf(*selection.to, unit) - 1))});
  }
}

}  // namespace praksis::services
