// Following the log in the background: a projection's threads, and how they are held, moved and ended.
#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/thread.h"
#include "libs/projection/gathering.h"
#include "libs/projection/projection_rep.h"

namespace praksis::projection {
namespace {

// How long a partition that could not be read or written is left alone, and how often a thread looks for
// itself whether the log has grown.
constexpr absl::Duration kRetry = absl::Milliseconds(200);
constexpr absl::Duration kLookAnyway = absl::Seconds(1);
// How often it is seen to whether cells have to be loaded.
constexpr absl::Duration kLookForCells = absl::Milliseconds(200);
// From so many at once a thread is under load, and from so many gathering still more would save nothing.
constexpr size_t kManyEvents = 64;
constexpr size_t kEnoughEvents = 5'000;

}  // namespace

void Projection::Rep::Work(Worker& worker) {
  for (;;) {
    size_t projected = 0;
    bool failed = false;
    bool gathers = false;
    for (PartitionProjector* const projector : worker.projectors) {
      if (projector->Gathers()) {
        gathers = true;
        continue;
      }
      const absl::StatusOr<size_t> events = StepAndPublish(*projector);
      projected += events.value_or(0);
      failed = failed || absl::IsUnavailable(events.status());
      const std::lock_guard lock(mutex);
      if (Ending()) return;
    }
    std::unique_lock lock(mutex);
    if (projected > kEnoughEvents) continue;
    if (gathers) {
      worker.wake.wait_for(lock, std::chrono::milliseconds(Gathering::kTurnMilliseconds),
                           [&] { return Ending(); });
      if (Ending()) return;
      continue;
    }
    if (projected > 0) {
      worker.lingering = true;
      worker.wake.wait_for(
          lock,
          absl::ToChronoMilliseconds(projected < kManyEvents ? options.linger : options.linger_under_load),
          [&] { return Ending() || !waits.empty(); });
      worker.lingering = false;
      if (Ending()) return;
      continue;
    }
    worker.wake.wait_for(lock, absl::ToChronoMilliseconds(failed ? kRetry : kLookAnyway),
                         [&] { return Ending() || (worker.awake && !failed); });
    if (Ending()) return;
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

bool Projection::Rep::NearTheEndLocked() const {
  return std::all_of(projectors.begin(), projectors.end(), [&](const auto& projector) {
    const absl::StatusOr<Offset> end = event_log.End(projector->partition());
    return !projector->filling() && end.ok() &&
           end->value() - position.next(projector->partition()).value() <=
               static_cast<int64_t>(options.max_chunk_events);
  });
}

// Loads the cells where there are none and chunks are no longer too large for them, nor will be soon.
void Projection::Rep::KeepCells() {
  std::unique_lock lock(mutex);
  while (!stopping) {
    if (cells->wanted() && NearTheEndLocked()) {
      const base::Priority now = priority;
      lock.unlock();
      // On a thread of its own, for none comes back from the background. Where loading fails figures are read
      // from the database, which says why.
      base::StartWorker(
          "cells", [this] { LoadCells().IgnoreError(); }, now)
          .join();
      lock.lock();
    }
    cells_wake.wait_for(lock, absl::ToChronoMilliseconds(kLookForCells), [&] { return stopping; });
  }
}

void Projection::Rep::StartWorkers() {
  for (Worker& worker : workers) {
    worker.thread = base::StartWorker(
        "projector", [this, &worker] { Work(worker); }, priority);
  }
}

void Projection::Rep::JoinWorkers() {
  for (Worker& worker : workers) {
    if (worker.thread.joinable()) worker.thread.join();
  }
}

// None: the limit it was opened with, if any.
void Projection::Rep::Limit(const std::optional<log::Position>& limit) {
  const std::optional<log::Position>& until = limit ? limit : options.until;
  for (const auto& projector : projectors) {
    projector->SetLimit(until ? until->next(projector->partition())
                              : Offset(std::numeric_limits<int64_t>::max()));
  }
  const std::lock_guard lock(mutex);
  for (Worker& worker : workers) {
    worker.awake = true;
    worker.wake.notify_one();
  }
}

void Projection::Rep::Stop() {
  job.Hurry();
  {
    const std::lock_guard lock(mutex);
    stopping = true;
    for (Worker& worker : workers) worker.wake.notify_all();
    timer_wake.notify_all();
    cells_wake.notify_all();
  }
  registration = nullptr;
  JoinWorkers();
  if (timer.joinable()) timer.join();
  if (cells_loader.joinable()) cells_loader.join();
  std::list<Wait> left;
  {
    const std::lock_guard lock(mutex);
    left = waits.TakeAll();
  }
  for (Wait& wait : left) {
    std::move(wait.done)(base::Refuse(absl::StatusCode::kUnavailable, "STOPPING", "The server is stopping."));
  }
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
  rep.StartWorkers();
  rep.timer = std::thread([&rep, &clock] { rep.KeepTime(clock); });
  if (rep.options.cell_bytes > 0) rep.cells_loader = std::thread([&rep] { rep.KeepCells(); });
}

log::Position Projection::Pause() {
  for (const auto& projector : rep_->projectors) projector->SetLimit(Offset(0));
  // What was under way when the limit changed has ended when its lock is free.
  for (std::mutex& step : rep_->steps) const std::lock_guard ended(step);
  return position();
}

void Projection::ResumeUntil(const log::Position& limit) { rep_->Limit(limit); }

void Projection::Resume() { rep_->Limit(std::nullopt); }

void Projection::Promote(size_t state_cache_bytes, size_t block_cache_bytes) {
  Rep& rep = *rep_;
  for (const auto& projector : rep.projectors) {
    projector->SetCacheBytes(state_cache_bytes / rep.projectors.size());
  }
  rep.database->SetBlockCacheBytes(block_cache_bytes);
  rep.database->LeaveBackground();
  rep.job.Hurry();
  {
    const std::lock_guard lock(rep.mutex);
    if (!rep.started || rep.stopping) return;
    rep.changing_threads = true;
    for (Worker& worker : rep.workers) worker.wake.notify_all();
  }
  rep.JoinWorkers();
  {
    const std::lock_guard lock(rep.mutex);
    rep.changing_threads = false;
    rep.priority = base::Priority::kNormal;
  }
  rep.StartWorkers();
}

absl::Status Projection::Rest() {
  rep_->Stop();
  rep_->cells->End();
  return rep_->database->Flush();
}

}  // namespace praksis::projection
