// The rules of a story (story/…): which fact may follow which. What the facts mean, and every refusal, is
// said in proto/praksis/v1/story.proto.
//
//   ∅ → TOLD → (verified, action found, shared)* → RETRACTED; on a retracted story only corrections.
//
// Pure: no IO, no clock, no threads.
#ifndef PRAKSIS_LIBS_DOMAIN_STORY_STORY_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_STORY_STORY_RULES_H_

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain::stories {

// States are MessageState<StoryState>.
const StreamRules& StoryRules();

}  // namespace praksis::domain::stories

#endif  // PRAKSIS_LIBS_DOMAIN_STORY_STORY_RULES_H_
