// What time-to-event figures are made of: grouped counts of subjects by how long they were followed and why
// that ended.
#ifndef PRAKSIS_LIBS_FIGURES_OBSERVATION_H_
#define PRAKSIS_LIBS_FIGURES_OBSERVATION_H_

#include <cstdint>

namespace praksis::figures {

// `count` subjects (>= 0) who were followed for `day` days (>= 0) and then left for `cause`: 0 means censored
// (still running when last seen), 1 … causes one of the competing causes. Of those who leave on the same day,
// the censored are taken to leave last: they were at risk for that day's events.
struct Observation {
  int32_t day = 0;
  int32_t cause = 0;
  int64_t count = 0;
};

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_OBSERVATION_H_
