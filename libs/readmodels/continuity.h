// How steadily cases are cared for: changes of primary worker, cases per worker, contact, what is overdue.
#ifndef PRAKSIS_LIBS_READMODELS_CONTINUITY_H_
#define PRAKSIS_LIBS_READMODELS_CONTINUITY_H_

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/amounts.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/tally.h"

namespace praksis::readmodels {

// One counter per case, with all days that today is compared to. Thread-safe, lives for ever.
const projection::CaseModel& ContinuityModel();

struct ContinuityFigure {
  // All cases of the selection, open or not.
  Tally cases;
  // By person: different primary workers of each case up to now, and the days on which the cases were open
  // (the first and the last included, those between a closing and a reopening not).
  // Where there are many persons, by group of persons, if no group dominates (amounts.h).
  PersonAmounts workers;
  PersonAmounts days_open;

  // Every open case is in exactly one of these.
  Tally with_worker;
  Tally without_worker;
  // Open cases by their primary worker today; of two on the day of handing over, the later assigned.
  WorkerAmounts cases_by_worker;

  // Every open case is in exactly one of these, by days since the last contact, or, without any, the opening.
  Tally contact_14_days;  // at most 14
  Tally contact_30_days;  // 15 to 30
  Tally no_contact;       // more than 30

  // Of open cases: referrals not answered, flags not cleared, the day for it being over.
  Tally overdue_answers;
  Tally overdue_flags;
};

// The cases of the selection; its days are opening days. Industry sections do not apply. Persons are counted
// exactly below `exact_below` (tallies.h).
absl::StatusOr<ContinuityFigure> ReadContinuity(const projection::View& view, const CellSelection& selection,
                                                base::Day today, int64_t exact_below = Persons::kExactBelow);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_CONTINUITY_H_
