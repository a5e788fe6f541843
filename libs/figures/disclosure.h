// Disclosure control: no person may be seen through a small number.
//
// A count of 1 … k-1 is suppressed (primary). Where a total is shown with its parts, the suppressed parts'
// sum follows by subtraction; where that sum, or the reader's knowledge of these rules, leaves only one
// possible value for a suppressed part (one part alone; n parts adding up to n or to n·(k-1)), the smallest
// other part that is not 0 is suppressed with them, and every part equal to it (secondary); where there is
// none, the total is. Zero is shown: it says of nobody that they are there.
//
// For k >= 3 every suppressed part then has at least two possible values even for a reader who knows these
// rules. (For k = 2 only the count 1 is small, so that a part's suppression may say all there is.) Why:
// DESIGN.md.
#ifndef PRAKSIS_LIBS_FIGURES_DISCLOSURE_H_
#define PRAKSIS_LIBS_FIGURES_DISCLOSURE_H_

#include <cstdint>
#include <span>
#include <vector>

namespace praksis::figures {

inline constexpr int64_t kDefaultThreshold = 5;

// 1 … threshold-1.
constexpr bool IsSmall(int64_t count, int64_t threshold) { return count > 0 && count < threshold; }

// A share hits/trials may be shown where trials, hits and trials - hits are none of them small.
constexpr bool MayShowShare(int64_t hits, int64_t trials, int64_t threshold) {
  return trials >= threshold && !IsSmall(hits, threshold) && !IsSmall(trials - hits, threshold);
}

// The p% rule for sums of amounts (Hundepool et al., Handbook on Statistical Disclosure Control, 2nd ed.
// 2024, on sensitivity rules for magnitude tables): a sum is dominated where whoever has the second largest
// part, taking away their own, would know the largest to within p per cent of it, i.e. total - second -
// largest < p% of largest. p = 10†. A sum of nothing but zeros is not.
inline constexpr int64_t kDominancePercent = 10;
constexpr bool IsDominated(int64_t total, int64_t largest, int64_t second) {
  return 100 * (total - largest - second) < kDominancePercent * largest;
}

struct Suppression {
  // By part: withhold it?
  std::vector<bool> parts;
  // Withhold the total?
  bool total = false;
  int suppressed_cells() const;
};

// What to withhold of `parts` (each >= 0) and their total, published side by side.
Suppression SuppressParts(std::span<const int64_t> parts, int64_t threshold);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_DISCLOSURE_H_
