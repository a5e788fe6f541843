// How cases return to work: when, through whom, whether it lasted, and what the persons say of it.
#ifndef PRAKSIS_LIBS_READMODELS_RETURN_TO_WORK_H_
#define PRAKSIS_LIBS_READMODELS_RETURN_TO_WORK_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/tally.h"
#include "praksis/v1/case.pb.h"

namespace praksis::readmodels {

// Work is an occupation of kind ORDINARY, SUBSIDISED or SELF_EMPLOYED that began on or after the day of
// opening; education is none. The first spell of work lasts from the first day of the earliest one for as
// long as some work goes on: each next one begins at the latest on the day after the last day of those before
// it. A day without work ends the spell, and work after it is no part of it.
struct WorkSpell {
  base::Day first_day = 0;
  // Absent where the last work of it has not ended.
  std::optional<base::Day> last_day;
  // Of the earliest; of several on that day, of the one reported first.
  v1::OccupationStarted::ObtainedBy obtained_by = v1::OccupationStarted::OBTAINED_BY_UNSPECIFIED;
};

// Nothing where there is no work, begun or agreed to begin.
std::optional<WorkSpell> FirstWorkSpell(const domain::cases::CaseState& state);

// Work that lasts so many days is a return that lasted.†
inline constexpr int32_t kSustainedDays = 91;

// One counter per municipality, opening day, target group, satisfaction, closing day, first spell of work and
// person, for every case. Thread-safe, lives for ever.
const projection::CaseModel& ReturnToWorkModel();

struct ReturnToWorkFigure {
  // Cases by days since the opening.
  using ByDay = std::map<int32_t, Tally>;
  // Of those who answered how satisfied they are, with 4 or 5, or with less; and those who did not answer.
  enum Answer : uint8_t { kSatisfied, kNotSatisfied, kUnanswered };

  // Every case is in exactly one of these, as things stood at the end of as_of.
  ByDay waiting;  // followed up to as_of
  ByDay exited;   // closed, and no work has begun, before or after
  std::map<v1::OccupationStarted::ObtainedBy, ByDay> returned;  // by the first day of work

  // Everybody who returned is in exactly one of these, by how many days after the first day of the spell it
  // ended, or was last seen going on.
  ByDay ended;      // before kSustainedDays were full
  ByDay ongoing;    // fewer so far
  Tally sustained;  // that long, whatever came afterwards

  // All cases by their last answer: those who returned, those who did not.
  std::array<Tally, 3> answers_with_work;
  std::array<Tally, 3> answers_without_work;
};

// The cases of the selection; its days are opening days. Industry sections do not apply. Persons are counted
// exactly below `exact_below` (tallies.h).
absl::StatusOr<ReturnToWorkFigure> ReadReturnToWork(const projection::View& view,
                                                    const CellSelection& selection, base::Day as_of,
                                                    int64_t exact_below = Persons::kExactBelow);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_RETURN_TO_WORK_H_
