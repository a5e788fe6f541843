#include "libs/recording/recorder.h"

#include <atomic>
#include <string>
#include <string_view>
#include <utility>

#include "libs/recording/inbox.h"
#include "libs/recording/refusals.h"
#include "libs/recording/sequencer.h"

namespace praksis::recording {
namespace {

// What the server adds to a fact: version, time, schema, authentication.
constexpr size_t kStampBytes = 64;

}  // namespace

struct Recorder::Rep {
  const domain::StreamRules* RulesFor(std::string_view kind) const {
    for (const domain::StreamRules* candidate : rules) {
      if (candidate->kind() == kind) return candidate;
    }
    return nullptr;
  }

  struct Kind {
    bool check_only = false;
    bool forwarded = false;
    std::string trace_parent = {};
  };

  void Submit(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline, Kind how,
              Done done) {
    StreamId stream(fact.stream());
    const std::string_view kind = std::string_view(stream.value()).substr(0, stream.value().find('/'));
    const domain::StreamRules* const stream_rules = RulesFor(kind);
    if (ending) {
      std::move(done)(RefuseStopping());
      return;
    }
    if (stream_rules == nullptr) {
      not_served.fetch_add(1, std::memory_order_relaxed);
      std::move(done)(RefuseKind(kind, stream));
      return;
    }
    const auto partition =
        static_cast<size_t>(log::PartitionOf(stream, static_cast<int>(sequencers.size())).value());
    auto submission = std::make_unique<Submission>();
    submission->bytes = fact.ByteSizeLong() + kStampBytes;
    submission->fact = std::move(fact);
    submission->stream = std::move(stream);
    submission->rules = stream_rules;
    submission->expected_version = expected_version;
    submission->deadline = deadline;
    submission->check_only = how.check_only;
    submission->forwarded = how.forwarded;
    submission->trace_parent = std::move(how.trace_parent);
    submission->done = std::move(done);
    sequencers[partition]->Submit(std::move(submission));
  }

  Sequencer& Of(PartitionId partition) { return *sequencers[static_cast<size_t>(partition.value())]; }

  const std::vector<const domain::StreamRules*> rules;
  std::vector<std::unique_ptr<Sequencer>> sequencers = {};
  std::atomic<int64_t> not_served{0};
  // Being destroyed: what callers send again on being refused finds no sequencer any more.
  std::atomic<bool> ending{false};
};

Recorder::Recorder(log::EventLog& event_log, std::vector<const domain::StreamRules*> rules,
                   const base::Clock& clock, const MakeExecutor& make_executor, Options options)
    : rep_(new Rep{.rules = std::move(rules)}) {
  const int partitions = event_log.partition_count();
  options.state_cache_bytes /= static_cast<size_t>(partitions);
  for (int i = 0; i < partitions; ++i) {
    rep_->sequencers.push_back(
        std::make_unique<Sequencer>(event_log, PartitionId(i), clock, make_executor(), options));
  }
}

Recorder::~Recorder() {
  rep_->ending = true;
  for (auto& sequencer : rep_->sequencers) sequencer.reset();
}

void Recorder::Record(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline, Done done,
                      std::string trace_parent) {
  rep_->Submit(std::move(fact), expected_version, deadline, {.trace_parent = std::move(trace_parent)},
               std::move(done));
}

void Recorder::Check(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline,
                     Done done) {
  rep_->Submit(std::move(fact), expected_version, deadline, {.check_only = true}, std::move(done));
}

void Recorder::RecordForwarded(v1::Event fact, std::optional<Version> expected_version, absl::Time deadline,
                               bool check_only, Done done, std::string trace_parent) {
  rep_->Submit(std::move(fact), expected_version, deadline,
               {.check_only = check_only, .forwarded = true, .trace_parent = std::move(trace_parent)},
               std::move(done));
}

void Recorder::Take(PartitionId partition) { rep_->Of(partition).Take(); }

void Recorder::Admit(PartitionId partition, std::vector<std::unique_ptr<Submission>> first) {
  rep_->Of(partition).Admit(std::move(first));
}

void Recorder::Release(PartitionId partition, absl::AnyInvocable<void() &&> released) {
  rep_->Of(partition).Release(std::move(released));
}

void Recorder::Stop(absl::AnyInvocable<void() &&> drained) {
  // Called by the last of the sequencers to be drained.
  struct Rest {
    std::atomic<size_t> sequencers;
    absl::AnyInvocable<void() &&> drained;
  };
  auto rest = std::make_shared<Rest>();
  rest->sequencers = rep_->sequencers.size();
  rest->drained = std::move(drained);
  for (auto& sequencer : rep_->sequencers) {
    sequencer->Stop([rest] {
      if (rest->sequencers.fetch_sub(1) == 1) std::move(rest->drained)();
    });
  }
}

Statistics Recorder::statistics() const {
  Statistics statistics;
  for (const auto& sequencer : rep_->sequencers) sequencer->AddTo(statistics);
  statistics.refused += rep_->not_served.load(std::memory_order_relaxed);
  return statistics;
}

std::vector<PartitionStatistics> Recorder::partitions() const {
  std::vector<PartitionStatistics> partitions;
  partitions.reserve(rep_->sequencers.size());
  for (const auto& sequencer : rep_->sequencers) partitions.push_back(sequencer->partition());
  return partitions;
}

BatchStatistics Recorder::batches() const {
  BatchStatistics batches;
  for (const auto& sequencer : rep_->sequencers) sequencer->AddTo(batches);
  return batches;
}

}  // namespace praksis::recording
