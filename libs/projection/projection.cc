#include "libs/projection/projection.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <list>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/base/thread.h"
#include "libs/projection/layout.h"
#include "libs/projection/partition_projector.h"
#include "libs/projection/projection_view.h"
#include "libs/projection/waits.h"

namespace praksis::projection {
namespace {

// How long a partition that could not be read or written is left alone, and how often a thread looks for
// itself whether the log has grown.
constexpr absl::Duration kRetry = absl::Milliseconds(200);
constexpr absl::Duration kLookAnyway = absl::Seconds(1);
// From so many at once a thread is under load, and from so many gathering still more would save nothing.
constexpr size_t kManyEvents = 64;
constexpr size_t kEnoughEvents = 5'000;

absl::Status NotCaughtUp(const absl::Status& health) {
  return base::Refuse(absl::StatusCode::kUnavailable, "NOT_CAUGHT_UP",
                      base::StrCat("What was asked for has not been projected in time; try again.",
                                   health.ok() ? "" : " ", base::ToStd(health.message())));
}

absl::StatusOr<std::shared_ptr<store::Database>> OpenDatabase(const Layout& layout, const Options& options) {
  const std::string path = base::StrCat(options.directory, "/", layout.name());
  if (!options.in_memory) {
    std::error_code error;
    std::filesystem::create_directories(options.directory, error);
    if (error) {
      return base::Refuse(
          absl::StatusCode::kUnavailable, "DIRECTORY_UNAVAILABLE",
          base::StrCat("Cannot make the directory ", options.directory, ": ", error.message()),
          {{"directory", options.directory}});
    }
  }
  store::Options store_options;
  store_options.tables = layout.tables();
  store_options.block_cache_bytes = options.block_cache_bytes;
  store_options.memtable_bytes = options.memtable_bytes;
  store_options.compress_flushed = false;
  store_options.in_memory = options.in_memory;
  store_options.memory_disk = options.memory_disk;
  ASSIGN_OR_RETURN(std::unique_ptr<store::Database> database, store::Database::Open(path, store_options));
  return std::shared_ptr<store::Database>(std::move(database));
}

// The rows belong to one log, in the partitions it has.
absl::Status CheckLog(const log::EventLog& event_log, store::Database& database) {
  std::string partitions;
  base::AppendBigEndian32(static_cast<uint32_t>(event_log.partition_count()), partitions);
  ASSIGN_OR_RETURN(const std::optional<std::string> known_log, database.Get(Layout::Meta(), kLogKey));
  ASSIGN_OR_RETURN(const std::optional<std::string> known_partitions,
                   database.Get(Layout::Meta(), kPartitionsKey));
  if (!known_log.has_value()) {
    store::Batch batch;
    batch.Put(Layout::Meta(), kLogKey, event_log.id());
    batch.Put(Layout::Meta(), kPartitionsKey, partitions);
    return database.Write(batch, store::Database::Durability::kBuffered);
  }
  if (*known_log != event_log.id() || known_partitions != partitions) {
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "OTHER_LOG",
                        "The projection was made from another log; give it a directory of its own.",
                        {{"projected_log", *known_log}, {"log", event_log.id()}});
  }
  return absl::OkStatus();
}

}  // namespace

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
  std::shared_ptr<const Layout> layout;
  std::shared_ptr<store::Database> database;
  std::vector<std::unique_ptr<PartitionProjector>> projectors;

  mutable std::mutex mutex;
  log::Position position;                              // guarded by mutex
  std::vector<absl::Status> healths;                   // guarded by mutex
  Waits waits;                                         // guarded by mutex
  mutable std::shared_ptr<const ProjectionView> view;  // guarded by mutex; of `position`, or none
  bool stopping = false;                               // guarded by mutex
  bool started = false;                                // guarded by mutex

  metrics::Counter events;
  metrics::Histogram chunk_events{metrics::GroupSizes()};
  metrics::Histogram chunk_times{metrics::AnswerTimes()};

  std::list<Worker> workers;
  std::condition_variable timer_wake;
  std::thread timer;
  std::unique_ptr<log::Registration> registration;

  absl::StatusOr<size_t> StepAndPublish(PartitionProjector& projector);
  void CountChunk(size_t chunk, std::chrono::nanoseconds took);
  std::shared_ptr<const ProjectionView> Now() const;
  std::shared_ptr<const ProjectionView> NowLocked() const;
  absl::Status HealthLocked() const;
  void Work(Worker& worker);
  void KeepTime(const base::Clock& clock);
  void Wake(PartitionId partition);
  void Expire(absl::Time now);
  void Stop();
};

absl::StatusOr<size_t> Projection::Rep::StepAndPublish(PartitionProjector& projector) {
  const Offset from = projector.next();
  const auto begun = std::chrono::steady_clock::now();
  absl::StatusOr<size_t> events = projector.Step();
  CountChunk(events.value_or(0), std::chrono::steady_clock::now() - begun);
  std::shared_ptr<const ProjectionView> outdated;
  std::list<Wait> covered;
  {
    const std::lock_guard lock(mutex);
    healths[static_cast<size_t>(projector.partition().value())] = events.status();
    if (position.next(projector.partition()) < projector.next()) {
      position.Advance(projector.partition(), projector.next());
      outdated = std::move(view);
      view = nullptr;
      covered = waits.TakeCovered(position);
    }
  }
  if (options.on_chunk && projector.next() > from) {
    options.on_chunk(projector.partition(), from, projector.next());
  }
  if (!covered.empty()) {
    const std::shared_ptr<const View> current = Now();
    for (Wait& wait : covered) std::move(wait.done)(current);
  }
  return events;
}

void Projection::Rep::CountChunk(size_t chunk, std::chrono::nanoseconds took) {
  if (chunk == 0) return;
  events.Add(static_cast<int64_t>(chunk));
  chunk_events.Observe(static_cast<int64_t>(chunk));
  chunk_times.Observe(took.count());
}

std::shared_ptr<const ProjectionView> Projection::Rep::Now() const {
  const std::lock_guard lock(mutex);
  return NowLocked();
}

std::shared_ptr<const ProjectionView> Projection::Rep::NowLocked() const {
  if (view == nullptr) view = std::make_shared<ProjectionView>(database, layout, event_log.partition_count());
  return view;
}

absl::Status Projection::Rep::HealthLocked() const {
  // Damage is worse than waiting.
  absl::Status health;
  for (const absl::Status& partition : healths) {
    if (partition.code() == absl::StatusCode::kDataLoss) return partition;
    if (health.ok()) health = partition;
  }
  return health;
}

void Projection::Rep::Work(Worker& worker) {
  for (;;) {
    size_t projected = 0;
    bool failed = false;
    for (PartitionProjector* const projector : worker.projectors) {
      const absl::StatusOr<size_t> events = StepAndPublish(*projector);
      projected += events.value_or(0);
      failed = failed || absl::IsUnavailable(events.status());
      const std::lock_guard lock(mutex);
      if (stopping) return;
    }
    std::unique_lock lock(mutex);
    if (projected > kEnoughEvents) continue;
    if (projected > 0) {
      worker.lingering = true;
      worker.wake.wait_for(
          lock,
          absl::ToChronoMilliseconds(projected < kManyEvents ? options.linger : options.linger_under_load),
          [&] { return stopping || !waits.empty(); });
      worker.lingering = false;
      if (stopping) return;
      continue;
    }
    worker.wake.wait_for(lock, absl::ToChronoMilliseconds(failed ? kRetry : kLookAnyway),
                         [&] { return stopping || (worker.awake && !failed); });
    if (stopping) return;
    worker.awake = false;
  }
}

void Projection::Rep::Wake(PartitionId partition) {
  const std::lock_guard lock(mutex);
  for (Worker& worker : workers) {
    if (std::none_of(
            worker.projectors.begin(), worker.projectors.end(),
            [&](const PartitionProjector* projector) { return projector->partition() == partition; })) {
      continue;
    }
    worker.awake = true;
    if (!worker.lingering) worker.wake.notify_one();
  }
}

// What waits is failed at its deadline.
void Projection::Rep::KeepTime(const base::Clock& clock) {
  std::unique_lock lock(mutex);
  while (!stopping) {
    const absl::Time next = waits.NextDeadline();
    if (next <= clock.Now()) {
      lock.unlock();
      Expire(clock.Now());
      lock.lock();
    } else if (next == absl::InfiniteFuture()) {
      timer_wake.wait(lock);
    } else {
      timer_wake.wait_until(lock, absl::ToChronoTime(next));
    }
  }
}

void Projection::Rep::Expire(absl::Time now) {
  std::list<Wait> expired;
  absl::Status health;
  {
    const std::lock_guard lock(mutex);
    expired = waits.TakeExpired(now);
    health = HealthLocked();
  }
  for (Wait& wait : expired) std::move(wait.done)(NotCaughtUp(health));
}

void Projection::Rep::Stop() {
  {
    const std::lock_guard lock(mutex);
    stopping = true;
    for (Worker& worker : workers) worker.wake.notify_all();
    timer_wake.notify_all();
  }
  registration = nullptr;
  for (Worker& worker : workers) worker.thread.join();
  if (timer.joinable()) timer.join();
  std::list<Wait> left;
  {
    const std::lock_guard lock(mutex);
    left = waits.TakeAll();
  }
  for (Wait& wait : left) {
    std::move(wait.done)(base::Refuse(absl::StatusCode::kUnavailable, "STOPPING", "The server is stopping."));
  }
}

Projection::Projection(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Projection::~Projection() { rep_->Stop(); }

absl::StatusOr<std::unique_ptr<Projection>> Projection::Open(log::EventLog& event_log,
                                                             const domain::StreamRules& case_rules,
                                                             std::vector<const CaseModel*> case_models,
                                                             std::vector<const EventModel*> event_models,
                                                             const Options& options) {
  auto rep = std::make_unique<Rep>(event_log, options);
  rep->layout = std::make_shared<const Layout>(std::move(case_models), std::move(event_models));
  ASSIGN_OR_RETURN(rep->database, OpenDatabase(*rep->layout, options));
  RETURN_IF_ERROR(CheckLog(event_log, *rep->database));
  for (int i = 0; i < event_log.partition_count(); ++i) {
    auto projector = std::make_unique<PartitionProjector>(PartitionId(i), event_log, case_rules, *rep->layout,
                                                          *rep->database, rep->options);
    RETURN_IF_ERROR(projector->Load());
    if (projector->next() > Offset(0)) rep->position.Advance(PartitionId(i), projector->next());
    rep->projectors.push_back(std::move(projector));
  }
  rep->healths.resize(rep->projectors.size());
  return std::unique_ptr<Projection>(new Projection(std::move(rep)));
}

void Projection::Start(const base::Clock& clock) {
  Rep& rep = *rep_;
  const size_t threads = std::clamp<size_t>(rep.options.threads, 1, rep.projectors.size());
  {
    const std::lock_guard lock(rep.mutex);
    PRAKSIS_CHECK(!rep.started);
    rep.started = true;
    for (size_t i = 0; i < threads; ++i) {
      Worker& worker = rep.workers.emplace_back();
      for (size_t p = i; p < rep.projectors.size(); p += threads) {
        worker.projectors.push_back(rep.projectors[p].get());
      }
    }
  }
  // First listen, then look: nothing is missed.
  rep.registration = rep.event_log.Listen([&rep](PartitionId partition, Offset) { rep.Wake(partition); });
  for (Worker& worker : rep.workers) {
    worker.thread = base::StartWorker("projector", [&rep, &worker] { rep.Work(worker); });
  }
  rep.timer = std::thread([&rep, &clock] { rep.KeepTime(clock); });
}

absl::StatusOr<size_t> Projection::Step(PartitionId partition) {
  PRAKSIS_CHECK(partition.value() >= 0 && static_cast<size_t>(partition.value()) < rep_->projectors.size(),
                "partition ", partition.value());
  return rep_->StepAndPublish(*rep_->projectors[static_cast<size_t>(partition.value())]);
}

std::shared_ptr<const View> Projection::Now() const { return rep_->Now(); }

void Projection::When(const log::Position& at_least, absl::Time deadline,
                      absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<const View>>) &&> done) {
  std::shared_ptr<const View> view;
  {
    const std::lock_guard lock(rep_->mutex);
    if (rep_->position.Covers(at_least)) {
      view = rep_->NowLocked();
    } else {
      rep_->waits.Add({.at_least = at_least, .deadline = deadline, .done = std::move(done)});
      rep_->timer_wake.notify_one();
      for (Worker& worker : rep_->workers) worker.wake.notify_one();
    }
  }
  if (view) std::move(done)(std::move(view));  // NOLINT(bugprone-use-after-move): kept where there is a view
}

void Projection::ExpireWaits(absl::Time now) { rep_->Expire(now); }

log::Position Projection::position() const {
  const std::lock_guard lock(rep_->mutex);
  return rep_->position;
}

absl::Status Projection::health() const {
  const std::lock_guard lock(rep_->mutex);
  return rep_->HealthLocked();
}

ProjectionStatistics Projection::statistics() const {
  ProjectionStatistics statistics{.events = rep_->events.value(),
                                  .chunk_events = rep_->chunk_events.distribution(),
                                  .chunk_times = rep_->chunk_times.distribution(),
                                  .healths = {}};
  const std::lock_guard lock(rep_->mutex);
  statistics.healths = rep_->healths;
  return statistics;
}

store::Statistics Projection::store_statistics() const { return rep_->database->statistics(); }

const std::string& Projection::name() const { return rep_->layout->name(); }

}  // namespace praksis::projection
