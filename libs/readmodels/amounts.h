// Sums that know how much of them is whose. Disclosure control asks whether one person makes up most of a
// sum.
#ifndef PRAKSIS_LIBS_READMODELS_AMOUNTS_H_
#define PRAKSIS_LIBS_READMODELS_AMOUNTS_H_

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "libs/figures/disclosure.h"

namespace praksis::readmodels {

// Amounts (>= 0) by whose they are: a person by tag, a worker by name. An amount of 0 counts its owner, too.
template <typename Owner>
class AmountsBy {
 public:
  void Add(int64_t amount, const Owner& owner) {
    total_ += amount;
    amounts_[owner] += amount;
  }
  void Add(const AmountsBy& others) {
    for (const auto& [owner, amount] : others.amounts_) Add(amount, owner);
  }

  int64_t total() const { return total_; }
  int64_t owners() const { return static_cast<int64_t>(amounts_.size()); }

  // The total may be known, or a mean over its owners: nobody's, or of at least k of them, none of whom
  // dominates.
  bool MayBeKnown(int64_t k) const {
    if (owners() == 0) return true;
    int64_t largest = 0;
    int64_t second = 0;
    for (const auto& [owner, amount] : amounts_) {
      second = std::max(second, std::min(largest, amount));
      largest = std::max(largest, amount);
    }
    return owners() >= k && !figures::IsDominated(total_, largest, second);
  }

 private:
  int64_t total_ = 0;
  absl::flat_hash_map<Owner, int64_t> amounts_;
};

using PersonAmounts = AmountsBy<uint32_t>;
using WorkerAmounts = AmountsBy<std::string>;

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_AMOUNTS_H_
