#include "libs/readmodels/amounts.h"

#include <numeric>

#include "absl/container/flat_hash_map.h"

namespace praksis::readmodels {

Largest PersonAmounts::LargestOfThem() const {
  absl::flat_hash_map<uint32_t, int64_t> amounts;
  for (const Part& part : parts_) amounts[part.person] += part.amount;
  Largest largest;
  for (const auto& [person, amount] : amounts) largest.Add(amount);
  return largest;
}

bool PersonAmounts::MayBeKnown(int64_t k) const {
  // A table of many persons takes long; the groups say the same, but for rare cases.
  constexpr size_t kMany = 1'000;
  if (parts_.size() > kMany) {
    GroupAmounts groups;
    for (const Part& part : parts_) groups.Add(part.amount, part.person);
    if (groups.MayBeKnown(k)) return true;
  }
  return LargestOfThem().MayBeKnown(total_, k);
}

bool GroupAmounts::MayBeKnown(int64_t k) const {
  Largest largest;
  for (uint32_t group = 0; group < kGroups; ++group) {
    if (has_[group]) largest.Add(sums_[group]);
  }
  return largest.MayBeKnown(std::accumulate(sums_.begin(), sums_.end(), int64_t{0}), k);
}

PersonAmounts GroupAmounts::AsPersons() const {
  PersonAmounts persons;
  for (uint32_t group = 0; group < kGroups; ++group) {
    if (has_[group]) persons.Add(sums_[group], group);
  }
  return persons;
}

}  // namespace praksis::readmodels
