// Counts that know how many persons are behind them. Disclosure control asks for persons: five referrals of
// one person are one person.
#ifndef PRAKSIS_LIBS_READMODELS_TALLY_H_
#define PRAKSIS_LIBS_READMODELS_TALLY_H_

#include <algorithm>
#include <cstdint>
#include <vector>

namespace praksis::readmodels {

// A set of persons (by tag) that stops growing once it is large enough not to matter any more.
class Persons {
 public:
  // Sizes below are exact. No threshold of disclosure control may be larger.
  static constexpr int64_t kExactBelow = 64;

  void Add(uint32_t tag) {
    if (size() >= kExactBelow) return;
    if (std::find(tags_.begin(), tags_.end(), tag) == tags_.end()) tags_.push_back(tag);
  }
  void Add(const Persons& others) {
    for (const uint32_t tag : others.tags_) Add(tag);
  }
  // How many; kExactBelow means that many or more.
  int64_t size() const { return static_cast<int64_t>(tags_.size()); }

 private:
  std::vector<uint32_t> tags_;
};

// How many (cases, referrals, placements), of how many persons.
struct Tally {
  int64_t count = 0;
  Persons persons;

  void Add(int64_t amount, uint32_t tag) {
    count += amount;
    persons.Add(tag);
  }
  void Add(const Tally& other) {
    count += other.count;
    persons.Add(other.persons);
  }
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_TALLY_H_
