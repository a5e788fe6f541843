// The courses that the acceptance stories A2 and A4 need, whatever the seed; and one case in which everything
// is reported wrongly once. Their facts are fixed; the seed only decides who is who, and the colour.
#ifndef PRAKSIS_LIBS_SAMPLE_ACCEPTANCE_CASES_H_
#define PRAKSIS_LIBS_SAMPLE_ACCEPTANCE_CASES_H_

#include "libs/sample/course.h"

namespace praksis::sample {

// `member`: 0 … kFlenCohort - 1. `seed` shuffles who has which course.
void TellFlenCase(Course& course, uint64_t seed, int member);

// `member`: 0 … kLollandCohort - 1; see the table in the .cc.
void TellLollandCase(Course& course, int member);

// `member`: 0 … kGuldborgsundCohort - 1.
void TellGuldborgsundCase(Course& course, int member);

// Every kind of refusal that a case's facts can meet, once.
void TellClumsyCase(Course& course);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_ACCEPTANCE_CASES_H_
