// Where a cycle stands: its six steps with their lead times, and how far its measures have come. Pure.
#ifndef PRAKSIS_SERVICES_CYCLES_SUMMARY_H_
#define PRAKSIS_SERVICES_CYCLES_SUMMARY_H_

#include "libs/base/date.h"
#include "praksis/v1/cycles.pb.h"
#include "services/cycles/cycle_index.h"

namespace praksis::services {

// Without what the steps need. `cycle` is one of the index's; what a step is done with is the rules' to say
// (libs/domain/cycle), and is folded by them.
v1::CycleSummary Summarise(const CycleIndex& index, const readmodels::LearningStream& cycle, base::Day today);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CYCLES_SUMMARY_H_
