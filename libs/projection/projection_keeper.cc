// What a set of projections does by itself: looking after those that are built beside the serving one.
#include <cstdint>
#include <list>
#include <utility>
#include <vector>

#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"
#include "libs/projection/projection_set_rep.h"

namespace praksis::projection {
namespace {

constexpr absl::Duration kTick = absl::Milliseconds(200);
// The share of memory that what is kept has.
constexpr size_t kKeptShare = 16;

}  // namespace

void ProjectionSet::Rep::Tick() {
  std::vector<std::shared_ptr<SetEntry>> running;
  std::list<std::shared_ptr<Projection>> unused;
  {
    const std::lock_guard lock(mutex);
    for (const auto& entry : entries) {
      const ProjectionState state = StateOf(*entry);
      if (state == ProjectionState::kBuilding || state == ProjectionState::kReady) running.push_back(entry);
    }
    for (auto it = laid_down.begin(); it != laid_down.end();) {
      const auto current = it++;
      if (current->use_count() == 1) unused.splice(unused.end(), laid_down, current);
    }
  }
  unused.clear();  // ends their threads, which takes as long as a chunk
  for (const auto& entry : running) LookAfter(*entry);
  keeper.PostAfter(kTick, [this] { Tick(); });
}

void ProjectionSet::Rep::LookAfter(SetEntry& entry) {
  std::shared_ptr<Projection> projection;
  std::optional<log::Position> until;
  log::Position seen;
  {
    const std::lock_guard lock(mutex);
    if (entry.projection == nullptr || &entry == serving.get()) return;
    projection = entry.projection;
    until = entry.until;
    seen = entry.seen_end;
  }
  const absl::Status health = projection->health();
  if (absl::IsDataLoss(health)) return Fail(entry, projection, health);
  if (const uint64_t left = FreeBytes(); left < options.reserve_bytes) {
    return Fail(
        entry, projection,
        base::Refuse(absl::StatusCode::kFailedPrecondition, "DISK_FULL",
                     base::StrCat("Building ended because only ", left, " bytes were left on the disk."),
                     {{"free_bytes", base::StrCat(left)}}));
  }
  if (until) {
    const auto reached = NothingBetween(event_log, projection->position(), *until);
    if (reached.ok() && *reached) BecomeKept(entry, std::move(projection));
    return;
  }
  // While others record, nobody is ever at the end; who is where the end was a moment ago is as good.
  const bool caught_up = !seen.partitions().empty() && projection->position().Covers(seen);
  const absl::StatusOr<log::Position> end = log::EndOf(event_log);
  const std::lock_guard lock(mutex);
  if (entry.projection != projection) return;
  entry.caught_up = entry.caught_up || caught_up || (end.ok() && projection->position().Covers(*end));
  if (end.ok()) entry.seen_end = *end;
}

// Everything is there: from now on it only answers, with next to no memory and no thread.
void ProjectionSet::Rep::BecomeKept(SetEntry& entry, std::shared_ptr<Projection> projection) {
  const absl::StatusOr<absl::Time> recorded = LastRecorded(event_log, projection->position());
  if (!recorded.ok()) return;  // the log cannot be read; the next look tries again
  {
    const std::lock_guard lock(mutex);
    if (entry.projection != projection) return;
    LayDown(entry);
    entry.settling = true;
  }
  const std::weak_ptr<const void> files = projection->files();
  absl::Status status = projection->Rest();
  projection = nullptr;
  {
    const std::lock_guard lock(mutex);
    laid_down.remove_if([&](const auto& unused) { return unused.use_count() == 1; });
  }
  if (status.ok()) status = AwaitFiles(files, entry.manifest.name);
  std::shared_ptr<Projection> opened;
  if (status.ok()) {
    absl::StatusOr<std::shared_ptr<Projection>> again = OpenFor(entry, kKeptShare);
    status = again.status();
    if (again.ok()) opened = *std::move(again);
  }
  const std::lock_guard lock(mutex);
  entry.settling = false;
  entry.failure = status;
  if (!status.ok()) return;
  entry.projection = std::move(opened);
  entry.files = entry.projection->files();
  entry.recorded = *recorded;
  entry.caught_up = true;
}

void ProjectionSet::Rep::Fail(SetEntry& entry, const std::shared_ptr<Projection>& projection,
                              const absl::Status& why) {
  const std::lock_guard lock(mutex);
  if (entry.projection != projection || &entry == serving.get()) return;
  entry.failure = why;
  LayDown(entry);
}

void ProjectionSet::Rep::LayDown(SetEntry& entry) {
  if (entry.projection != nullptr) laid_down.push_back(std::move(entry.projection));
  entry.projection = nullptr;
  entry.caught_up = false;
}

}  // namespace praksis::projection
