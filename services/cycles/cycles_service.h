// Learning cycles as boards: what proto/praksis/v1/cycles.proto promises, without gRPC.
//
// Thread-safe. A reply is called on the caller's thread where what was asked for is projected already, else
// on a thread of the projection's. What the constructor takes must outlive the service and every reply that
// is still to come.
#ifndef PRAKSIS_SERVICES_CYCLES_CYCLES_SERVICE_H_
#define PRAKSIS_SERVICES_CYCLES_CYCLES_SERVICE_H_

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/projection/view.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/cycles.pb.h"
#include "services/reply/reply.h"

namespace praksis::services {

struct CyclesOptions {
  // Zone of today, on which consents must stand.
  absl::TimeZone time_zone = absl::UTCTimeZone();
};

class CyclesService {
 public:
  // `event_log` is asked for its name and its partitions only. The projection must have the history index and
  // readmodels::LearningStreamsModel.
  CyclesService(projection::ViewSource& views, readmodels::LearningReader& reader,
                const log::EventLog& event_log, const base::Clock& clock, CyclesOptions options = {});

  // absl::InfiniteFuture() means that the caller set no deadline; waiting for `at_least` then ends after 5 s.
  //   INVALID_ARGUMENT  REQUEST_INVALID with every field violation; TOKEN_INVALID for `at_least`,
  //                     PAGE_TOKEN_INVALID.
  //   UNAVAILABLE       NOT_CAUGHT_UP: not projected in time.
  //   DATA_LOSS         PROJECTION_DAMAGED.
  void ListCycles(const v1::ListCyclesRequest& request, absl::Time deadline,
                  Reply<v1::ListCyclesResponse> reply);
  //   NOT_FOUND         CYCLE_NOT_FOUND.
  void GetCycle(const v1::GetCycleRequest& request, absl::Time deadline, Reply<v1::GetCycleResponse> reply);

 private:
  base::Day Today() const;

  projection::ViewSource& views_;
  readmodels::LearningReader& reader_;
  const log::EventLog& event_log_;
  const base::Clock& clock_;
  const CyclesOptions options_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CYCLES_CYCLES_SERVICE_H_
