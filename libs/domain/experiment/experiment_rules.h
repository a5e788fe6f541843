// The rules of an experiment (experiment/…): which fact may follow which. What the facts mean, and every
// refusal, is said in proto/praksis/v1/experiment.proto.
//
//   ∅ → STARTED → (language observed, reflected on)* → ENDED → (reflected on)*
//
// An observation may be from before the start: it is what later ones are compared with.
//
// Pure: no IO, no clock, no threads.
#ifndef PRAKSIS_LIBS_DOMAIN_EXPERIMENT_EXPERIMENT_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_EXPERIMENT_EXPERIMENT_RULES_H_

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain::experiments {

// States are MessageState<ExperimentState>.
const StreamRules& ExperimentRules();

}  // namespace praksis::domain::experiments

#endif  // PRAKSIS_LIBS_DOMAIN_EXPERIMENT_EXPERIMENT_RULES_H_
