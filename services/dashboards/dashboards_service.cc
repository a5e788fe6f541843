#include "services/dashboards/dashboards_service.h"

#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/readmodels/tally.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/definitions.h"
#include "services/dashboards/request.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

using Violations = std::vector<base::FieldViolation>;

}  // namespace

// Reads what the figure is asked about, then answers with `answer(view, selection, today)` and what every
// figure says about itself.
template <typename Request, typename Response, typename Answer>
void DashboardsService::Ask(const FigureDefinition& definition, About about, const Request& request,
                            absl::Time deadline, Reply<Response> reply, Answer answer,
                            const Violations& further) {
  Violations violations;
  auto selection = ReadSelection(request.selection(), about, codelists_, violations);
  violations.insert(violations.end(), further.begin(), further.end());
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  AnswerAt<Response>(
      projection_, event_log_, clock_, request.at_least(), deadline, std::move(reply),
      [this, &definition, selection = std::move(selection), answer = std::move(answer)](
          const projection::View& view, const std::string& position) -> absl::StatusOr<Response> {
        const base::Day today = base::DayAt(clock_.Now(), options_.time_zone);
        ASSIGN_OR_RETURN(Response response, answer(view, selection, today));
        v1::FigureMetadata& metadata = *response.mutable_metadata();
        metadata.set_figure(std::string(definition.figure));
        metadata.set_definition_revision(definition.revision);
        metadata.set_definition(std::string(definition.text));
        metadata.set_position(position);
        metadata.set_as_of(base::FormatDay(today));
        return response;
      });
}

DashboardsService::DashboardsService(projection::Projection& projection, const log::EventLog& event_log,
                                     const base::Clock& clock, DashboardsOptions options,
                                     const codelists::Codelists& codelists)
    : projection_(projection),
      event_log_(event_log),
      clock_(clock),
      options_(options),
      codelists_(codelists) {
  PRAKSIS_CHECK(options.k >= 3 && options.k <= readmodels::Persons::kExactBelow, "k=", options.k);
}

void DashboardsService::GetFunnel(const v1::GetFunnelRequest& request, absl::Time deadline,
                                  Reply<v1::GetFunnelResponse> reply) {
  Ask(kFunnelDefinition, About::kCases, request, deadline, std::move(reply),
      [k = options_.k](const projection::View& view, const readmodels::CellSelection& selection,
                       base::Day /*today*/) -> absl::StatusOr<v1::GetFunnelResponse> {
        ASSIGN_OR_RETURN(const auto figure, readmodels::ReadFunnel(view, selection));
        return AnswerFunnel(figure, k);
      });
}

void DashboardsService::GetReferrals(const v1::GetReferralsRequest& request, absl::Time deadline,
                                     Reply<v1::GetReferralsResponse> reply) {
  Ask(kReferralsDefinition, About::kCases, request, deadline, std::move(reply),
      [k = options_.k](const projection::View& view, const readmodels::CellSelection& selection,
                       base::Day today) -> absl::StatusOr<v1::GetReferralsResponse> {
        ASSIGN_OR_RETURN(const auto figure, readmodels::ReadReferrals(view, selection, today));
        return AnswerReferrals(figure, k);
      });
}

void DashboardsService::GetInterruptions(const v1::GetInterruptionsRequest& request, absl::Time deadline,
                                         Reply<v1::GetInterruptionsResponse> reply) {
  Violations violations;
  const v1::Voice voice = request.voice() == v1::VOICE_UNSPECIFIED ? v1::JOB_CENTRE : request.voice();
  if (!v1::Voice_IsValid(voice)) {
    violations.push_back({"voice", "not a voice this server knows; write CITIZEN, COMPANY or JOB_CENTRE"});
  }
  Ask(
      kInterruptionsDefinition, About::kPlacements, request, deadline, std::move(reply),
      [k = options_.k, voice](const projection::View& view, const readmodels::CellSelection& selection,
                              base::Day today) -> absl::StatusOr<v1::GetInterruptionsResponse> {
        ASSIGN_OR_RETURN(const auto figure, readmodels::ReadInterruptions(view, selection, voice, today));
        return AnswerInterruptions(figure, voice, k);
      },
      violations);
}

void DashboardsService::GetDisagreement(const v1::GetDisagreementRequest& request, absl::Time deadline,
                                        Reply<v1::GetDisagreementResponse> reply) {
  Ask(kDisagreementDefinition, About::kPlacements, request, deadline, std::move(reply),
      [k = options_.k](const projection::View& view, const readmodels::CellSelection& selection,
                       base::Day /*today*/) -> absl::StatusOr<v1::GetDisagreementResponse> {
        ASSIGN_OR_RETURN(const auto figure, readmodels::ReadDisagreement(view, selection));
        return AnswerDisagreement(figure, k);
      });
}

void DashboardsService::GetReturnToWork(const v1::GetReturnToWorkRequest& request, absl::Time deadline,
                                        Reply<v1::GetReturnToWorkResponse> reply) {
  Ask(kReturnToWorkDefinition, About::kCases, request, deadline, std::move(reply),
      [k = options_.k](const projection::View& view, const readmodels::CellSelection& selection,
                       base::Day today) -> absl::StatusOr<v1::GetReturnToWorkResponse> {
        ASSIGN_OR_RETURN(const auto figure, readmodels::ReadReturnToWork(view, selection, today));
        return AnswerReturnToWork(figure, k);
      });
}

}  // namespace praksis::services
