// Sites with a measure put together into one series.
#ifndef PRAKSIS_LIBS_MEASURES_AVERAGE_H_
#define PRAKSIS_LIBS_MEASURES_AVERAGE_H_

#include <vector>

#include "libs/measures/evaluation.h"

namespace praksis::measures {

// By month since each site's own beginning, the months that all sites with the measure that entered have.
// Each site counts in every month by its share of all counts: were it by the month's own, a month in which a
// site with a high figure has many cases would look like a change.
std::vector<AverageMonth> AverageOf(const Plan& plan, const std::vector<EvaluatedSite>& evaluated);

}  // namespace praksis::measures

#endif  // PRAKSIS_LIBS_MEASURES_AVERAGE_H_
