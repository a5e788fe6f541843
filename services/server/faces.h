// The gRPC faces of the business services: bytes in, bytes out, nothing decided here. Methods are raw (bytes)
// so that a request that does not parse gets a precise answer; see libs/rpc/wire.h.
#ifndef PRAKSIS_SERVICES_SERVER_FACES_H_
#define PRAKSIS_SERVICES_SERVER_FACES_H_

#include <cstddef>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/rpc/call.h"
#include "praksis/relay/v1/relay.grpc.pb.h"
#include "praksis/v1/cycles.grpc.pb.h"
#include "praksis/v1/dashboards.grpc.pb.h"
#include "praksis/v1/feed.grpc.pb.h"
#include "praksis/v1/history.grpc.pb.h"
#include "praksis/v1/journal.grpc.pb.h"
#include "praksis/v1/learning.grpc.pb.h"
#include "praksis/v1/measures.grpc.pb.h"
#include "praksis/v1/stories.grpc.pb.h"
#include "services/cycles/cycles_service.h"
#include "services/dashboards/dashboards_service.h"
#include "services/feed/feed_service.h"
#include "services/history/history_service.h"
#include "services/journal/journal_service.h"
#include "services/learning/learning_service.h"
#include "services/measures/measures_service.h"
#include "services/server/open_streams.h"
#include "services/server/query_thread.h"
#include "services/server/record_stream.h"
#include "services/stories/stories_service.h"

namespace praksis::services {

using grpc::ByteBuffer;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

class JournalFace final
    : public v1::Journal::WithRawCallbackMethod_Record<v1::Journal::WithRawCallbackMethod_RecordMany<
          v1::Journal::WithRawCallbackMethod_Check<v1::Journal::Service>>> {
 public:
  explicit JournalFace(const RecordStream::Surroundings& surroundings) : surroundings_(surroundings) {}

  ServerUnaryReactor* Record(CallbackServerContext* context, const ByteBuffer* request,
                             ByteBuffer* response) override;
  grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* RecordMany(CallbackServerContext* context) override;
  ServerUnaryReactor* Check(CallbackServerContext* context, const ByteBuffer* request,
                            ByteBuffer* response) override;

 private:
  // The client's deadline, or the server's own where it set none.
  absl::Time Limited(absl::Time deadline) const;

  const RecordStream::Surroundings surroundings_;
};

// For other recorders.
class RelayFace final : public relay::v1::Relay::CallbackService {
 public:
  RelayFace(JournalService& journal, const base::Clock& clock, rpc::LiveCalls& calls, OpenStreams& streams)
      : journal_(journal), clock_(clock), calls_(calls), streams_(streams) {}

  grpc::ServerBidiReactor<relay::v1::ForwardRequest, relay::v1::ForwardResponse>* Forward(
      CallbackServerContext* context) override;

 private:
  JournalService& journal_;
  const base::Clock& clock_;
  rpc::LiveCalls& calls_;
  OpenStreams& streams_;
};

class FeedFace final : public v1::Feed::WithRawCallbackMethod_Subscribe<v1::Feed::Service> {
 public:
  FeedFace(FeedService& feed, rpc::LiveCalls& calls, OpenStreams& streams)
      : feed_(feed), calls_(calls), streams_(streams) {}

  grpc::ServerWriteReactor<ByteBuffer>* Subscribe(CallbackServerContext* context,
                                                  const ByteBuffer* request) override;

 private:
  FeedService& feed_;
  rpc::LiveCalls& calls_;
  OpenStreams& streams_;
};

class HistoryFace final
    : public v1::History::WithRawCallbackMethod_GetCase<
          v1::History::WithRawCallbackMethod_GetStream<v1::History::WithRawCallbackMethod_ListEvents<
              v1::History::WithRawCallbackMethod_ListFigureCases<v1::History::Service>>>> {
 public:
  HistoryFace(HistoryService& history, QueryThread& thread, rpc::LiveCalls& calls)
      : history_(history), thread_(thread), calls_(calls) {}

  ServerUnaryReactor* GetCase(CallbackServerContext* context, const ByteBuffer* request,
                              ByteBuffer* response) override;
  ServerUnaryReactor* GetStream(CallbackServerContext* context, const ByteBuffer* request,
                                ByteBuffer* response) override;
  ServerUnaryReactor* ListEvents(CallbackServerContext* context, const ByteBuffer* request,
                                 ByteBuffer* response) override;
  ServerUnaryReactor* ListFigureCases(CallbackServerContext* context, const ByteBuffer* request,
                                      ByteBuffer* response) override;

 private:
  HistoryService& history_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

class DashboardsFace final
    : public v1::Dashboards::WithRawCallbackMethod_GetFunnel<
          v1::Dashboards::WithRawCallbackMethod_GetReferrals<
              v1::Dashboards::WithRawCallbackMethod_GetInterruptions<
                  v1::Dashboards::WithRawCallbackMethod_GetDisagreement<
                      v1::Dashboards::WithRawCallbackMethod_GetReturnToWork<
                          v1::Dashboards::WithRawCallbackMethod_GetCoachingOutcomes<
                              v1::Dashboards::WithRawCallbackMethod_GetBelief<
                                  v1::Dashboards::WithRawCallbackMethod_GetContinuity<
                                      v1::Dashboards::WithRawCallbackMethod_CompareSelections<
                                          v1::Dashboards::Service>>>>>>>>> {
 public:
  DashboardsFace(DashboardsService& dashboards, QueryThread& thread, rpc::LiveCalls& calls)
      : dashboards_(dashboards), thread_(thread), calls_(calls) {}

  ServerUnaryReactor* GetFunnel(CallbackServerContext* context, const ByteBuffer* request,
                                ByteBuffer* response) override;
  ServerUnaryReactor* GetReferrals(CallbackServerContext* context, const ByteBuffer* request,
                                   ByteBuffer* response) override;
  ServerUnaryReactor* GetInterruptions(CallbackServerContext* context, const ByteBuffer* request,
                                       ByteBuffer* response) override;
  ServerUnaryReactor* GetDisagreement(CallbackServerContext* context, const ByteBuffer* request,
                                      ByteBuffer* response) override;
  ServerUnaryReactor* GetReturnToWork(CallbackServerContext* context, const ByteBuffer* request,
                                      ByteBuffer* response) override;
  ServerUnaryReactor* GetCoachingOutcomes(CallbackServerContext* context, const ByteBuffer* request,
                                          ByteBuffer* response) override;
  ServerUnaryReactor* GetBelief(CallbackServerContext* context, const ByteBuffer* request,
                                ByteBuffer* response) override;
  ServerUnaryReactor* GetContinuity(CallbackServerContext* context, const ByteBuffer* request,
                                    ByteBuffer* response) override;
  ServerUnaryReactor* CompareSelections(CallbackServerContext* context, const ByteBuffer* request,
                                        ByteBuffer* response) override;

 private:
  DashboardsService& dashboards_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

class LearningFace final : public v1::Learning::WithRawCallbackMethod_SelectCases<v1::Learning::Service> {
 public:
  LearningFace(LearningService& learning, QueryThread& thread, rpc::LiveCalls& calls)
      : learning_(learning), thread_(thread), calls_(calls) {}

  ServerUnaryReactor* SelectCases(CallbackServerContext* context, const ByteBuffer* request,
                                  ByteBuffer* response) override;

 private:
  LearningService& learning_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

class CyclesFace final
    : public v1::Cycles::WithRawCallbackMethod_ListCycles<
          v1::Cycles::WithRawCallbackMethod_GetCycle<v1::Cycles::WithRawCallbackMethod_RecordSelection<
              v1::Cycles::WithRawCallbackMethod_ReplaySelection<v1::Cycles::Service>>>> {
 public:
  CyclesFace(CyclesService& cycles, QueryThread& thread, rpc::LiveCalls& calls)
      : cycles_(cycles), thread_(thread), calls_(calls) {}

  ServerUnaryReactor* ListCycles(CallbackServerContext* context, const ByteBuffer* request,
                                 ByteBuffer* response) override;
  ServerUnaryReactor* GetCycle(CallbackServerContext* context, const ByteBuffer* request,
                               ByteBuffer* response) override;
  ServerUnaryReactor* RecordSelection(CallbackServerContext* context, const ByteBuffer* request,
                                      ByteBuffer* response) override;
  ServerUnaryReactor* ReplaySelection(CallbackServerContext* context, const ByteBuffer* request,
                                      ByteBuffer* response) override;

 private:
  CyclesService& cycles_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

class MeasuresFace final
    : public v1::Measures::WithRawCallbackMethod_ListMeasures<
          v1::Measures::WithRawCallbackMethod_EvaluateMeasure<
              v1::Measures::WithRawCallbackMethod_RecordEvaluation<v1::Measures::Service>>> {
 public:
  MeasuresFace(MeasuresService& measures, QueryThread& thread, rpc::LiveCalls& calls)
      : measures_(measures), thread_(thread), calls_(calls) {}

  ServerUnaryReactor* ListMeasures(CallbackServerContext* context, const ByteBuffer* request,
                                   ByteBuffer* response) override;
  ServerUnaryReactor* EvaluateMeasure(CallbackServerContext* context, const ByteBuffer* request,
                                      ByteBuffer* response) override;
  ServerUnaryReactor* RecordEvaluation(CallbackServerContext* context, const ByteBuffer* request,
                                       ByteBuffer* response) override;

 private:
  MeasuresService& measures_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

class StoriesFace final
    : public v1::Stories::WithRawCallbackMethod_ListPrinciples<
          v1::Stories::WithRawCallbackMethod_GetStoryGraph<v1::Stories::WithRawCallbackMethod_SearchStories<
              v1::Stories::WithRawCallbackMethod_ListStoriesLikeCase<
                  v1::Stories::WithRawCallbackMethod_GetStoryConsent<
                      v1::Stories::WithRawCallbackMethod_ListProgrammes<
                          v1::Stories::WithRawCallbackMethod_GetProgramme<v1::Stories::Service>>>>>>> {
 public:
  StoriesFace(StoriesService& stories, QueryThread& thread, rpc::LiveCalls& calls)
      : stories_(stories), thread_(thread), calls_(calls) {}

  ServerUnaryReactor* ListPrinciples(CallbackServerContext* context, const ByteBuffer* request,
                                     ByteBuffer* response) override;
  ServerUnaryReactor* GetStoryGraph(CallbackServerContext* context, const ByteBuffer* request,
                                    ByteBuffer* response) override;
  ServerUnaryReactor* SearchStories(CallbackServerContext* context, const ByteBuffer* request,
                                    ByteBuffer* response) override;
  ServerUnaryReactor* ListStoriesLikeCase(CallbackServerContext* context, const ByteBuffer* request,
                                          ByteBuffer* response) override;
  ServerUnaryReactor* GetStoryConsent(CallbackServerContext* context, const ByteBuffer* request,
                                      ByteBuffer* response) override;
  ServerUnaryReactor* ListProgrammes(CallbackServerContext* context, const ByteBuffer* request,
                                     ByteBuffer* response) override;
  ServerUnaryReactor* GetProgramme(CallbackServerContext* context, const ByteBuffer* request,
                                   ByteBuffer* response) override;

 private:
  StoriesService& stories_;
  QueryThread& thread_;
  rpc::LiveCalls& calls_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_SERVER_FACES_H_
