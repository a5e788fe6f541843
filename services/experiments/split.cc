#include "services/experiments/split.h"

#include <algorithm>
#include <optional>

#include "libs/figures/disclosure.h"

namespace praksis::services {
namespace {

size_t SizeOf(const Behind& behind) {
  size_t size = behind.workers.size();
  for (const auto& part : behind.parts) size += part.size();
  return size;
}

bool IsSafe(const Behind& behind, int64_t k) {
  const bool small = std::any_of(behind.parts.begin(), behind.parts.end(), [&](const auto& part) {
    return figures::IsSmall(static_cast<int64_t>(part.size()), k);
  });
  return !small &&
         (behind.whole_site || SizeOf(behind) == 0 || static_cast<int64_t>(behind.workers.size()) >= k);
}

Behind Sum(const std::vector<Behind>& units, const std::vector<bool>& wanted) {
  Behind sum;
  for (size_t i = 0; i < units.size(); ++i) {
    if (wanted[i]) sum.Add(units[i]);
  }
  return sum;
}

}  // namespace

void Behind::Add(const Behind& other) {
  parts.resize(std::max(parts.size(), other.parts.size()));
  for (size_t i = 0; i < other.parts.size(); ++i) {
    parts[i].insert(other.parts[i].begin(), other.parts[i].end());
  }
  workers.insert(other.workers.begin(), other.workers.end());
  whole_site |= other.whole_site;
}

Split SplitByUnit(const std::vector<Behind>& units, int64_t k) {
  Split split = {.all = IsSafe(Sum(units, std::vector<bool>(units.size(), true)), k),
                 .units = std::vector<bool>(units.size(), false)};
  if (!split.all) return split;
  std::vector<bool> hidden(units.size());
  for (size_t i = 0; i < units.size(); ++i) hidden[i] = !IsSafe(units[i], k);
  while (!IsSafe(Sum(units, hidden), k)) {
    std::optional<size_t> smallest;
    for (size_t i = 0; i < units.size(); ++i) {
      if (!hidden[i] && (!smallest || SizeOf(units[i]) < SizeOf(units[*smallest]))) smallest = i;
    }
    // With all of them hidden their sum is `all`, which is safe.
    if (!smallest) break;
    hidden[*smallest] = true;
  }
  for (size_t i = 0; i < units.size(); ++i) split.units[i] = !hidden[i];
  return split;
}

}  // namespace praksis::services
