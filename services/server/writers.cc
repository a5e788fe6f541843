#include "services/server/writers.h"

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "libs/base/executor.h"
#include "libs/base/ids.h"
#include "libs/base/strings.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/all/all_rules.h"
#include "libs/rpc/tls.h"

namespace praksis::services {
namespace {

// Executors of sequencers, on a thread for every two cores: each answer of one sequencer's that finds
// another's at gRPC's locks costs both of them. On Kafka a thread each, for owning a partition waits for
// brokers; who never owns one has no need of that.
recording::Recorder::MakeExecutor SequencerExecutors(const Server::Options& options) {
  if (options.kafka && options.services.journal) {
    return [next = 0]() mutable {
      return std::make_unique<base::ThreadExecutor>(base::StrCat("recorder-", next++));
    };
  }
  std::vector<std::shared_ptr<base::Executor>> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency() / 2); ++i) {
    threads.push_back(std::make_shared<base::ThreadExecutor>(base::StrCat("recorder-", i)));
  }
  return [threads = std::move(threads), next = size_t{0}]() mutable {
    return std::make_unique<base::SharedExecutor>(threads[next++ % threads.size()]);
  };
}

}  // namespace

Writers::Writers(const Server::Options& options, const base::Clock& clock, log::EventLog& event_log,
                 std::unique_ptr<log::Membership> other_recorders, rpc::LiveCalls& calls,
                 OpenStreams& streams)
    : relay(other_recorders == nullptr ? nullptr : std::make_unique<Relay>()),
      recorder(event_log, domain::AllRules(), clock, SequencerExecutors(options), Recording(options)),
      lines(rpc::ClientCredentials(options.rpc.tls)),
      journal(recorder, codelists::Codelists::BuiltIn(), clock, event_log, options.time_zone),
      journal_face(
          {journal, calls, streams, clock, event_log, options.record_limit, options.max_undecided_items}),
      relay_face(journal, clock, calls, streams),
      membership(std::move(other_recorders)) {
  if (relay == nullptr) return;
  relay->Start({.recorder = recorder,
                .membership = *membership,
                .clock = clock,
                .open_line = [this](const std::string& address,
                                    Line::User& user) { return lines.Open(address, user); },
                .log_id = event_log.id(),
                .partitions = event_log.partition_count(),
                .max_facts = options.max_queued_facts});
}

Writers::~Writers() {
  if (relay != nullptr) relay->Stop();
}

recording::Options Writers::Recording(const Server::Options& options) {
  recording::Options recording;
  recording.max_queued_facts = options.max_queued_facts;
  recording.state_cache_bytes = options.state_cache_bytes;
  recording.time_zone = options.time_zone;
  recording.elsewhere = relay.get();
  recording.may_own_again = [this](PartitionId partition) {
    return membership == nullptr ? absl::OkStatus() : membership->Confirm(partition);
  };
  return recording;
}

}  // namespace praksis::services
