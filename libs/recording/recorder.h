// The recorder: decides facts and has the log keep them. One sequencer per partition takes what has queued,
// decides each fact in order against its stream's state (facts before it in the batch included), appends what
// was accepted as one atomic batch, and answers once that is durable.
//
// Operation
//   - A batch is decided while the one before is still being synced (at most Options::batches_in_flight),
//   against
//     state that already includes the undurable one; if an append fails, so do those behind it.
//   - After an unclear outcome (UNKNOWN) the sequencer owns the partition anew, forgets all state, and only
//   then
//     looks which of the batch's events are there: each fact gets the truth as its answer.
//   - A repeat of a recorded event_id with the same content (client-set fields) is answered with the first
//   result.
//     A repeat of one that is still in flight waits for it.
//   - Stream states are cached up to Options::state_cache_bytes over all partitions and refolded from the log
//   when missed.
//   - Where recorders share a log (Options::elsewhere), this one decides for the partitions that it was told
//   to Take; what comes for others, or is still undecided when one is released, is Elsewhere's.
// Concurrency
//   Record and Check may be called from any thread. Each sequencer lives on one executor; nothing is shared
//   between sequencers.
// Limitations
//   - event_id is unique over all streams, but two facts with one id sent to streams of different partitions
//   at the
//     same instant may both be accepted.
#ifndef PRAKSIS_LIBS_RECORDING_RECORDER_H_
#define PRAKSIS_LIBS_RECORDING_RECORDER_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/base/ids.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "libs/metrics/instruments.h"
#include "libs/recording/submission.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording {

// Where the facts of partitions go that another recorder decides. Thread-safe.
class Elsewhere {
 public:
  virtual ~Elsewhere() = default;
  // Takes a fact of a partition that is not decided here. False, and the fact untouched, where it is decided
  // here after all (Recorder::Admit was called meanwhile).
  virtual bool Put(PartitionId partition, std::unique_ptr<Submission>& submission) = 0;
  // A partition is no longer decided here: `rest`, called within, takes what is left undecided, in order, and
  // from then on facts come by Put.
  virtual void GivenUp(PartitionId partition,
                       absl::FunctionRef<std::vector<std::unique_ptr<Submission>>()> rest) = 0;
};

struct Options {
  // Facts waiting per partition; one more is refused with RESOURCE_EXHAUSTED, QUEUE_FULL.
  size_t max_queued_facts = 10'000;
  size_t max_queued_bytes = size_t{64} << 20;
  // Facts and bytes decided and appended as one batch.
  size_t max_batch_facts = 1'000;
  size_t max_batch_bytes = size_t{1} << 20;
  // Where no more may be, whoever is told of the end of one wakes the sequencer; with four that is rare.
  size_t batches_in_flight = 4;
  size_t state_cache_bytes = size_t{256} << 20;
  // Zone of `today`.
  absl::TimeZone time_zone = absl::UTCTimeZone();
  // Other recorders share the log; must outlive the recorder. Null: this one decides for all partitions.
  Elsewhere* elsewhere = nullptr;
  // Asked before a partition that was lost is owned again, on its sequencer's thread: not OK, where somebody
  // else is to have it. Empty: it is always ours.
  std::function<absl::Status(PartitionId)> may_own_again = {};
};

struct Statistics {
  int64_t recorded = 0;
  int64_t repeats = 0;
  int64_t refused = 0;
  int64_t batches = 0;
  int64_t queued_facts = 0;
  int64_t states_cached = 0;
};

// Of one partition.
struct PartitionStatistics {
  // Facts taken and not answered.
  int64_t queued_facts = 0;
  // We decide for it at the moment.
  bool owned = false;
};

// Of all batches that became durable.
struct BatchStatistics {
  metrics::Distribution records;
  // Nanoseconds from being given to the log until durable.
  metrics::Distribution append_times;
};

class Recorder {
 public:
  // On an executor of the recorder's; on the caller's thread, within the call, where a fact is refused
  // without being queued. Must not block.
  using Done = recording::Done;
  // Makes the executor of one sequencer.
  using MakeExecutor = std::function<std::unique_ptr<base::Executor>()>;

  // `rules` (one per stream kind), `event_log` and `clock` must outlive the recorder. Owning the partitions
  // begins at once and goes on in the background; until then facts are queued.
  Recorder(log::EventLog& event_log, std::vector<const domain::StreamRules*> rules, const base::Clock& clock,
           const MakeExecutor& make_executor, Options options);
  // Stops without waiting: what is queued is refused with UNAVAILABLE, STOPPING.
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // Decides and records `fact`; `done` is called exactly once. The fact must have passed
  // domain::ValidateFact; its OUTPUT_ONLY fields are overwritten. A fact not yet decided at `deadline` is
  // refused with DEADLINE_EXCEEDED. `trace_parent` goes to the log with it (log::Record).
  void Record(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline, Done done,
              std::string trace_parent = "");

  // Decides without recording.
  void Check(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline, Done done);

  // A fact that another recorder has forwarded: recorded (or checked) here, or refused with NOT_OWNER.
  void RecordForwarded(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline,
                       bool check_only, Done done, std::string trace_parent = "");

  // The following are for who tells recorders apart: only with Options::elsewhere, and not after Stop.
  // Begins to own the partition, until it succeeds or is told to release it.
  void Take(PartitionId partition);
  // From now on decides the partition's facts, `first` before all others.
  void Admit(PartitionId partition, std::vector<std::unique_ptr<Submission>> first);
  // Lets go of the partition: what is with the log is waited for and answered, the rest given up. Then
  // `released` is called; nothing is appended any more.
  void Release(PartitionId partition, absl::AnyInvocable<void() &&> released);

  // Refuses new facts (UNAVAILABLE, STOPPING), and calls `drained` when all accepted ones are answered.
  void Stop(absl::AnyInvocable<void() &&> drained);

  Statistics statistics() const;
  // By partition.
  std::vector<PartitionStatistics> partitions() const;
  BatchStatistics batches() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_RECORDER_H_
