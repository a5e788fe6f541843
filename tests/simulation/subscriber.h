// A system that follows events: subscribes at a process, goes on elsewhere from its last token when that is
// killed, and holds what it is sent against the log. Every event comes; where it begins again, from its token
// on.
#ifndef PRAKSIS_TESTS_SIMULATION_SUBSCRIBER_H_
#define PRAKSIS_TESTS_SIMULATION_SUBSCRIBER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "libs/base/executor.h"
#include "praksis/v1/feed.pb.h"
#include "services/feed/feed_service.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/process.h"
#include "tests/simulation/report.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/truth.h"

namespace praksis::simulation {

class Subscriber {
 public:
  // Gives some process that answers, null where none does.
  using FindProcess = std::function<Process*()>;

  Subscriber(uint64_t seed, Scheduler& scheduler, Truth& truth, std::function<void()> refresh,
             FindProcess find_process, Report& report);

  // To be called before `process` is destroyed: subscriptions go before their service.
  void Leave(const Process& process);

  int64_t events() const { return events_; }
  // Everything in the log has been received.
  bool HasAll() const;

 private:
  void Subscribe();
  void AskNext();
  void Hear(int64_t subscription, const absl::StatusOr<v1::SubscribeResponse>& message);
  void Take(const v1::Event& event);
  void AgainLater();
  std::map<std::string, int64_t> VersionsInLog() const;
  bool Received(const std::map<std::string, int64_t>& versions) const;

  Chance chance_;
  Truth& truth_;
  const std::function<void()> refresh_;
  const FindProcess find_process_;
  Report& report_;
  // Written down with what was handled, as subscribers are told to.
  std::string token_;
  std::map<std::string, int64_t> versions_;
  // Versions in the log when the subscription began.
  std::map<std::string, int64_t> versions_at_begin_;
  int64_t events_ = 0;
  std::unique_ptr<base::Executor> executor_;
  // Of which `subscription_` is the last; what earlier ones say is not heard any more.
  int64_t subscriptions_ = 0;
  const Process* process_ = nullptr;
  std::unique_ptr<services::Subscription> subscription_;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_SUBSCRIBER_H_
