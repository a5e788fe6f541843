// What one seed decides: how large everything is, how often what fails.
#ifndef PRAKSIS_TESTS_SIMULATION_WORLD_H_
#define PRAKSIS_TESTS_SIMULATION_WORLD_H_

#include <cstdint>

#include "libs/log/memory_log.h"
#include "libs/projection/projection.h"
#include "libs/recording/recorder.h"
#include "services/feed/feed_service.h"
#include "tests/simulation/chance.h"

namespace praksis::simulation {

struct World {
  log::MemoryLogOptions log;
  log::SeededFaults::Rates faults;
  recording::Options recording;
  // Without the disk. What is built anew at the end is built in another way.
  projection::Options projecting;
  projection::Options rebuilding;
  services::FeedService::Options feeding;
  int streams = 3;
  int clients = 3;
  int facts_per_client = 10;
  int outstanding_per_client = 2;
  // Answers that do not reach the client.
  int answers_lost_per_cent = 3;
  // How often something large happens: a crash, an outage, somebody else owning, a clock set.
  absl::Duration between_disasters = absl::Milliseconds(500);

  static World Draw(Chance& chance);
};

// Faults from a seed that stay away from whoever checks the log, with outages on top.
class SimulatedFaults final : public log::Faults {
 public:
  SimulatedFaults(uint64_t seed, const log::SeededFaults::Rates& rates) : seeded_(seed, rates) {}

  log::AppendFate OnAppend(PartitionId partition, const std::vector<log::Record>& batch) override {
    const log::AppendFate fate = seeded_.OnAppend(partition, batch);
    if (fate.outcome != log::AppendFate::Outcome::kWritten) {
      ++(fate.outcome == log::AppendFate::Outcome::kRefused ? refused_ : unclear_);
    }
    return fate;
  }
  bool IsWrittenAfterAll(PartitionId partition) override { return seeded_.IsWrittenAfterAll(partition); }
  absl::Status OnOwn(PartitionId partition) override {
    return outage_ ? absl::UnavailableError("nobody can be reached") : seeded_.OnOwn(partition);
  }
  absl::Status OnRead() override { return watching_ ? absl::OkStatus() : seeded_.OnRead(); }

  // The reader is whoever checks, not the program.
  void SetWatching(bool watching) { watching_ = watching; }
  void SetOutage(bool outage) { outage_ = outage; }
  void SetQuiet(bool quiet) { seeded_.SetQuiet(quiet); }

  // Appends that failed for certain, and those of which nobody was told what became.
  int64_t refused() const { return refused_; }
  int64_t unclear() const { return unclear_; }

 private:
  log::SeededFaults seeded_;
  bool watching_ = false;
  bool outage_ = false;
  int64_t refused_ = 0;
  int64_t unclear_ = 0;
};

}  // namespace praksis::simulation

#endif  // PRAKSIS_TESTS_SIMULATION_WORLD_H_
