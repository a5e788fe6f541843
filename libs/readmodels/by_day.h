// Sums by a number of days, gathered quickly from many cells.
#ifndef PRAKSIS_LIBS_READMODELS_BY_DAY_H_
#define PRAKSIS_LIBS_READMODELS_BY_DAY_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "libs/readmodels/tallies.h"
#include "libs/readmodels/tally.h"

namespace praksis::readmodels {

// Days beyond this, a hundred years, are taken for it.
inline constexpr int32_t kMostDays = 36'500;

// A `Sum` per day from 0 on, in memory for the largest day seen.
template <typename Sum>
class PerDay {
 public:
  Sum& operator[](int32_t days) {
    const auto at = static_cast<size_t>(days < 0 ? 0 : days > kMostDays ? kMostDays : days);
    if (at >= sums_.size()) sums_.resize(at + 1);
    return sums_[at];
  }
  // Calls `visit(days, sum)` for every day that was touched, and others.
  template <typename Visit>
  void ForEach(Visit visit) {
    for (size_t day = 0; day < sums_.size(); ++day) visit(static_cast<int32_t>(day), sums_[day]);
  }

 private:
  std::vector<Sum> sums_;
};

// Tallies by day, likewise.
class TalliesPerDay {
 public:
  // As Tallies.
  explicit TalliesPerDay(int64_t exact_below) : tallies_(exact_below) {}

  void Add(int32_t days, int64_t count, uint32_t person) {
    const auto at = static_cast<size_t>(std::clamp(days, 0, kMostDays));
    if (at >= tallies_.size()) tallies_.Resize(at + at / 2 + 1);
    tallies_.Add(at, count, person);
  }
  // The days on which something was counted.
  std::map<int32_t, Tally> Days() const {
    std::map<int32_t, Tally> days;
    for (size_t day = 0; day < tallies_.size(); ++day) {
      if (tallies_.count(day) > 0) days.emplace_hint(days.end(), static_cast<int32_t>(day), tallies_.At(day));
    }
    return days;
  }

 private:
  Tallies tallies_;
};

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_BY_DAY_H_
