#include "libs/figures/proportion.h"

#include <algorithm>
#include <cmath>

#include "libs/base/check.h"
#include "libs/figures/probability.h"

namespace praksis::figures {

Proportion WilsonProportion(int64_t hits, int64_t trials) {
  PRAKSIS_CHECK(hits >= 0 && hits <= trials, "hits=", hits, " trials=", trials);
  if (trials == 0) return {};
  constexpr double kZ = kZ95;
  const double n = static_cast<double>(trials);
  const double share = static_cast<double>(hits) / n;
  const double widening = 1 + kZ * kZ / n;
  const double centre = (share + kZ * kZ / (2 * n)) / widening;
  const double half_width = kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n)) / widening;
  Proportion proportion{.value = share,
                        .lower = std::max(0.0, centre - half_width),
                        .upper = std::min(1.0, centre + half_width)};
  // Exact at the ends, where rounding would leave a hair's breadth.
  if (hits == 0) proportion.lower = 0;
  if (hits == trials) proportion.upper = 1;
  return proportion;
}

}  // namespace praksis::figures
