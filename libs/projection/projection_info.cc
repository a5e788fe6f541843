// What there is to say about each projection of a set.
#include <algorithm>
#include <filesystem>
#include <future>
#include <system_error>
#include <utility>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/log/end.h"
#include "libs/projection/projection_set_rep.h"

namespace praksis::projection {

absl::Status ProjectionUnknown(const std::string& name) {
  return base::Refuse(absl::StatusCode::kNotFound, "PROJECTION_UNKNOWN",
                      base::StrCat("There is no projection named ", name, "."), {{"projection", name}});
}

absl::Status InUse(const std::string& name) {
  return base::Refuse(absl::StatusCode::kUnavailable, "PROJECTION_IN_USE",
                      base::StrCat("A question still reads from ", name, "; try again in a moment."),
                      {{"projection", name}});
}

absl::Status OfOtherProgram(const std::string& name) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "PROJECTION_OF_OTHER_PROGRAM",
      base::StrCat("Projection ", name, " has other models than this program and cannot be read by it."),
      {{"projection", name}});
}

// Files may come and go meanwhile.
int64_t DiskBytes(const std::string& directory) {
  int64_t bytes = 0;
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(directory, error)) {
    std::error_code gone;
    const auto size = file.file_size(gone);
    if (!gone) bytes += static_cast<int64_t>(size);
  }
  return bytes;
}

absl::StatusOr<std::shared_ptr<const View>> Await(Projection& projection, const log::Position& position,
                                                  absl::Time deadline) {
  const auto answered = std::make_shared<std::promise<absl::StatusOr<std::shared_ptr<const View>>>>();
  projection.When(position, deadline, [answered](absl::StatusOr<std::shared_ptr<const View>> view) {
    answered->set_value(std::move(view));
  });
  return answered->get_future().get();
}

namespace {

// How long what is left takes at the speed so far.
std::optional<absl::Duration> TimeLeft(int64_t done, int64_t left, absl::Duration elapsed) {
  if (left <= 0) return absl::ZeroDuration();
  if (done <= 0 || elapsed < absl::Milliseconds(500)) return std::nullopt;
  return elapsed * (static_cast<double>(left) / static_cast<double>(done));
}

}  // namespace

absl::StatusOr<ProjectionInfo> ProjectionSet::Rep::Describe(const SetEntry& entry) const {
  ProjectionInfo info;
  std::shared_ptr<Projection> projection;
  int64_t begun_at = 0;
  absl::Time begun;
  {
    const std::lock_guard lock(mutex);
    info.name = entry.manifest.name;
    info.models = entry.manifest.models;
    info.of_this_program = OfThisProgram(entry);
    info.state = StateOf(entry);
    info.health = entry.failure;
    info.until = entry.until;
    info.created = entry.manifest.created;
    if (info.state == ProjectionState::kKept) info.recorded = entry.recorded;
    projection = entry.projection;
    begun_at = entry.begun_at;
    begun = entry.begun;
  }
  info.disk_bytes = DiskBytes(PathOf(info.name));
  if (projection == nullptr) return info;
  info.position = projection->position();
  if (info.state == ProjectionState::kKept) return info;
  if (info.health.ok()) info.health = projection->health();
  ASSIGN_OR_RETURN(info.lags, LagOf(event_log, info.position, clock.Now()));
  if (info.state != ProjectionState::kBuilding) return info;
  ASSIGN_OR_RETURN(const log::Position end, log::EndOf(event_log));
  info.done = info.position.covered();
  info.total = std::max(info.done, info.until.value_or(end).covered());
  info.left = TimeLeft(info.done - begun_at, info.total - info.done, clock.Now() - begun);
  return info;
}

absl::StatusOr<ProjectionInfo> ProjectionSet::Find(const std::string& name) const {
  std::shared_ptr<SetEntry> entry;
  {
    const std::lock_guard lock(rep_->mutex);
    entry = rep_->FindEntry(name);
  }
  if (entry == nullptr) return ProjectionUnknown(name);
  return rep_->Describe(*entry);
}

absl::StatusOr<std::vector<ProjectionInfo>> ProjectionSet::List() const {
  std::vector<std::string> names;
  {
    const std::lock_guard lock(rep_->mutex);
    for (const auto& entry : rep_->entries) names.push_back(entry->manifest.name);
  }
  std::sort(names.begin(), names.end());
  std::vector<ProjectionInfo> infos;
  for (const std::string& name : names) {
    absl::StatusOr<ProjectionInfo> info = Find(name);
    if (absl::IsNotFound(info.status())) continue;  // dropped meanwhile
    if (!info.ok()) return info.status();
    infos.push_back(*std::move(info));
  }
  return infos;
}

void ProjectionSet::Visit(
    const std::function<void(const Projection& projection, bool serving)>& visit) const {
  std::vector<std::pair<std::shared_ptr<Projection>, bool>> open;
  {
    const std::lock_guard lock(rep_->mutex);
    for (const auto& entry : rep_->entries) {
      if (entry->projection != nullptr) open.emplace_back(entry->projection, entry == rep_->serving);
    }
  }
  for (const auto& [projection, serving] : open) visit(*projection, serving);
}

}  // namespace praksis::projection
