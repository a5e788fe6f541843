// Decides the facts of one partition, one after another, and has the log keep them.
//
// Life of a fact
//   1. Submit (any thread): into the inbox, if there is room. The executor is woken only where it sleeps.
//   2. Decide (on the executor): is its event_id known? What does the stream's state say, undurable events
//      included? What is accepted goes into the batch being put together and changes the state at once.
//   3. Append: the batch goes to the log; the next one is decided meanwhile.
//   4. Settle: the batch is durable; its facts are answered, and so are the refusals and repeats that were
//   decided
//      against what was not durable yet.
//   A sequencer that is to let go of its partition (Release) decides nothing more, settles what is with the
//   log, and gives up the rest (Elsewhere). If 3 fails, every fact that hung on an undurable event goes back
//   into the queue in its old place, the partition is owned anew, and deciding begins again from the log;
//   facts that were in a batch are looked up there first.
//
// Concurrency
//   Submit, Stop and statistics from any thread. All else happens on the executor. Destroyed on another
//   thread than the executor's, when no other call is running.
#ifndef PRAKSIS_LIBS_RECORDING_SEQUENCER_H_
#define PRAKSIS_LIBS_RECORDING_SEQUENCER_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/executor.h"
#include "libs/base/ids.h"
#include "libs/domain/rules/stream_rules.h"
#include "libs/log/event_log.h"
#include "libs/metrics/instruments.h"
#include "libs/recording/inbox.h"
#include "libs/recording/recorder.h"
#include "libs/recording/stream_cache.h"
#include "praksis/v1/event.pb.h"

namespace praksis::recording {

class Sequencer {
 public:
  // `event_log` and `clock` must outlive the sequencer. `options` as the recorder has them, but
  // state_cache_bytes is this sequencer's share.
  Sequencer(log::EventLog& event_log, PartitionId partition, const base::Clock& clock,
            std::unique_ptr<base::Executor> executor, const Options& options);
  // Refuses what is not answered yet with UNAVAILABLE, STOPPING.
  ~Sequencer();
  Sequencer(const Sequencer&) = delete;
  Sequencer& operator=(const Sequencer&) = delete;

  // Answers at once, on the caller's thread, what there is no room for (RESOURCE_EXHAUSTED, QUEUE_FULL) and
  // what comes after Stop (UNAVAILABLE, STOPPING).
  void Submit(std::unique_ptr<Submission> submission);

  // See Recorder. A sequencer begins with its partition where there is no Options::elsewhere, else without.
  void Take();
  void Admit(std::vector<std::unique_ptr<Submission>> first);
  void Release(absl::AnyInvocable<void() &&> released);

  // Takes nothing more; calls `drained` when everything taken is answered. Called at most once.
  void Stop(absl::AnyInvocable<void() &&> drained);

  // Adds its own.
  void AddTo(Statistics& statistics) const;
  void AddTo(BatchStatistics& batches) const;
  PartitionStatistics partition() const;

 private:
  // What will be said to a fact once the batch it stands in is durable.
  struct Answer {
    std::unique_ptr<Submission> submission;
    absl::StatusOr<Recorded> result;
    // Index among the batch's records of the event whose place completes `result`.
    std::optional<size_t> record;
    // The submission is that record, rather than a repeat of it.
    bool wrote = false;
  };
  struct Batch {
    int64_t number = 0;
    std::vector<log::Record> records;
    size_t bytes = 0;
    // When it was given to the log.
    absl::Time appended;
    std::vector<Answer> answers;
  };
  // An accepted event that is not durable yet.
  struct Undurable {
    const Submission* submission = nullptr;
    // Number of its batch, and index among the batch's records.
    int64_t batch = 0;
    size_t record = 0;
  };
  // What is to be said, the batch that must be durable before it may be said (0: none), and the record of
  // that batch whose place completes it.
  struct Finding {
    absl::StatusOr<Recorded> result;
    int64_t after_batch = 0;
    std::optional<size_t> record = std::nullopt;
  };
  // The way back for the log's threads; outlives the sequencer where the log is slow to answer.
  struct Link {
    std::mutex mutex;
    Sequencer* sequencer = nullptr;  // guarded by mutex
  };

  bool Blocked() const {
    return writer_ == nullptr || released_ != nullptr || in_flight_.size() >= options_.batches_in_flight;
  }

  // Decides and appends until there is nothing left to do for now.
  void Run();
  void TakeInbox();
  void DecideBatch();
  // Answers the submission, or puts it into the batch; in either case it is moved from. Fails only where the
  // log does not say what became of an unclear fact: the submission is then left as it was.
  absl::Status Decide(std::unique_ptr<Submission>& submission, const domain::Circumstances& circumstances,
                      absl::Time now, Batch& batch);
  // What is to be said to a fact whose event_id is known; nothing for a new one. Fails where the log does.
  absl::StatusOr<std::optional<Finding>> FindKnown(const Submission& submission) const;
  // May the stamped fact follow? Where it rewrites history, `history` is filled in.
  absl::Status DecideFact(const Submission& submission, const CachedStream& cached,
                          const domain::Circumstances& circumstances, std::vector<v1::Event>& history) const;
  // The log has no event of the stream that is not in its state.
  absl::StatusOr<bool> IsNewest(const CachedStream& cached) const;
  void Accept(std::unique_ptr<Submission> submission, CachedStream& cached, absl::Time recorded_at,
              std::vector<v1::Event> history, Batch& batch);
  // All events of the stream, those not durable yet included.
  absl::StatusOr<std::vector<v1::Event>> HistoryOf(const StreamId& stream) const;

  void OnAppended(int64_t number, absl::StatusOr<std::vector<Offset>> result);
  // Forgets all state, puts undurable facts back into the queue, and begins to own the partition anew.
  // `unfinished` is a batch that has not been appended, or null.
  void LoseOwnership(const absl::Status& why, std::unique_ptr<Batch> unfinished);
  void Own();
  void OwnLater();
  // Where the partition is to be released and nothing is with the log: lets go of it.
  void GiveUp();
  // The partition could not be owned for so long that waiting callers are better told.
  bool Outage(absl::Time now) const;
  // Wakes the executor again soon although nothing happens, so that deadlines are kept.
  void ArmSweep();
  // Refuses what has waited too long.
  void Sweep();

  // Says it now, or when the batch it depends on is durable.
  void Tell(std::unique_ptr<Submission> submission, Finding finding);
  void Say(std::unique_ptr<Submission> submission, absl::StatusOr<Recorded> result);
  void ReportDrained();

  log::EventLog& event_log_;
  const PartitionId partition_;
  const base::Clock& clock_;
  const Options options_;
  const std::shared_ptr<Link> link_ = std::make_shared<Link>();

  std::atomic<int64_t> recorded_{0};
  std::atomic<int64_t> repeats_{0};
  std::atomic<int64_t> refused_{0};
  std::atomic<int64_t> batches_{0};
  std::atomic<int64_t> states_cached_{0};
  // There is a writer_.
  std::atomic<bool> owned_{false};
  metrics::Histogram batch_records_{metrics::GroupSizes()};
  metrics::Histogram append_times_{metrics::AnswerTimes()};

  Inbox inbox_;
  std::atomic<bool> stopping_{false};
  // Being destroyed: tasks that are still to run do nothing.
  std::atomic<bool> ended_{false};

  // What follows belongs to the executor.
  std::unique_ptr<log::PartitionWriter> writer_;
  std::deque<std::unique_ptr<Submission>> queue_;
  std::deque<std::unique_ptr<Batch>> in_flight_;
  // The batch being put together, while it is.
  Batch* open_batch_ = nullptr;
  StreamCache streams_;
  // By event_id; keys are those of the submissions.
  absl::flat_hash_map<absl::string_view, Undurable> undurable_;
  std::vector<std::unique_ptr<Submission>> taken_;
  int64_t next_submission_ = 1;
  int64_t next_batch_ = 1;
  int64_t durable_batch_ = 0;
  int failed_attempts_ = 0;
  absl::Time lost_since_;
  absl::Status why_lost_;
  bool sweeping_ = false;
  // We are to have the partition.
  bool wanted_ = false;
  // We had it and lost it.
  bool lost_ = false;
  absl::AnyInvocable<void() &&> released_;
  absl::AnyInvocable<void() &&> drained_;

  // The destructor ends it before anything else; what still runs there then uses the reference.
  std::unique_ptr<base::Executor> owned_executor_;
  base::Executor& executor_;
};

}  // namespace praksis::recording

#endif  // PRAKSIS_LIBS_RECORDING_SEQUENCER_H_
