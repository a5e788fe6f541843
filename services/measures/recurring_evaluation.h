// Has the measures in use evaluated now and then, and what that finds recorded where it is news.
//
// Operation
//   Every `interval` it looks whether anything has been recorded since it last looked, or a day has begun: a
//   month becomes known without any event. Only then, all measures in use are evaluated at one position,
//   which covers the whole log as it was a moment before; each result that differs from the measure's latest
//   is recorded (MeasuresService::FindNews), to follow the version that it was compared with. Of several
//   servers that find the same news one is the first; the others' is refused, and next time they find none.
//   Measures that have never been evaluated do not wait for the interval to be over.
// Concurrency
//   Thread-safe. All is done on a thread of its own, so that no question waits for it. What the watch is
//   told, it is told there or on a recorder's thread; it must not block.
// Failure
//   Where the log or the read models are unwell, behind, or not to be recorded in, it tries again soon, and
//   says so only of what was refused.
#ifndef PRAKSIS_SERVICES_MEASURES_RECURRING_EVALUATION_H_
#define PRAKSIS_SERVICES_MEASURES_RECURRING_EVALUATION_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/projection/view.h"
#include "praksis/v1/measures.pb.h"
#include "services/measures/measures_service.h"
#include "services/reply/record_own_fact.h"

namespace praksis::services {

// Either may be empty.
struct EvaluationWatch {
  std::function<void(const v1::RecordEvaluationResponse& recorded)> recorded = {};
  // `measure` is empty where none could be evaluated.
  std::function<void(const std::string& measure, const absl::Status& why)> failed = {};
};

class RecurringEvaluation {
 public:
  struct Options {
    absl::Duration interval = absl::Hours(1);
    // How soon a measure that comes into use is evaluated for the first time, where that is shorter.
    absl::Duration first_within = absl::Minutes(1);
    // Must be there.
    RecordOwnFact record = {};
    // Nothing is evaluated unless it is OK.
    std::function<absl::Status()> health = {};
    // CyclesOptions::come_to_now.
    std::function<absl::Status(absl::Time deadline)> come_to_now = {};
    EvaluationWatch watch = {};
  };
  struct Statistics {
    // When all measures in use were last evaluated, or found to have no news; InfinitePast: not yet.
    absl::Time evaluated = absl::InfinitePast();
    int64_t recorded = 0;
    int64_t failed = 0;
  };

  // Begins. All but the options must outlive it and every reply that is still to come.
  RecurringEvaluation(MeasuresService& measures, projection::ViewSource& views, log::EventLog& event_log,
                      const base::Clock& clock, Options options);
  // As Stop, and waits for its thread.
  ~RecurringEvaluation();
  RecurringEvaluation(const RecurringEvaluation&) = delete;
  RecurringEvaluation& operator=(const RecurringEvaluation&) = delete;

  // Begins nothing more. What is being recorded is still told of.
  void Stop();
  Statistics statistics() const;

 private:
  class Rep;
  // Shared with replies that come after its end.
  const std::shared_ptr<Rep> rep_;
  std::thread thread_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_MEASURES_RECURRING_EVALUATION_H_
