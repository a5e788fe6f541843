#include "libs/readmodels/amounts.h"

#include <array>
#include <cstddef>

namespace praksis::readmodels {
namespace {

// Into how many groups persons are put where there are many.
constexpr size_t kGroups = 1024;

}  // namespace

absl::flat_hash_map<uint32_t, int64_t> PersonAmounts::ByPerson() const {
  absl::flat_hash_map<uint32_t, int64_t> amounts;
  for (const Part& part : parts_) amounts[part.person] += part.amount;
  return amounts;
}

int64_t PersonAmounts::owners() const { return static_cast<int64_t>(ByPerson().size()); }

bool PersonAmounts::MayBeKnown(int64_t k) const {
  if (parts_.size() > kGroups) {
    // A person has at most what their group has. So where no group dominates, neither does a person: what the
    // two largest persons have, and a tenth of the largest, is at most as much of the two largest groups.
    std::array<int64_t, kGroups> sums;
    sums.fill(-1);
    for (const Part& part : parts_) {
      int64_t& sum = sums[part.person % kGroups];
      sum = std::max<int64_t>(sum, 0) + part.amount;
    }
    std::vector<std::pair<size_t, int64_t>> groups;
    for (size_t group = 0; group < kGroups; ++group) {
      if (sums[group] >= 0) groups.emplace_back(group, sums[group]);
    }
    if (NobodyDominates(total_, groups, k)) return true;
  }
  return NobodyDominates(total_, ByPerson(), k);
}

}  // namespace praksis::readmodels
