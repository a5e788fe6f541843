// Every figure by its name: how it is read and answered. Pure, but for the view.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_FIGURES_H_
#define PRAKSIS_SERVICES_DASHBOARDS_FIGURES_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "libs/base/date.h"
#include "libs/base/refusal.h"
#include "libs/projection/read_model.h"
#include "libs/projection/view.h"
#include "libs/readmodels/cells.h"
#include "praksis/v1/dashboards.pb.h"
#include "services/dashboards/definitions.h"
#include "services/dashboards/request.h"

namespace praksis::services {

// What a figure is asked.
struct Question {
  readmodels::CellSelection selection = {};
  base::Day today = 0;
  int64_t k = 0;
  // Of those figures that have one.
  v1::Voice voice = v1::JOB_CENTRE;
  v1::BeliefAssessed::Rater rater = v1::BeliefAssessed::CASEWORKER;
};

// As answers.h says; the metadata lacks what is written there.
absl::StatusOr<v1::GetFunnelResponse> FunnelOf(const projection::View& view, const Question& question);
absl::StatusOr<v1::GetReferralsResponse> ReferralsOf(const projection::View& view, const Question& question);
absl::StatusOr<v1::GetInterruptionsResponse> InterruptionsOf(const projection::View& view,
                                                             const Question& question);
absl::StatusOr<v1::GetDisagreementResponse> DisagreementOf(const projection::View& view,
                                                           const Question& question);
absl::StatusOr<v1::GetReturnToWorkResponse> ReturnToWorkOf(const projection::View& view,
                                                           const Question& question);
absl::StatusOr<v1::GetCoachingOutcomesResponse> CoachingOutcomesOf(const projection::View& view,
                                                                   const Question& question);
absl::StatusOr<v1::GetBeliefResponse> BeliefOf(const projection::View& view, const Question& question);
absl::StatusOr<v1::GetContinuityResponse> ContinuityOf(const projection::View& view,
                                                       const Question& question);

// What an answer says, and what it would say if nothing of it were withheld (kNothingWithheld).
struct BothAnswers {
  std::unique_ptr<google::protobuf::Message> everything;
  // FAILED_PRECONDITION where it is refused as too narrow.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> shown;
};

// One of them, whatever its response.
struct NamedFigure {
  const FigureDefinition& definition;
  About about;
  // That it is read from.
  const projection::CaseModel& (*model)();
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> (*answer)(const projection::View& view,
                                                                       const Question& question);
  // Both, of one reading.
  absl::StatusOr<BothAnswers> (*both)(const projection::View& view, const Question& question);
};

// They live for ever.
std::span<const NamedFigure> AllFigures();
// Null where there is none of this name.
const NamedFigure* FindFigure(std::string_view name);
// The same, adding to `violations` what is wrong with the field "figure".
const NamedFigure* ReadFigure(std::string_view name, std::vector<base::FieldViolation>& violations);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_FIGURES_H_
