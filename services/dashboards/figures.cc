#include "services/dashboards/figures.h"

#include <array>
#include <utility>

#include "libs/base/status.h"
#include "services/dashboards/answers.h"

namespace praksis::services {

absl::StatusOr<v1::GetFunnelResponse> FunnelOf(const projection::View& view, const Question& question) {
  ASSIGN_OR_RETURN(const auto figure, readmodels::ReadFunnel(view, question.selection, question.k));
  return AnswerFunnel(figure, question.k);
}

absl::StatusOr<v1::GetReferralsResponse> ReferralsOf(const projection::View& view, const Question& question) {
  ASSIGN_OR_RETURN(const auto figure,
                   readmodels::ReadReferrals(view, question.selection, question.today, question.k));
  return AnswerReferrals(figure, question.k);
}

absl::StatusOr<v1::GetInterruptionsResponse> InterruptionsOf(const projection::View& view,
                                                             const Question& question) {
  ASSIGN_OR_RETURN(const auto figure, readmodels::ReadInterruptions(view, question.selection, question.voice,
                                                                    question.today, question.k));
  return AnswerInterruptions(figure, question.voice, question.k);
}

absl::StatusOr<v1::GetDisagreementResponse> DisagreementOf(const projection::View& view,
                                                           const Question& question) {
  ASSIGN_OR_RETURN(const auto figure, readmodels::ReadDisagreement(view, question.selection, question.k));
  return AnswerDisagreement(figure, question.k);
}

absl::StatusOr<v1::GetReturnToWorkResponse> ReturnToWorkOf(const projection::View& view,
                                                           const Question& question) {
  ASSIGN_OR_RETURN(const auto figure,
                   readmodels::ReadReturnToWork(view, question.selection, question.today, question.k));
  return AnswerReturnToWork(figure, question.k);
}

absl::StatusOr<v1::GetCoachingOutcomesResponse> CoachingOutcomesOf(const projection::View& view,
                                                                   const Question& question) {
  ASSIGN_OR_RETURN(const auto figure,
                   readmodels::ReadCoachingOutcomes(view, question.selection, question.today, question.k));
  return AnswerCoachingOutcomes(figure, question.k);
}

absl::StatusOr<v1::GetBeliefResponse> BeliefOf(const projection::View& view, const Question& question) {
  ASSIGN_OR_RETURN(const auto figure, readmodels::ReadBelief(view, question.selection, question.rater,
                                                             question.today, question.k));
  return AnswerBelief(figure, question.rater, question.k);
}

absl::StatusOr<v1::GetContinuityResponse> ContinuityOf(const projection::View& view,
                                                       const Question& question) {
  ASSIGN_OR_RETURN(const auto figure,
                   readmodels::ReadContinuity(view, question.selection, question.today, question.k));
  return AnswerContinuity(figure, question.k);
}

namespace {

template <auto Answer>
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Any(const projection::View& view,
                                                               const Question& question) {
  auto answer = Answer(view, question);
  if (!answer.ok()) return answer.status();
  using Response = typename decltype(answer)::value_type;
  return std::make_unique<Response>(*std::move(answer));
}

}  // namespace

const NamedFigure* FindFigure(std::string_view name) {
  static const std::array figures = {
      NamedFigure{kFunnelDefinition, About::kCases, readmodels::FunnelModel, Any<FunnelOf>},
      NamedFigure{kReferralsDefinition, About::kCases, readmodels::ReferralsModel, Any<ReferralsOf>},
      NamedFigure{kInterruptionsDefinition, About::kPlacements, readmodels::InterruptionsModel,
                  Any<InterruptionsOf>},
      NamedFigure{kDisagreementDefinition, About::kPlacements, readmodels::InterruptionsModel,
                  Any<DisagreementOf>},
      NamedFigure{kReturnToWorkDefinition, About::kCases, readmodels::ReturnToWorkModel, Any<ReturnToWorkOf>},
      NamedFigure{kCoachingOutcomesDefinition, About::kCases, readmodels::CoachingOutcomesModel,
                  Any<CoachingOutcomesOf>},
      NamedFigure{kBeliefDefinition, About::kCases, readmodels::BeliefModel, Any<BeliefOf>},
      NamedFigure{kContinuityDefinition, About::kCases, readmodels::ContinuityModel, Any<ContinuityOf>},
  };
  for (const NamedFigure& figure : figures) {
    if (figure.definition.figure == name) return &figure;
  }
  return nullptr;
}

const NamedFigure* ReadFigure(std::string_view name, std::vector<base::FieldViolation>& violations) {
  const NamedFigure* const figure = FindFigure(name);
  if (figure == nullptr) {
    violations.push_back(
        {"figure",
         "not a figure this server knows; write funnel, referrals, interruptions, disagreement, "
         "return-to-work, coaching-outcomes, belief or continuity"});
  }
  return figure;
}

}  // namespace praksis::services
