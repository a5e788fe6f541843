#include "services/server/readers.h"

#include <functional>
#include <utility>

#include "libs/base/status.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/case/case_rules.h"
#include "libs/log/traces.h"
#include "libs/readmodels/all_models.h"
#include "services/server/measures.h"

namespace praksis::services {
namespace {

// Questions waiting per kind; see QueryThread.
constexpr size_t kMaxQueuedQueries = 1'000;
// Read models that are far behind are written in chunks up to this large, each of up to that many events:
// what happens to a case in one chunk is put once.
constexpr size_t kBulkChunkBytes = size_t{64} << 20;
constexpr size_t kBulkChunkEvents = 250'000;

// Says of every record of a chunk that came with a trace that it is projected.
std::function<void(PartitionId, Offset, Offset)> TellTraces(const Server::Options& options,
                                                            log::EventLog& event_log) {
  log::Traces* const traces = event_log.traces();
  if (!options.on_projected || traces == nullptr) return {};
  traces->Keep();
  return [traces, tell = options.on_projected](PartitionId partition, Offset from, Offset to) {
    for (const log::Traces::Traced& traced : traces->Find(partition, from, to)) tell("read models", traced);
  };
}

projection::SetOptions ProjectionOptions(const Server::Options& options, log::EventLog& event_log) {
  projection::SetOptions set;
  projection::Options& projection = set.projection;
  projection.on_chunk = TellTraces(options, event_log);
  projection.directory = options.data_directory + "/projections";
  projection.state_cache_bytes = options.state_cache_bytes;
  projection.block_cache_bytes = options.block_cache_bytes;
  projection.memtable_bytes = options.write_buffer_bytes;
  projection.bulk_chunk_events = kBulkChunkEvents;
  projection.max_chunk_bytes = kBulkChunkBytes;
  if (options.services.dashboards) projection.cell_bytes = options.figure_bytes;
  return set;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Readers>> Readers::Start(const Server::Options& options,
                                                        const base::Clock& clock, log::EventLog& event_log,
                                                        rpc::LiveCalls& calls, const OwnFacts& own_facts) {
  ASSIGN_OR_RETURN(auto projections,
                   projection::ProjectionSet::Open(event_log, domain::cases::CaseRules(),
                                                   readmodels::AllCaseModels(), readmodels::AllEventModels(),
                                                   ProjectionOptions(options, event_log), clock));
  auto readers =
      std::make_unique<Readers>(options, clock, event_log, std::move(projections), calls, own_facts);
  readers->projections->Start();
  // Where Dashboards is served, counters are in memory; without that, finding out takes too long to be always
  // ahead of questions.
  if (options.services.dashboards) {
    readers->between_answers->Keep(*readers->projections, options.time_zone, options.k, event_log.id(),
                                   options.data_directory + "/hidden-between-answers");
  }
  return readers;
}

Readers::Readers(const Server::Options& options, const base::Clock& clock, log::EventLog& event_log,
                 std::unique_ptr<projection::ProjectionSet> opened, rpc::LiveCalls& calls,
                 const OwnFacts& own_facts)
    : projections(std::move(opened)),
      between_answers(
          std::make_shared<BetweenAnswers>(options.periods, clock, codelists::Codelists::BuiltIn())),
      history_thread("history", kMaxQueuedQueries, clock),
      dashboards_thread("dashboards", kMaxQueuedQueries, clock),
      learning_thread("learning", kMaxQueuedQueries, clock),
      stories_thread("stories", kMaxQueuedQueries, clock),
      history(*projections, event_log, domain::cases::CaseRules(), clock,
              {.time_zone = options.time_zone,
               .k = options.k,
               .periods = options.periods,
               .between_answers = between_answers}),
      dashboards(*projections, event_log, clock,
                 {.time_zone = options.time_zone,
                  .k = options.k,
                  .periods = options.periods,
                  .between_answers = between_answers}),
      learning(*projections, event_log, clock, {.time_zone = options.time_zone, .k = options.k}),
      transfer(*projections, event_log, learning_reader, clock,
               {.time_zone = options.time_zone, .k = options.k}),
      experiments(*projections, event_log, learning_reader, clock,
                  {.time_zone = options.time_zone, .k = options.k}),
      cycles(
          *projections, learning_reader, learning, event_log, clock,
          {.time_zone = options.time_zone, .record = own_facts.record, .come_to_now = own_facts.come_to_now}),
      stories(*projections, learning_reader, event_log, clock,
              {.index_directory = options.data_directory + "/stories-index", .time_zone = options.time_zone}),
      measures(*projections, learning_reader, event_log, clock,
               {.time_zone = options.time_zone, .k = options.k, .record = own_facts.record}),
      history_face(history, history_thread, calls),
      dashboards_face(dashboards, dashboards_thread, calls),
      learning_face(learning, learning_thread, calls),
      cycles_face(cycles, learning_thread, calls),
      measures_face(measures, learning_thread, calls),
      stories_face(stories, stories_thread, calls),
      transfer_face(transfer, learning_thread, calls),
      experiments_face(experiments, learning_thread, calls) {}

std::unique_ptr<RecurringEvaluation> Readers::EvaluateMeasures(log::EventLog& event_log,
                                                               const base::Clock& clock,
                                                               RecurringEvaluation::Options options) {
  options.health = [this, other = std::move(options.health)]() -> absl::Status {
    RETURN_IF_ERROR(projections->health());
    return other ? other() : absl::OkStatus();
  };
  return std::make_unique<RecurringEvaluation>(measures, *projections, event_log, clock, std::move(options));
}

void Readers::WriteMetrics(log::EventLog& event_log, absl::Time now, metrics::Page& page) const {
  projections->Visit([&](const projection::Projection& projection, bool serving) {
    WriteProjection(projection, serving, event_log, now, page);
    if (serving) WriteStore("read models", projection.store_statistics(), page);
  });
  WriteBetweenAnswers(*between_answers, page);
  for (const auto& [kind, thread] :
       {std::pair("history", &history_thread), std::pair("dashboards", &dashboards_thread),
        std::pair("learning", &learning_thread), std::pair("stories", &stories_thread)}) {
    page.Gauge("praksis_queries_waiting", "Questions that wait for their turn, by kind.",
               static_cast<double>(thread->queued()), {{"kind", kind}});
  }
}

}  // namespace praksis::services
