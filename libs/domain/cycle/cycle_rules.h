// The rules of a learning cycle (cycle/…): which fact may follow which. What the facts mean, and every
// refusal, is said in proto/praksis/v1/cycle.proto.
//
//   step                  done with             takes besides
//   1 identify challenge  ChallengeIdentified
//   2 select informants   CasesSelected         CriteriaSet before; SelectionOverridden after, until reviewed
//   3 interview           the first ThemeAdded  InterviewGuideAgreed, InterviewRecorded, until reviewed
//   4 review              ReviewHeld            ThemeAdded, until the first development day
//   5 present to all      DevelopmentDayHeld
//   6 implement measures  CycleClosed
//
// A step begins when all before it are done or waived, and not on an earlier day than they were; done again
// (a second review, another site's development day) it stays done. What a waived step would have brought is
// refused.
//
// Pure: no IO, no clock, no threads.
#ifndef PRAKSIS_LIBS_DOMAIN_CYCLE_CYCLE_RULES_H_
#define PRAKSIS_LIBS_DOMAIN_CYCLE_CYCLE_RULES_H_

#include "libs/domain/rules/stream_rules.h"

namespace praksis::domain::cycles {

// States are MessageState<CycleState>.
const StreamRules& CycleRules();

}  // namespace praksis::domain::cycles

#endif  // PRAKSIS_LIBS_DOMAIN_CYCLE_CYCLE_RULES_H_
