// Agreements as BoundTable counts them: in few steps, so that its tables stay small.
//
// For a placement that agrees with a candidate in some features and is near to degree b already, what it
// would add is at most
//   micros * max(0, sum over those features of of_feature - of_nearness[b]).
// Where a likeness has few parts a step is a part, and this is exact. Else a step is coarser than a part:
// features are rounded up, nearness down.
#ifndef PRAKSIS_LIBS_SELECTION_STEPS_H_
#define PRAKSIS_LIBS_SELECTION_STEPS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "libs/selection/columns.h"
#include "libs/selection/likeness.h"

namespace praksis::selection {

struct Steps {
  // At most so many of all features outside the core, and of all features.
  static constexpr size_t kMaxOfOthers = 24;
  static constexpr size_t kMaxOfAll = 48;

  Steps(const Likeness& likeness, const Columns& columns);

  std::array<uint8_t, kFeatureCount> of_feature = {};
  // By rank; what nothing can exceed has of_all or more.
  std::array<uint8_t, 256> of_nearness = {};
  size_t of_core = 0;
  size_t of_others = 0;
  size_t of_all = 0;
  // Of a step.
  int64_t micros = 0;

 private:
  // With steps of so much.
  Steps(const Likeness& likeness, const Columns& columns, int64_t step_micros);
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_STEPS_H_
