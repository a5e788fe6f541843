#include "tests/simulation/simulation.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "libs/base/check.h"
#include "libs/domain/case/case_rules.h"
#include "libs/log/memory_log.h"
#include "libs/readmodels/all_models.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/client.h"
#include "tests/simulation/courses.h"
#include "tests/simulation/process.h"
#include "tests/simulation/report.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/subscriber.h"
#include "tests/simulation/truth.h"
#include "tests/simulation/witness.h"
#include "tests/simulation/world.h"

namespace praksis::simulation {
namespace {

// Everything must be over by then, whatever goes wrong on the way.
constexpr absl::Duration kLongestRun = absl::Minutes(30);
// Two, so that one may believe that it owns a partition when it does not any more.
constexpr int kProcesses = 2;

class Simulation {
 public:
  explicit Simulation(uint64_t seed)
      : chance_(seed),
        world_(World::Draw(chance_)),
        scheduler_(chance_.Next()),
        clock_(scheduler_, absl::FromCivil(absl::CivilDay(2031, 3, 5), absl::UTCTimeZone()) + absl::Hours(9)),
        faults_(chance_.Next(), world_.faults),
        log_executor_(scheduler_.MakeExecutor()),
        log_(*log_executor_, world_.log, &faults_),
        truth_(log_, domain::cases::CaseRules(), report_),
        witness_(
            truth_, [this] { Watch(); }, log_, clock_,
            world_.recording.max_queued_facts * static_cast<size_t>(world_.log.partitions), report_),
        courses_(chance_, world_.streams),
        driver_(scheduler_.MakeExecutor()) {
    processes_.resize(kProcesses);
    for (int i = 0; i < kProcesses; ++i) disks_.push_back(std::make_shared<store::MemoryDisk>());
    StartProcess(0);
    for (int i = 0; i < world_.clients; ++i) {
      clients_.push_back(std::make_unique<Client>(
          i, chance_.Next(), world_, scheduler_, clock_, courses_, witness_, truth_,
          [this] { return AnyProcess(); }, report_));
    }
    subscriber_ = std::make_unique<Subscriber>(
        chance_.Next(), scheduler_, truth_, [this] { Watch(); }, [this] { return AnyProcess(); }, report_);
    PlanDisaster();
  }

  Outcome Run() {
    while (!report_.failed() && !Done()) {
      PRAKSIS_CHECK(scheduler_.Step());
      if (scheduler_.now() > kLongestRun) report_.Fail("somebody waits for ever");
    }
    if (!report_.failed()) Settle();
    if (!report_.failed()) CompareProjections();
    Outcome outcome{.failure = report_.failure(),
                    .digest = report_.digest(),
                    .accepted = witness_.accepted(),
                    .repeats = witness_.repeats(),
                    .reads = 0,
                    .fed = subscriber_->events(),
                    .crashes = crashes_,
                    .refused_appends = faults_.refused(),
                    .unclear_appends = faults_.unclear(),
                    .refusals = witness_.refusals()};
    for (const auto& client : clients_) outcome.reads += client->reads();
    return outcome;
  }

 private:
  bool Done() const {
    return std::ranges::all_of(clients_, [](const auto& client) { return client->done(); });
  }

  void Watch() {
    faults_.SetWatching(true);
    truth_.Refresh();
    faults_.SetWatching(false);
  }

  void StartProcess(size_t place) {
    report_.Note("process ", ++last_process_, " starts");
    started_[place] = true;
    faults_.SetWatching(true);
    projection::Options projecting = world_.projecting;
    projecting.memory_disk = disks_[place];
    processes_[place] = std::make_unique<Process>(last_process_, log_, clock_, scheduler_, world_.recording,
                                                  projecting, world_.feeding, report_);
    faults_.SetWatching(false);
  }

  void Kill(size_t place) {
    if (processes_[place] != nullptr) subscriber_->Leave(*processes_[place]);
    processes_[place].reset();
  }

  // As an administrator stops it: it answers what it has taken, and then ends.
  void Retire(Process& process) {
    const int number = process.number();
    report_.Note("process ", number, " is stopped");
    process.Stop([this, number] {
      witness_.Drained(number);
      driver_->Post([this, number] {
        for (size_t place = 0; place < processes_.size(); ++place) {
          if (processes_[place] != nullptr && processes_[place]->number() == number) Kill(place);
        }
        RestartSoon();
      });
    });
  }

  // Clients find somebody at the first place before long.
  void RestartSoon() {
    if (processes_[0] != nullptr) return;
    driver_->PostAfter(chance_.Between(absl::ZeroDuration(), absl::Milliseconds(300)), [this] {
      if (processes_[0] == nullptr) StartProcess(0);
    });
  }

  // The machine with the log and all processes. What the projections did not sync is lost in part.
  void CutPower() {
    log_.Crash();
    for (size_t place = 0; place < processes_.size(); ++place) Kill(place);
    for (const auto& disk : disks_) {
      const size_t luck = chance_.Below(3);
      disk->LoseUnsynced([&](size_t bytes) {
        return luck == 0 ? 0 : luck == 1 ? bytes : chance_.Below(bytes + 1);
      });
    }
  }

  Process* AnyProcess() {
    Process* const process = processes_[chance_.Below(processes_.size())].get();
    return process != nullptr ? process : processes_[0].get();
  }

  void PlanDisaster() {
    driver_->PostAfter(chance_.Between(absl::ZeroDuration(), 2 * world_.between_disasters), [this] {
      Disaster();
      PlanDisaster();
    });
  }

  void Disaster() {
    const size_t place = chance_.Below(processes_.size());
    switch (chance_.Below(6)) {
      case 0:
        report_.Note("power cut");
        ++crashes_;
        CutPower();
        break;
      case 1:
      case 2:
        if (processes_[place] == nullptr) {
          if (chance_.PerCent(50)) StartProcess(place);
        } else if (!processes_[place]->stopping() && chance_.PerCent(30)) {
          Retire(*processes_[place]);
        } else {
          report_.Note("process ", processes_[place]->number(), " is killed");
          ++crashes_;
          Kill(place);
        }
        break;
      case 3: {
        const PartitionId partition(
            static_cast<int64_t>(chance_.Below(static_cast<size_t>(world_.log.partitions))));
        report_.Note("partition ", partition.value(), " is taken away");
        log_.Fence(partition);
        break;
      }
      case 4:
        report_.Note("outage");
        faults_.SetOutage(true);
        driver_->PostAfter(chance_.Between(absl::Milliseconds(10), absl::Seconds(3)), [this] {
          report_.Note("outage over");
          faults_.SetOutage(false);
        });
        break;
      default:
        clock_.SetError(chance_.Between(absl::ZeroDuration(), absl::Seconds(2)) - absl::Seconds(1));
    }
    RestartSoon();
  }

  // Lets everything come to rest: what was sent twice is still being answered.
  void Settle() {
    for (size_t place = 0; place < processes_.size(); ++place) {
      if (processes_[place] != nullptr && processes_[place]->stopping()) Kill(place);
    }
    driver_.reset();
    faults_.SetQuiet(true);
    faults_.SetOutage(false);
    if (processes_[0] == nullptr) StartProcess(0);
    int running = 0;
    for (auto& process : processes_) {
      if (process == nullptr) continue;
      ++running;
      process->Stop([this, &running, number = process->number()] {
        witness_.Drained(number);
        --running;
      });
    }
    const absl::Duration patience = scheduler_.now() + absl::Minutes(10);
    const auto step_while = [&](const auto& unfinished) {
      while (unfinished() && scheduler_.now() < patience && !report_.failed()) {
        PRAKSIS_CHECK(scheduler_.Step());
      }
      return unfinished();
    };
    if (step_while([&] { return running > 0; })) report_.Fail("a recorder does not drain");
    witness_.Finish();
    if (step_while([&] {
          return !std::ranges::all_of(clients_, [](const auto& client) { return client->reads_answered(); });
        })) {
      report_.Fail("a read is never answered");
    }
    if (step_while([&] { return !subscriber_->HasAll(); })) {
      report_.Fail("a subscriber does not get all events");
    }
  }

  // Rebuilding gives what following gave, also where a process was killed at last.
  void CompareProjections() {
    const auto rebuilt = std::make_unique<Process>(0, log_, clock_, scheduler_, world_.recording,
                                                   world_.rebuilding, world_.feeding, report_);
    rebuilt->CatchUp();
    for (size_t place = 0; place < processes_.size(); ++place) {
      if (!started_[place]) continue;
      if (processes_[place] == nullptr) StartProcess(place);
      Process* const process = processes_[place].get();
      process->CatchUp();
      const auto compared = projection::Projection::Compare(
          *process->projection().Now(), *rebuilt->projection().Now(),
          [&](std::string_view table, std::string_view key, std::string_view, std::string_view) {
            report_.Fail("process ", process->number(), " has another ", table, " row of ", key.size(),
                         " bytes");
          });
      if (!compared.ok()) report_.Fail("cannot compare: ", compared.status().ToString());
    }
  }

  Chance chance_;
  const World world_;
  Report report_;
  Scheduler scheduler_;
  VirtualClock clock_;
  SimulatedFaults faults_;
  std::unique_ptr<base::Executor> log_executor_;
  log::MemoryLog log_;
  Truth truth_;
  Witness witness_;
  Courses courses_;
  int last_process_ = 0;
  std::array<bool, kProcesses> started_{};
  int64_t crashes_ = 0;
  std::unique_ptr<base::Executor> driver_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<std::shared_ptr<store::MemoryDisk>> disks_;
  // Go first: what they still answer is heard by clients.
  std::vector<std::unique_ptr<Process>> processes_;
  std::unique_ptr<Subscriber> subscriber_;
};

}  // namespace

Outcome Simulate(uint64_t seed) { return Simulation(seed).Run(); }

}  // namespace praksis::simulation
