#include "libs/projection/projection.h"

#include <chrono>
#include <list>
#include <mutex>
#include <optional>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/projection/open_database.h"
#include "libs/projection/projection_rep.h"

namespace praksis::projection {
namespace {

absl::Status NotCaughtUp(const absl::Status& health) {
  return base::Refuse(absl::StatusCode::kUnavailable, "NOT_CAUGHT_UP",
                      base::StrCat("What was asked for has not been projected in time; try again.",
                                   health.ok() ? "" : " ", base::ToStd(health.message())));
}

}  // namespace

absl::StatusOr<size_t> Projection::Rep::StepAndPublish(PartitionProjector& projector) {
  const std::lock_guard step(steps[static_cast<size_t>(projector.partition().value())]);
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
  log::Position seen;
  // One at a time: else an older view could be kept after a newer one was given out.
  const std::lock_guard alone_making(making_view);
  {
    const std::lock_guard lock(mutex);
    if (view != nullptr) return view;
    seen = position;
  }
  std::shared_ptr<const ProjectionView> made;
  std::shared_ptr<const CellMemory::All> its_cells;
  {
    // Not under `mutex`: a chunk that is being written is waited for.
    const absl::WriterMutexLock alone(&cells->publishing());
    its_cells = cells->Now();
    made = std::make_shared<const ProjectionView>(database, layout, event_log.partition_count(), its_cells,
                                                  cells->awaited());
  }
  const std::lock_guard lock(mutex);
  // Kept only if it is not outdated already.
  if (view == nullptr && position == seen && cells->Now() == its_cells) view = made;
  return made;
}

absl::Status Projection::Rep::LoadCells() {
  RETURN_IF_ERROR(cells->Load());
  const std::lock_guard lock(mutex);
  view = nullptr;
  return absl::OkStatus();
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

Projection::Projection(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

Projection::~Projection() { rep_->Stop(); }

absl::StatusOr<std::unique_ptr<Projection>> Projection::Open(log::EventLog& event_log,
                                                             const domain::StreamRules& case_rules,
                                                             std::vector<const CaseModel*> case_models,
                                                             std::vector<const EventModel*> event_models,
                                                             const Options& options) {
  auto rep = std::make_unique<Rep>(event_log, options);
  rep->layout = std::make_shared<const Layout>(std::move(case_models), std::move(event_models));
  ASSIGN_OR_RETURN(OpenedDatabase opened, OpenDatabase(*rep->layout, options));
  rep->database = std::move(opened.database);
  rep->files = opened.files;
  RETURN_IF_ERROR(CheckLog(event_log, *rep->database));
  rep->cells = std::make_unique<CellMemory>(*rep->layout, *rep->database, options.cell_bytes);
  for (int i = 0; i < event_log.partition_count(); ++i) {
    auto projector =
        std::make_unique<PartitionProjector>(PartitionId(i), event_log, case_rules, *rep->layout,
                                             *rep->database, *rep->cells, rep->options, rep->job);
    RETURN_IF_ERROR(projector->Load());
    if (projector->next() > Offset(0)) rep->position.Advance(PartitionId(i), projector->next());
    rep->projectors.push_back(std::move(projector));
  }
  rep->healths.resize(rep->projectors.size());
  for (size_t i = 0; i < rep->projectors.size(); ++i) rep->steps.emplace_back();
  rep->Limit(std::nullopt);
  return std::unique_ptr<Projection>(new Projection(std::move(rep)));
}

absl::StatusOr<size_t> Projection::Step(PartitionId partition) {
  PRAKSIS_CHECK(partition.value() >= 0 && static_cast<size_t>(partition.value()) < rep_->projectors.size(),
                "partition ", partition.value());
  return rep_->StepAndPublish(*rep_->projectors[static_cast<size_t>(partition.value())]);
}

std::shared_ptr<const View> Projection::Now() const { return rep_->Now(); }

void Projection::When(const log::Position& at_least, absl::Time deadline, ViewDone done) {
  std::shared_ptr<Projection> successor;
  {
    const std::lock_guard lock(rep_->mutex);
    if (rep_->successor != nullptr) {
      successor = rep_->successor;
    } else if (!rep_->position.Covers(at_least)) {
      rep_->waits.Add({.at_least = at_least, .deadline = deadline, .done = std::move(done)});
      rep_->timer_wake.notify_one();
      for (Worker& worker : rep_->workers) worker.wake.notify_one();
      return;
    }
  }
  if (successor != nullptr) return successor->When(at_least, deadline, std::move(done));
  std::move(done)(rep_->Now());
}

absl::StatusOr<KeptView> Projection::KeptAt(const log::Position& position) const {
  return PositionNotKept(log::EncodePosition(position, rep_->event_log.id()));
}

void Projection::HandOver(std::shared_ptr<Projection> successor) {
  std::list<Wait> left;
  {
    const std::lock_guard lock(rep_->mutex);
    rep_->successor = successor;
    left = rep_->waits.TakeAll();
  }
  for (Wait& wait : left) successor->When(wait.at_least, wait.deadline, std::move(wait.done));
}

absl::Status Projection::LoadCells() { return rep_->LoadCells(); }

void Projection::ExpireWaits(absl::Time now) { rep_->Expire(now); }

log::Position Projection::position() const {
  const std::lock_guard lock(rep_->mutex);
  return rep_->position;
}

absl::Status Projection::health() const {
  const std::lock_guard lock(rep_->mutex);
  return rep_->HealthLocked();
}

const std::string& Projection::name() const {
  return rep_->options.name.empty() ? rep_->layout->name() : rep_->options.name;
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

std::weak_ptr<const void> Projection::files() const { return rep_->files; }

absl::Status PositionNotKept(const std::string& token) {
  const std::string command = base::StrCat("praksis projections rebuild --until ", token);
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "POSITION_NOT_KEPT",
      base::StrCat("No projection is kept at this position; make one, and ask again when it is done: ",
                   command),
      {{"position", token}, {"command", command}});
}

}  // namespace praksis::projection
