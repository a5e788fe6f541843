// Choices that a cycle has recorded, and whether one made again is the same. Pure.
#ifndef PRAKSIS_SERVICES_CYCLES_REPLAY_H_
#define PRAKSIS_SERVICES_CYCLES_REPLAY_H_

#include <string>

#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/cycles.pb.h"

namespace praksis::services {

// The CasesSelected of the cycle with that selection_id, the latest for ""; null where there is none.
const v1::Event* FindSelection(const readmodels::LearningStream& cycle, const std::string& selection_id);

// Puts outcome, differences and both choices. They are the same where their bytes are.
void CompareChoices(const v1::CasesSelected& recorded, const v1::CasesSelected& replayed,
                    v1::ReplaySelectionResponse& response);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_CYCLES_REPLAY_H_
