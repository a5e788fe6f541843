// The facts of one partition on their way to whoever decides for it, while that is not the recorder of this
// process.
//
// Operation
//   Facts wait in order, are sent to the partition's owner over one line, and are kept until they are
//   answered. Those that the owner gives back (NOT_OWNER, STOPPING), or whose line broke, go back to where
//   they were, and nothing is sent on before all of those sent are answered or back: a fact never overtakes
//   another of its partition. Once the partition is given to this process, what waits goes to its recorder,
//   before all that comes later. Facts wait for an owner until their deadlines, but not where the log is out
//   of reach. A fact whose line broke may have been recorded; whoever decides it next finds that by its
//   event_id, and the answer says that it is a repeat.
// Limitations
//   A fact whose line broke, and that was refused there for the moment only (no log, no room), is decided
//   again when it is sent again, then behind others that were not refused: as if its client had sent it
//   again.
// Concurrency: thread-safe; replies are made without the lock held. The recorder's sequencer is called with
// it held and calls back (GivenUp) without a lock of its own.
#ifndef PRAKSIS_SERVICES_RELAY_PASSAGE_H_
#define PRAKSIS_SERVICES_RELAY_PASSAGE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/log/membership.h"
#include "libs/recording/recorder.h"
#include "libs/recording/submission.h"
#include "services/relay/line.h"

namespace praksis::services {

class Passage final : public Line::User {
 public:
  // What all passages of a recorder share; outlives them.
  struct Surroundings {
    recording::Recorder& recorder;
    log::Membership& membership;
    const base::Clock& clock;
    OpenLine open_line;
    std::string log_id;
    int partitions = 0;
    // Facts and bytes kept per partition; more are refused with QUEUE_FULL.
    size_t max_facts = 10'000;
    size_t max_bytes = size_t{64} << 20;
  };

  Passage(const Surroundings& surroundings, PartitionId partition)
      : surroundings_(surroundings), partition_(partition) {}

  // As recording::Elsewhere has them.
  bool Put(std::unique_ptr<recording::Submission>& submission);
  void GivenUp(absl::FunctionRef<std::vector<std::unique_ptr<recording::Submission>>()> rest);
  // As log::Membership::Listener has them.
  void OnGiven();
  void OnTaken(absl::AnyInvocable<void() &&> released);

  // Who owns the partition may have changed, or time has passed: goes on, and refuses what has waited too
  // long.
  void Look();
  // Refuses all that it has and all that comes (STOPPING).
  void Stop();

  struct Statistics {
    // Facts sent on; one that came back and was sent again counts twice.
    int64_t forwarded = 0;
    // Facts kept: those that wait for an owner or a line, and those sent and not answered.
    int64_t waiting = 0;
    int64_t unanswered = 0;
  };
  Statistics statistics() const;

  void OnReady() override;
  void OnAnswers(relay::v1::ForwardResponse response) override;
  void OnEnded(const absl::Status& why) override;

 private:
  using Submissions = std::vector<std::unique_ptr<recording::Submission>>;
  // To be said without the lock.
  using Replies =
      std::vector<std::pair<std::unique_ptr<recording::Submission>, absl::StatusOr<recording::Recorded>>>;

  // All with mutex_ held.
  void GoOn();
  void OpenLineToOwner();
  void SendWaiting();
  // The fact was not decided where it was sent to.
  void TakeBack(std::map<int64_t, std::unique_ptr<recording::Submission>>::iterator sent);
  void Expire(absl::Time now, Replies& replies);
  // The fact is kept here no longer, for this is said to it.
  void Leave(std::unique_ptr<recording::Submission> submission, absl::StatusOr<recording::Recorded> result,
             Replies& replies);
  static void Say(Replies replies);

  const Surroundings& surroundings_;
  const PartitionId partition_;

  mutable std::mutex mutex_;
  // All below guarded by mutex_.
  bool ours_ = false;      // by the membership
  bool admitted_ = false;  // the recorder has its facts directly
  bool stopping_ = false;
  std::deque<std::unique_ptr<recording::Submission>> waiting_;
  std::map<int64_t, std::unique_ptr<recording::Submission>> sent_;  // by ticket
  std::map<int64_t, std::unique_ptr<recording::Submission>> back_;  // to wait again, before the others
  size_t bytes_ = 0;                                                // of all three
  int64_t next_ticket_ = 1;  // a fact gets a new one each time it is sent
  std::shared_ptr<Line> line_;
  std::string line_to_;
  bool busy_ = false;    // the line does not take a request
  bool ending_ = false;  // the line: nothing more is sent on it
  // A line that may have nobody at its other end is given up then, and no other opened before.
  absl::Time give_up_line_ = absl::InfiniteFuture();
  absl::Time not_before_ = absl::InfinitePast();
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_RELAY_PASSAGE_H_
