// What caseworkers and citizens believe about the job chance: now, over time, and what came of it.
#ifndef PRAKSIS_LIBS_READMODELS_BELIEF_H_
#define PRAKSIS_LIBS_READMODELS_BELIEF_H_

#include <array>
#include <map>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/readmodels/cells.h"
#include "libs/readmodels/tally.h"
#include "praksis/v1/case.pb.h"

namespace praksis::readmodels {

// Per case a counter of its state and latest assessments, per rater and quarter one of the last assessment
// in it, per rater one of what came of the first. Thread-safe, lives for ever.
const projection::CaseModel& BeliefModel();

// Scores are 1 … this.
inline constexpr int kScores = 5;
// The lowest score that counts as high.
inline constexpr int kHighScore = 4;
// An assessment older than this many days says nothing of today†.
inline constexpr int32_t kBeliefAgeDays = 100;
// What came of a belief is looked at this many days after it.
inline constexpr int32_t kBeliefHorizonDays = 365;

// By one rater. Of several assessments on one day the one recorded last counts.
struct BeliefFigure {
  struct Quarter {
    Tally high;
    Tally low;
  };
  struct Outcome {
    Tally in_work;
    Tally not_in_work;
  };

  // All cases of the selection, open or not.
  Tally cases;
  // Every open case is in exactly one of these: by its latest assessment, where that is recent enough.
  std::array<Tally, kScores> scores;
  Tally not_assessed;
  // By first day of the quarter: cases by their last assessment in it.
  std::map<base::Day, Quarter> quarters;
  // By score of the case's first assessment with a horizon of 365 days: those of whom it is known whether
  // they were in work 365 days after it, that day being over. It is not known where the case had been
  // closed by then and the person was not in work as far as reported, unless it was closed because of a job
  // or an education (which have ended, or are no work), a pension or a death.
  std::array<Outcome, kScores> outcomes;
};

// The cases of the selection; its days are opening days. `rater` is not UNSPECIFIED. Industry sections do
// not apply. Persons are counted exactly
// below `exact_below` (tallies.h).
absl::StatusOr<BeliefFigure> ReadBelief(const projection::View& view, const CellSelection& selection,
                                        v1::BeliefAssessed::Rater rater, base::Day today,
                                        int64_t exact_below = Persons::kExactBelow);

// The first day of the quarter of the year that `day` is in.
base::Day QuarterOf(base::Day day);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_BELIEF_H_
