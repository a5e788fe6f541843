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
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/base/ids.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "libs/log/position.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording {

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
};

// What became of an accepted fact.
struct Recorded {
  Version version;
  // Covers the event; empty for a Check.
  log::Position position;
  absl::Time recorded_at;
  // It had been recorded before under this event_id.
  bool repeat = false;
};

struct Statistics {
  int64_t recorded = 0;
  int64_t repeats = 0;
  int64_t refused = 0;
  int64_t batches = 0;
  int64_t queued_facts = 0;
  int64_t states_cached = 0;
};

class Recorder {
 public:
  // On an executor of the recorder's; on the caller's thread, within the call, where a fact is refused
  // without being queued. Must not block.
  using Done = absl::AnyInvocable<void(absl::StatusOr<Recorded>) &&>;
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
  // refused with DEADLINE_EXCEEDED.
  void Record(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline, Done done);

  // Decides without recording.
  void Check(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline, Done done);

  // Refuses new facts (UNAVAILABLE, STOPPING), and calls `drained` when all accepted ones are answered.
  void Stop(absl::AnyInvocable<void() &&> drained);

  Statistics statistics() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_RECORDER_H_
