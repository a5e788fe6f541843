#include "services/dashboards/dashboards_service.h"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/check.h"
#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/definitions/definitions.h"
#include "libs/readmodels/tally.h"
#include "services/dashboards/compare.h"
#include "services/dashboards/definitions.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/request.h"
#include "services/query/query.h"

namespace praksis::services {
namespace {

using Violations = std::vector<base::FieldViolation>;

void Describe(const FigureDefinition& definition, const std::string& position, base::Day today,
              v1::FigureMetadata& metadata) {
  const definitions::Definition& says = definitions::Of(definition.figure);
  metadata.set_figure(std::string(definition.figure));
  metadata.set_definition_revision(says.revision);
  metadata.set_definition(says.Text());
  metadata.set_position(position);
  metadata.set_as_of(base::FormatDay(today));
}

}  // namespace

// Reads what the figure is asked about, then answers with `answer(view, question)` and what every figure says
// about itself.
template <typename Request, typename Response>
void DashboardsService::Ask(const FigureDefinition& definition, About about, const Request& request,
                            absl::Time deadline, Reply<Response> reply,
                            absl::StatusOr<Response> (*answer)(const projection::View&, const Question&)) {
  Violations violations;
  Question question = {.k = options_.k};
  question.selection = ReadSelection(request.selection(), about, codelists_, violations);
  if constexpr (requires { request.voice(); }) question.voice = ReadVoice(request.voice(), violations);
  if constexpr (requires { request.rater(); }) question.rater = ReadRater(request.rater(), violations);
  CheckTimes(request.known_at(), request.at_least(), violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  CheckFineness(question.selection, options_.periods, "selection", violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("SELECTION_TOO_FINE", violations));
  AnswerAsOf<Response>(
      views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(), deadline,
      std::move(reply),
      [this, &definition, question = std::move(question), answer, known_at = request.known_at()](
          const projection::View& view, const std::string& position,
          base::Day today) mutable -> absl::StatusOr<Response> {
        question.today = today;
        ASSIGN_OR_RETURN(Response response, answer(view, question));
        RETURN_IF_ERROR(
            between_answers_->Withhold(*FindFigure(definition.figure), view, question, known_at, response));
        Describe(definition, position, today, *response.mutable_metadata());
        return response;
      });
}

DashboardsService::DashboardsService(projection::ViewSource& views, const log::EventLog& event_log,
                                     const base::Clock& clock, DashboardsOptions options,
                                     const codelists::Codelists& codelists)
    : views_(views),
      event_log_(event_log),
      clock_(clock),
      options_(options),
      codelists_(codelists),
      between_answers_(options.between_answers != nullptr
                           ? options.between_answers
                           : std::make_shared<BetweenAnswers>(options.periods, clock, codelists)) {
  PRAKSIS_CHECK(options.k >= 3 && options.k <= readmodels::Persons::kExactBelow, "k=", options.k);
}

void DashboardsService::GetFunnel(const v1::GetFunnelRequest& request, absl::Time deadline,
                                  Reply<v1::GetFunnelResponse> reply) {
  Ask(kFunnelDefinition, About::kCases, request, deadline, std::move(reply), FunnelOf);
}

void DashboardsService::GetReferrals(const v1::GetReferralsRequest& request, absl::Time deadline,
                                     Reply<v1::GetReferralsResponse> reply) {
  Ask(kReferralsDefinition, About::kCases, request, deadline, std::move(reply), ReferralsOf);
}

void DashboardsService::GetInterruptions(const v1::GetInterruptionsRequest& request, absl::Time deadline,
                                         Reply<v1::GetInterruptionsResponse> reply) {
  Ask(kInterruptionsDefinition, About::kPlacements, request, deadline, std::move(reply), InterruptionsOf);
}

void DashboardsService::GetDisagreement(const v1::GetDisagreementRequest& request, absl::Time deadline,
                                        Reply<v1::GetDisagreementResponse> reply) {
  Ask(kDisagreementDefinition, About::kPlacements, request, deadline, std::move(reply), DisagreementOf);
}

void DashboardsService::GetReturnToWork(const v1::GetReturnToWorkRequest& request, absl::Time deadline,
                                        Reply<v1::GetReturnToWorkResponse> reply) {
  Ask(kReturnToWorkDefinition, About::kCases, request, deadline, std::move(reply), ReturnToWorkOf);
}

void DashboardsService::GetCoachingOutcomes(const v1::GetCoachingOutcomesRequest& request,
                                            absl::Time deadline,
                                            Reply<v1::GetCoachingOutcomesResponse> reply) {
  Ask(kCoachingOutcomesDefinition, About::kCases, request, deadline, std::move(reply), CoachingOutcomesOf);
}

void DashboardsService::GetBelief(const v1::GetBeliefRequest& request, absl::Time deadline,
                                  Reply<v1::GetBeliefResponse> reply) {
  Ask(kBeliefDefinition, About::kCases, request, deadline, std::move(reply), BeliefOf);
}

void DashboardsService::GetContinuity(const v1::GetContinuityRequest& request, absl::Time deadline,
                                      Reply<v1::GetContinuityResponse> reply) {
  Ask(kContinuityDefinition, About::kCases, request, deadline, std::move(reply), ContinuityOf);
}

void DashboardsService::CompareSelections(const v1::CompareSelectionsRequest& request, absl::Time deadline,
                                          Reply<v1::CompareSelectionsResponse> reply) {
  Violations violations;
  const NamedFigure* const figure = ReadFigure(request.figure(), violations);
  const About about = figure == nullptr ? About::kPlacements : figure->about;
  std::array<Question, 2> questions;
  questions[0] = {.k = options_.k,
                  .voice = ReadVoice(request.voice(), violations),
                  .rater = ReadRater(request.rater(), violations)};
  questions[1] = questions[0];
  questions[0].selection = ReadSelection(request.first(), about, codelists_, violations, "first");
  questions[1].selection = ReadSelection(request.second(), about, codelists_, violations, "second");
  CheckTimes(request.known_at(), request.at_least(), violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("REQUEST_INVALID", violations));
  CheckFineness(questions[0].selection, options_.periods, "first", violations);
  CheckFineness(questions[1].selection, options_.periods, "second", violations);
  if (!violations.empty()) return std::move(reply)(base::RefuseRequest("SELECTION_TOO_FINE", violations));
  if (!ExcludeEachOther(questions[0].selection, questions[1].selection)) {
    return std::move(reply)(base::Refuse(
        absl::StatusCode::kFailedPrecondition, "SELECTIONS_OVERLAP",
        "The two selections may have cases in common, and then their difference has no interval; tell them "
        "apart by municipality, target group, industry section or period."));
  }
  AnswerAsOf<v1::CompareSelectionsResponse>(
      views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(), deadline,
      std::move(reply),
      [this, figure, questions = std::move(questions), known_at = request.known_at()](
          const projection::View& view, const std::string& position,
          base::Day today) mutable -> absl::StatusOr<v1::CompareSelectionsResponse> {
        questions[0].today = questions[1].today = today;
        ASSIGN_OR_RETURN(const auto first, figure->answer(view, questions[0]));
        ASSIGN_OR_RETURN(const auto second, figure->answer(view, questions[1]));
        RETURN_IF_ERROR(between_answers_->Withhold(*figure, view, questions[0], known_at, *first));
        RETURN_IF_ERROR(between_answers_->Withhold(*figure, view, questions[1], known_at, *second));
        v1::CompareSelectionsResponse response;
        CompareAnswers(*first, *second, response);
        *response.mutable_first_metadata() = MetadataOf(*first);
        *response.mutable_second_metadata() = MetadataOf(*second);
        Describe(figure->definition, position, today, *response.mutable_first_metadata());
        Describe(figure->definition, position, today, *response.mutable_second_metadata());
        return response;
      });
}

}  // namespace praksis::services
