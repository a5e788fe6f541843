// Belief at the end of past months: its counters know the present only, so the cases themselves are asked.
#ifndef PRAKSIS_LIBS_MEASURES_BELIEF_MONTHS_H_
#define PRAKSIS_LIBS_MEASURES_BELIEF_MONTHS_H_

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "libs/measures/metric.h"
#include "libs/projection/view.h"

namespace praksis::measures {

// Of the cases open at the end of a month's last day, with an assessment by a caseworker that was then at
// most readmodels::kBeliefAgeDays old: the share whose latest such score was 4 or more. A case counts where
// it is now. Goes through all cases. As ReadMetric.
absl::StatusOr<std::map<std::string, MonthFigures>> ReadBeliefMonths(const projection::View& view,
                                                                     const MetricQuestion& question);

}  // namespace praksis::measures

#endif  // PRAKSIS_LIBS_MEASURES_BELIEF_MONTHS_H_
