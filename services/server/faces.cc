#include "services/server/faces.h"

#include <memory>
#include <utility>

#include "libs/rpc/figures_only.h"
#include "libs/rpc/status.h"
#include "libs/rpc/trace_context.h"
#include "libs/rpc/wire.h"
#include "services/server/answer_on.h"
#include "services/server/feed_stream.h"
#include "services/server/forward_stream.h"
#include "services/server/refused_stream.h"

namespace praksis::services {

using rpc::AnswerUnary;

// Found by AnswerUnary where a response is serialised already.
void Serialize(const EncodedCase& response, ByteBuffer& bytes) {
  const grpc::Slice slice(response.bytes);
  bytes = ByteBuffer(&slice, 1);
}

namespace {

template <typename Reactor>
Reactor* RefuseStream(const rpc::CallRecord& record, const absl::Status& why) {
  record.End(why);
  return new RefusedStream<Reactor>(why);
}

}  // namespace

absl::Time JournalFace::Limited(absl::Time deadline) const {
  return deadline == absl::InfiniteFuture() ? surroundings_.clock.Now() + surroundings_.record_limit
                                            : deadline;
}

ServerUnaryReactor* JournalFace::Record(CallbackServerContext* context, const ByteBuffer* request,
                                        ByteBuffer* response) {
  return AnswerUnary<v1::RecordRequest, v1::RecordResponse>(
      surroundings_.calls, context, request, response,
      [this, context](v1::RecordRequest&& read, absl::Time deadline, Reply<v1::RecordResponse> reply) {
        surroundings_.journal.Record(std::move(read), Limited(deadline), std::move(reply),
                                     rpc::TraceParentOf(*context));
      });
}

ServerUnaryReactor* JournalFace::Check(CallbackServerContext* context, const ByteBuffer* request,
                                       ByteBuffer* response) {
  return AnswerUnary<v1::CheckRequest, v1::CheckResponse>(
      surroundings_.calls, context, request, response,
      [this](v1::CheckRequest&& read, absl::Time deadline, Reply<v1::CheckResponse> reply) {
        surroundings_.journal.Check(std::move(read), Limited(deadline), std::move(reply));
      });
}

grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>* JournalFace::RecordMany(CallbackServerContext* context) {
  using Reactor = grpc::ServerBidiReactor<ByteBuffer, ByteBuffer>;
  const rpc::CallRecord record(surroundings_.calls, rpc::MethodOf<v1::RecordManyRequest>(), *context);
  rpc::ReturnCorrelation(*context);
  if (!surroundings_.calls.Enter()) return RefuseStream<Reactor>(record, rpc::RefuseStopping());
  return new RecordStream(surroundings_, record, rpc::DeadlineOf(*context), rpc::TraceParentOf(*context));
}

grpc::ServerBidiReactor<relay::v1::ForwardRequest, relay::v1::ForwardResponse>* RelayFace::Forward(
    CallbackServerContext* /*context*/) {
  using Reactor = grpc::ServerBidiReactor<relay::v1::ForwardRequest, relay::v1::ForwardResponse>;
  if (!calls_.Enter()) return new RefusedStream<Reactor>(rpc::RefuseStopping());
  return new ForwardStream(journal_, clock_, calls_, streams_);
}

grpc::ServerWriteReactor<ByteBuffer>* FeedFace::Subscribe(CallbackServerContext* context,
                                                          const ByteBuffer* request) {
  using Reactor = grpc::ServerWriteReactor<ByteBuffer>;
  const rpc::CallRecord record(calls_, rpc::MethodOf<v1::SubscribeRequest>(), *context);
  rpc::ReturnCorrelation(*context);
  v1::SubscribeRequest read;
  if (absl::Status malformed = rpc::Parse(*request, read); !malformed.ok()) {
    return RefuseStream<Reactor>(record, malformed);
  }
  if (!calls_.Enter()) return RefuseStream<Reactor>(record, rpc::RefuseStopping());
  absl::StatusOr<std::unique_ptr<Subscription>> subscription = feed_.Subscribe(read);
  if (!subscription.ok()) {
    calls_.Leave();
    return RefuseStream<Reactor>(record, subscription.status());
  }
  return new FeedStream(*std::move(subscription), record, calls_, streams_);
}

ServerUnaryReactor* HistoryFace::GetCase(CallbackServerContext* context, const ByteBuffer* request,
                                         ByteBuffer* response) {
  return AnswerUnary<v1::GetCaseRequest, EncodedCase>(
      calls_, context, request, response,
      [this](v1::GetCaseRequest&& read, absl::Time deadline, Reply<EncodedCase> reply) {
        history_.GetCase(read, deadline, std::move(reply));
      });
}

ServerUnaryReactor* HistoryFace::GetStream(CallbackServerContext* context, const ByteBuffer* request,
                                           ByteBuffer* response) {
  return AnswerUnary<v1::GetStreamRequest, EncodedCase>(
      calls_, context, request, response,
      [this](v1::GetStreamRequest&& read, absl::Time deadline, Reply<EncodedCase> reply) {
        history_.GetStream(read, deadline, std::move(reply));
      });
}

ServerUnaryReactor* HistoryFace::ListEvents(CallbackServerContext* context, const ByteBuffer* request,
                                            ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, history_, &HistoryService::ListEvents);
}

ServerUnaryReactor* HistoryFace::ListFigureCases(CallbackServerContext* context, const ByteBuffer* request,
                                                 ByteBuffer* response) {
  const Reader reader = rpc::MaySeeFiguresOnly(*context) ? Reader::kOfFigures : Reader::kOfCases;
  return rpc::AnswerUnary<v1::ListFigureCasesRequest, v1::ListFigureCasesResponse>(
      calls_, context, request, response,
      [this, reader](v1::ListFigureCasesRequest&& read, absl::Time deadline,
                     Reply<v1::ListFigureCasesResponse> reply) {
        thread_.Run(
            deadline, std::move(reply),
            [this, reader, read = std::move(read), deadline](Reply<v1::ListFigureCasesResponse> answer) {
              history_.ListFigureCases(read, reader, deadline, std::move(answer));
            });
      });
}

ServerUnaryReactor* DashboardsFace::GetFunnel(CallbackServerContext* context, const ByteBuffer* request,
                                              ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_, &DashboardsService::GetFunnel);
}

ServerUnaryReactor* DashboardsFace::GetReferrals(CallbackServerContext* context, const ByteBuffer* request,
                                                 ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_, &DashboardsService::GetReferrals);
}

ServerUnaryReactor* DashboardsFace::GetInterruptions(CallbackServerContext* context,
                                                     const ByteBuffer* request, ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_,
                  &DashboardsService::GetInterruptions);
}

ServerUnaryReactor* DashboardsFace::GetDisagreement(CallbackServerContext* context, const ByteBuffer* request,
                                                    ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_,
                  &DashboardsService::GetDisagreement);
}

ServerUnaryReactor* DashboardsFace::GetReturnToWork(CallbackServerContext* context, const ByteBuffer* request,
                                                    ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_,
                  &DashboardsService::GetReturnToWork);
}

ServerUnaryReactor* DashboardsFace::GetCoachingOutcomes(CallbackServerContext* context,
                                                        const ByteBuffer* request, ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_,
                  &DashboardsService::GetCoachingOutcomes);
}

ServerUnaryReactor* DashboardsFace::GetBelief(CallbackServerContext* context, const ByteBuffer* request,
                                              ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_, &DashboardsService::GetBelief);
}

ServerUnaryReactor* DashboardsFace::GetContinuity(CallbackServerContext* context, const ByteBuffer* request,
                                                  ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_,
                  &DashboardsService::GetContinuity);
}

ServerUnaryReactor* DashboardsFace::CompareSelections(CallbackServerContext* context,
                                                      const ByteBuffer* request, ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, dashboards_,
                  &DashboardsService::CompareSelections);
}

ServerUnaryReactor* LearningFace::SelectCases(CallbackServerContext* context, const ByteBuffer* request,
                                              ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, learning_, &LearningService::SelectCases);
}

ServerUnaryReactor* CyclesFace::ListCycles(CallbackServerContext* context, const ByteBuffer* request,
                                           ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, cycles_, &CyclesService::ListCycles);
}

ServerUnaryReactor* CyclesFace::GetCycle(CallbackServerContext* context, const ByteBuffer* request,
                                         ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, cycles_, &CyclesService::GetCycle);
}

ServerUnaryReactor* CyclesFace::RecordSelection(CallbackServerContext* context, const ByteBuffer* request,
                                                ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, cycles_, &CyclesService::RecordSelection);
}

ServerUnaryReactor* CyclesFace::ReplaySelection(CallbackServerContext* context, const ByteBuffer* request,
                                                ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, cycles_, &CyclesService::ReplaySelection);
}

ServerUnaryReactor* MeasuresFace::ListMeasures(CallbackServerContext* context, const ByteBuffer* request,
                                               ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, measures_, &MeasuresService::ListMeasures);
}

ServerUnaryReactor* MeasuresFace::EvaluateMeasure(CallbackServerContext* context, const ByteBuffer* request,
                                                  ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, measures_, &MeasuresService::EvaluateMeasure);
}

ServerUnaryReactor* MeasuresFace::RecordEvaluation(CallbackServerContext* context, const ByteBuffer* request,
                                                   ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, measures_, &MeasuresService::RecordEvaluation);
}

ServerUnaryReactor* StoriesFace::ListPrinciples(CallbackServerContext* context, const ByteBuffer* request,
                                                ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, stories_, &StoriesService::ListPrinciples);
}

ServerUnaryReactor* StoriesFace::GetStoryGraph(CallbackServerContext* context, const ByteBuffer* request,
                                               ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, stories_, &StoriesService::GetStoryGraph);
}

ServerUnaryReactor* StoriesFace::SearchStories(CallbackServerContext* context, const ByteBuffer* request,
                                               ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, stories_, &StoriesService::SearchStories);
}

ServerUnaryReactor* StoriesFace::ListStoriesLikeCase(CallbackServerContext* context,
                                                     const ByteBuffer* request, ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, stories_,
                  &StoriesService::ListStoriesLikeCase);
}

ServerUnaryReactor* StoriesFace::GetStoryConsent(CallbackServerContext* context, const ByteBuffer* request,
                                                 ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, stories_, &StoriesService::GetStoryConsent);
}

ServerUnaryReactor* StoriesFace::ListProgrammes(CallbackServerContext* context, const ByteBuffer* request,
                                                ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, stories_, &StoriesService::ListProgrammes);
}

ServerUnaryReactor* StoriesFace::GetProgramme(CallbackServerContext* context, const ByteBuffer* request,
                                              ByteBuffer* response) {
  return AnswerOn(thread_, calls_, context, request, response, stories_, &StoriesService::GetProgramme);
}

}  // namespace praksis::services
