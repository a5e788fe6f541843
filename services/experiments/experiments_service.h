// Experiments on belief: what proto/praksis/v1/experiments.proto promises, without gRPC.
//
// Thread-safe. A reply is called on the caller's thread where what was asked for is projected already, else
// on a thread of the projection's. What the constructor takes must outlive the service and every reply that
// is still to come.
#ifndef PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENTS_SERVICE_H_
#define PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENTS_SERVICE_H_

#include <cstdint>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/figures/disclosure.h"
#include "libs/log/event_log.h"
#include "libs/projection/view.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/experiments.pb.h"
#include "services/reply/reply.h"

namespace praksis::services {

struct ExperimentsOptions {
  // Zone of `today`.
  absl::TimeZone time_zone = absl::UTCTimeZone();
  // Persons, and workers, of whom fewer are not told of.
  int64_t k = figures::kDefaultThreshold;
};

class ExperimentsService {
 public:
  // `event_log` is asked for its name and its partitions only. The projection must have PracticeModel and
  // what `reader` reads.
  ExperimentsService(projection::ViewSource& views, const log::EventLog& event_log,
                     readmodels::LearningReader& reader, const base::Clock& clock,
                     ExperimentsOptions options);

  // For both: absl::InfiniteFuture() means that the caller set no deadline; waiting for `at_least` then ends
  // after 5 s.
  //   INVALID_ARGUMENT     REQUEST_INVALID with every field violation; TOKEN_INVALID for `at_least`,
  //                        `known_at`.
  //   UNAVAILABLE          NOT_CAUGHT_UP: not projected in time.
  void ListExperiments(const v1::ListExperimentsRequest& request, absl::Time deadline,
                       Reply<v1::ListExperimentsResponse> reply);
  //   NOT_FOUND            EXPERIMENT_NOT_FOUND: not started, as far as is known there.
  //   FAILED_PRECONDITION  POSITION_NOT_KEPT: no projection is kept at `known_at`.
  void GetExperiment(const v1::GetExperimentRequest& request, absl::Time deadline,
                     Reply<v1::GetExperimentResponse> reply);

 private:
  projection::ViewSource& views_;
  const log::EventLog& event_log_;
  readmodels::LearningReader& reader_;
  const base::Clock& clock_;
  const ExperimentsOptions options_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENTS_SERVICE_H_
