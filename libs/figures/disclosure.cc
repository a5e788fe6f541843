#include "libs/figures/disclosure.h"

#include <algorithm>
#include <limits>

#include "libs/base/check.h"

namespace praksis::figures {
namespace {

// Whether some of `count` small parts follows from their sum: one alone, all of them 1, or all of them
// threshold-1.
bool SumGivesAway(int64_t count, int64_t sum, int64_t threshold) {
  return count == 1 || sum == count || sum == count * (threshold - 1);
}

}  // namespace

int Suppression::suppressed_cells() const {
  return static_cast<int>(std::count(parts.begin(), parts.end(), true)) + (total ? 1 : 0);
}

Suppression SuppressParts(std::span<const int64_t> parts, int64_t threshold) {
  Suppression suppression;
  suppression.parts.resize(parts.size(), false);
  int64_t total = 0;
  int64_t small_parts = 0;
  int64_t small_sum = 0;
  int64_t smallest_other = std::numeric_limits<int64_t>::max();
  for (size_t i = 0; i < parts.size(); ++i) {
    PRAKSIS_CHECK(parts[i] >= 0, "part ", i, " is ", parts[i]);
    total += parts[i];
    if (IsSmall(parts[i], threshold)) {
      suppression.parts[i] = true;
      ++small_parts;
      small_sum += parts[i];
    } else if (parts[i] > 0) {
      smallest_other = std::min(smallest_other, parts[i]);
    }
  }
  suppression.total = IsSmall(total, threshold);
  if (small_parts == 0 || suppression.total || !SumGivesAway(small_parts, small_sum, threshold)) {
    return suppression;
  }
  if (smallest_other == std::numeric_limits<int64_t>::max()) {
    suppression.total = true;
    return suppression;
  }
  // All that are equal, not the first: which of them was taken would tell where the small one is.
  for (size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] == smallest_other) suppression.parts[i] = true;
  }
  return suppression;
}

}  // namespace praksis::figures
