// Lazy greedy over the quotas, and what it proves.
//
// A class's gain at an earlier moment bounds its gain now (submodularity), so only classes whose bound
// reaches the best gain found are compared with the universe. Where too many bounds reach it, BoundTable
// lowers them all first.
#ifndef PRAKSIS_LIBS_SELECTION_GREEDY_H_
#define PRAKSIS_LIBS_SELECTION_GREEDY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "libs/selection/bound_table.h"
#include "libs/selection/candidates.h"
#include "libs/selection/coverage.h"
#include "libs/selection/objective.h"
#include "libs/selection/selection.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// What has been chosen, in order.
struct Choice {
  // Those of Pick that greedy knows; stands_for is left open.
  std::vector<Pick> picks;
  // Index into Candidates::groups(), by pick.
  std::vector<uint32_t> groups;
  int64_t objective_micros = 0;
  int32_t picks_cut_short = 0;
};

// One run. Not thread-safe; everything passed in must outlive it.
class Greedy {
 public:
  Greedy(const Universe& universe, const Columns& columns, const Candidates& candidates,
         const Parameters& parameters);

  // Fills the quotas: first with one member of each of the groups `first` (in greedy order among themselves),
  // then with whatever adds most. To be called once.
  Choice Run(std::span<const uint32_t> first = {});

  // After Run: no choice within the quotas is worth more than this.
  int64_t UpperBound();

 private:
  // A class and at most what it adds.
  struct Bounded {
    int64_t micros;
    uint32_t class_index;
    // Classes of equal bounds in their own order.
    friend bool operator<(const Bounded& a, const Bounded& b) {
      return a.micros != b.micros ? a.micros < b.micros : a.class_index > b.class_index;
    }
  };
  // The largest gain among some classes, and all that have it.
  struct Best {
    int64_t micros = -1;
    std::vector<uint32_t> classes;
    bool complete = true;
  };

  bool IsOpen(uint32_t group) const;
  std::vector<uint32_t> OpenClasses(std::span<const bool> only) const;
  std::vector<uint32_t> OpenClassesAt(uint32_t quota) const;
  int64_t Micros(uint32_t class_index) const;
  std::vector<Bounded> Heap(std::span<const uint32_t> classes) const;
  bool IsExact(uint32_t class_index) const {
    return exact_at_[class_index] == moment_ || added_[class_index] == 0;
  }
  void Evaluate(std::span<const uint32_t> classes);
  void LowerBounds(std::vector<Bounded>& heap, int64_t at_least);
  Best FindBest(std::span<const uint32_t> classes);
  // The first in rank of the open groups of `classes` that are in `only` (all where empty) and of `quota`
  // (any where absent), apart from the pool's row `except`.
  std::optional<std::pair<uint32_t, Ranked>> First(std::span<const uint32_t> classes,
                                                   std::span<const bool> only, std::optional<uint32_t> quota,
                                                   std::optional<uint32_t> except);
  Best FindRunnerUp(uint32_t chosen);
  const std::vector<Ranked>& Ranking(uint32_t group);
  int64_t LargestRemaining(uint32_t quota);

  const Universe& universe_;
  const Columns& columns_;
  const Candidates& candidates_;
  const Parameters& parameters_;
  const int64_t shown_value_micros_;
  Coverage coverage_;
  Shown shown_;
  std::unique_ptr<BoundTable> bounds_;  // made when first needed
  int bounds_moment_ = -1;

  // Counts the picks that changed what is covered.
  int moment_ = 0;
  // By class: at most how many agreements it adds, and the moment for which that is exact.
  std::vector<uint32_t> added_;
  std::vector<int> exact_at_;

  std::vector<int32_t> quota_left_;
  std::vector<int32_t> cap_left_;             // by caseworker
  std::vector<uint32_t> taken_;               // by group
  std::vector<std::vector<Ranked>> ranking_;  // by group; made when first needed
  int64_t visits_ = 0;
  int64_t visits_allowed_ = 0;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_GREEDY_H_
