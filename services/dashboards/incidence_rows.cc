#include "services/dashboards/incidence_rows.h"

#include <algorithm>
#include <optional>

#include "services/dashboards/withholding.h"

namespace praksis::services {

using readmodels::Tally;
using ByDay = Followed::ByDay;

Tally Sum(const ByDay& by_day) {
  Tally sum;
  for (const auto& [day, tally] : by_day) sum.Add(tally);
  return sum;
}

void Add(const ByDay& from, ByDay& to) {
  for (const auto& [day, tally] : from) to[day].Add(tally);
}

std::vector<Tally> Intervals(const ByDay& by_day, const std::vector<int32_t>& last_days) {
  std::vector<Tally> intervals(last_days.size() + 1);
  for (const auto& [day, tally] : by_day) {
    const auto at = std::lower_bound(last_days.begin(), last_days.end(), day);
    intervals[static_cast<size_t>(at - last_days.begin())].Add(tally);
  }
  return intervals;
}

std::vector<int32_t> DaysToShow(const ByDay& row, const std::vector<int32_t>& days, int64_t k) {
  std::vector<int32_t> shown;
  for (const size_t begin : CutIntoRuns(Intervals(row, days), k)) {
    if (begin > 0) shown.push_back(days[begin - 1]);
  }
  return shown;
}

std::vector<bool> RowsToShow(const std::vector<const ByDay*>& rows, const std::vector<bool>& withheld,
                             const std::vector<int32_t>& days, int64_t k) {
  const size_t size = rows.size();
  std::vector<int64_t> counts(size);
  std::vector<bool> shown(size);
  for (size_t i = 0; i < size; ++i) {
    counts[i] = Sum(*rows[i]).count;
    shown[i] = !withheld[i] && !AnySmall(Intervals(*rows[i], days), k);
  }
  while (true) {
    ByDay hidden;
    size_t number = 0;
    // Of those shown; to hide a row of nobody would hide nothing.
    std::optional<size_t> smallest;
    for (size_t i = 0; i < size; ++i) {
      if (!shown[i]) {
        Add(*rows[i], hidden);
        ++number;
      } else if (counts[i] > 0 && (!smallest || counts[i] < counts[*smallest])) {
        smallest = i;
      }
    }
    if (number == 0 || !smallest || (number > 1 && !AnySmall(Intervals(hidden, days), k))) return shown;
    const int64_t next = counts[*smallest];
    for (size_t i = 0; i < size; ++i) {
      if (counts[i] == next) shown[i] = false;
    }
  }
}

std::vector<int32_t> CurveDays(const ByDay& row, const std::vector<int32_t>& days, int64_t k) {
  std::vector<int32_t> curve;
  auto at = row.begin();
  for (size_t interval = 0; interval <= days.size(); ++interval) {
    const auto end = interval < days.size() ? row.upper_bound(days[interval]) : row.end();
    // What is left of the interval behind each of its days.
    std::vector<Tally> behind;
    Tally left;
    for (auto day = end; day != at;) {
      behind.push_back(left);
      left.Add((--day)->second);
    }
    Tally pending;
    for (; at != end; ++at) {
      pending.Add(at->second);
      const bool cut = !IsSmall(pending, k) && !IsSmall(behind.back(), k);
      behind.pop_back();
      if (!cut) continue;
      curve.push_back(at->first);
      pending = Tally();
    }
  }
  return curve;
}

std::vector<int32_t> AtMost(size_t most, const std::vector<int32_t>& days) {
  if (days.size() <= most) return days;
  std::vector<int32_t> fewer;
  for (size_t i = 1; i <= most; ++i) fewer.push_back(days[i * days.size() / most - 1]);
  return fewer;
}

}  // namespace praksis::services
