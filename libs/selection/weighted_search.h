// The objective of coverage where features weigh differently: what GainSearch is where they weigh the same.
//
// Lazy greedy: a class is compared while its bound reaches the best gain found. A bound is the lesser of its
// gain at an earlier moment and of what is left to cover: sim being at most 1, max(0, sim - near) <= sim * (1
// - near), which over the universe is a sum over features of what is left of those with the class's value.
// That is looser than BoundTable, so that more classes are compared than by GainSearch, and each comparison
// looks entries up one by one.
#ifndef PRAKSIS_LIBS_SELECTION_WEIGHTED_SEARCH_H_
#define PRAKSIS_LIBS_SELECTION_WEIGHTED_SEARCH_H_

#include <cstdint>
#include <vector>

#include "libs/selection/candidates.h"
#include "libs/selection/coverage.h"
#include "libs/selection/gain_source.h"
#include "libs/selection/likeness.h"
#include "libs/selection/objective.h"

namespace praksis::selection {

// Not thread-safe; everything passed in must outlive it.
class WeightedSearch final : public GainSource {
 public:
  WeightedSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
                 const Parameters& parameters, const Likeness& likeness);

  Gains Largest(const Admits& admits, size_t count, int64_t visits) override;
  // Where the visits are spent, bounds take the place of gains.
  int64_t LargestRemaining(uint32_t quota, size_t wanted, int64_t visits) override;
  void Add(uint32_t class_index, uint32_t number) override;
  int64_t WorthAtMost() const override { return coverage_.micros() + shown_.Micros(value_micros_); }
  int64_t Everything() const override { return everything_; }

  const Coverage& coverage() const override { return coverage_; }
  const Shown& shown() const override { return shown_; }

 private:
  int64_t Micros(uint32_t class_index) const {
    return bound_[class_index] + shown_.NewMicros(candidates_.classes()[class_index].features, value_micros_);
  }
  bool IsExact(uint32_t class_index) const {
    return exact_at_[class_index] == moment_ || bound_[class_index] == 0;
  }
  void Evaluate(uint32_t class_index);
  // Lowers all bounds to what is left to cover of each class's values.
  void Tighten();

  const Columns& columns_;
  const Candidates& candidates_;
  const Likeness& likeness_;
  const FeatureMicros value_micros_;
  Coverage coverage_;
  Shown shown_;
  int64_t everything_ = 0;
  int64_t visits_ = 0;
  // Counts the picks.
  int moment_ = 0;
  // By class: at most how much it covers now, and the moment at which that was exact.
  std::vector<int64_t> bound_;
  std::vector<int> exact_at_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_WEIGHTED_SEARCH_H_
