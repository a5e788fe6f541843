// Which selections a figure answers, so that what it says about one gives nothing away beside what it says
// about others: periods of whole calendar units, few conditions at once. Pure.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_GRID_H_
#define PRAKSIS_SERVICES_DASHBOARDS_GRID_H_

#include <string>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/readmodels/cells.h"

namespace praksis::services {

// The periods that may be asked about.
enum class Periods {
  kYears,     // calendar years, one or several in a row
  kQuarters,  // calendar quarters; years where a municipality is asked about together with another condition
  kFree,      // any days, any conditions: answers are protected each for itself only
};

// The one condition beside the municipality: target groups or sections.
const std::vector<std::string>& ConditionsOf(const readmodels::CellSelection& selection);
// Whether it is about municipalities together with a condition.
bool IsOfBoth(const readmodels::CellSelection& selection);

// Of which whole units the period of `selection` must be.
Periods UnitOf(const readmodels::CellSelection& selection, Periods periods);

// The first day of the unit that `day` is in, and of the one after it. Not for kFree.
base::Day BeginOf(base::Day day, Periods unit);
base::Day NextBeginOf(base::Day day, Periods unit);

// Adds to `violations` what is finer than may be asked, under paths that begin with `field`.
void CheckFineness(const readmodels::CellSelection& selection, Periods periods, const std::string& field,
                   std::vector<base::FieldViolation>& violations);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_GRID_H_
