// An ordinary case: a course drawn from a small model of what happens at a job centre, day by day, each step
// with its hazard†. What ties it together is a hidden prospect: who is nearer to work is believed in more, is
// taken on more readily, is interrupted less and finds work sooner.
#ifndef PRAKSIS_LIBS_SAMPLE_ORDINARY_CASE_H_
#define PRAKSIS_LIBS_SAMPLE_ORDINARY_CASE_H_

#include "libs/base/date.h"
#include "libs/sample/course.h"

namespace praksis::sample {

// Tells the course of a case that opens on `opened`, up to the course's last day.
void TellOrdinaryCase(Course& course, base::Day opened);

}  // namespace praksis::sample

#endif  // PRAKSIS_LIBS_SAMPLE_ORDINARY_CASE_H_
