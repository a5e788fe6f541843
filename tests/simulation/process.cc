#include "tests/simulation/process.h"

#include <utility>

#include "libs/base/check.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/case/case_rules.h"
#include "libs/readmodels/all_models.h"

namespace praksis::simulation {
namespace {

// Between two looks at the log.
constexpr absl::Duration kLookEvery = absl::Milliseconds(20);

}  // namespace

Process::Process(int number, log::EventLog& event_log, const base::Clock& clock, Scheduler& scheduler,
                 const recording::Options& recording, const projection::Options& projecting,
                 const services::FeedService::Options& feeding, Report& report)
    : number_(number), event_log_(event_log), clock_(clock), report_(report) {
  const domain::StreamRules& rules = domain::cases::CaseRules();
  recorder_ = std::make_unique<recording::Recorder>(
      event_log, std::vector<const domain::StreamRules*>{&rules}, clock,
      [&scheduler] { return scheduler.MakeExecutor(); }, recording);
  journal_ = std::make_unique<services::JournalService>(*recorder_, codelists::Codelists::BuiltIn(), clock,
                                                        event_log, absl::UTCTimeZone());
  auto projection = projection::Projection::Open(event_log, rules, readmodels::AllCaseModels(),
                                                 readmodels::AllEventModels(), projecting);
  PRAKSIS_CHECK(projection.ok(), projection.status().ToString());
  projection_ = *std::move(projection);
  history_ = std::make_unique<services::HistoryService>(*projection_, event_log, rules, clock);
  feeder_ = scheduler.MakeExecutor();
  feed_ = std::make_unique<services::FeedService>(event_log, std::vector{feeder_.get()}, feeding);
  for (int i = 0; i < event_log.partition_count(); ++i) {
    projectors_.push_back(scheduler.MakeExecutor());
    Follow(static_cast<size_t>(i));
  }
}

Process::~Process() { projectors_.clear(); }

void Process::Follow(size_t partition) {
  projectors_[partition]->PostAfter(kLookEvery, [this, partition] {
    const auto projected = projection_->Step(PartitionId(static_cast<int64_t>(partition)));
    if (!projected.ok() && projected.status().code() != absl::StatusCode::kUnavailable) {
      report_.Fail("process ", number_, " does not project: ", projected.status().ToString());
      return;
    }
    projection_->ExpireWaits(clock_.Now());
    Follow(partition);
  });
}

void Process::Stop(absl::AnyInvocable<void() &&> drained) {
  stopping_ = true;
  recorder_->Stop(std::move(drained));
}

void Process::CatchUp() {
  for (int i = 0; i < event_log_.partition_count(); ++i) {
    while (true) {
      const auto projected = projection_->Step(PartitionId(i));
      if (!projected.ok()) {
        report_.Fail("process ", number_, " does not project: ", projected.status().ToString());
        return;
      }
      if (*projected == 0) break;
    }
  }
}

}  // namespace praksis::simulation
