// Shares with their uncertainty.
#ifndef PRAKSIS_LIBS_FIGURES_PROPORTION_H_
#define PRAKSIS_LIBS_FIGURES_PROPORTION_H_

#include <cstdint>

namespace praksis::figures {

// A share and the bounds of its 95 % interval, each 0 … 1.
struct Proportion {
  double value = 0;
  double lower = 0;
  double upper = 1;
};

// hits / trials with Wilson's 95 % score interval (Wilson 1927; Brown, Cai & DasGupta 2001). 0 <= hits <=
// trials (aborts otherwise). With no trials: 0 in [0, 1].
Proportion WilsonProportion(int64_t hits, int64_t trials);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_PROPORTION_H_
