// Complete histories: what proto/praksis/v1/history.proto promises, without gRPC. Answers come from the
// projection; nothing here reads the log.
//
// Thread-safe. A reply is called on the caller's thread where what was asked for is projected already, else
// on a thread of the projection's. `views`, `event_log`, `case_rules` and `clock` must outlive the
// service and every reply that is still to come.
#ifndef PRAKSIS_SERVICES_HISTORY_HISTORY_SERVICE_H_
#define PRAKSIS_SERVICES_HISTORY_HISTORY_SERVICE_H_

#include <memory>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "libs/projection/view.h"
#include "praksis/v1/history.pb.h"
#include "services/dashboards/between_answers.h"
#include "services/dashboards/grid.h"
#include "services/history/encoded_case.h"
#include "services/reply/reply.h"

namespace praksis::services {

struct HistoryOptions {
  // Zone of today, for figures.
  absl::TimeZone time_zone = absl::UTCTimeZone();
  // Below which figures withhold counts, as DashboardsOptions has it.
  int64_t k = 5;
  // What figures may be asked about, likewise.
  Periods periods = Periods::kFree;
  // As DashboardsOptions has it.
  std::shared_ptr<BetweenAnswers> between_answers = nullptr;
};

// What who asks may see.
enum class Reader {
  kOfCases,
  // Of figures, and of the cases behind what these show.
  kOfFigures,
};

class HistoryService {
 public:
  // `case_rules` are those of the kind "case"; `event_log` is asked for its name and its partitions only. The
  // projection must have the model readmodels::HistoryIndexModel, for ListFigureCases all models.
  HistoryService(projection::ViewSource& views, const log::EventLog& event_log,
                 const domain::StreamRules& case_rules, const base::Clock& clock, HistoryOptions options = {},
                 const codelists::Codelists& codelists = codelists::Codelists::BuiltIn());

  // absl::InfiniteFuture() means that the caller set no deadline; waiting for `at_least` then ends after 5 s.
  //   INVALID_ARGUMENT  REQUEST_INVALID with every field violation; TOKEN_INVALID for `at_least`.
  //   NOT_FOUND         CASE_NOT_FOUND.
  //   UNAVAILABLE       NOT_CAUGHT_UP: not projected in time.
  //   DATA_LOSS         PROJECTION_DAMAGED: rows that are none. Events are answered as they are stored,
  //   unread.
  void GetCase(const v1::GetCaseRequest& request, absl::Time deadline, Reply<EncodedCase> reply);

  // The same for a stream of any kind, without its state; STREAM_NOT_FOUND.
  void GetStream(const v1::GetStreamRequest& request, absl::Time deadline, Reply<EncodedCase> reply);

  //   INVALID_ARGUMENT  REQUEST_INVALID, TOKEN_INVALID, PAGE_TOKEN_INVALID.
  //   UNAVAILABLE       NOT_CAUGHT_UP.
  void ListEvents(const v1::ListEventsRequest& request, absl::Time deadline,
                  Reply<v1::ListEventsResponse> reply);
  //   INVALID_ARGUMENT     REQUEST_INVALID, TOKEN_INVALID, PAGE_TOKEN_INVALID; CELL_UNKNOWN with the cells
  //                        there are.
  //   PERMISSION_DENIED    COUNT_WITHHELD, for a reader of figures; or SELECTION_TOO_NARROW, as the figure
  //   itself. FAILED_PRECONDITION  POSITION_NOT_KEPT. UNAVAILABLE          NOT_CAUGHT_UP. DATA_LOSS
  //   PROJECTION_DAMAGED.
  void ListFigureCases(const v1::ListFigureCasesRequest& request, Reader reader, absl::Time deadline,
                       Reply<v1::ListFigureCasesResponse> reply);

 private:
  projection::ViewSource& views_;
  const log::EventLog& event_log_;
  const domain::StreamRules& case_rules_;
  const base::Clock& clock_;
  const HistoryOptions options_;
  const codelists::Codelists& codelists_;
  const std::shared_ptr<BetweenAnswers> between_answers_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_HISTORY_HISTORY_SERVICE_H_
