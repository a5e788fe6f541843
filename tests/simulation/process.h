// One praksisd, as far as it is simulated: recorder, journal, projection, history and feed over the common
// log.
// Destroying it is killing it.
#ifndef PRAKSIS_TESTS_SIMULATION_PROCESS_H_
#define PRAKSIS_TESTS_SIMULATION_PROCESS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/log/event_log.h"
#include "libs/projection/projection.h"
#include "libs/recording/recorder.h"
#include "services/feed/feed_service.h"
#include "services/history/history_service.h"
#include "services/journal/journal_service.h"
#include "tests/simulation/report.h"
#include "tests/simulation/scheduler.h"

namespace praksis::simulation {

class Process {
 public:
  // `projecting` names the disk on which the projection is; what is there outlives a kill.
  Process(int number, log::EventLog& event_log, const base::Clock& clock, Scheduler& scheduler,
          const recording::Options& recording, const projection::Options& projecting,
          const services::FeedService::Options& feeding, Report& report);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int number() const { return number_; }
  services::JournalService& journal() { return *journal_; }
  services::HistoryService& history() { return *history_; }
  // Subscriptions must end before the process does.
  services::FeedService& feed() { return *feed_; }
  projection::Projection& projection() { return *projection_; }

  // Takes nothing more and calls `drained` when everything is answered. Called at most once.
  void Stop(absl::AnyInvocable<void() &&> drained);
  bool stopping() const { return stopping_; }

  // Projects until the end of the log is reached; reading must not fail meanwhile.
  void CatchUp();

 private:
  void Follow(size_t partition);

  const int number_;
  log::EventLog& event_log_;
  const base::Clock& clock_;
  Report& report_;
  bool stopping_ = false;
  std::unique_ptr<recording::Recorder> recorder_;
  std::unique_ptr<services::JournalService> journal_;
  std::unique_ptr<projection::Projection> projection_;
  std::unique_ptr<services::HistoryService> history_;
  std::unique_ptr<base::Executor> feeder_;
  std::unique_ptr<services::FeedService> feed_;
  // One per partition; first to go, so that no step is left when the rest goes.
  std::vector<std::unique_ptr<base::Executor>> projectors_;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_PROCESS_H_
