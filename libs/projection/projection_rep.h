// What a Projection is made of. For its own files only.
#ifndef PRAKSIS_LIBS_PROJECTION_PROJECTION_REP_H_
#define PRAKSIS_LIBS_PROJECTION_PROJECTION_REP_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "libs/base/stepping_back.h"
#include "libs/metrics/instruments.h"
#include "libs/projection/cell_memory.h"
#include "libs/projection/layout.h"
#include "libs/projection/partition_projector.h"
#include "libs/projection/projection.h"
#include "libs/projection/projection_view.h"
#include "libs/projection/waits.h"

namespace praksis::projection {

// One thread and the partitions it projects.
struct Worker {
  std::vector<PartitionProjector*> projectors;
  std::condition_variable wake;
  bool awake = true;       // guarded by Rep::mutex
  bool lingering = false;  // guarded by Rep::mutex; new events are no reason to wake it
  std::thread thread;
};

struct Projection::Rep {
  Rep(log::EventLog& log_in, const Options& options_in) : event_log(log_in), options(options_in) {}

  log::EventLog& event_log;
  const Options options;
  // What its threads step back by where it is projected in the background.
  base::BackgroundJob job{options.priority == base::Priority::kBackground ? &base::Attention::OfProcess()
                                                                          : nullptr};
  std::shared_ptr<const Layout> layout;
  std::shared_ptr<store::Database> database;
  std::unique_ptr<CellMemory> cells;
  std::weak_ptr<const void> files;
  std::vector<std::unique_ptr<PartitionProjector>> projectors;
  // By partition; held while a chunk is under way.
  std::deque<std::mutex> steps;

  mutable std::mutex making_view;  // before `mutex`
  mutable std::mutex mutex;
  log::Position position;                              // guarded by mutex
  std::vector<absl::Status> healths;                   // guarded by mutex
  Waits waits;                                         // guarded by mutex
  mutable std::shared_ptr<const ProjectionView> view;  // guarded by mutex; of `position`, or none
  bool stopping = false;                               // guarded by mutex
  bool started = false;                                // guarded by mutex
  bool changing_threads = false;                       // guarded by mutex; workers end, others will begin
  base::Priority priority = options.priority;          // guarded by mutex; of threads begun from now on
  std::shared_ptr<Projection> successor;               // guarded by mutex; answers all waits

  metrics::Counter events;
  metrics::Histogram chunk_events{metrics::GroupSizes()};
  metrics::Histogram chunk_times{metrics::AnswerTimes()};

  std::list<Worker> workers;
  std::condition_variable timer_wake;
  std::thread timer;
  std::condition_variable cells_wake;
  std::thread cells_loader;
  std::unique_ptr<log::Registration> registration;

  absl::StatusOr<size_t> StepAndPublish(PartitionProjector& projector);
  void CountChunk(size_t chunk, std::chrono::nanoseconds took);
  std::shared_ptr<const ProjectionView> Now() const;
  absl::Status LoadCells();
  bool NearTheEndLocked() const;
  void KeepCells();
  absl::Status HealthLocked() const;
  void StartWorkers();
  void JoinWorkers();
  void Limit(const std::optional<log::Position>& limit);
  // The workers' end is near.
  bool Ending() const { return stopping || changing_threads; }
  void Work(Worker& worker);
  void KeepTime(const base::Clock& clock);
  void Wake(PartitionId partition);
  void Expire(absl::Time now);
  void Stop();
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_PROJECTION_REP_H_
