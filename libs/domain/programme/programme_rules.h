// The rules of a programme (programme/…): which fact may follow which. What the facts mean, and every
// refusal, is said in proto/praksis/v1/programme.proto.
//
//   ∅ → OPENED → (session held, stage 1 → 2)* → CLOSED; on a closed programme only corrections.
//
// Pure: no IO, no clock, no threads.
#ifndef PRAKSIS_LIBS_DOMAIN_PROGRAMME_PROGRAMME_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_PROGRAMME_PROGRAMME_RULES_H_

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain::programmes {

// States are MessageState<ProgrammeState>.
const StreamRules& ProgrammeRules();

}  // namespace praksis::domain::programmes

#endif  // PRAKSIS_LIBS_DOMAIN_PROGRAMME_PROGRAMME_RULES_H_
