// Who waits for an answer that may take long.
#ifndef PRAKSIS_SERVICES_REPLY_WAITING_H_
#define PRAKSIS_SERVICES_REPLY_WAITING_H_

#include <functional>

#include "absl/time/time.h"

namespace praksis::services {

struct Waiting {
  // When they stop; absl::InfiniteFuture() where they have not said.
  absl::Time deadline = absl::InfiniteFuture();
  // Whether they have gone meanwhile; empty: not known. May be called from any thread until the reply.
  std::function<bool()> has_gone = {};
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_REPLY_WAITING_H_
