// Hears every answer at the moment it is given and holds it against the log of that moment: an acceptance is
// there, a repeat has something to repeat, and a refusal was justified by some state of the stream between
// sending and answer.
#ifndef PRAKSIS_TESTS_SIMULATION_WITNESS_H_
#define PRAKSIS_TESTS_SIMULATION_WITNESS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "praksis/v1/journal.pb.h"
#include "tests/simulation/report.h"
#include "tests/simulation/truth.h"

namespace praksis::simulation {

// A fact on its way to a server.
struct Sending {
  int64_t number = 0;
  v1::Event fact;
  std::optional<int64_t> expected_version;
  bool check_only = false;
  absl::Time deadline;
  // Number of the process it was sent to.
  int process = 0;
  // The stream's version in the log when it was sent: nobody may decide against less.
  size_t least_version = 0;
  // The event_id was in the log when it was sent.
  bool known = false;
  int answers = 0;
};

class Witness {
 public:
  // `refresh` brings `truth` up to date. A process may keep `most_waiting` facts waiting.
  Witness(Truth& truth, std::function<void()> refresh, const log::EventLog& event_log,
          const base::Clock& clock, size_t most_waiting, Report& report);

  std::shared_ptr<Sending> Send(const v1::Event& fact, std::optional<int64_t> expected_version,
                                bool check_only, absl::Time deadline, int process);

  void Answered(Sending& sending, const absl::StatusOr<v1::RecordResponse>& answer);
  void Checked(Sending& sending, const absl::StatusOr<v1::CheckResponse>& answer);

  // A process says that everything it had taken is answered.
  void Drained(int process);

  // At the end: everything sent was answered, everything acknowledged is still there, nobody invented
  // anything.
  void Finish();

  int64_t accepted() const { return accepted_; }
  int64_t repeats() const { return repeats_; }
  // How often each reason was heard.
  const std::map<std::string, int64_t>& refusals() const { return refusals_; }

 private:
  // What was sent under an event_id, other than to be checked.
  struct Sent {
    std::vector<v1::Event> facts;
    int times = 0;
    int first_results = 0;
    // Its only sender was told that it was not recorded.
    bool denied = false;
    bool any_version = false;
    std::vector<int64_t> expected_versions;
  };

  void Begin(Sending& sending);
  void JudgeAcceptance(const Sending& sending, const v1::RecordResponse& response);
  void JudgeCheckAcceptance(const Sending& sending, const v1::RecordResponse& response);
  void JudgeRefusal(const Sending& sending, const absl::Status& refusal);
  void JudgeConflict(const Sending& sending, const absl::Status& refusal);
  // Some version of the stream between sending and now fulfils it.
  bool SomeVersion(const Sending& sending, const std::function<bool(size_t)>& fulfils) const;
  template <typename... Args>
  void Fail(const Sending& sending, const Args&... args);

  Truth& truth_;
  const std::function<void()> refresh_;
  const log::EventLog& event_log_;
  const base::Clock& clock_;
  const size_t most_waiting_;
  Report& report_;
  int64_t next_number_ = 1;
  std::map<std::string, Sent> sent_;
  // Numbers of sendings without an answer.
  std::map<int64_t, std::string> open_;
  // How many of them each process has.
  std::map<int, size_t> waiting_;
  // Acknowledged: event_id and version.
  std::map<std::string, int64_t> acknowledged_;
  int64_t accepted_ = 0;
  int64_t repeats_ = 0;
  std::map<std::string, int64_t> refusals_;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_WITNESS_H_
