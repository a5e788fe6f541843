// The innermost loop where weights are no small multiples of one part (likeness.h), so that agreements are
// not counted but looked up: 32 entries at a time where the machine has AVX2 and four features at most are
// outside the core, else one by one; the same integers everywhere.
#ifndef PRAKSIS_LIBS_SELECTION_RANKED_AGREEMENT_H_
#define PRAKSIS_LIBS_SELECTION_RANKED_AGREEMENT_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "libs/selection/agreement.h"
#include "libs/selection/columns.h"
#include "libs/selection/likeness.h"

namespace praksis::selection {

// Raises added[i] by the sum over all entries of weight * max(0, what they agree in with candidates[i] -
// what they agree in with the nearest pick), in millionths.
void AddRanked(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
               std::span<const FeatureValues> candidates, std::span<int64_t> added);

// Calls visit(entry, agreed) for each entry: in which features it agrees with `values`, as Likeness has them.
template <typename Visit>
void ForEachAgreed(const Columns& columns, const FeatureValues& values, const Visit& visit) {
  std::array<uint8_t, kMaxRunEntries> agreed = {};
  for (const Run& run : columns.runs()) {
    uint8_t in_core = 0;
    for (const size_t feature : columns.core()) {
      if (run.core[feature] == values[feature]) in_core |= static_cast<uint8_t>(1 << feature);
    }
    const size_t size = run.end - run.begin;
    std::fill_n(agreed.begin(), size, in_core);
    for (const size_t feature : columns.others()) {
      const uint8_t* const column = columns.feature(feature) + run.begin;
      const uint8_t wanted = values[feature];
      const auto bit = static_cast<uint8_t>(1 << feature);
      for (size_t i = 0; i < size; ++i) agreed[i] |= column[i] == wanted ? bit : uint8_t{0};
    }
    for (size_t i = 0; i < size; ++i) visit(run.begin + i, agreed[i]);
  }
}

// The same one by one, for tests.
namespace portable {
void AddRanked(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
               std::span<const FeatureValues> candidates, std::span<int64_t> added);
}  // namespace portable

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_RANKED_AGREEMENT_H_
