// The projections of one program on one log, side by side: the one that answers, one that is being built or
// waits to take over, those kept at an earlier position, and those laid aside for a return.
//
// Operation
//   Each has a directory of its own below Options::directory; the file "manifest" beside them says what each
//   is for, so that a restart serves what was flipped to, goes on with what was being built, and answers from
//   what was kept. At most one is followed beside the serving one. It has a quarter of the memory (but
//   as many case states as the serving one while it is far behind), and threads that give way to all others,
//   until it is flipped to. A flip holds the serving projection still, waits until the other has come as far,
//   and hands over who waits: no answer is older than one given before, and none fails. The old one is laid
//   aside with its rows; flipping back catches it up first. A program of other models finds nothing that it
//   can read, and builds beside what is there: until then it answers from what it has so far and says
//   NOT_SERVING. The old rows stay for a return of the old program.
// Concurrency
//   Thread-safe. Rebuild, Flip, Drop and Compare exclude each other: the second is refused
//   (OPERATION_RUNNING). A thread of its own looks after what is being built.
// Failure
//   A projection that cannot go on (DATA_LOSS, or the disk is nearly full) is laid aside, and says why; the
//   serving one goes on trying as a Projection does.
// Limitations
//   Rows of another program's models cannot be read, and so neither compared nor flipped to.
#ifndef PRAKSIS_LIBS_PROJECTION_PROJECTION_SET_H_
#define PRAKSIS_LIBS_PROJECTION_PROJECTION_SET_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "libs/projection/lag.h"
#include "libs/projection/projection.h"
#include "libs/projection/read_model.h"
#include "libs/projection/view.h"

namespace praksis::projection {

enum class ProjectionState {
  kServing,
  kBuilding,
  kReady,    // caught up, beside the serving one
  kKept,     // at an earlier position
  kStopped,  // not kept up
};

struct ProjectionInfo {
  std::string name;
  // "funnel@1,…"; empty where it is not known.
  std::string models;
  // False: of other models than this program's, which it can only list and drop.
  bool of_this_program = true;
  ProjectionState state = ProjectionState::kStopped;
  // OK, or why it does not go on.
  absl::Status health;
  // Where it stands; nothing where it is stopped.
  log::Position position;
  // Where it ends.
  std::optional<log::Position> until;
  // Of a kept one: when the last event known there was recorded.
  std::optional<absl::Time> recorded;
  absl::Time created;
  int64_t disk_bytes = 0;
  // Behind the log's end; empty where it is not kept up.
  std::vector<PartitionLag> lags;
  // While it is being built: offsets done, of how many, and how long the rest may take if nothing changes.
  int64_t done = 0;
  int64_t total = 0;
  std::optional<absl::Duration> left;
};

// A row in which two projections differ. Bytes; empty where absent.
struct DifferentRow {
  std::string table;
  std::string key;
  std::string left;
  std::string right;
};

struct Comparison {
  log::Position position;
  int64_t rows = 0;
  int64_t different = 0;
  // The first of them.
  std::vector<DifferentRow> differences;
};

struct SetOptions {
  // Of the serving one; all have their directories in Options::directory. `name`, `until`, `priority` and
  // `in_memory` are not looked at.
  Options projection;
  // A build is not begun, or is given up, where less than this would be left for the log.
  uint64_t reserve_bytes = uint64_t{256} << 20;
  // Of the file system with a directory; empty: what the system says. Tests bring their own.
  std::function<uint64_t(const std::string& directory)> free_bytes = {};
  // How long a caller waits for files that a question still reads.
  absl::Duration patience = absl::Seconds(10);
  // How long the serving one is held still at most, until the next one has come as far.
  absl::Duration longest_hold = absl::Seconds(5);
};

class ProjectionSet final : public ViewSource {
 public:
  static constexpr size_t kMaxDifferences = 100;
  static constexpr size_t kMaxKept = 8;

  // Opens what the manifest names, or makes the first. What it is given must outlive it.
  static absl::StatusOr<std::unique_ptr<ProjectionSet>> Open(log::EventLog& event_log,
                                                             const domain::StreamRules& case_rules,
                                                             std::vector<const CaseModel*> case_models,
                                                             std::vector<const EventModel*> event_models,
                                                             const SetOptions& options,
                                                             const base::Clock& clock);
  // Stops all threads after the chunks they are at.
  ~ProjectionSet() override;
  ProjectionSet(const ProjectionSet&) = delete;
  ProjectionSet& operator=(const ProjectionSet&) = delete;

  void When(const log::Position& at_least, absl::Time deadline, ViewDone done) override;
  absl::StatusOr<KeptView> KeptAt(const log::Position& position) const override;
  // Fails who waits for a view, as Projection::ExpireWaits.
  void ExpireWaits(absl::Time now);

  // Of the serving one.
  log::Position position() const;
  absl::Status health() const;

  // By name. UNAVAILABLE where the log cannot be read.
  absl::StatusOr<std::vector<ProjectionInfo>> List() const;
  // NOT_FOUND (PROJECTION_UNKNOWN).
  absl::StatusOr<ProjectionInfo> Find(const std::string& name) const;

  // Calls `visit` for every projection that is open; the serving one is `serving`.
  void Visit(const std::function<void(const Projection& projection, bool serving)>& visit) const;

  // Begins to build a projection from the log's beginning, beside the serving one; its name. With `until`: up
  // to that position, to be kept there; the one that is kept there already, if there is one.
  //   FAILED_PRECONDITION  REBUILD_RUNNING; REBUILD_WAITING (one is ready: flip to it or drop it);
  //                        DISK_FULL.
  //   INVALID_ARGUMENT     POSITION_INCOMPLETE (some partitions only); POSITION_AHEAD.
  //   RESOURCE_EXHAUSTED   TOO_MANY_KEPT.
  absl::StatusOr<std::string> Rebuild(const std::optional<log::Position>& until);

  // Serves `name` from now on; does nothing where it does already. One that is laid aside is caught up first.
  //   NOT_FOUND            PROJECTION_UNKNOWN
  //   FAILED_PRECONDITION  PROJECTION_BUILDING, PROJECTION_KEPT, PROJECTION_OF_OTHER_PROGRAM,
  //   REBUILD_RUNNING,
  //                        REBUILD_WAITING, PROJECTION_FAILED.
  //   UNAVAILABLE          NOT_CAUGHT_UP at `deadline`; the old one serves on.
  absl::Status Flip(const std::string& name, absl::Time deadline);

  // Removes it and its files; a build ends.
  //   NOT_FOUND            PROJECTION_UNKNOWN
  //   FAILED_PRECONDITION  PROJECTION_SERVING
  //   UNAVAILABLE          PROJECTION_IN_USE: a question still reads from it. It is stopped; try again.
  absl::Status Drop(const std::string& name);

  // Compares two at one position, row by row. The serving one is not held up; the other stands still until it
  // has a snapshot. One that is laid aside is caught up first. `progress` is told how many rows are compared
  // now and then; false ends it (CANCELLED).
  //   NOT_FOUND            PROJECTION_UNKNOWN
  //   INVALID_ARGUMENT     PROJECTION_SAME
  //   FAILED_PRECONDITION  PROJECTION_BUILDING, PROJECTION_OF_OTHER_PROGRAM, POSITIONS_DIFFER (one is kept
  //                        elsewhere), as Flip.
  //   UNAVAILABLE          NOT_CAUGHT_UP at `deadline`.
  absl::StatusOr<Comparison> Compare(const std::string& left, const std::string& right, absl::Time deadline,
                                     const std::function<bool(int64_t rows)>& progress);

  // Ends what Flip and Compare wait for (UNAVAILABLE); the server is stopping.
  void EndOperations();

  // Follows the log in the background until destroyed. Once, before anything else but When.
  void Start();

 private:
  struct Rep;
  explicit ProjectionSet(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_PROJECTION_SET_H_
