#include "libs/figures/risk_table.h"

#include <algorithm>

#include "libs/base/check.h"

namespace praksis::figures {

RiskTable::RiskTable(std::span<const Observation> observations, int causes) {
  PRAKSIS_CHECK(causes >= 0, "causes=", causes);
  std::vector<Observation> by_day(observations.begin(), observations.end());
  std::sort(by_day.begin(), by_day.end(),
            [](const Observation& a, const Observation& b) { return a.day < b.day; });
  for (const Observation& observation : by_day) {
    PRAKSIS_CHECK(observation.day >= 0 && observation.count >= 0 && observation.cause >= 0 &&
                      observation.cause <= causes,
                  "day=", observation.day, " count=", observation.count, " cause=", observation.cause,
                  " causes=", causes);
    subjects_ += observation.count;
  }
  int64_t left = 0;
  for (const Observation& observation : by_day) {
    if (observation.count == 0) continue;
    if (rows_.empty() || rows_.back().day != observation.day) {
      rows_.push_back({.day = observation.day, .at_risk = subjects_ - left});
      events_.resize(events_.size() + static_cast<size_t>(causes), 0);
    }
    left += observation.count;
    if (observation.cause == 0) continue;
    rows_.back().events += observation.count;
    events_[(rows_.size() - 1) * static_cast<size_t>(causes) + static_cast<size_t>(observation.cause - 1)] +=
        observation.count;
  }
}

int64_t RiskTable::EventsOf(size_t row, const std::vector<bool>& in_union) const {
  int64_t events = 0;
  for (size_t cause = 0; cause < in_union.size(); ++cause) {
    if (in_union[cause]) events += events_[row * in_union.size() + cause];
  }
  return events;
}

int64_t RiskTable::AtRisk(int32_t day) const {
  const auto row = std::lower_bound(rows_.begin(), rows_.end(), day,
                                    [](const Row& a, int32_t wanted) { return a.day < wanted; });
  return row == rows_.end() ? 0 : row->at_risk;
}

}  // namespace praksis::figures
