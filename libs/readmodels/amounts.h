// Sums that know how much of them is whose. Disclosure control asks whether one person makes up most of a
// sum.
#ifndef PRAKSIS_LIBS_READMODELS_AMOUNTS_H_
#define PRAKSIS_LIBS_READMODELS_AMOUNTS_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/figures/disclosure.h"

namespace praksis::readmodels {

// The total of these amounts may be known, or a mean over their owners: nobody's, or of at least k of them,
// none of whom dominates.
template <typename Amounts>
bool NobodyDominates(int64_t total, const Amounts& amounts_by_owner, int64_t k) {
  if (amounts_by_owner.empty()) return true;
  int64_t largest = 0;
  int64_t second = 0;
  for (const auto& [owner, amount] : amounts_by_owner) {
    second = std::max(second, std::min(largest, amount));
    largest = std::max(largest, amount);
  }
  return static_cast<int64_t>(amounts_by_owner.size()) >= k && !figures::IsDominated(total, largest, second);
}

// Amounts (>= 0) by worker. An amount of 0 counts its owner, too.
class WorkerAmounts {
 public:
  void Add(int64_t amount, const std::string& worker) {
    total_ += amount;
    amounts_[worker] += amount;
  }

  int64_t total() const { return total_; }
  int64_t owners() const { return static_cast<int64_t>(amounts_.size()); }
  bool MayBeKnown(int64_t k) const { return NobodyDominates(total_, amounts_, k); }

 private:
  int64_t total_ = 0;
  absl::flat_hash_map<std::string, int64_t> amounts_;
};

// Amounts (>= 0) by person, by tag; quick to gather from millions of cells. An amount of 0 counts its owner,
// too.
class PersonAmounts {
 public:
  void Add(int64_t amount, uint32_t person) {
    total_ += amount;
    for (; amount > kMostInPart; amount -= kMostInPart) parts_.push_back({person, kMostInPart});
    parts_.push_back({person, static_cast<uint32_t>(amount)});
  }
  void Add(const PersonAmounts& others) {
    total_ += others.total_;
    parts_.insert(parts_.end(), others.parts_.begin(), others.parts_.end());
  }

  int64_t total() const { return total_; }
  int64_t owners() const;
  bool MayBeKnown(int64_t k) const;

 private:
  static constexpr uint32_t kMostInPart = UINT32_MAX;
  struct Part {
    uint32_t person;
    uint32_t amount;
  };

  absl::flat_hash_map<uint32_t, int64_t> ByPerson() const;

  int64_t total_ = 0;
  std::vector<Part> parts_;  // several of one person where there were several
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_AMOUNTS_H_
