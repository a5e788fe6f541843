// The figure that a measure is judged by, month by month: the same definitions as on dashboards, read from
// the same counters.
#ifndef PRAKSIS_LIBS_MEASURES_METRIC_H_
#define PRAKSIS_LIBS_MEASURES_METRIC_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/base/date.h"
#include "libs/measures/calendar.h"
#include "libs/projection/view.h"
#include "praksis/v1/cycle.pb.h"

namespace praksis::measures {

// Of the cases, placements, referrals or episodes that began in a month (of BELIEF: of the cases open at its
// end).
struct MonthFigure {
  Month month = 0;
  // A share, 0 … 1; of DAYS_TO_ANSWER days.
  double value = 0;
  // Of how many, > 0.
  int64_t count = 0;
  // Fewer than k persons are behind it, or behind those who make the share or those who do not.
  bool small = false;
};

// By month, ascending; months without anybody, or not over, or not followed far enough, are not among them.
using MonthFigures = std::vector<MonthFigure>;

// So many days after a month's last day its figure is known: everybody is followed until the day it is read
// at. A month counts from the day after.
int32_t FollowedDays(const v1::MeasureMetric& metric);

// Whether the month's figure is known at `as_of`.
bool IsKnown(const v1::MeasureMetric& metric, Month month, base::Day as_of);

struct MetricQuestion {
  v1::MeasureMetric metric = {};
  // The job centres, each by its municipality.
  std::vector<std::string> sites = {};
  Months months = {};
  base::Day as_of = 0;
  // 3 … readmodels::Persons::kExactBelow.
  int64_t k = 0;
};

// By site. The view must have the models of all figures. DATA_LOSS (PROJECTION_DAMAGED), and what reading the
// disk gives.
absl::StatusOr<std::map<std::string, MonthFigures>> ReadMetric(const projection::View& view,
                                                               const MetricQuestion& question);

}  // namespace praksis::measures

#endif  // PRAKSIS_LIBS_MEASURES_METRIC_H_
