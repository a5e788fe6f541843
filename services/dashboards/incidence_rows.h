// Which days of a row of counts by day, and which rows, may be shown cumulated: the rules of incidence.h.
// Pure; any thread. Private to incidence.cc.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_INCIDENCE_ROWS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_INCIDENCE_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "libs/readmodels/tally.h"
#include "services/dashboards/incidence.h"

namespace praksis::services {

readmodels::Tally Sum(const Followed::ByDay& by_day);
void Add(const Followed::ByDay& from, Followed::ByDay& to);

// Sums over the intervals that end with each of `last_days` (ascending), and over what is later.
std::vector<readmodels::Tally> Intervals(const Followed::ByDay& by_day,
                                         const std::vector<int32_t>& last_days);

// Those of `days` at which the row can be cut without a small interval.
std::vector<int32_t> DaysToShow(const Followed::ByDay& row, const std::vector<int32_t>& days, int64_t k);

// By row: is it shown? The rows add up to a whole that is shown at `days`; `withheld`: those whose sum is
// not.
std::vector<bool> RowsToShow(const std::vector<const Followed::ByDay*>& rows,
                             const std::vector<bool>& withheld, const std::vector<int32_t>& days, int64_t k);

// The days of a curve of `row`: those of `days`, and between them every day that leaves k persons on either
// side.
std::vector<int32_t> CurveDays(const Followed::ByDay& row, const std::vector<int32_t>& days, int64_t k);

// Evenly spread, the last one included.
std::vector<int32_t> AtMost(size_t most, const std::vector<int32_t>& days);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_INCIDENCE_ROWS_H_
