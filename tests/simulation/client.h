// A job-centre system: tells its facts, sends again what was not answered with the same event_id, expects
// versions, repeats itself, reuses event_ids by mistake, sends nonsense, and reads its own writes.
#ifndef PRAKSIS_TESTS_SIMULATION_CLIENT_H_
#define PRAKSIS_TESTS_SIMULATION_CLIENT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/base/executor.h"
#include "praksis/v1/journal.pb.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/courses.h"
#include "tests/simulation/process.h"
#include "tests/simulation/report.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/truth.h"
#include "tests/simulation/witness.h"
#include "tests/simulation/world.h"

namespace praksis::simulation {

class Client {
 public:
  // Gives some process that answers, null where none does.
  using FindProcess = std::function<Process*()>;

  Client(int number, uint64_t seed, const World& world, Scheduler& scheduler, const base::Clock& clock,
         Courses& courses, Witness& witness, Truth& truth, FindProcess find_process, Report& report);

  // Everything was told and every answer heard.
  bool done() const { return left_ == 0 && outstanding_ == 0; }
  // Every read was answered, be it with a refusal.
  bool reads_answered() const { return open_reads_ == 0; }
  int64_t reads() const { return reads_; }

 private:
  struct Operation {
    v1::Event fact;
    std::optional<int64_t> expected_version;
    bool check_only = false;
    // To which process and in which order it was sent first.
    int64_t order = 0;
    int process = 0;
    int attempts = 0;
    bool finished = false;
  };

  void Act();
  std::shared_ptr<Operation> Invent();
  void Attempt(const std::shared_ptr<Operation>& operation);
  void Deliver(Process& process, const std::shared_ptr<Operation>& operation, int attempt,
               absl::Time deadline);
  void Hear(const std::shared_ptr<Operation>& operation, int attempt,
            const absl::StatusOr<v1::RecordResponse>& answer);
  void AgainLater(const std::shared_ptr<Operation>& operation);
  void Finish(Operation& operation);
  // The facts of one sender and stream are decided in the order sent, where nothing went wrong on the way.
  void CheckOrder(const Operation& operation, int64_t version);
  void ReadBack(const std::string& stream, const v1::RecordResponse& response);
  void CheckReadBack(const std::string& stream, int64_t version, absl::Time deadline,
                     const absl::StatusOr<v1::GetCaseResponse>& answer);

  const int number_;
  Chance chance_;
  const World& world_;
  const base::Clock& clock_;
  Courses& courses_;
  Witness& witness_;
  Truth& truth_;
  const FindProcess find_process_;
  Report& report_;
  int left_;
  int outstanding_ = 0;
  int64_t next_order_ = 1;
  int64_t reads_ = 0;
  int64_t open_reads_ = 0;
  std::vector<v1::Event> told_;
  struct Placed {
    int process;
    std::string stream;
    int64_t order;
    int64_t version;
  };
  std::vector<Placed> placed_;
  std::unique_ptr<base::Executor> executor_;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_CLIENT_H_
