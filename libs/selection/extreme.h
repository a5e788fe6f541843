// Choosing cases like few others (mode EXTREME).
//
//   f(S) = sum over s in S of rarity(s),   rarity(s) = sum over known features of s of the share of the
//   universe that has another value there, or none, an eighth of a placement's full weight each
//
// so that rarity is between 0 (everybody is like it in everything) and a placement's full weight. A feature
// that is not known is not rare. f is a plain sum over cases: whoever takes the rarest at each site has the
// best there is, whatever the size of the pool. Under a cap per caseworker that need not be so; then the
// bound is what could be reached without the cap.
#ifndef PRAKSIS_LIBS_SELECTION_EXTREME_H_
#define PRAKSIS_LIBS_SELECTION_EXTREME_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "libs/selection/candidates.h"
#include "libs/selection/greedy.h"
#include "libs/selection/selection.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// As SelectCases, by the objective above; lambda and exact_classes count for nothing. What a pick covers and
// stands for is told as for the other modes.
absl::StatusOr<Selection> SelectExtremeCases(const Pool& pool, const Parameters& parameters);

// In millionths of a placement's full weight, rounded down feature by feature.
int64_t RarityMicros(const Universe& universe, const CanonicalFeatures& features);

struct ExtremeChoice {
  Choice choice;
  int64_t upper_bound_micros = 0;
};
// Rarest first; of equally rare ones in the order of Ranked.
ExtremeChoice ChooseExtreme(const Universe& universe, const Candidates& candidates,
                            const Parameters& parameters);

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_EXTREME_H_
