// Learning cycles as boards: what proto/praksis/v1/cycles.proto promises, without gRPC.
//
// Thread-safe. A reply is called on the caller's thread where what was asked for is projected already, else
// on a thread of the projection's. What the constructor takes must outlive the service and every reply that
// is still to come.
#ifndef PRAKSIS_SERVICES_CYCLES_CYCLES_SERVICE_H_
#define PRAKSIS_SERVICES_CYCLES_CYCLES_SERVICE_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "libs/projection/view.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/cycles.pb.h"
#include "services/learning/learning_service.h"
#include "services/reply/record_own_fact.h"
#include "services/reply/reply.h"
#include "services/reply/waiting.h"

namespace praksis::services {

struct CyclesOptions {
  // Zone of today, on which consents must stand.
  absl::TimeZone time_zone = absl::UTCTimeZone();
  // Without it RecordSelection is refused.
  RecordOwnFact record = {};
  // Where the log here is a copy that others append to: has it come, by the deadline, to where the log is
  // now.
  std::function<absl::Status(absl::Time deadline)> come_to_now = {};
};

class CyclesService {
 public:
  // `event_log` is asked for its name, its partitions and their ends only. The projection must have the
  // history index and readmodels::LearningStreamsModel. `learning` chooses, on views of the same projection.
  CyclesService(projection::ViewSource& views, readmodels::LearningReader& reader, LearningService& learning,
                log::EventLog& event_log, const base::Clock& clock, CyclesOptions options = {});

  // absl::InfiniteFuture() means that the caller set no deadline; waiting for `at_least` then ends after 5 s.
  //   INVALID_ARGUMENT  REQUEST_INVALID with every field violation; TOKEN_INVALID for `at_least`,
  //                     PAGE_TOKEN_INVALID.
  //   UNAVAILABLE       NOT_CAUGHT_UP: not projected in time.
  //   DATA_LOSS         PROJECTION_DAMAGED.
  void ListCycles(const v1::ListCyclesRequest& request, absl::Time deadline,
                  Reply<v1::ListCyclesResponse> reply);
  //   NOT_FOUND         CYCLE_NOT_FOUND.
  void GetCycle(const v1::GetCycleRequest& request, absl::Time deadline, Reply<v1::GetCycleResponse> reply);

  // Both choose on the thread that they are called on, or that the view comes from; the reply of the first
  // comes from where facts are recorded.
  //   NOT_FOUND            CYCLE_NOT_FOUND, SELECTION_NOT_FOUND.
  //   FAILED_PRECONDITION  RECORDS_NOTHING, CRITERIA_MISSING and the other refusals of a CasesSelected;
  //                        POSITION_NOT_KEPT.
  //   ABORTED              CONCURRENT_CHANGE.
  //   UNIMPLEMENTED        CRITERION_NOT_SERVED.
  //   ALREADY_EXISTS       EVENT_ID_REUSED.
  //   DEADLINE_EXCEEDED    CHOICE_TAKES_TOO_LONG; CANCELLED: CALLER_GONE.
  void RecordSelection(const v1::RecordSelectionRequest& request, const Waiting& waiting,
                       Reply<v1::RecordSelectionResponse> reply);
  void ReplaySelection(const v1::ReplaySelectionRequest& request, const Waiting& waiting,
                       Reply<v1::ReplaySelectionResponse> reply);

 private:
  base::Day Today() const;
  // What `at_least` names, and everything that is in the log now.
  absl::StatusOr<log::Position> Everything(const std::string& at_least, absl::Time deadline) const;
  // The day of the request, or today. INVALID_ARGUMENT, REQUEST_INVALID.
  absl::StatusOr<base::Day> ChoiceDay(const v1::RecordSelectionRequest& request) const;
  void RecordOn(const projection::View& view, const v1::RecordSelectionRequest& request, base::Day as_of,
                const Waiting& waiting, Reply<v1::RecordSelectionResponse> reply);
  absl::StatusOr<v1::ReplaySelectionResponse> Replay(const readmodels::LearningStream& cycle,
                                                     const std::string& selection_id, const Waiting& waiting);

  projection::ViewSource& views_;
  readmodels::LearningReader& reader_;
  LearningService& learning_;
  log::EventLog& event_log_;
  const base::Clock& clock_;
  const CyclesOptions options_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CYCLES_CYCLES_SERVICE_H_
