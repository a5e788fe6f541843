#include "services/dashboards/withholding.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "libs/base/check.h"

namespace praksis::services {
namespace {

using readmodels::Tally;

enum class Safety { kSafe, kBetterWithMore, kUnsafe };

// May the sum of the withheld cells be known?
Safety Judge(std::span<const Tally> cells, const std::vector<bool>& withheld, int64_t k) {
  int64_t number = 0;
  bool all_small = true;
  Tally sum;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (!withheld[i]) continue;
    ++number;
    all_small = all_small && IsSmall(cells[i], k);
    sum.Add(cells[i]);
  }
  if (number == 0) return Safety::kSafe;
  if (number == 1 || sum.persons.size() < k) return Safety::kUnsafe;
  if (all_small && sum.count == number) return Safety::kUnsafe;
  if (all_small && sum.count == number * (k - 1)) return Safety::kBetterWithMore;
  return Safety::kSafe;
}

// Then a reader cannot know whether it is small or was withheld next to small ones.
bool FirstIsWithheld(std::span<const Tally> cells, const std::vector<bool>& withheld) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].count > 0) return withheld[i];
  }
  return false;
}

// False where there is nothing left to withhold.
bool WithholdMore(std::span<const Tally> cells, Next next, std::vector<bool>& withheld) {
  std::optional<size_t> chosen;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (withheld[i] || cells[i].count == 0) continue;
    if (!chosen || (next == Next::kSmallest && cells[i].count < cells[*chosen].count)) chosen = i;
  }
  if (!chosen) return false;
  withheld[*chosen] = true;
  for (size_t i = *chosen + 1; i < cells.size() && next == Next::kSmallest; ++i) {
    if (cells[i].count == cells[*chosen].count) withheld[i] = true;
  }
  return true;
}

}  // namespace

std::optional<std::vector<bool>> Withhold(std::span<const Tally> cells, int64_t k, Next next) {
  PRAKSIS_CHECK(k == kNothingWithheld || (k >= 3 && k <= readmodels::Persons::kExactBelow), "k=", k);
  std::vector<bool> withheld(cells.size());
  for (size_t i = 0; i < cells.size(); ++i) withheld[i] = IsSmall(cells[i], k);
  while (true) {
    const Safety safety = Judge(cells, withheld, k);
    if (safety == Safety::kSafe) return withheld;
    if (safety == Safety::kBetterWithMore && next == Next::kInOrder && FirstIsWithheld(cells, withheld))
      return withheld;
    if (WithholdMore(cells, next, withheld)) continue;
    if (safety == Safety::kUnsafe) return std::nullopt;
    return withheld;
  }
}

std::vector<size_t> CutIntoRuns(const std::vector<Tally>& cells, int64_t k) {
  constexpr int64_t kImpossible = std::numeric_limits<int64_t>::max();
  const size_t size = cells.size();
  // By index: the fewest cells that runs from there to the end leave withheld, and where the first of them
  // ends.
  std::vector<int64_t> cost(size + 1, kImpossible);
  std::vector<size_t> next(size + 1, size);
  cost[size] = 0;
  for (size_t begin = size; begin-- > 0;) {
    Tally run;
    for (size_t end = begin + 1; end <= size; ++end) {
      run.Add(cells[end - 1]);
      const auto length = static_cast<int64_t>(end - begin);
      const bool allowed = length == 1 ? !IsSmall(run, k) : run.persons.size() >= k;
      if (!allowed || cost[end] == kImpossible) continue;
      const int64_t total = cost[end] + (length == 1 ? 0 : 2 * length - 1);
      if (total < cost[begin]) {
        cost[begin] = total;
        next[begin] = end;
      }
    }
  }
  PRAKSIS_CHECK(cost[0] != kImpossible, "fewer than k persons in all");
  std::vector<size_t> begins;
  for (size_t begin = 0; begin < size; begin = next[begin]) begins.push_back(begin);
  return begins;
}

}  // namespace praksis::services
