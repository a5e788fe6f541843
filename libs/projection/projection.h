// A projection: the read models of one set of revisions, in a directory of their own, kept up with the log.
//
// Operation
//   Per partition a projector reads the log in chunks, folds each event into its case's state, and writes one
//   batch per chunk: rows, counters, states, the partition's position. A crash between two batches loses
//   nothing and repeats nothing. The directory is named after the models' revisions ("v-<hash>"), so that a
//   program with other models builds beside what is there and a return to the old program finds its rows
//   again. A stream's versions must run without gap or repeat, and every event must decode: else the
//   partition's projector stops with DATA_LOSS, says so in health(), and never skips.
// Concurrency
//   Snapshots and waits from any thread. In production Start runs each partition's projector on a thread of
//   its own (at most Options::threads); a test or the simulation calls Step instead.
// Limitations
//   Durability is that of the log: rows are written without sync, and replayed after a power cut.
#ifndef PRAKSIS_LIBS_PROJECTION_PROJECTION_H_
#define PRAKSIS_LIBS_PROJECTION_PROJECTION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/base/ids.h"
#include "libs/domain/case_state/case_state.pb.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "libs/metrics/instruments.h"
#include "libs/projection/read_model.h"
#include "libs/store/database.h"

namespace praksis::projection {

struct Options {
  // Directory below which each projection has its own.
  std::string directory;
  // As in store::Options.
  bool in_memory = false;
  std::shared_ptr<store::MemoryDisk> memory_disk = {};
  // Case states kept decoded, over all partitions.
  size_t state_cache_bytes = size_t{256} << 20;
  size_t block_cache_bytes = size_t{128} << 20;
  size_t memtable_bytes = size_t{64} << 20;
  // Events per batch at most; a chunk ends earlier where the log ends, or at max_chunk_bytes of changes.
  size_t max_chunk_events = 10'000;
  size_t max_chunk_bytes = size_t{32} << 20;
  // While more than max_chunk_events of a partition wait, chunks are up to this large and written without
  // logging: lost in a crash until the next flush, and then projected again. 0: never.
  size_t bulk_chunk_events = 100'000;
  size_t threads = 2;
  // How long a thread lets events gather after it has projected a few, or many, while nobody waits for them
  // (When): so far behind Now() may be. A chunk of twenty costs little more than one of one, and what gathers
  // on one case little more than one event.
  absl::Duration linger = absl::Milliseconds(20);
  absl::Duration linger_under_load = absl::Milliseconds(100);
  // Told of every chunk once its rows can be seen: events from `from` on, and before `to`. On the projector's
  // thread; must not block.
  std::function<void(PartitionId partition, Offset from, Offset to)> on_chunk = {};
};

// Since it was opened.
struct ProjectionStatistics {
  int64_t events = 0;
  metrics::Distribution chunk_events;
  // Nanoseconds, reading included.
  metrics::Distribution chunk_times;
  // By partition, as health() puts them together.
  std::vector<absl::Status> healths;
};

// The read models at one moment. Thread-safe. Cheap to make; not to be kept for long.
class View {
 public:
  virtual ~View() = default;
  // The position that every row of the view is true for.
  virtual const log::Position& position() const = 0;
  virtual const store::Snapshot& snapshot() const = 0;
  // Where the case `stream` stands; nothing where no event of it is projected. DATA_LOSS (PROJECTION_DAMAGED)
  // where what is kept of it cannot be read.
  virtual absl::StatusOr<std::optional<domain::cases::CaseState>> Case(const StreamId& stream) const = 0;
  // The tables of a model; aborts for a name that is not among the models.
  virtual store::Table Counts(std::string_view model) const = 0;
  virtual store::Table Rows(std::string_view model) const = 0;
};

class Projection {
 public:
  // Opens or makes the projection of these models. `event_log`, `case_rules` (of the kind "case") and the
  // models must outlive it.
  static absl::StatusOr<std::unique_ptr<Projection>> Open(log::EventLog& event_log,
                                                          const domain::StreamRules& case_rules,
                                                          std::vector<const CaseModel*> case_models,
                                                          std::vector<const EventModel*> event_models,
                                                          const Options& options);
  // Stops its threads after the chunk they are at.
  ~Projection();
  Projection(const Projection&) = delete;
  Projection& operator=(const Projection&) = delete;

  // Follows the log in the background until destroyed. `clock` says when waits expire; it must outlive the
  // projection.
  void Start(const base::Clock& clock);

  // Projects at most one chunk of `partition`; how many events it was. Not together with Start. One call per
  // partition at a time; different partitions from different threads are fine.
  absl::StatusOr<size_t> Step(PartitionId partition);

  std::shared_ptr<const View> Now() const;

  // Calls `done` once with a view that covers `at_least`, or with UNAVAILABLE (NOT_CAUGHT_UP) at `deadline`.
  // On the caller's thread where it is covered already, else on a projector's or timer's.
  void When(const log::Position& at_least, absl::Time deadline,
            absl::AnyInvocable<void(absl::StatusOr<std::shared_ptr<const View>>) &&> done);
  // Where time comes in: fails waits whose deadline has passed. Start does this by itself; the simulation
  // calls it.
  void ExpireWaits(absl::Time now);

  log::Position position() const;
  // OK, or why a partition has stopped (DATA_LOSS) or waits (UNAVAILABLE).
  absl::Status health() const;
  ProjectionStatistics statistics() const;
  // Of the database that has its rows.
  store::Statistics store_statistics() const;
  // "v-1a2b3c4d": names the set of models and revisions.
  const std::string& name() const;

  // Calls `difference` for every row in which two projections at equal positions differ, with the table, the
  // key, and both values (empty: absent); returns how many rows were compared. FAILED_PRECONDITION where the
  // positions are not equal.
  static absl::StatusOr<int64_t> Compare(
      const View& left, const View& right,
      const std::function<void(std::string_view table, std::string_view key, std::string_view left,
                               std::string_view right)>& difference);

 private:
  struct Rep;
  explicit Projection(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_PROJECTION_H_
