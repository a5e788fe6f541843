// Measures judged by what is recorded: what proto/praksis/v1/measures.proto promises, without gRPC.
//
// Thread-safe. A reply is called on the caller's thread where what was asked for is projected already, else
// on a thread of the projection's; that of RecordEvaluation on a recorder's, too. What the constructor takes
// must outlive the service and every reply that is still to come.
#ifndef PRAKSIS_SERVICES_MEASURES_MEASURES_SERVICE_H_
#define PRAKSIS_SERVICES_MEASURES_MEASURES_SERVICE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/date.h"
#include "libs/figures/disclosure.h"
#include "libs/log/event_log.h"
#include "libs/projection/view.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/journal.pb.h"
#include "praksis/v1/measures.pb.h"
#include "services/reply/record_own_fact.h"
#include "services/reply/reply.h"

namespace praksis::services {

struct MeasuresOptions {
  // Zone of today.
  absl::TimeZone time_zone = absl::UTCTimeZone();
  // Months with 1 … k-1 persons are withheld. 3 … readmodels::Persons::kExactBelow.
  int64_t k = figures::kDefaultThreshold;
  // Without it RecordEvaluation is refused.
  RecordOwnFact record = {};
};

// An evaluation that says something else than the measure's latest, and the fact that it is, to follow the
// version of the measure that it was compared with.
struct MeasureNews {
  v1::EvaluateMeasureResponse evaluation;
  v1::RecordRequest record;
};

class MeasuresService {
 public:
  // `event_log` is asked for its name and its partitions only. The projection must have the models of all
  // figures, the history index and readmodels::LearningStreamsModel.
  MeasuresService(projection::ViewSource& views, readmodels::LearningReader& reader,
                  const log::EventLog& event_log, const base::Clock& clock, MeasuresOptions options = {});

  // For all: absl::InfiniteFuture() means that the caller set no deadline; waiting for `at_least` then ends
  // after 5 s.
  //   INVALID_ARGUMENT     REQUEST_INVALID with every field violation; TOKEN_INVALID for `at_least`,
  //                        `known_at`.
  //   UNAVAILABLE          NOT_CAUGHT_UP: not projected in time.
  //   DATA_LOSS            PROJECTION_DAMAGED.
  void ListMeasures(const v1::ListMeasuresRequest& request, absl::Time deadline,
                    Reply<v1::ListMeasuresResponse> reply);
  //   NOT_FOUND            MEASURE_NOT_FOUND.
  //   FAILED_PRECONDITION  POSITION_NOT_KEPT.
  void EvaluateMeasure(const v1::EvaluateMeasureRequest& request, absl::Time deadline,
                       Reply<v1::EvaluateMeasureResponse> reply);
  //   NOT_FOUND            MEASURE_NOT_FOUND.
  //   FAILED_PRECONDITION  RECORDS_NOTHING; what the rules of measures refuse.
  void RecordEvaluation(const v1::RecordEvaluationRequest& request, absl::Time deadline,
                        Reply<v1::RecordEvaluationResponse> reply);

  // Which measures FindNews evaluates.
  enum class Which { kAll, kNeverEvaluated };
  // What evaluating each measure that is in use says anew at `view` on the day `today`, by measure; without
  // those whose latest evaluation rests on events that `view` does not have. `go_on` is asked before each: on
  // false, what has been found is returned. DATA_LOSS (PROJECTION_DAMAGED), and what reading the disk gives.
  // Runs on the caller's thread, as long as all evaluations take.
  absl::StatusOr<std::vector<MeasureNews>> FindNews(const projection::View& view, base::Day today,
                                                    Which which, const std::function<bool()>& go_on);
  base::Day Today() const;

 private:
  absl::StatusOr<v1::EvaluateMeasureResponse> Evaluate(const projection::View& view,
                                                       const std::string& measure, const std::string& cycle,
                                                       const std::string& position, base::Day as_of);

  projection::ViewSource& views_;
  readmodels::LearningReader& reader_;
  const log::EventLog& event_log_;
  const base::Clock& clock_;
  const MeasuresOptions options_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_MEASURES_MEASURES_SERVICE_H_
