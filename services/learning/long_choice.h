// How long a choice may take, and what whoever waits for it is told where that is not enough.
#ifndef PRAKSIS_SERVICES_LEARNING_LONG_CHOICE_H_
#define PRAKSIS_SERVICES_LEARNING_LONG_CHOICE_H_

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/selection/selection.h"
#include "services/reply/waiting.h"

namespace praksis::services {

// From now on for nine tenths of the time until the deadline, so that the refusal still arrives, and for
// `longest` at most: others wait for their choices meanwhile. Then
//   DEADLINE_EXCEEDED  CHOICE_TAKES_TOO_LONG {seconds}
//   CANCELLED          CALLER_GONE
// `clock` must outlive it.
selection::GoOn GoOnWhile(const Waiting& waiting, absl::Duration longest, const base::Clock& clock);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_LEARNING_LONG_CHOICE_H_
