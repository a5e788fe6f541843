// Tallies by number, gathered quickly from many cells: one flat array, and of persons no more than is asked.
#ifndef PRAKSIS_LIBS_READMODELS_TALLIES_H_
#define PRAKSIS_LIBS_READMODELS_TALLIES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "libs/base/check.h"
#include "libs/readmodels/tally.h"

namespace praksis::readmodels {

// Of every tally persons are told apart until there are `exact_below` (1 … Persons::kExactBelow): sizes below
// that are exact, also of sums of such tallies, and the others are at least that.
class Tallies {
 public:
  explicit Tallies(int64_t exact_below, size_t size = 0) : exact_below_(static_cast<uint32_t>(exact_below)) {
    PRAKSIS_CHECK(exact_below >= 1 && exact_below <= Persons::kExactBelow, "exact_below=", exact_below);
    Resize(size);
  }

  size_t size() const { return slots_.size(); }
  void Resize(size_t size) {
    slots_.resize(size);
    persons_.resize(size * exact_below_);
  }

  // at < size().
  void Add(size_t at, int64_t count, uint32_t person) {
    Slot& slot = slots_[at];
    slot.count += count;
    if (slot.persons < exact_below_) AddPerson(at, person);
  }

  // No more persons are told apart: what is added is its count alone.
  bool IsFull(size_t at) const { return slots_[at].persons >= exact_below_; }
  // Of a tally that is full.
  void AddToFull(size_t at, int64_t count) { slots_[at].count += count; }

  int64_t count(size_t at) const { return slots_[at].count; }
  Tally At(size_t at) const {
    Tally tally;
    tally.count = slots_[at].count;
    for (uint32_t i = 0; i < slots_[at].persons; ++i) tally.persons.Add(persons_[at * exact_below_ + i]);
    return tally;
  }

 private:
  struct Slot {
    int64_t count = 0;
    uint32_t persons = 0;
  };

  void AddPerson(size_t at, uint32_t person) {
    uint32_t* const begin = persons_.data() + at * exact_below_;
    uint32_t* const end = begin + slots_[at].persons;
    if (std::find(begin, end, person) != end) return;
    *end = person;
    ++slots_[at].persons;
  }

  const uint32_t exact_below_;
  std::vector<Slot> slots_;
  std::vector<uint32_t> persons_;  // exact_below_ places for each slot
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_TALLIES_H_
