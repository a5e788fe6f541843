// What changes a set of projections: rebuilding, flipping, dropping.
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"
#include "libs/projection/exclusive.h"
#include "libs/projection/projection_set_rep.h"

namespace praksis::projection {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kPoll = absl::Milliseconds(20);

absl::Status Building(const std::string& name) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "PROJECTION_BUILDING",
      base::StrCat("Projection ", name, " is still being built; see praksis projections list."),
      {{"projection", name}});
}

absl::Status Kept(const std::string& name) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "PROJECTION_KEPT",
      base::StrCat("Projection ", name, " is kept at an earlier position and can only be asked for that."),
      {{"projection", name}});
}

absl::Status NotCaughtUp(const std::string& name) {
  return base::Refuse(
      absl::StatusCode::kUnavailable, "NOT_CAUGHT_UP",
      base::StrCat("Projection ", name, " has not caught up with the log in time; try again."),
      {{"projection", name}});
}

}  // namespace

// A position is what somebody knew only if no partition lags behind the others: the token of a write names
// the partition written to, and no other.
absl::Status ProjectionSet::Rep::CheckUntil(const log::Position& until) const {
  ASSIGN_OR_RETURN(const log::Position end, log::EndOf(event_log));
  if (!end.Covers(until)) {
    return base::Refuse(absl::StatusCode::kInvalidArgument, "POSITION_AHEAD",
                        "The position lies after the end of the log.",
                        {{"position", log::EncodePosition(until, event_log.id())}});
  }
  ASSIGN_OR_RETURN(const absl::Time recorded, LastRecorded(event_log, until));
  for (const auto& [partition, next] : end.partitions()) {
    if (until.next(partition) > Offset(0)) continue;
    ASSIGN_OR_RETURN(const auto first, FirstRecorded(event_log, partition, Offset(0), next));
    if (!first || *first > recorded) continue;
    return base::Refuse(
        absl::StatusCode::kInvalidArgument, "POSITION_INCOMPLETE",
        base::StrCat(
            "The position says nothing of partition ", partition.value(),
            ", which had events by then. Take the position of a figure's answer (metadata.position), not "
            "that of a write."),
        {{"partition", base::StrCat(partition.value())}});
  }
  return absl::OkStatus();
}

absl::Status ProjectionSet::Rep::CheckRoom() const {
  std::string name;
  {
    const std::lock_guard lock(mutex);
    name = serving->manifest.name;
  }
  const auto rows = static_cast<uint64_t>(DiskBytes(PathOf(name)));
  // While compactions run, old and new files are both there.
  const uint64_t needed = options.reserve_bytes + rows + rows / 4;
  const uint64_t free = FreeBytes();
  if (free >= needed) return absl::OkStatus();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "DISK_FULL",
                      base::StrCat("Building needs about ", needed, " bytes of disk, and ", free,
                                   " are free. Drop a projection that is not needed, or make room."),
                      {{"needed_bytes", base::StrCat(needed)}, {"free_bytes", base::StrCat(free)}});
}

// With the mutex held.
absl::Status ProjectionSet::Rep::CheckBuild(const std::optional<log::Position>& until) {
  if (const auto beside = Beside(); beside != nullptr) {
    const std::string& name = beside->manifest.name;
    if (StateOf(*beside) == ProjectionState::kReady) {
      return base::Refuse(absl::StatusCode::kFailedPrecondition, "REBUILD_WAITING",
                          base::StrCat("Projection ", name, " is ready; flip to it or drop it first."),
                          {{"projection", name}});
    }
    return base::Refuse(absl::StatusCode::kFailedPrecondition, "REBUILD_RUNNING",
                        base::StrCat("Projection ", name, " is being built; wait for it or drop it first."),
                        {{"projection", name}});
  }
  const auto kept = std::count_if(entries.begin(), entries.end(),
                                  [](const auto& entry) { return entry->manifest.role == Role::kKept; });
  if (until && static_cast<size_t>(kept) >= kMaxKept) {
    return base::Refuse(absl::StatusCode::kResourceExhausted, "TOO_MANY_KEPT",
                        base::StrCat("Earlier positions kept: ", kept, ", and no more may be; drop one."),
                        {{"kept", base::StrCat(kept)}});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ProjectionSet::Rebuild(const std::optional<log::Position>& until) {
  Exclusive exclusive(rep_->mutex, rep_->operation);
  RETURN_IF_ERROR(exclusive.Begin("rebuild"));
  if (until) {
    RETURN_IF_ERROR(rep_->CheckUntil(*until));
    const std::lock_guard lock(rep_->mutex);
    for (const auto& entry : rep_->entries) {
      const bool kept = entry->until == until && rep_->StateOf(*entry) != ProjectionState::kStopped;
      if (kept) return entry->manifest.name;
    }
  }
  {
    const std::lock_guard lock(rep_->mutex);
    RETURN_IF_ERROR(rep_->CheckBuild(until));
  }
  RETURN_IF_ERROR(rep_->CheckRoom());
  return rep_->Begin(until);
}

absl::StatusOr<std::string> ProjectionSet::Rep::Begin(const std::optional<log::Position>& until) {
  const auto entry = std::make_shared<SetEntry>();
  entry->until = until;
  {
    const std::lock_guard lock(mutex);
    std::string name;
    for (int number = 2; name.empty() || FindEntry(name) != nullptr; ++number) {
      name = base::StrCat(definition, "-", number);
    }
    entry->manifest = {.name = name,
                       .role = until ? Role::kKept : Role::kFollowing,
                       .created = clock.Now(),
                       .models = models,
                       .until = until ? log::EncodePosition(*until, event_log.id()) : ""};
    entries.push_back(entry);
    if (absl::Status written = WriteManifestLocked(); !written.ok()) {
      entries.remove(entry);
      return written;
    }
  }
  if (absl::Status opened = OpenEntry(*entry); !opened.ok()) {
    const std::lock_guard lock(mutex);
    entry->failure = opened;
    return opened;
  }
  return entry->manifest.name;
}

absl::StatusOr<std::shared_ptr<Projection>> ProjectionSet::Rep::CatchUp(const std::string& name,
                                                                        absl::Time deadline) {
  std::shared_ptr<SetEntry> entry;
  ProjectionState state = ProjectionState::kStopped;
  {
    const std::lock_guard lock(mutex);
    entry = FindEntry(name);
    if (entry == nullptr) return ProjectionUnknown(name);
    if (!OfThisProgram(*entry)) return OfOtherProgram(name);
    state = StateOf(*entry);
    if (state == ProjectionState::kBuilding) return Building(name);
    if (state != ProjectionState::kStopped) return entry->projection;
    if (entry->until) return Kept(name);
    RETURN_IF_ERROR(CheckBuild(std::nullopt));
    entry->manifest.role = Role::kFollowing;
    RETURN_IF_ERROR(WriteManifestLocked());
  }
  RETURN_IF_ERROR(OpenEntry(*entry));
  while (clock.Now() < deadline && !ending) {
    {
      const std::lock_guard lock(mutex);
      if (!entry->failure.ok()) return entry->failure;
      if (entry->caught_up) return entry->projection;
    }
    std::this_thread::sleep_for(absl::ToChronoMilliseconds(kPoll));
  }
  return NotCaughtUp(name);
}

absl::Status ProjectionSet::Flip(const std::string& name, absl::Time deadline) {
  Exclusive exclusive(rep_->mutex, rep_->operation);
  RETURN_IF_ERROR(exclusive.Begin(base::StrCat("flip to ", name)));
  std::shared_ptr<SetEntry> next;
  {
    const std::lock_guard lock(rep_->mutex);
    next = rep_->FindEntry(name);
    if (next != nullptr && next == rep_->serving) return absl::OkStatus();
    if (next != nullptr && next->until) return Kept(name);
  }
  ASSIGN_OR_RETURN(std::shared_ptr<Projection> projection, rep_->CatchUp(name, deadline));
  return rep_->TakeOver(*next, std::move(projection), deadline);
}

// Nobody may see less than was seen before: the old one stands still until the new one has come as far.
absl::Status ProjectionSet::Rep::TakeOver(SetEntry& next, std::shared_ptr<Projection> projection,
                                          absl::Time deadline) {
  projection->Promote(options.projection.state_cache_bytes, options.projection.block_cache_bytes);
  const std::shared_ptr<Projection> old = [&] {
    const std::lock_guard lock(mutex);
    return serving->projection;
  }();
  const log::Position reached = old->Pause();
  absl::Status taken =
      Await(*projection, reached, std::min(deadline, clock.Now() + options.longest_hold)).status();
  if (taken.ok()) {
    const std::lock_guard lock(mutex);
    const std::shared_ptr<SetEntry> before = serving;
    before->manifest.role = Role::kStopped;
    next.manifest.role = Role::kServing;
    taken = WriteManifestLocked();
    if (taken.ok()) {
      serving = FindEntry(next.manifest.name);
      LayDown(*before);
    } else {
      before->manifest.role = Role::kServing;
      next.manifest.role = Role::kFollowing;
    }
  }
  if (!taken.ok()) {
    old->Resume();
    return taken;
  }
  old->HandOver(std::move(projection));
  return absl::OkStatus();
}

void ProjectionSet::EndOperations() { rep_->ending = true; }

absl::Status ProjectionSet::Drop(const std::string& name) {
  Exclusive exclusive(rep_->mutex, rep_->operation);
  RETURN_IF_ERROR(exclusive.Begin(base::StrCat("drop ", name)));
  std::shared_ptr<SetEntry> entry;
  std::weak_ptr<const void> files;
  {
    const std::lock_guard lock(rep_->mutex);
    entry = rep_->FindEntry(name);
    if (entry == nullptr) return ProjectionUnknown(name);
    if (entry == rep_->serving) {
      return base::Refuse(absl::StatusCode::kFailedPrecondition, "PROJECTION_SERVING",
                          base::StrCat("Projection ", name, " is serving; flip to another one first."),
                          {{"projection", name}});
    }
    if (entry->settling) return InUse(name);
    files = entry->files;
    rep_->LayDown(*entry);
    entry->manifest.role = Role::kStopped;
    RETURN_IF_ERROR(rep_->WriteManifestLocked());
  }
  RETURN_IF_ERROR(rep_->AwaitFiles(files, name));
  {
    const std::lock_guard lock(rep_->mutex);
    rep_->entries.remove(entry);
    RETURN_IF_ERROR(rep_->WriteManifestLocked());
  }
  // In one step out of sight: what a crash leaves of it is removed at the next start.
  std::error_code error;
  const std::string leaving = rep_->PathOf(base::StrCat("dropped-", name));
  fs::rename(rep_->PathOf(name), leaving, error);
  fs::remove_all(leaving, error);
  return absl::OkStatus();
}

}  // namespace praksis::projection
