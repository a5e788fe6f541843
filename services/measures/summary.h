// A measure as it stands, in the words of the interface.
#ifndef PRAKSIS_SERVICES_MEASURES_SUMMARY_H_
#define PRAKSIS_SERVICES_MEASURES_SUMMARY_H_

#include <optional>
#include <string>

#include "libs/base/date.h"
#include "libs/measures/plan.h"
#include "praksis/v1/measures.pb.h"

namespace praksis::services {

v1::MeasureSummary SummaryOf(const measures::Plan& plan);

// "" for none.
std::string DayText(const std::optional<base::Day>& day);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_MEASURES_SUMMARY_H_
