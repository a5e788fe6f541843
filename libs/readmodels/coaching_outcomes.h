// What came of coaching: an occupation that the person found within twelve weeks, and the time it took.
#ifndef PRAKSIS_LIBS_READMODELS_COACHING_OUTCOMES_H_
#define PRAKSIS_LIBS_READMODELS_COACHING_OUTCOMES_H_

#include <map>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/amounts.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/tally.h"

namespace praksis::readmodels {

// One counter per municipality, start, target group, method, person, outcome and minutes, for every coaching
// episode. Thread-safe, lives for ever.
const projection::CaseModel& CoachingOutcomesModel();

// The last day, counted from the start of the coaching (day 0), on which an occupation may begin to count.
inline constexpr int32_t kTwelveWeeks = 84;

struct CoachingOutcomesFigure {
  // Code of codelist coaching-method, and its revision.
  using Method = std::pair<std::string, std::string>;
  struct Group {
    // Every episode is in exactly one of these. Known are those of the first two: day 84 is over, and by then
    // an occupation had begun, or the case was open on that day.
    Tally self_obtained;  // an occupation of any kind that the person found began from day 0 to day 84
    Tally not_obtained;   // none did; perhaps one that somebody else found
    Tally unknown;        // day 84 is not over, or the case had been closed before it without an occupation
    // Direct minutes of the episodes known.
    PersonAmounts minutes;
  };
  std::map<Method, Group> groups;
};

// The episodes of the selection; its days are those on which they started. Industry sections do not apply.
// Persons are counted exactly below `exact_below` (tallies.h).
absl::StatusOr<CoachingOutcomesFigure> ReadCoachingOutcomes(const projection::View& view,
                                                            const CellSelection& selection, base::Day today,
                                                            int64_t exact_below = Persons::kExactBelow);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_COACHING_OUTCOMES_H_
