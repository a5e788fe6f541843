#include "libs/projection/projection_set.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/projection/layout.h"
#include "libs/projection/projection_set_rep.h"

namespace praksis::projection {
namespace {

namespace fs = std::filesystem;

constexpr absl::Duration kPoll = absl::Milliseconds(5);
// Directories on their way out.
constexpr char kDropped[] = "dropped-";
// The share of memory that what is followed beside the serving one has.
constexpr size_t kBuildShare = 4;
constexpr size_t kLeastBytes = size_t{1} << 20;

std::string ModelsOf(const Layout& layout) {
  std::string models;
  const auto add = [&](std::string_view name, int revision) {
    models += base::StrCat(models.empty() ? "" : ",", name, "@", revision);
  };
  for (const CaseModel* model : layout.case_models()) add(model->name(), model->revision());
  for (const EventModel* model : layout.event_models()) add(model->name(), model->revision());
  return models;
}

absl::Time WrittenAt(const fs::path& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 ? absl::FromTimeT(status.st_mtime) : absl::UnixEpoch();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ProjectionSet>> ProjectionSet::Open(
    log::EventLog& event_log, const domain::StreamRules& case_rules,
    std::vector<const CaseModel*> case_models, std::vector<const EventModel*> event_models,
    const SetOptions& options, const base::Clock& clock) {
  auto rep = std::make_unique<Rep>(event_log, case_rules, options, clock);
  const Layout layout(case_models, event_models);
  rep->case_models = std::move(case_models);
  rep->event_models = std::move(event_models);
  rep->definition = layout.name();
  rep->models = ModelsOf(layout);
  RETURN_IF_ERROR(rep->Load());
  RETURN_IF_ERROR(rep->OpenAll());
  return std::unique_ptr<ProjectionSet>(new ProjectionSet(std::move(rep)));
}

ProjectionSet::ProjectionSet(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}

ProjectionSet::~ProjectionSet() = default;

// What the manifest says, what lies about beside it, and whom this program serves from.
absl::Status ProjectionSet::Rep::Load() {
  std::error_code error;
  fs::create_directories(options.projection.directory, error);
  if (error) {
    return base::Refuse(
        absl::StatusCode::kUnavailable, "DIRECTORY_UNAVAILABLE",
        base::StrCat("Cannot make the directory ", options.projection.directory, ": ", error.message()),
        {{"directory", options.projection.directory}});
  }
  ASSIGN_OR_RETURN(std::vector<ManifestEntry> listed, ReadManifest(options.projection.directory));
  for (ManifestEntry& manifest : listed) {
    SetEntry& entry = *entries.emplace_back(std::make_shared<SetEntry>());
    entry.manifest = std::move(manifest);
    if (entry.manifest.until.empty()) continue;
    ASSIGN_OR_RETURN(entry.until, log::DecodePosition(entry.manifest.until, event_log.id(),
                                                      event_log.partition_count(), "until"));
  }
  RETURN_IF_ERROR(AddUnlisted());
  for (const auto& entry : entries) {
    if (OfThisProgram(*entry) && entry->manifest.role == Role::kServing) serving = entry;
  }
  if (serving == nullptr) {
    // The first start of this program here, or the first that keeps a manifest.
    serving = FindEntry(definition);
    if (serving == nullptr) {
      serving = entries.emplace_back(std::make_shared<SetEntry>());
      serving->manifest = {
          .name = definition, .role = Role::kServing, .created = clock.Now(), .models = models, .until = {}};
    }
    serving->manifest.role = Role::kServing;
    serving->manifest.models = models;
  }
  return WriteManifestLocked();
}

absl::Status ProjectionSet::Rep::AddUnlisted() {
  std::error_code error;
  for (const auto& found : fs::directory_iterator(options.projection.directory, error)) {
    const std::string name = found.path().filename().string();
    std::error_code ignored;
    if (name.starts_with(kDropped)) fs::remove_all(found.path(), ignored);
    if (!name.starts_with("v-") || FindEntry(name) != nullptr || !found.is_directory(ignored)) continue;
    SetEntry& entry = *entries.emplace_back(std::make_shared<SetEntry>());
    entry.manifest = {
        .name = name, .role = Role::kStopped, .created = WrittenAt(found.path()), .models = {}, .until = {}};
  }
  if (!error) return absl::OkStatus();
  return base::Refuse(
      absl::StatusCode::kUnavailable, "DIRECTORY_UNAVAILABLE",
      base::StrCat("Cannot read the directory ", options.projection.directory, ": ", error.message()),
      {{"directory", options.projection.directory}});
}

absl::Status ProjectionSet::Rep::OpenAll() {
  for (const auto& entry : entries) {
    if (!OfThisProgram(*entry) || entry->manifest.role == Role::kStopped) continue;
    absl::Status opened = OpenEntry(*entry);
    if (opened.ok()) continue;
    if (entry == serving) return opened;
    // One that cannot be opened is no reason not to serve.
    entry->failure = opened;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<Projection>> ProjectionSet::Rep::OpenFor(const SetEntry& entry,
                                                                        size_t share) const {
  Options open = options.projection;
  Role role = Role::kStopped;
  {
    const std::lock_guard lock(mutex);
    open.name = entry.manifest.name;
    open.until = entry.until;
    role = entry.manifest.role;
  }
  // Memtables are as large as the serving one's: smaller files would mean more compactions, which slow down
  // both.
  // What is far behind projects the more quickly the larger its chunks are, and they are what fits here.
  open.bulk_state_cache_bytes = open.state_cache_bytes;
  open.state_cache_bytes = std::max(open.state_cache_bytes / share, kLeastBytes);
  open.block_cache_bytes = std::max(open.block_cache_bytes / share, kLeastBytes);
  if (role != Role::kServing) open.priority = base::Priority::kBackground;
  ASSIGN_OR_RETURN(std::unique_ptr<Projection> opened,
                   Projection::Open(event_log, case_rules, case_models, event_models, open));
  return std::shared_ptr<Projection>(std::move(opened));
}

absl::Status ProjectionSet::Rep::OpenEntry(SetEntry& entry) {
  std::weak_ptr<const void> files;
  size_t share = kBuildShare;
  {
    const std::lock_guard lock(mutex);
    files = entry.files;
    if (entry.manifest.role == Role::kServing) share = 1;
  }
  RETURN_IF_ERROR(AwaitFiles(files, entry.manifest.name));
  ASSIGN_OR_RETURN(const std::shared_ptr<Projection> projection, OpenFor(entry, share));
  {
    const std::lock_guard lock(mutex);
    entry.projection = projection;
    entry.files = projection->files();
    entry.failure = absl::OkStatus();
    entry.caught_up = false;
    entry.seen_end = log::Position();
    entry.begun = clock.Now();
    entry.begun_at = projection->position().covered();
    if (!started) return absl::OkStatus();
  }
  projection->Start(clock);
  return absl::OkStatus();
}

void ProjectionSet::Start() {
  std::vector<std::shared_ptr<Projection>> opened;
  {
    const std::lock_guard lock(rep_->mutex);
    PRAKSIS_CHECK(!rep_->started);
    rep_->started = true;
    for (const auto& entry : rep_->entries) {
      if (entry->projection != nullptr) opened.push_back(entry->projection);
    }
  }
  for (const auto& projection : opened) projection->Start(rep_->clock);
  rep_->keeper.Post([rep = rep_.get()] { rep->Tick(); });
}

ProjectionState ProjectionSet::Rep::StateOf(const SetEntry& entry) const {
  if (&entry == serving.get()) return ProjectionState::kServing;
  if (entry.settling) return ProjectionState::kBuilding;
  if (entry.projection == nullptr) return ProjectionState::kStopped;
  if (!entry.caught_up) return ProjectionState::kBuilding;
  return entry.until ? ProjectionState::kKept : ProjectionState::kReady;
}

std::shared_ptr<SetEntry> ProjectionSet::Rep::FindEntry(const std::string& name) const {
  for (const auto& entry : entries) {
    if (entry->manifest.name == name) return entry;
  }
  return nullptr;
}

std::shared_ptr<SetEntry> ProjectionSet::Rep::Beside() const {
  for (const auto& entry : entries) {
    const ProjectionState state = StateOf(*entry);
    if (state == ProjectionState::kBuilding || state == ProjectionState::kReady) return entry;
  }
  return nullptr;
}

absl::Status ProjectionSet::Rep::WriteManifestLocked() const {
  std::vector<ManifestEntry> listed;
  for (const auto& entry : entries) listed.push_back(entry->manifest);
  return WriteManifest(options.projection.directory, listed);
}

uint64_t ProjectionSet::Rep::FreeBytes() const {
  if (options.free_bytes) return options.free_bytes(options.projection.directory);
  std::error_code error;
  const fs::space_info space = fs::space(options.projection.directory, error);
  return error ? UINT64_MAX : space.available;
}

absl::Status ProjectionSet::Rep::AwaitFiles(const std::weak_ptr<const void>& files,
                                            const std::string& name) const {
  for (absl::Duration waited; waited < options.patience; waited += kPoll) {
    if (files.expired()) return absl::OkStatus();
    std::this_thread::sleep_for(absl::ToChronoMilliseconds(kPoll));
  }
  return InUse(name);
}

void ProjectionSet::When(const log::Position& at_least, absl::Time deadline, ViewDone done) {
  std::shared_ptr<Projection> projection;
  {
    const std::lock_guard lock(rep_->mutex);
    projection = rep_->serving->projection;
  }
  // Where another is flipped to meanwhile, this one hands the wait over.
  projection->When(at_least, deadline, std::move(done));
}

absl::StatusOr<KeptView> ProjectionSet::KeptAt(const log::Position& position) const {
  const auto same = [&](const log::Position& kept) { return kept.Covers(position) && position.Covers(kept); };
  const std::lock_guard lock(rep_->mutex);
  for (const auto& entry : rep_->entries) {
    if (rep_->StateOf(*entry) != ProjectionState::kKept) continue;
    if (!same(*entry->until) && !same(entry->projection->position())) continue;
    return KeptView{.view = entry->projection->Now(), .recorded = entry->recorded};
  }
  return PositionNotKept(log::EncodePosition(position, rep_->event_log.id()));
}

void ProjectionSet::ExpireWaits(absl::Time now) {
  std::shared_ptr<Projection> projection;
  {
    const std::lock_guard lock(rep_->mutex);
    projection = rep_->serving->projection;
  }
  projection->ExpireWaits(now);
}

log::Position ProjectionSet::position() const {
  const std::lock_guard lock(rep_->mutex);
  return rep_->serving->projection->position();
}

absl::Status ProjectionSet::health() const {
  const std::lock_guard lock(rep_->mutex);
  return rep_->serving->projection->health();
}

}  // namespace praksis::projection
