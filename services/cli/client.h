// The server as the subcommands see it: messages in, a google.rpc.Status out. The only header of the command
// line that stands for gRPC, and it includes none of it.
//
// Calls block until they are answered or the timeout is over. Thread-safe.
#ifndef PRAKSIS_SERVICES_CLI_CLIENT_H_
#define PRAKSIS_SERVICES_CLI_CLIENT_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "google/rpc/status.pb.h"
#include "libs/rpc/tls.h"
#include "praksis/v1/cycles.pb.h"
#include "praksis/v1/dashboards.pb.h"
#include "praksis/v1/experiments.pb.h"
#include "praksis/v1/feed.pb.h"
#include "praksis/v1/history.pb.h"
#include "praksis/v1/journal.pb.h"
#include "praksis/v1/learning.pb.h"
#include "praksis/v1/measures.pb.h"
#include "praksis/v1/operations.pb.h"
#include "praksis/v1/stories.pb.h"
#include "praksis/v1/transfer.pb.h"
#include "services/cli/interrupt.h"

namespace praksis::cli {

class Client {
 public:
  // `server`: "host:port". Without `tls` it is plain text. Nothing is connected yet.
  Client(const std::string& server, absl::Duration timeout, const std::optional<rpc::TlsFiles>& tls);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  google::rpc::Status Record(const v1::RecordRequest& request, v1::RecordResponse& response);
  google::rpc::Status Check(const v1::CheckRequest& request, v1::CheckResponse& response);
  google::rpc::Status GetCase(const v1::GetCaseRequest& request, v1::GetCaseResponse& response);
  google::rpc::Status GetStream(const v1::GetStreamRequest& request, v1::GetStreamResponse& response);
  google::rpc::Status ListEvents(const v1::ListEventsRequest& request, v1::ListEventsResponse& response);
  google::rpc::Status ListFigureCases(const v1::ListFigureCasesRequest& request,
                                      v1::ListFigureCasesResponse& response);
  google::rpc::Status GetFunnel(const v1::GetFunnelRequest& request, v1::GetFunnelResponse& response);
  google::rpc::Status GetReferrals(const v1::GetReferralsRequest& request,
                                   v1::GetReferralsResponse& response);
  google::rpc::Status GetInterruptions(const v1::GetInterruptionsRequest& request,
                                       v1::GetInterruptionsResponse& response);
  google::rpc::Status GetDisagreement(const v1::GetDisagreementRequest& request,
                                      v1::GetDisagreementResponse& response);
  google::rpc::Status GetReturnToWork(const v1::GetReturnToWorkRequest& request,
                                      v1::GetReturnToWorkResponse& response);
  google::rpc::Status GetCoachingOutcomes(const v1::GetCoachingOutcomesRequest& request,
                                          v1::GetCoachingOutcomesResponse& response);
  google::rpc::Status GetBelief(const v1::GetBeliefRequest& request, v1::GetBeliefResponse& response);
  google::rpc::Status CompareSelections(const v1::CompareSelectionsRequest& request,
                                        v1::CompareSelectionsResponse& response);
  google::rpc::Status GetContinuity(const v1::GetContinuityRequest& request,
                                    v1::GetContinuityResponse& response);
  google::rpc::Status SelectCases(const v1::SelectCasesRequest& request, v1::SelectCasesResponse& response);
  google::rpc::Status ListExperiments(const v1::ListExperimentsRequest& request,
                                      v1::ListExperimentsResponse& response);
  google::rpc::Status GetExperiment(const v1::GetExperimentRequest& request,
                                    v1::GetExperimentResponse& response);
  google::rpc::Status GetTransfer(const v1::GetTransferRequest& request, v1::GetTransferResponse& response);
  google::rpc::Status ListCycles(const v1::ListCyclesRequest& request, v1::ListCyclesResponse& response);
  google::rpc::Status GetCycle(const v1::GetCycleRequest& request, v1::GetCycleResponse& response);
  google::rpc::Status RecordSelection(const v1::RecordSelectionRequest& request,
                                      v1::RecordSelectionResponse& response);
  google::rpc::Status ReplaySelection(const v1::ReplaySelectionRequest& request,
                                      v1::ReplaySelectionResponse& response);
  google::rpc::Status ListPrinciples(const v1::ListPrinciplesRequest& request,
                                     v1::ListPrinciplesResponse& response);
  google::rpc::Status GetStoryGraph(const v1::GetStoryGraphRequest& request,
                                    v1::GetStoryGraphResponse& response);
  google::rpc::Status ListMeasures(const v1::ListMeasuresRequest& request,
                                   v1::ListMeasuresResponse& response);
  google::rpc::Status EvaluateMeasure(const v1::EvaluateMeasureRequest& request,
                                      v1::EvaluateMeasureResponse& response);
  google::rpc::Status RecordEvaluation(const v1::RecordEvaluationRequest& request,
                                       v1::RecordEvaluationResponse& response);
  google::rpc::Status SearchStories(const v1::SearchStoriesRequest& request,
                                    v1::SearchStoriesResponse& response);
  google::rpc::Status ListStoriesLikeCase(const v1::ListStoriesLikeCaseRequest& request,
                                          v1::ListStoriesLikeCaseResponse& response);
  google::rpc::Status GetStoryConsent(const v1::GetStoryConsentRequest& request,
                                      v1::GetStoryConsentResponse& response);
  google::rpc::Status ListProgrammes(const v1::ListProgrammesRequest& request,
                                     v1::ListProgrammesResponse& response);
  google::rpc::Status GetProgramme(const v1::GetProgrammeRequest& request,
                                   v1::GetProgrammeResponse& response);
  google::rpc::Status ListProjections(const v1::ListProjectionsRequest& request,
                                      v1::ListProjectionsResponse& response);
  google::rpc::Status RebuildProjection(const v1::RebuildProjectionRequest& request,
                                        v1::RebuildProjectionResponse& response);
  google::rpc::Status CompareProjections(const v1::CompareProjectionsRequest& request,
                                         v1::CompareProjectionsResponse& response);
  google::rpc::Status FlipProjection(const v1::FlipProjectionRequest& request,
                                     v1::FlipProjectionResponse& response);
  google::rpc::Status DropProjection(const v1::DropProjectionRequest& request,
                                     v1::DropProjectionResponse& response);
  google::rpc::Status GetRun(const v1::GetRunRequest& request, v1::GetRunResponse& response);

  // What gRPC's health service says of `service` ("" for the server as a whole): "SERVING", "NOT_SERVING",
  // "SERVICE_UNKNOWN" or "UNKNOWN".
  google::rpc::Status Health(const std::string& service, std::string& answer);

  // Calls `handle` for each message until it returns false, the user interrupts (both OK), or the call ends.
  google::rpc::Status Subscribe(const v1::SubscribeRequest& request, const Interrupt& interrupt,
                                const std::function<bool(const v1::SubscribeResponse&)>& handle);

  // Where facts come from, on one thread.
  class Facts {
   public:
    virtual ~Facts() = default;
    // The next one; false: there are no more.
    virtual bool Next(v1::RecordManyItem& item) = 0;
    // Whether another is there that Next gives without waiting for it.
    virtual bool AtHand() = 0;
  };

  // Records what `facts` gives, in its order, without waiting for answers; `answered` gets each item with its
  // answer, in the same order; the position of an answer covers all that was accepted before it, too. What is
  // at hand is sent together, and nothing waits for what is not. `facts` is asked on a thread of its own,
  // `answered` is called on the caller's. A broken connection is made anew and what is unanswered is sent
  // again (its event_id makes that harmless), until nothing has got through for the timeout; only the first
  // connection must succeed at once. After an interrupt nothing more is taken from `facts`, and what is in
  // flight is waited for. Where it fails, it requests the interrupt itself, so that Next returns.
  google::rpc::Status RecordMany(
      Interrupt& interrupt, Facts& facts,
      const std::function<void(const v1::RecordManyItem&, const v1::RecordManyAnswer&)>& answered);

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_CLIENT_H_
