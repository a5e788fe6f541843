// The fact that a measure was evaluated.
#ifndef PRAKSIS_SERVICES_MEASURES_FACT_H_
#define PRAKSIS_SERVICES_MEASURES_FACT_H_

#include "praksis/v1/event.pb.h"
#include "praksis/v1/measures.pb.h"

namespace praksis::services {

// Ready to record in the measure's stream, on the day of the evaluation, reported by the measure's first
// site. Its event_id is the same for the same measure, position, day and cycle, so that it is recorded once.
v1::Event EvaluationFact(const v1::EvaluateMeasureResponse& evaluation, const v1::Actor& actor);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_MEASURES_FACT_H_
