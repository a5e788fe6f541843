// Figures for managers: what proto/praksis/v1/dashboards.proto promises, without gRPC. Answers come from the
// projection and pass disclosure control (withholding.h, DESIGN.md) before they leave.
//
// Thread-safe. A reply is called on the caller's thread where what was asked for is projected already, else
// on a thread of the projection's. What the constructor takes must outlive the service and every reply that
// is still to come.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_DASHBOARDS_SERVICE_H_
#define PRAKSIS_SERVICES_DASHBOARDS_DASHBOARDS_SERVICE_H_

#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/codelists/codelists.h"
#include "libs/figures/disclosure.h"
#include "libs/log/event_log.h"
#include "libs/projection/view.h"
#include "praksis/v1/dashboards.pb.h"
#include "services/dashboards/between_answers.h"
#include "services/dashboards/grid.h"
#include "services/reply/reply.h"

namespace praksis::services {

struct DashboardsOptions {
  // Zone of `today`.
  absl::TimeZone time_zone = absl::UTCTimeZone();
  // Counts of 1 … k-1 persons are withheld. 3 … readmodels::Persons::kExactBelow.
  int64_t k = figures::kDefaultThreshold;
  // What may be asked about, so that no small group follows from several answers.
  Periods periods = Periods::kFree;
  // What several services have in common, for the same periods. Null: its own.
  std::shared_ptr<BetweenAnswers> between_answers = nullptr;
};

class DashboardsService {
 public:
  // `event_log` is asked for its name and its partitions only. The projection must have the models of
  // all figures (readmodels::AllCaseModels).
  DashboardsService(projection::ViewSource& views, const log::EventLog& event_log, const base::Clock& clock,
                    DashboardsOptions options,
                    const codelists::Codelists& codelists = codelists::Codelists::BuiltIn());

  // For all: absl::InfiniteFuture() means that the caller set no deadline; waiting for `at_least` then
  // ends after 5 s.
  //   INVALID_ARGUMENT     REQUEST_INVALID with every field violation; SELECTION_TOO_FINE where the selection
  //                        is finer than may be asked; TOKEN_INVALID for `at_least`, `known_at`.
  //   FAILED_PRECONDITION  SELECTION_TOO_NARROW: it is about somebody, but about fewer than k
  //   persons.
  //                        POSITION_NOT_KEPT: no projection is kept at `known_at`.
  //   UNAVAILABLE          NOT_CAUGHT_UP: not projected in time.
  void GetFunnel(const v1::GetFunnelRequest& request, absl::Time deadline,
                 Reply<v1::GetFunnelResponse> reply);
  void GetReferrals(const v1::GetReferralsRequest& request, absl::Time deadline,
                    Reply<v1::GetReferralsResponse> reply);
  void GetInterruptions(const v1::GetInterruptionsRequest& request, absl::Time deadline,
                        Reply<v1::GetInterruptionsResponse> reply);
  void GetDisagreement(const v1::GetDisagreementRequest& request, absl::Time deadline,
                       Reply<v1::GetDisagreementResponse> reply);
  void GetReturnToWork(const v1::GetReturnToWorkRequest& request, absl::Time deadline,
                       Reply<v1::GetReturnToWorkResponse> reply);
  void GetCoachingOutcomes(const v1::GetCoachingOutcomesRequest& request, absl::Time deadline,
                           Reply<v1::GetCoachingOutcomesResponse> reply);
  void GetBelief(const v1::GetBeliefRequest& request, absl::Time deadline,
                 Reply<v1::GetBeliefResponse> reply);
  void GetContinuity(const v1::GetContinuityRequest& request, absl::Time deadline,
                     Reply<v1::GetContinuityResponse> reply);
  //   FAILED_PRECONDITION  SELECTIONS_OVERLAP, too.
  void CompareSelections(const v1::CompareSelectionsRequest& request, absl::Time deadline,
                         Reply<v1::CompareSelectionsResponse> reply);

 private:
  template <typename Request, typename Response>
  void Ask(const FigureDefinition& definition, About about, const Request& request, absl::Time deadline,
           Reply<Response> reply,
           absl::StatusOr<Response> (*answer)(const projection::View&, const Question&));

  projection::ViewSource& views_;
  const log::EventLog& event_log_;
  const base::Clock& clock_;
  const DashboardsOptions options_;
  const codelists::Codelists& codelists_;
  const std::shared_ptr<BetweenAnswers> between_answers_;
};

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_DASHBOARDS_SERVICE_H_
