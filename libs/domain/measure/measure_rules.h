// The rules of a measure (measure/…): which fact may follow which. What the facts mean, and every refusal, is
// said in proto/praksis/v1/cycle.proto.
//
//   ∅ → DECIDED; each site of it: decided → IMPLEMENTED → STOPPED, or stopped before; evaluated any number of
//   times once a site has implemented it, stopped or not.
//
// What it is judged by (metric, design and what belongs to them) is fixed with the first implementation: no
// correction changes it from then on.
//
// Pure: no IO, no clock, no threads.
#ifndef PRAKSIS_LIBS_DOMAIN_MEASURE_MEASURE_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_MEASURE_MEASURE_RULES_H_

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain::measures {

// States are MessageState<MeasureState>.
const StreamRules& MeasureRules();

}  // namespace praksis::domain::measures

#endif  // PRAKSIS_LIBS_DOMAIN_MEASURE_MEASURE_RULES_H_
