// How well a set of picks covers the universe, and what a further pick would add. Agreements are counted in
// parts, which are features where all of them weigh the same, or ranked (likeness.h).
#ifndef PRAKSIS_LIBS_SELECTION_COVERAGE_H_
#define PRAKSIS_LIBS_SELECTION_COVERAGE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "libs/selection/agreement.h"
#include "libs/selection/columns.h"
#include "libs/selection/likeness.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// added[i] = sum over entries of weight * max(0, agreements with candidates[i] - nearness), in parts.
void AddedAgreements(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
                     std::span<const CanonicalFeatures> candidates, std::span<uint32_t> added);

// The same in millionths, by any weights; where they are not counted, several times as slow.
void AddedMicros(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
                 std::span<const CanonicalFeatures> candidates, std::span<int64_t> added);

// Raises `nearness` to what it is with `pick` as well.
void AddPick(const Columns& columns, const Likeness& likeness, const CanonicalFeatures& pick,
             Nearness& nearness);

// What the picks so far cover. Everything passed in must outlive it.
class Coverage {
 public:
  static constexpr uint32_t kNoPick = 0xffffffff;

  explicit Coverage(const Columns& columns, const Likeness& likeness = EqualLikeness(),
                    std::pmr::memory_resource* memory = std::pmr::get_default_resource())
      : columns_(columns),
        likeness_(likeness),
        nearness_(columns.size(), 0, memory),
        nearest_(columns.size(), kNoPick, memory) {}

  // `number` is how nearest() names it.
  void Add(const CanonicalFeatures& pick, uint32_t number);
  // With counted weights only.
  void AddedBy(std::span<const CanonicalFeatures> candidates, std::span<uint32_t> added) const {
    AddedAgreements(columns_, likeness_, nearness_, candidates, added);
  }
  const Nearness& nearness() const { return nearness_; }
  // An entry agrees with some pick in half of the features or more, by weight.
  bool IsHalfCovered(size_t entry) const {
    return 2 * int64_t{likeness_.MicrosOf(nearness_[entry])} >= likeness_.whole_micros();
  }
  // By entry: the first added of the picks that are nearest to it; kNoPick where none agrees in anything.
  const std::pmr::vector<uint32_t>& nearest() const { return nearest_; }
  // In millionths: the sum over entries of weight times what they agree in.
  int64_t micros() const { return micros_; }
  // What the latest Add changed, once; nothing where that was more than a quarter of all entries, so that
  // comparing with all of them costs hardly more; and nothing where weights are not counted.
  std::optional<ChangedEntries> TakeChanged() { return std::exchange(changed_, std::nullopt); }

 private:
  void AddRanked(const CanonicalFeatures& pick, uint32_t number);

  const Columns& columns_;
  const Likeness& likeness_;
  Nearness nearness_;
  std::pmr::vector<uint32_t> nearest_;
  int64_t micros_ = 0;
  std::optional<ChangedEntries> changed_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_COVERAGE_H_
