// Whether a server has come to where it may be called ready: what its health service says of services asks
// these, beside what may fail at any time.
//
// Concurrency: one thread each.
#ifndef PRAKSIS_SERVICES_SERVER_READINESS_H_
#define PRAKSIS_SERVICES_SERVER_READINESS_H_

#include <string>

#include "absl/status/status.h"
#include "libs/log/event_log.h"
#include "libs/log/membership.h"
#include "libs/log/position.h"
#include "libs/projection/projection_set.h"
#include "libs/recording/recorder.h"

namespace praksis::services {

// The read models have come to where the log was when it was opened. Latches.
class CaughtUp {
 public:
  // UNAVAILABLE until then.
  absl::Status operator()(log::EventLog& event_log, const projection::ProjectionSet& projections);

 private:
  log::Position target_;
  bool done_ = false;
};

// The recorder decides for every partition that it is to have: for those that the others say are at its
// address, or for all, where it shares them with nobody. One that is to have none is ready to forward.
// Latches: facts of what it is given later wait, and the more recorders keep taking them while partitions
// move the better.
class OwnsItsOwn {
 public:
  // UNAVAILABLE, naming the partitions, until then. `membership` is asked once its Health is OK; null where
  // there are no others.
  absl::Status operator()(const recording::Recorder& recorder, const log::Membership* membership,
                          const std::string& address);

 private:
  bool done_ = false;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_READINESS_H_
