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
#include "libs/base/ids.h"
#include "libs/base/thread.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "libs/metrics/instruments.h"
#include "libs/projection/read_model.h"
#include "libs/projection/view.h"
#include "libs/store/database.h"

namespace praksis::projection {

struct Options {
  // Directory below which each projection has its own.
  std::string directory;
  // Its own directory; empty: named after the models' revisions ("v-1a2b3c4d").
  std::string name = {};
  // As in store::Options.
  bool in_memory = false;
  std::shared_ptr<store::MemoryDisk> memory_disk = {};
  // Case states kept decoded, over all partitions.
  size_t state_cache_bytes = size_t{256} << 20;
  // The same while more than max_chunk_events of a partition wait, where this is more.
  size_t bulk_state_cache_bytes = 0;
  size_t block_cache_bytes = size_t{128} << 20;
  size_t memtable_bytes = size_t{64} << 20;
  // Counters kept in memory, packed, for quick sums (cells.h); beyond that, and with 0, they are read from
  // the database.
  size_t cell_bytes = 0;
  // Events per batch at most; a chunk ends earlier where the log ends, or at max_chunk_bytes of changes.
  size_t max_chunk_events = 10'000;
  size_t max_chunk_bytes = size_t{32} << 20;
  // While more than max_chunk_events of a partition wait, chunks are up to this large and written without
  // logging: lost in a crash until the next flush, and then projected again. 0: never.
  size_t bulk_chunk_events = 100'000;
  // A chunk of at least so much that is written without logging goes past memory into files of its own, one
  // for each table.
  size_t file_chunk_bytes = size_t{4} << 20;
  size_t threads = 2;
  base::Priority priority = base::Priority::kNormal;
  // Projects nothing at or after this position.
  std::optional<log::Position> until = {};
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

// FAILED_PRECONDITION (POSITION_NOT_KEPT), naming the command that makes such a projection.
absl::Status PositionNotKept(const std::string& token);

class Projection final : public ViewSource {
 public:
  // Opens or makes the projection of these models. `event_log`, `case_rules` (of the kind "case") and the
  // models must outlive it.
  static absl::StatusOr<std::unique_ptr<Projection>> Open(log::EventLog& event_log,
                                                          const domain::StreamRules& case_rules,
                                                          std::vector<const CaseModel*> case_models,
                                                          std::vector<const EventModel*> event_models,
                                                          const Options& options);
  // Stops its threads after the chunk they are at.
  ~Projection() override;
  Projection(const Projection&) = delete;
  Projection& operator=(const Projection&) = delete;

  // Follows the log in the background until destroyed. `clock` says when waits expire; it must outlive the
  // projection.
  void Start(const base::Clock& clock);

  // Projects at most one chunk of `partition`; how many events it was. Not together with Start. One call per
  // partition at a time; different partitions from different threads are fine.
  absl::StatusOr<size_t> Step(PartitionId partition);

  std::shared_ptr<const View> Now() const;

  void When(const log::Position& at_least, absl::Time deadline, ViewDone done) override;
  // One projection follows the log: it keeps no earlier position.
  absl::StatusOr<KeptView> KeptAt(const log::Position& position) const override;
  // Loads the cells now (Options::cell_bytes). Start does this by itself.
  absl::Status LoadCells();
  // Where time comes in: fails waits whose deadline has passed. Start does this by itself; the simulation
  // calls it.
  void ExpireWaits(absl::Time now);

  log::Position position() const;
  // OK, or why a partition has stopped (DATA_LOSS) or waits (UNAVAILABLE).
  absl::Status health() const;
  ProjectionStatistics statistics() const;
  // Of the database that has its rows.
  store::Statistics store_statistics() const;
  // Options::name, or else "v-1a2b3c4d", which names the set of models and revisions.
  const std::string& name() const;

  // Ends with the chunk that is under way and projects nothing more until resumed; where it then stands,
  // which is the position of every view until then. Waits are kept.
  log::Position Pause();
  // Goes on and stops at `limit` exactly: every event before it, none at or after it.
  void ResumeUntil(const log::Position& limit);
  // Goes on, up to Options::until where it was opened with one.
  void Resume();
  // From now on with this much memory and threads of normal priority. Not from a thread of the projection's.
  void Promote(size_t state_cache_bytes, size_t block_cache_bytes);
  // Stops following the log for good and puts everything on disk; views are given out as before. Waits are
  // answered with UNAVAILABLE. Not from a thread of the projection's.
  absl::Status Rest();
  // From now on `successor` answers all waits, those that are under way and those to come.
  void HandOver(std::shared_ptr<Projection> successor);
  // Expires when the last view and the projection itself are gone: nobody has the files open any more.
  std::weak_ptr<const void> files() const;

  // Calls `difference` for every row in which two projections at equal positions differ, with the table, the
  // key, and both values (empty: absent); returns how many rows were compared. `progress`
  // is told now and then how many they are so far; false ends it. FAILED_PRECONDITION (POSITIONS_DIFFER)
  // where the positions are not equal; CANCELLED.
  static absl::StatusOr<int64_t> Compare(
      const View& left, const View& right,
      const std::function<void(std::string_view table, std::string_view key, std::string_view left,
                               std::string_view right)>& difference,
      const std::function<bool(int64_t rows)>& progress = nullptr);

 private:
  struct Rep;
  explicit Projection(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::projection

#endif  // PRAKSIS_LIBS_PROJECTION_PROJECTION_H_
