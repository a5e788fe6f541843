// The best choice of a small pool, by branch and bound.
//
// Only groups matter: a second member of a group, or a member of another with the same features, adds
// nothing. The bound of a partial choice is what it is worth plus, by quota, the largest gains of the groups
// not yet decided on.
#ifndef PRAKSIS_LIBS_SELECTION_EXACT_H_
#define PRAKSIS_LIBS_SELECTION_EXACT_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "libs/selection/candidates.h"
#include "libs/selection/coverage.h"
#include "libs/selection/likeness.h"
#include "libs/selection/selection.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

struct ExactAnswer {
  // The search came to its end: the best choice is worth objective_micros.
  bool proven = false;
  int64_t objective_micros = 0;
  // Groups of a choice worth that, where it is worth more than what was known; indices into
  // Candidates::groups().
  std::optional<std::vector<uint32_t>> better;
};

// `known_micros` is what a choice that is known already is worth.
ExactAnswer SolveExactly(const Universe& universe, const Columns& columns, const Candidates& candidates,
                         const Parameters& parameters, const Likeness& likeness, int64_t known_micros);

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_EXACT_H_
