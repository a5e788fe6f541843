// Sums that know how much of them is whose. Disclosure control asks whether one person makes up most of a
// sum.
#ifndef PRAKSIS_LIBS_READMODELS_AMOUNTS_H_
#define PRAKSIS_LIBS_READMODELS_AMOUNTS_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "libs/figures/disclosure.h"
#include "libs/readmodels/codes.h"

namespace praksis::readmodels {

// What there is to know of amounts by owner: how many owners, and the largest two.
class Largest {
 public:
  void Add(int64_t amount) {
    ++owners_;
    second_ = std::max(second_, std::min(largest_, amount));
    largest_ = std::max(largest_, amount);
  }
  // The total may be known, or a mean over its owners: nobody's, or of at least k of them, none of whom
  // dominates.
  bool MayBeKnown(int64_t total, int64_t k) const {
    return owners_ == 0 || (owners_ >= k && !figures::IsDominated(total, largest_, second_));
  }
  int64_t owners() const { return owners_; }

 private:
  int64_t owners_ = 0;
  int64_t largest_ = 0;
  int64_t second_ = 0;
};

// Amounts (>= 0) by worker. An amount of 0 counts its owner, too.
class WorkerAmounts {
 public:
  void Add(int64_t amount, WorkerNumber worker) {
    if (worker >= amounts_.size()) amounts_.resize(worker + size_t{1}, kNone);
    total_ += amount;
    amounts_[worker] = std::max<int64_t>(amounts_[worker], 0) + amount;
  }

  // 0 where there is none of theirs.
  int64_t of(WorkerNumber worker) const {
    return worker < amounts_.size() ? std::max<int64_t>(amounts_[worker], 0) : 0;
  }
  int64_t total() const { return total_; }
  int64_t owners() const { return LargestOfThem().owners(); }
  bool MayBeKnown(int64_t k) const { return LargestOfThem().MayBeKnown(total_, k); }

 private:
  static constexpr int64_t kNone = -1;

  Largest LargestOfThem() const {
    Largest largest;
    for (const int64_t amount : amounts_) {
      if (amount != kNone) largest.Add(amount);
    }
    return largest;
  }

  int64_t total_ = 0;
  std::vector<int64_t> amounts_;  // by worker
};

// Amounts (>= 0) by person, by tag. An amount of 0 counts its owner, too.
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
  int64_t owners() const { return LargestOfThem().owners(); }
  bool MayBeKnown(int64_t k) const;

 private:
  static constexpr uint32_t kMostInPart = UINT32_MAX;
  struct Part {
    uint32_t person;
    uint32_t amount;
  };

  Largest LargestOfThem() const;

  int64_t total_ = 0;
  std::vector<Part> parts_;  // several of one person where there were several
};

// Amounts (>= 0) by group of persons, each person being in one: quick to gather from millions of cells, and
// where MayBeKnown says yes, it is so by person: a person has no more than their group, so that what the two
// largest persons have, and ten per cent of the largest, is no more than that of the two largest groups.
class GroupAmounts {
 public:
  void Add(int64_t amount, uint32_t person) {
    const uint32_t group = person % kGroups;
    sums_[group] += amount;
    has_[group] = true;
  }
  bool MayBeKnown(int64_t k) const;
  // The groups as if they were persons.
  PersonAmounts AsPersons() const;

 private:
  static constexpr uint32_t kGroups = 1024;

  std::array<int64_t, kGroups> sums_ = {};
  std::array<bool, kGroups> has_ = {};
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_AMOUNTS_H_
