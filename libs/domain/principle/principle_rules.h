// The rules of a principle of action (principle/…): which fact may follow which. What the facts mean, and
// every refusal, is said in proto/praksis/v1/story.proto.
//
//   ∅ → FORMULATED → (worded anew, linked, unlinked)* → MERGED; on a merged principle only corrections.
//
// Pure: no IO, no clock, no threads.
#ifndef PRAKSIS_LIBS_DOMAIN_PRINCIPLE_PRINCIPLE_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_PRINCIPLE_PRINCIPLE_RULES_H_

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain::principles {

// States are MessageState<PrincipleState>.
const StreamRules& PrincipleRules();

}  // namespace praksis::domain::principles

#endif  // PRAKSIS_LIBS_DOMAIN_PRINCIPLE_PRINCIPLE_RULES_H_
