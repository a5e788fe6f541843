// The rules of a workshop (workshop/…): which fact may follow which. What the facts mean, and every refusal,
// is said in proto/praksis/v1/workshop.proto.
//
//   ∅ → HELD → (toolkit, video, transfer, use)*; it never ends, for learning may be used any time later.
//
// Pure: no IO, no clock, no threads.
#ifndef PRAKSIS_LIBS_DOMAIN_WORKSHOP_WORKSHOP_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_WORKSHOP_WORKSHOP_RULES_H_

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain::workshops {

// States are MessageState<WorkshopState>.
const StreamRules& WorkshopRules();

}  // namespace praksis::domain::workshops

#endif  // PRAKSIS_LIBS_DOMAIN_WORKSHOP_WORKSHOP_RULES_H_
