// What is known of a case on a day: whether it was open, why not, whether the person was in work.
#ifndef PRAKSIS_LIBS_READMODELS_FOLLOW_UP_H_
#define PRAKSIS_LIBS_READMODELS_FOLLOW_UP_H_

#include <cstdint>
#include <optional>

#include "libs/base/date.h"
#include "libs/domain/case_state/case_state.pb.h"

namespace praksis::readmodels {

// Why the case was closed on `day`; nothing where it was open: from its opening, or a reopening, to the day
// of a closing, both included.
std::optional<v1::CaseClosed::Reason> ClosedOn(const domain::cases::CaseState& state, base::Day day);

// Days between a closing and the reopening that followed, on which the case was not open.
int32_t DaysClosedBetween(const domain::cases::CaseState& state);

// Whether the occupation is work: of kind ORDINARY, SUBSIDISED or SELF_EMPLOYED. Education is none.
bool IsWork(const domain::cases::CaseState::Occupation& occupation);

// In an occupation of kind ORDINARY, SUBSIDISED or SELF_EMPLOYED on `day`, as far as reported.
bool InWorkOn(const domain::cases::CaseState& state, base::Day day);

}  // namespace praksis::readmodels

#endif  // PRAKSIS_LIBS_READMODELS_FOLLOW_UP_H_
