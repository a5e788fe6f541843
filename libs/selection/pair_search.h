// The best pairs of a small pool, by branch and bound.
//
// Which cases are chosen is searched for; which twin each then has is solved: cases and twins are a bipartite
// graph, and adding a case augments its heaviest matching along the path that gains most (the Hungarian
// method). What a matching that covers a set of cases weighs is submodular in the set (valuated matroid;
// Murota 2003), and so are values shown; so that what several more cases add is at most the sum of what each
// would add by itself, which bounds a partial choice.
#ifndef PRAKSIS_LIBS_SELECTION_PAIR_SEARCH_H_
#define PRAKSIS_LIBS_SELECTION_PAIR_SEARCH_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "libs/selection/candidates.h"
#include "libs/selection/likeness.h"
#include "libs/selection/selection.h"
#include "libs/selection/twins.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

struct PairAnswer {
  // The search came to its end: the best choice is worth objective_micros.
  bool proven = false;
  int64_t objective_micros = 0;
  // A choice worth that, where it is worth more than what was known.
  std::optional<std::vector<PlannedPair>> better;
};

// `twins`: none is taken. `known_micros` is what a choice that is known already is worth. At most `max_nodes`
// partial choices are looked at. `value_micros`: of a value shown, by its feature.
PairAnswer SolvePairs(const Universe& universe, const Candidates& candidates, const Parameters& parameters,
                      const Twins& twins, const FeatureMicros& value_micros, int64_t known_micros,
                      int64_t max_nodes);

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_PAIR_SEARCH_H_
