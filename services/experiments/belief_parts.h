// Belief within a window, and how it changed from one window to the next, written into an answer.
#ifndef PRAKSIS_SERVICES_EXPERIMENTS_BELIEF_PARTS_H_
#define PRAKSIS_SERVICES_EXPERIMENTS_BELIEF_PARTS_H_

#include <cstdint>
#include <vector>

#include "praksis/v1/experiments.pb.h"
#include "services/dashboards/cells_out.h"
#include "services/experiments/split.h"
#include "services/experiments/unit_practice.h"

namespace praksis::services {

// Who is behind the scores of a window: persons rated low, and high; and the raters.
Behind BehindBelief(const WindowPractice& window);
// Behind those rated twice: persons by high before, high after; and those rated in one of the windows only.
Behind BehindChange(const UnitPractice& unit);

void PutBelief(const std::vector<Rated>& rated, bool show, int64_t k, CellsOut& out,
               v1::GetExperimentResponse::Belief& belief);
void PutChange(const std::vector<RatedTwice>& rated, bool show, int64_t k, CellsOut& out,
               v1::GetExperimentResponse::Change& change);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_EXPERIMENTS_BELIEF_PARTS_H_
