// The rules of staff (staff/…): which fact may follow which. What the facts mean, and every refusal, is said
// in proto/praksis/v1/staff.proto.
//
// Trainings and departures are reported in any order, for late reports are normal: their days say what came
// first. Somebody is gone from an organisation from the day they left it until they are trained for it after
// that day; nobody leaves twice without having come back between.
//
// Pure: no IO, no clock, no threads.
#ifndef PRAKSIS_LIBS_DOMAIN_STAFF_STAFF_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_STAFF_STAFF_RULES_H_

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain::staff {

// States are MessageState<StaffState>.
const StreamRules& StaffRules();

}  // namespace praksis::domain::staff

#endif  // PRAKSIS_LIBS_DOMAIN_STAFF_STAFF_RULES_H_
