#include "services/cli/client.h"

#include <fcntl.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "absl/time/clock.h"
#include "grpc/support/log.h"
#include "grpcpp/generic/generic_stub.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "services/channel/channel.h"
#include "services/cli/client_rep.h"

namespace praksis::cli {
namespace {

template <typename Stub, typename Request, typename Response>
grpc::Status Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  absl::Duration timeout, const Request& request, Response& response) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  return (stub.*method)(&context, request, &response);
}

// Ends a call when the user interrupts, for as long as it lives.
class CancelOnInterrupt {
 public:
  CancelOnInterrupt(const Interrupt& interrupt, grpc::ClientContext& context) {
    PRAKSIS_CHECK(pipe2(done_, O_CLOEXEC) == 0);
    thread_ = std::thread([this, &interrupt, &context] {
      if (!interrupt.WaitReadable(done_[0], -1)) context.TryCancel();
    });
  }
  ~CancelOnInterrupt() {
    const char byte = 0;
    (void)!write(done_[1], &byte, 1);
    thread_.join();
    close(done_[0]);
    close(done_[1]);
  }

 private:
  int done_[2] = {-1, -1};
  std::thread thread_;
};

// What each side's idea of TLS makes of the other's, in the words of gRPC and OpenSSL. "" for anything else.
std::string TlsMismatch(const std::string& words, const std::string& server) {
  const auto said = [&words](const char* what) { return words.find(what) != std::string::npos; };
  if (said("wrong version number")) {
    return base::StrCat("the server at ", server,
                        " speaks plain text, not TLS: leave out --tls-cert, --tls-key and --tls-ca");
  }
  if (said("certificate verify failed")) {
    return base::StrCat("the certificate of the server at ", server,
                        " is not of the CA in --tls-ca, or not valid now");
  }
  if (said("Hostname Verification Check failed")) {
    return base::StrCat("the certificate of the server at ", server,
                        " does not name it so: call it as it is named there");
  }
  return "";
}

// What a server that hangs up may mean by it.
std::string_view HangingUp(const std::string& words, bool tls) {
  if (words.find("Socket closed") == std::string::npos &&
      words.find("Connection reset") == std::string::npos) {
    return "";
  }
  return tls ? ", as it does where it does not take this certificate"
             : ", as it does where it wants TLS (--tls-cert, --tls-key and --tls-ca)";
}

// gRPC's own lines on stderr say what the error says, in words that are for its makers.
void SilenceGrpc() {
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
}

}  // namespace

google::rpc::Status Client::Rep::ToRpcStatus(const grpc::Status& status) const {
  google::rpc::Status rpc;
  if (!status.error_details().empty() && rpc.ParseFromString(status.error_details())) return rpc;
  rpc.set_code(status.error_code());
  rpc.set_message(status.error_message());
  if (status.error_code() == grpc::StatusCode::UNAVAILABLE) {
    // gRPC lists every address it tried; what matters stands at the end.
    const std::string& words = status.error_message();
    const size_t last = words.rfind(": ");
    rpc.set_message(base::StrCat("cannot reach the server at ", server, ": ",
                                 last == std::string::npos ? words : words.substr(last + 2),
                                 HangingUp(words, tls)));
    if (const std::string mismatch = TlsMismatch(words, server); !mismatch.empty()) {
      return base::ToRpcStatus(base::Refuse(absl::StatusCode::kUnavailable, "TLS_MISMATCH", mismatch));
    }
  } else if (status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) {
    rpc.set_message(base::StrCat("no answer from ", server, " within ", absl::FormatDuration(timeout)));
  }
  return rpc;
}

Client::Client(const std::string& server, absl::Duration timeout, const std::optional<rpc::TlsFiles>& tls)
    : rep_(std::make_unique<Rep>()) {
  SilenceGrpc();
  rep_->server = server;
  rep_->timeout = timeout;
  rep_->tls = tls.has_value();
  rep_->channel = services::OpenChannel(server, tls, "praksis-cli");
  rep_->journal = v1::Journal::NewStub(rep_->channel);
  rep_->history = v1::History::NewStub(rep_->channel);
  rep_->feed = v1::Feed::NewStub(rep_->channel);
  rep_->dashboards = v1::Dashboards::NewStub(rep_->channel);
  rep_->learning = v1::Learning::NewStub(rep_->channel);
  rep_->experiments = v1::Experiments::NewStub(rep_->channel);
  rep_->transfer = v1::Transfer::NewStub(rep_->channel);
  rep_->cycles = v1::Cycles::NewStub(rep_->channel);
  rep_->stories = v1::Stories::NewStub(rep_->channel);
  rep_->measures = v1::Measures::NewStub(rep_->channel);
  rep_->operations = v1::Operations::NewStub(rep_->channel);
}

Client::~Client() = default;

google::rpc::Status Client::Record(const v1::RecordRequest& request, v1::RecordResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->journal, &v1::Journal::Stub::Record, rep_->timeout, request, response));
}
google::rpc::Status Client::Check(const v1::CheckRequest& request, v1::CheckResponse& response) {
  return rep_->ToRpcStatus(Call(*rep_->journal, &v1::Journal::Stub::Check, rep_->timeout, request, response));
}
google::rpc::Status Client::GetCase(const v1::GetCaseRequest& request, v1::GetCaseResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->history, &v1::History::Stub::GetCase, rep_->timeout, request, response));
}
google::rpc::Status Client::GetStream(const v1::GetStreamRequest& request, v1::GetStreamResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->history, &v1::History::Stub::GetStream, rep_->timeout, request, response));
}
google::rpc::Status Client::ListEvents(const v1::ListEventsRequest& request,
                                       v1::ListEventsResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->history, &v1::History::Stub::ListEvents, rep_->timeout, request, response));
}
google::rpc::Status Client::ListFigureCases(const v1::ListFigureCasesRequest& request,
                                            v1::ListFigureCasesResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->history, &v1::History::Stub::ListFigureCases, rep_->timeout, request, response));
}
google::rpc::Status Client::GetFunnel(const v1::GetFunnelRequest& request, v1::GetFunnelResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::GetFunnel, rep_->timeout, request, response));
}
google::rpc::Status Client::GetReferrals(const v1::GetReferralsRequest& request,
                                         v1::GetReferralsResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::GetReferrals, rep_->timeout, request, response));
}
google::rpc::Status Client::GetInterruptions(const v1::GetInterruptionsRequest& request,
                                             v1::GetInterruptionsResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::GetInterruptions, rep_->timeout, request, response));
}
google::rpc::Status Client::GetDisagreement(const v1::GetDisagreementRequest& request,
                                            v1::GetDisagreementResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::GetDisagreement, rep_->timeout, request, response));
}
google::rpc::Status Client::GetReturnToWork(const v1::GetReturnToWorkRequest& request,
                                            v1::GetReturnToWorkResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::GetReturnToWork, rep_->timeout, request, response));
}
google::rpc::Status Client::GetCoachingOutcomes(const v1::GetCoachingOutcomesRequest& request,
                                                v1::GetCoachingOutcomesResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::GetCoachingOutcomes, rep_->timeout, request, response));
}
google::rpc::Status Client::GetBelief(const v1::GetBeliefRequest& request, v1::GetBeliefResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::GetBelief, rep_->timeout, request, response));
}
google::rpc::Status Client::CompareSelections(const v1::CompareSelectionsRequest& request,
                                              v1::CompareSelectionsResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::CompareSelections, rep_->timeout, request, response));
}
google::rpc::Status Client::GetContinuity(const v1::GetContinuityRequest& request,
                                          v1::GetContinuityResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->dashboards, &v1::Dashboards::Stub::GetContinuity, rep_->timeout, request, response));
}
google::rpc::Status Client::SelectCases(const v1::SelectCasesRequest& request,
                                        v1::SelectCasesResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->learning, &v1::Learning::Stub::SelectCases, rep_->timeout, request, response));
}
google::rpc::Status Client::ListExperiments(const v1::ListExperimentsRequest& request,
                                            v1::ListExperimentsResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->experiments, &v1::Experiments::Stub::ListExperiments, rep_->timeout, request, response));
}
google::rpc::Status Client::GetExperiment(const v1::GetExperimentRequest& request,
                                          v1::GetExperimentResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->experiments, &v1::Experiments::Stub::GetExperiment, rep_->timeout, request, response));
}
google::rpc::Status Client::GetTransfer(const v1::GetTransferRequest& request,
                                        v1::GetTransferResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->transfer, &v1::Transfer::Stub::GetTransfer, rep_->timeout, request, response));
}
google::rpc::Status Client::ListCycles(const v1::ListCyclesRequest& request,
                                       v1::ListCyclesResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->cycles, &v1::Cycles::Stub::ListCycles, rep_->timeout, request, response));
}
google::rpc::Status Client::GetCycle(const v1::GetCycleRequest& request, v1::GetCycleResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->cycles, &v1::Cycles::Stub::GetCycle, rep_->timeout, request, response));
}
google::rpc::Status Client::RecordSelection(const v1::RecordSelectionRequest& request,
                                            v1::RecordSelectionResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->cycles, &v1::Cycles::Stub::RecordSelection, rep_->timeout, request, response));
}
google::rpc::Status Client::ReplaySelection(const v1::ReplaySelectionRequest& request,
                                            v1::ReplaySelectionResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->cycles, &v1::Cycles::Stub::ReplaySelection, rep_->timeout, request, response));
}

google::rpc::Status Client::ListPrinciples(const v1::ListPrinciplesRequest& request,
                                           v1::ListPrinciplesResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->stories, &v1::Stories::Stub::ListPrinciples, rep_->timeout, request, response));
}
google::rpc::Status Client::GetStoryGraph(const v1::GetStoryGraphRequest& request,
                                          v1::GetStoryGraphResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->stories, &v1::Stories::Stub::GetStoryGraph, rep_->timeout, request, response));
}
google::rpc::Status Client::SearchStories(const v1::SearchStoriesRequest& request,
                                          v1::SearchStoriesResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->stories, &v1::Stories::Stub::SearchStories, rep_->timeout, request, response));
}
google::rpc::Status Client::ListStoriesLikeCase(const v1::ListStoriesLikeCaseRequest& request,
                                                v1::ListStoriesLikeCaseResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->stories, &v1::Stories::Stub::ListStoriesLikeCase, rep_->timeout, request, response));
}
google::rpc::Status Client::GetStoryConsent(const v1::GetStoryConsentRequest& request,
                                            v1::GetStoryConsentResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->stories, &v1::Stories::Stub::GetStoryConsent, rep_->timeout, request, response));
}
google::rpc::Status Client::ListProgrammes(const v1::ListProgrammesRequest& request,
                                           v1::ListProgrammesResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->stories, &v1::Stories::Stub::ListProgrammes, rep_->timeout, request, response));
}
google::rpc::Status Client::GetProgramme(const v1::GetProgrammeRequest& request,
                                         v1::GetProgrammeResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->stories, &v1::Stories::Stub::GetProgramme, rep_->timeout, request, response));
}

google::rpc::Status Client::ListMeasures(const v1::ListMeasuresRequest& request,
                                         v1::ListMeasuresResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->measures, &v1::Measures::Stub::ListMeasures, rep_->timeout, request, response));
}
google::rpc::Status Client::EvaluateMeasure(const v1::EvaluateMeasureRequest& request,
                                            v1::EvaluateMeasureResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->measures, &v1::Measures::Stub::EvaluateMeasure, rep_->timeout, request, response));
}
google::rpc::Status Client::RecordEvaluation(const v1::RecordEvaluationRequest& request,
                                             v1::RecordEvaluationResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->measures, &v1::Measures::Stub::RecordEvaluation, rep_->timeout, request, response));
}

google::rpc::Status Client::ListProjections(const v1::ListProjectionsRequest& request,
                                            v1::ListProjectionsResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->operations, &v1::Operations::Stub::ListProjections, rep_->timeout, request, response));
}
google::rpc::Status Client::RebuildProjection(const v1::RebuildProjectionRequest& request,
                                              v1::RebuildProjectionResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->operations, &v1::Operations::Stub::RebuildProjection, rep_->timeout, request, response));
}
google::rpc::Status Client::CompareProjections(const v1::CompareProjectionsRequest& request,
                                               v1::CompareProjectionsResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->operations, &v1::Operations::Stub::CompareProjections, rep_->timeout, request, response));
}
google::rpc::Status Client::FlipProjection(const v1::FlipProjectionRequest& request,
                                           v1::FlipProjectionResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->operations, &v1::Operations::Stub::FlipProjection, rep_->timeout, request, response));
}
google::rpc::Status Client::DropProjection(const v1::DropProjectionRequest& request,
                                           v1::DropProjectionResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->operations, &v1::Operations::Stub::DropProjection, rep_->timeout, request, response));
}
google::rpc::Status Client::GetRun(const v1::GetRunRequest& request, v1::GetRunResponse& response) {
  return rep_->ToRpcStatus(
      Call(*rep_->operations, &v1::Operations::Stub::GetRun, rep_->timeout, request, response));
}

google::rpc::Status Client::Health(const std::string& service, std::string& answer) {
  services::Health health = services::Health::kUnknown;
  const grpc::Status status = services::AskHealth(rep_->channel, service, rep_->timeout, health);
  switch (health) {
    case services::Health::kServing:
      answer = "SERVING";
      break;
    case services::Health::kNotServing:
      answer = "NOT_SERVING";
      break;
    case services::Health::kServiceUnknown:
      answer = "SERVICE_UNKNOWN";
      break;
    case services::Health::kUnknown:
      answer = "UNKNOWN";
      break;
  }
  return rep_->ToRpcStatus(status);
}

google::rpc::Status Client::Subscribe(const v1::SubscribeRequest& request, const Interrupt& interrupt,
                                      const std::function<bool(const v1::SubscribeResponse&)>& handle) {
  grpc::ClientContext context;
  const auto reader = rep_->feed->Subscribe(&context, request);
  const CancelOnInterrupt cancel(interrupt, context);
  v1::SubscribeResponse response;
  bool wanted = true;
  while (wanted && reader->Read(&response)) wanted = handle(response);
  if (!wanted) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!wanted || interrupt.requested()) return {};
  return rep_->ToRpcStatus(status);
}

}  // namespace praksis::cli
