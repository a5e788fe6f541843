// The innermost loops: how much entries of the universe agree with a candidate, 32 entries at a time (AVX2
// where the machine has it; the same integers everywhere). Agreements are counted in parts (likeness.h),
// which are features where all of them weigh the same; `likeness` is one that is counted.
#ifndef PRAKSIS_LIBS_SELECTION_AGREEMENT_H_
#define PRAKSIS_LIBS_SELECTION_AGREEMENT_H_

#include <array>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <vector>

#include "libs/selection/columns.h"
#include "libs/selection/likeness.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// By entry, the rank (likeness.h) of what it agrees in with the pick nearest to it.
using Nearness = std::pmr::vector<uint8_t>;

// A candidate as it is compared with entries: what it does not know equals no entry's value.
FeatureValues ComparedValues(const CanonicalFeatures& features);

// Raises added[i] by the sum over the entries of runs first … end - 1 of
// weight * max(0, agreements with candidates[i] - nearness).
void AddInRuns(const Columns& columns, const Likeness& likeness, const uint8_t* nearness, size_t first,
               size_t end, std::span<const FeatureValues> candidates, std::span<uint32_t> added);

// Entries whose nearness has changed, as columns. Their number is a multiple of kLanes; padding has weight 0.
struct ChangedEntries {
  using Column = std::pmr::vector<uint8_t>;
  explicit ChangedEntries(std::pmr::memory_resource* memory = std::pmr::get_default_resource())
      : values(kFeatureCount, Column(memory)), weight(memory), before(memory), after(memory) {}

  std::vector<Column> values;  // by feature
  Column weight;
  Column before;
  Column after;

  size_t size() const { return weight.size(); }
};

// By how much the change lowers what `candidate` adds: the sum over `changed` of
// weight * (max(0, agreements - before) - max(0, agreements - after)).
uint32_t LostInChange(const ChangedEntries& changed, const Likeness& likeness,
                      const FeatureValues& candidate);

// Raises the nearness of all entries to their agreements with `pick`.
void RaiseNearness(const Columns& columns, const Likeness& likeness, const FeatureValues& pick,
                   uint8_t* nearness);

// The same without AVX2, for tests.
namespace portable {
void AddInRuns(const Columns& columns, const Likeness& likeness, const uint8_t* nearness, size_t first,
               size_t end, std::span<const FeatureValues> candidates, std::span<uint32_t> added);
void RaiseNearness(const Columns& columns, const Likeness& likeness, const FeatureValues& pick,
                   uint8_t* nearness);
uint32_t LostInChange(const ChangedEntries& changed, const Likeness& likeness,
                      const FeatureValues& candidate);
}  // namespace portable

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_AGREEMENT_H_
