#include "libs/effects/student.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <vector>

#include "libs/base/check.h"

namespace praksis::effects {
namespace {

// Of a quantile, in scales.
constexpr double kPrecision = 1e-12;

using Distribution = boost::math::students_t_distribution<double>;

// What of the mixture lies below `at`.
double Below(std::span<const Student> mixture, const Distribution& student, double at) {
  double below = 0;
  for (const Student& part : mixture) {
    below += part.share * boost::math::cdf(student, (at - part.centre) / part.scale);
  }
  return below;
}

// Where `tail` of the mixture lies below. Between the parts' own quantiles, so halving finds it.
double LowerQuantile(std::span<const Student> mixture, const Distribution& student, double tail) {
  const double t = boost::math::quantile(student, tail);
  double low = mixture.front().centre + t * mixture.front().scale;
  double high = low;
  for (const Student& part : mixture) {
    low = std::min(low, part.centre + t * part.scale);
    high = std::max(high, part.centre + t * part.scale);
  }
  const double enough = kPrecision * mixture.front().scale;
  while (high - low > enough) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (Below(mixture, student, middle) < tail ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

}  // namespace

Effect ReadEffect(std::span<const Student> mixture, double degrees, double confidence) {
  PRAKSIS_CHECK(!mixture.empty() && degrees > 0 && confidence > 0 && confidence < 1, "degrees=", degrees,
                " confidence=", confidence);
  const Distribution student(degrees);
  const double tail = (1 - confidence) / 2;
  Effect effect;
  effect.degrees = degrees;
  std::vector<Student> mirrored(mixture.begin(), mixture.end());
  for (Student& part : mirrored) {
    effect.value += part.share * part.centre;
    part.centre = -part.centre;
  }
  effect.lower = LowerQuantile(mixture, student, tail);
  effect.upper = -LowerQuantile(mirrored, student, tail);
  // What lies above 0, from the mirrored: 1 - almost 1 has no digits left.
  effect.p = std::min(1.0, 2 * std::min(Below(mixture, student, 0), Below(mirrored, student, 0)));
  return effect;
}

}  // namespace praksis::effects
