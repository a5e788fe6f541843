// started = running + completed + got job + interrupted; interrupted = its reasons. What of it is shown:
// incidence.h.
#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/incidence.h"

namespace praksis::services {

absl::StatusOr<v1::GetInterruptionsResponse> AnswerInterruptions(
    const readmodels::InterruptionsFigure& figure, v1::Voice voice, int64_t k) {
  const Followed followed = {
      .competing = {{"COMPLETED", figure.completed}, {readmodels::kGotJob, figure.got_job}},
      .censored = figure.running,
      .events = figure.interrupted};
  CellsOut out(k);
  const auto shown = ShowIncidence(followed, {.days = {28, 91, 182}, .most_curve_points = 366}, k, out);
  if (!shown) return RefuseTooNarrow(k);
  v1::GetInterruptionsResponse response;
  *response.mutable_started() = shown->all;
  *response.mutable_interrupted() = shown->events;
  *response.mutable_running() = shown->censored;
  PutPoints(shown->overall, *response.mutable_overall());
  PutPoints(shown->curve, *response.mutable_curve());
  PutCauses(shown->causes, *response.mutable_causes());
  response.set_voice(voice);
  out.Finish(*response.mutable_metadata());
  return response;
}

}  // namespace praksis::services
