// The words in which the rules of a case refuse. Each says what is wrong and what to do, with its facts as
// details.
#ifndef PRAKSIS_LIBS_DOMAIN_CASE_REFUSALS_H_
#define PRAKSIS_LIBS_DOMAIN_CASE_REFUSALS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "libs/base/date.h"
#include "libs/base/refusal.h"

namespace praksis::domain::cases {

// A thing in a case: "placement" "p-1".
struct Thing {
  std::string_view what;
  std::string_view id;
};

// PLACEMENT_EXISTS {placement_id}
absl::Status RefuseExisting(const Thing& thing);

// PLACEMENT_UNKNOWN {placement_id}
absl::Status RefuseUnknown(const Thing& thing);

// `reason` {placement_id, state, allowed}: the thing is in a state from which this cannot follow. `allowed`
// lists the states that it can follow from: "MADE, ACCEPTED".
absl::Status RefuseState(std::string_view reason, const Thing& thing, std::string_view state,
                         std::string_view allowed);

// SUBJECT_ERASED {stream}
absl::Status RefuseErased(std::string_view stream);

// A day as a fact or the history names it: "last_day" 20128.
struct NamedDay {
  std::string_view name;
  base::Day day;
};

// OK if `later` is not before `earlier`; else DATES_DISAGREE {later's name, earlier's name, placement_id}.
absl::Status RequireOrder(const NamedDay& earlier, const NamedDay& later, const Thing& thing);

}  // namespace praksis::domain::cases

#endif  // PRAKSIS_LIBS_DOMAIN_CASE_REFUSALS_H_
