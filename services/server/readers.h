// What answers from read models: the projections, the services over them, and their gRPC faces.
#ifndef PRAKSIS_SERVICES_SERVER_READERS_H_
#define PRAKSIS_SERVICES_SERVER_READERS_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/log/event_log.h"
#include "libs/metrics/page.h"
#include "libs/projection/projection_set.h"
#include "libs/readmodels/learning_streams.h"
#include "libs/rpc/call.h"
#include "services/dashboards/between_answers.h"
#include "services/measures/recurring_evaluation.h"
#include "services/reply/record_own_fact.h"
#include "services/server/experiments_face.h"
#include "services/server/faces.h"
#include "services/server/query_thread.h"
#include "services/server/server.h"
#include "services/server/transfer_face.h"

namespace praksis::services {

// For services that have facts of their own recorded.
struct OwnFacts {
  RecordOwnFact record = {};
  // CyclesOptions::come_to_now.
  std::function<absl::Status(absl::Time deadline)> come_to_now = {};
};

struct Readers {
  // Opens the projections and has them catch up. All that is passed in must outlive it; `own_facts` are
  // empty where the server records nothing.
  static absl::StatusOr<std::unique_ptr<Readers>> Start(const Server::Options& options,
                                                        const base::Clock& clock, log::EventLog& event_log,
                                                        rpc::LiveCalls& calls, const OwnFacts& own_facts);

  Readers(const Server::Options& options, const base::Clock& clock, log::EventLog& event_log,
          std::unique_ptr<projection::ProjectionSet> opened, rpc::LiveCalls& calls,
          const OwnFacts& own_facts);

  // `options.health` is asked beside that of the read models.
  std::unique_ptr<RecurringEvaluation> EvaluateMeasures(log::EventLog& event_log, const base::Clock& clock,
                                                        RecurringEvaluation::Options options);

  void WriteMetrics(log::EventLog& event_log, absl::Time now, metrics::Page& page) const;

  std::unique_ptr<projection::ProjectionSet> projections;
  // Of History and Dashboards.
  const std::shared_ptr<BetweenAnswers> between_answers;
  QueryThread history_thread;
  QueryThread dashboards_thread;
  QueryThread learning_thread;
  QueryThread stories_thread;
  readmodels::LearningReader learning_reader;
  HistoryService history;
  DashboardsService dashboards;
  LearningService learning;
  TransferService transfer;
  ExperimentsService experiments;
  CyclesService cycles;
  StoriesService stories;
  MeasuresService measures;
  HistoryFace history_face;
  DashboardsFace dashboards_face;
  LearningFace learning_face;
  CyclesFace cycles_face;
  MeasuresFace measures_face;
  StoriesFace stories_face;
  TransferFace transfer_face;
  ExperimentsFace experiments_face;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_READERS_H_
