#include <algorithm>

#include "services/dashboards/answers.h"
#include "services/dashboards/cells_out.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {

// Reached and furthest are linked: the difference of two neighbours' reached is the furthest of the first. So
// the stages are cut into runs: reached is shown where a run begins, furthest where a run is one stage.
absl::StatusOr<v1::GetFunnelResponse> AnswerFunnel(const readmodels::FunnelFigure& figure, int64_t k) {
  constexpr size_t kStages = readmodels::kFunnelStages;
  readmodels::Tally opened;
  for (const auto& stage : figure.furthest) opened.Add(stage);
  if (IsSmall(opened, k)) return RefuseTooNarrow(k);

  const std::vector<size_t> begins = CutIntoRuns({figure.furthest.begin(), figure.furthest.end()}, k);
  const auto begins_run = [&](size_t stage) {
    return stage == kStages || std::binary_search(begins.begin(), begins.end(), stage);
  };

  v1::GetFunnelResponse response;
  CellsOut out(k);
  int64_t reached = opened.count;
  for (size_t stage = 0; stage < kStages; ++stage) {
    auto& step = *response.add_steps();
    step.set_stage(static_cast<v1::GetFunnelResponse::Stage>(stage + 1));
    const bool withhold_reached = !begins_run(stage);
    out.Put(reached, withhold_reached, *step.mutable_reached());
    out.Put(figure.furthest[stage].count, withhold_reached || !begins_run(stage + 1),
            *step.mutable_furthest());
    out.Put(figures::WilsonProportion(reached, opened.count), withhold_reached, *step.mutable_share());
    reached -= figure.furthest[stage].count;
  }
  out.Finish(*response.mutable_metadata());
  return response;
}

}  // namespace praksis::services
