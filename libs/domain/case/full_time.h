// Whether the placements of a case together stay within full time.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_FULL_TIME_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_FULL_TIME_H_

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"

namespace praksis::domain::cases {

// The minutes per week that were in force on `day`.
int MinutesPerWeekOn(const CaseState::Placement& placement, base::Day day);

// `placement` as it would be after the fact under decision: started, and perhaps with hours changed. From its
// first day to its last (or for good, while it runs) it is laid over the case's other placements, those that
// have ended since included: FAILED_PRECONDITION, PLACEMENT_OVERLAP {placement, day, minutes_per_week,
// full_time} on the first day from `since` on that several take more than full time together. One alone may.
absl::Status RequireFullTimeAtMost(const CaseState& state, const CaseState::Placement& placement,
                                   base::Day since);

}  // namespace praksis::domain::cases

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_FULL_TIME_H_
