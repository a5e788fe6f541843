// What a ProjectionSet is made of. For its own files only.
#ifndef PRAKSIS_LIBS_PROJECTION_PROJECTION_SET_REP_H_
#define PRAKSIS_LIBS_PROJECTION_PROJECTION_SET_REP_H_

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "libs/base/executor.h"
#include "libs/projection/manifest.h"
#include "libs/projection/projection_set.h"

namespace praksis::projection {

// One projection. All of it is guarded by Rep::mutex.
struct SetEntry {
  ManifestEntry manifest;
  // As manifest.until says.
  std::optional<log::Position> until;
  // Null where it is stopped.
  std::shared_ptr<Projection> projection;
  // Lives as long as somebody has its files open.
  std::weak_ptr<const void> files;
  // It has been where the log ended, or has reached `until`.
  bool caught_up = false;
  // It has reached `until`, and its files are being opened anew.
  bool settling = false;
  // Why it does not go on.
  absl::Status failure;
  // Of a kept one: when its last event was recorded.
  absl::Time recorded;
  // What it had to do when this process began, and when that was: from this follows the time left.
  int64_t begun_at = 0;
  absl::Time begun;
  // The log's end when it was last looked at.
  log::Position seen_end;
};

struct ProjectionSet::Rep {
  Rep(log::EventLog& log_in, const domain::StreamRules& rules_in, const SetOptions& options_in,
      const base::Clock& clock_in)
      : event_log(log_in), case_rules(rules_in), options(options_in), clock(clock_in) {}

  log::EventLog& event_log;
  const domain::StreamRules& case_rules;
  const SetOptions options;
  const base::Clock& clock;
  std::vector<const CaseModel*> case_models;
  std::vector<const EventModel*> event_models;
  std::string definition;
  std::string models;

  mutable std::mutex mutex;
  std::list<std::shared_ptr<SetEntry>> entries;      // guarded by mutex
  std::shared_ptr<SetEntry> serving;                 // guarded by mutex; never null once opened
  std::list<std::shared_ptr<Projection>> laid_down;  // guarded by mutex; to be destroyed when unused
  std::string operation;                             // guarded by mutex; what excludes other changes
  std::atomic<bool> ending = false;
  bool started = false;  // guarded by mutex

  // Opening, and what goes on in the background (projection_set.cc).
  absl::Status Load();
  absl::Status AddUnlisted();
  absl::Status OpenAll();
  // With a `share`th of the memory.
  absl::StatusOr<std::shared_ptr<Projection>> OpenFor(const SetEntry& entry, size_t share) const;
  // Opens the files of `entry`, after whoever still has them open, and begins to follow.
  absl::Status OpenEntry(SetEntry& entry);
  void Tick();
  void LookAfter(SetEntry& entry);
  void BecomeKept(SetEntry& entry, std::shared_ptr<Projection> projection);
  // Lays `entry` aside, unless it has another projection by now.
  void Fail(SetEntry& entry, const std::shared_ptr<Projection>& projection, const absl::Status& why);

  // With the mutex held.
  bool OfThisProgram(const SetEntry& entry) const { return DefinitionOf(entry.manifest.name) == definition; }
  ProjectionState StateOf(const SetEntry& entry) const;
  // Null where there is none.
  std::shared_ptr<SetEntry> FindEntry(const std::string& name) const;
  // The one that is followed beside the serving one, or being built.
  std::shared_ptr<SetEntry> Beside() const;
  absl::Status WriteManifestLocked() const;
  void LayDown(SetEntry& entry);

  absl::StatusOr<ProjectionInfo> Describe(const SetEntry& entry) const;
  std::string PathOf(const std::string& name) const { return options.projection.directory + "/" + name; }
  uint64_t FreeBytes() const;
  absl::Status AwaitFiles(const std::weak_ptr<const void>& files, const std::string& name) const;

  // Changes (projection_changes.cc).
  absl::Status CheckUntil(const log::Position& until) const;
  absl::Status CheckRoom() const;
  absl::Status CheckBuild(const std::optional<log::Position>& until);
  absl::StatusOr<std::string> Begin(const std::optional<log::Position>& until);
  // Has the projection follow the log if it does not, and waits until it has caught up.
  absl::StatusOr<std::shared_ptr<Projection>> CatchUp(const std::string& name, absl::Time deadline);
  absl::Status TakeOver(SetEntry& next, std::shared_ptr<Projection> projection, absl::Time deadline);
  absl::StatusOr<std::pair<std::shared_ptr<const View>, std::shared_ptr<const View>>> ViewsAtOnePosition(
      const std::string& left, const std::string& right, absl::Time deadline);

  // Last, for what it does uses all of the above.
  base::ThreadExecutor keeper{"projections"};
};

// Refusals.
absl::Status InUse(const std::string& name);
absl::Status ProjectionUnknown(const std::string& name);
absl::Status OfOtherProgram(const std::string& name);

int64_t DiskBytes(const std::string& directory);
// A view that covers `position`, waited for; UNAVAILABLE (NOT_CAUGHT_UP).
absl::StatusOr<std::shared_ptr<const View>> Await(Projection& projection, const log::Position& position,
                                                  absl::Time deadline);

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_PROJECTION_SET_REP_H_
