// How a business method answers.
#ifndef PRAKSIS_SERVICES_REPLY_REPLY_H_
#define PRAKSIS_SERVICES_REPLY_REPLY_H_

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

namespace praksis::services {

// Called exactly once, with the response or a refusal, from any thread: during the call that took it or
// later. What it does must not block, because it may run on the thread that answers everybody else.
template <typename T>
using Reply = absl::AnyInvocable<void(absl::StatusOr<T>) &&>;

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_REPLY_REPLY_H_
