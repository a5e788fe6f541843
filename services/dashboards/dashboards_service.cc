#include "services/dashboards/dashboards_service.h"

#include <algorithm>
#include <memory>
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

// Answers with `answer(view, today)` and what every figure says about itself.
template <typename Response, typename Answer>
void Ask(projection::Projection& projection, const log::EventLog& event_log, const base::Clock& clock,
         const DashboardsOptions& options, const FigureDefinition& definition, const std::string& at_least,
         absl::Time deadline, Reply<Response> reply, Answer answer) {
  AnswerAt<Response>(
      projection, event_log, clock, at_least, deadline, std::move(reply),
      [&clock, &definition, zone = options.time_zone, answer = std::move(answer)](
          const projection::View& view, const std::string& position) -> absl::StatusOr<Response> {
        const base::Day today = base::DayAt(clock.Now(), zone);
        ASSIGN_OR_RETURN(Response response, answer(view, today));
        v1::FigureMetadata& metadata = *response.mutable_metadata();
        metadata.set_figure(std::string(definition.figure));
        metadata.set_definition_revision(definition.revision);
        metadata.set_definition(std::string(definition.text));
        metadata.set_position(position);
        metadata.set_as_of(base::FormatDay(today));
        return response;
      });
}

}  // namespace

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
  std::vector<base::FieldViolation> violations;
  auto selection = ReadSelection(request.selection(), About::kCases, codelists_, violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  Ask(projection_, event_log_, clock_, options_, kFunnelDefinition, request.at_least(), deadline,
      std::move(reply),
      [k = options_.k, selection = std::move(selection)](
          const projection::View& view, base::Day today) -> absl::StatusOr<v1::GetFunnelResponse> {
        const auto figure = readmodels::ReadFunnel(view, selection);
        if (!figure.ok()) return figure.status();
        return AnswerFunnel(*figure, k);
      });
}

void DashboardsService::GetReferrals(const v1::GetReferralsRequest& request, absl::Time deadline,
                                     Reply<v1::GetReferralsResponse> reply) {
  std::vector<base::FieldViolation> violations;
  auto selection = ReadSelection(request.selection(), About::kCases, codelists_, violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  Ask(projection_, event_log_, clock_, options_, kReferralsDefinition, request.at_least(), deadline,
      std::move(reply),
      [k = options_.k, selection = std::move(selection)](
          const projection::View& view, base::Day today) -> absl::StatusOr<v1::GetReferralsResponse> {
        const auto figure = readmodels::ReadReferrals(view, selection, today);
        if (!figure.ok()) return figure.status();
        return AnswerReferrals(*figure, k);
      });
}

void DashboardsService::GetInterruptions(const v1::GetInterruptionsRequest& request, absl::Time deadline,
                                         Reply<v1::GetInterruptionsResponse> reply) {
  std::vector<base::FieldViolation> violations;
  auto selection = ReadSelection(request.selection(), About::kPlacements, codelists_, violations);
  const v1::Voice voice = request.voice() == v1::VOICE_UNSPECIFIED ? v1::JOB_CENTRE : request.voice();
  if (!v1::Voice_IsValid(voice)) {
    violations.push_back({"voice", "not a voice this server knows; write CITIZEN, COMPANY or JOB_CENTRE"});
  }
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  Ask(projection_, event_log_, clock_, options_, kInterruptionsDefinition, request.at_least(), deadline,
      std::move(reply),
      [k = options_.k, voice, selection = std::move(selection)](
          const projection::View& view, base::Day today) -> absl::StatusOr<v1::GetInterruptionsResponse> {
        const auto figure = readmodels::ReadInterruptions(view, selection, voice, today);
        if (!figure.ok()) return figure.status();
        return AnswerInterruptions(*figure, voice, k);
      });
}

}  // namespace praksis::services
