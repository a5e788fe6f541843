#include "libs/figures/probability.h"

#include <algorithm>
#include <cmath>

namespace praksis::figures {

Probability WithLogLogInterval(double value, double variance) {
  Probability probability{.value = std::clamp(value, 0.0, 1.0), .variance = std::max(variance, 0.0)};
  if (probability.value <= 0 || probability.value >= 1 - 1e-12) return probability;
  const double log_value = std::log(probability.value);
  const double spread = kZ95 * std::sqrt(probability.variance) / (probability.value * -log_value);
  probability.lower = std::exp(log_value * std::exp(spread));
  probability.upper = std::exp(log_value * std::exp(-spread));
  return probability;
}

}  // namespace praksis::figures
