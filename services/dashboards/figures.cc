#include "services/dashboards/figures.h"

#include <array>
#include <span>
#include <utility>

#include "libs/base/status.h"
#include "services/dashboards/answers.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {

namespace {

// How a figure is read, and what is said of what was read, with a threshold.
struct Funnel {
  static auto Read(const projection::View& view, const Question& question) {
    return readmodels::ReadFunnel(view, question.selection, question.k);
  }
  static auto Say(const readmodels::FunnelFigure& figure, const Question& /*question*/, int64_t k) {
    return AnswerFunnel(figure, k);
  }
};

struct Referrals {
  static auto Read(const projection::View& view, const Question& question) {
    return readmodels::ReadReferrals(view, question.selection, question.today, question.k);
  }
  static auto Say(const readmodels::ReferralsFigure& figure, const Question& /*question*/, int64_t k) {
    return AnswerReferrals(figure, k);
  }
};

struct Interruptions {
  static auto Read(const projection::View& view, const Question& question) {
    return readmodels::ReadInterruptions(view, question.selection, question.voice, question.today,
                                         question.k);
  }
  static auto Say(const readmodels::InterruptionsFigure& figure, const Question& question, int64_t k) {
    return AnswerInterruptions(figure, question.voice, k);
  }
};

struct Disagreement {
  static auto Read(const projection::View& view, const Question& question) {
    return readmodels::ReadDisagreement(view, question.selection, question.k);
  }
  static auto Say(const readmodels::DisagreementFigure& figure, const Question& /*question*/, int64_t k) {
    return AnswerDisagreement(figure, k);
  }
};

struct ReturnToWork {
  static auto Read(const projection::View& view, const Question& question) {
    return readmodels::ReadReturnToWork(view, question.selection, question.today, question.k);
  }
  static auto Say(const readmodels::ReturnToWorkFigure& figure, const Question& /*question*/, int64_t k) {
    return AnswerReturnToWork(figure, k);
  }
};

struct CoachingOutcomes {
  static auto Read(const projection::View& view, const Question& question) {
    return readmodels::ReadCoachingOutcomes(view, question.selection, question.today, question.k);
  }
  static auto Say(const readmodels::CoachingOutcomesFigure& figure, const Question& /*question*/, int64_t k) {
    return AnswerCoachingOutcomes(figure, k);
  }
};

struct Belief {
  static auto Read(const projection::View& view, const Question& question) {
    return readmodels::ReadBelief(view, question.selection, question.rater, question.today, question.k);
  }
  static auto Say(const readmodels::BeliefFigure& figure, const Question& question, int64_t k) {
    return AnswerBelief(figure, question.rater, k);
  }
};

struct Continuity {
  static auto Read(const projection::View& view, const Question& question) {
    return readmodels::ReadContinuity(view, question.selection, question.today, question.k);
  }
  static auto Say(const readmodels::ContinuityFigure& figure, const Question& /*question*/, int64_t k) {
    return AnswerContinuity(figure, k);
  }
};

template <typename Figure>
auto Answer(const projection::View& view, const Question& question)
    -> decltype(Figure::Say(*Figure::Read(view, question), question, 0)) {
  ASSIGN_OR_RETURN(const auto figure, Figure::Read(view, question));
  return Figure::Say(figure, question, question.k);
}

template <typename Response>
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Any(absl::StatusOr<Response> answer) {
  if (!answer.ok()) return answer.status();
  return std::make_unique<Response>(*std::move(answer));
}

template <typename Figure>
absl::StatusOr<std::unique_ptr<google::protobuf::Message>> AnyAnswer(const projection::View& view,
                                                                     const Question& question) {
  return Any(Answer<Figure>(view, question));
}

template <typename Figure>
absl::StatusOr<BothAnswers> Both(const projection::View& view, const Question& question) {
  ASSIGN_OR_RETURN(const auto figure, Figure::Read(view, question));
  ASSIGN_OR_RETURN(auto everything, Any(Figure::Say(figure, question, kNothingWithheld)));
  return BothAnswers{std::move(everything), Any(Figure::Say(figure, question, question.k))};
}

template <typename Figure>
NamedFigure Named(const FigureDefinition& definition, About about, const projection::CaseModel& (*model)()) {
  return {definition, about, model, AnyAnswer<Figure>, Both<Figure>};
}

}  // namespace

absl::StatusOr<v1::GetFunnelResponse> FunnelOf(const projection::View& view, const Question& question) {
  return Answer<Funnel>(view, question);
}
absl::StatusOr<v1::GetReferralsResponse> ReferralsOf(const projection::View& view, const Question& question) {
  return Answer<Referrals>(view, question);
}
absl::StatusOr<v1::GetInterruptionsResponse> InterruptionsOf(const projection::View& view,
                                                             const Question& question) {
  return Answer<Interruptions>(view, question);
}
absl::StatusOr<v1::GetDisagreementResponse> DisagreementOf(const projection::View& view,
                                                           const Question& question) {
  return Answer<Disagreement>(view, question);
}
absl::StatusOr<v1::GetReturnToWorkResponse> ReturnToWorkOf(const projection::View& view,
                                                           const Question& question) {
  return Answer<ReturnToWork>(view, question);
}
absl::StatusOr<v1::GetCoachingOutcomesResponse> CoachingOutcomesOf(const projection::View& view,
                                                                   const Question& question) {
  return Answer<CoachingOutcomes>(view, question);
}
absl::StatusOr<v1::GetBeliefResponse> BeliefOf(const projection::View& view, const Question& question) {
  return Answer<Belief>(view, question);
}
absl::StatusOr<v1::GetContinuityResponse> ContinuityOf(const projection::View& view,
                                                       const Question& question) {
  return Answer<Continuity>(view, question);
}

std::span<const NamedFigure> AllFigures() {
  static const std::array figures = {
      Named<Funnel>(kFunnelDefinition, About::kCases, readmodels::FunnelModel),
      Named<Referrals>(kReferralsDefinition, About::kCases, readmodels::ReferralsModel),
      Named<Interruptions>(kInterruptionsDefinition, About::kPlacements, readmodels::InterruptionsModel),
      Named<Disagreement>(kDisagreementDefinition, About::kPlacements, readmodels::InterruptionsModel),
      Named<ReturnToWork>(kReturnToWorkDefinition, About::kCases, readmodels::ReturnToWorkModel),
      Named<CoachingOutcomes>(kCoachingOutcomesDefinition, About::kCases, readmodels::CoachingOutcomesModel),
      Named<Belief>(kBeliefDefinition, About::kCases, readmodels::BeliefModel),
      Named<Continuity>(kContinuityDefinition, About::kCases, readmodels::ContinuityModel),
  };
  return figures;
}

const NamedFigure* FindFigure(std::string_view name) {
  for (const NamedFigure& figure : AllFigures()) {
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
