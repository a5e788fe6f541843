// The words in which the rules of a case refuse: those of any stream (libs/domain/stream/refusals.h), about a
// case.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_REFUSALS_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_REFUSALS_H_

#include "absl/status/status.h"
#include "libs/base/refusal.h"
#include "libs/domain/stream/refusals.h"

namespace praksis::domain::cases {

using domain::Joined;
using domain::NamedDay;
using domain::RefuseErased;
using domain::RefuseState;
using domain::RequireOrder;
using domain::Thing;

// PLACEMENT_EXISTS {placement_id}
inline absl::Status RefuseExisting(const Thing& thing) { return domain::RefuseExisting("case", thing); }

// PLACEMENT_UNKNOWN {placement_id}
inline absl::Status RefuseUnknown(const Thing& thing) { return domain::RefuseUnknown("case", thing); }

}  // namespace praksis::domain::cases

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_REFUSALS_H_
