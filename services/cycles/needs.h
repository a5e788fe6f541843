// What the steps of a cycle still need. Pure.
#ifndef PRAKSIS_SERVICES_CYCLES_NEEDS_H_
#define PRAKSIS_SERVICES_CYCLES_NEEDS_H_

#include "praksis/v1/cycles.pb.h"

namespace praksis::services {

// Puts the needs of each step into the board's summary, by all else that the board has. Nothing is asked for
// that the rules would refuse: of a cycle that is closed only what concerns its measures and its quotations,
// and after the review no more cases and interviews.
void PutNeeds(v1::CycleBoard& board);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CYCLES_NEEDS_H_
