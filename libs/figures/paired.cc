#include "libs/figures/paired.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "libs/base/check.h"
#include "libs/figures/probability.h"
#include "libs/figures/proportion.h"

namespace praksis::figures {
namespace {

// Newcombe's phi: 0 where a margin is empty.
double Correlation(const PairedCounts& counts) {
  const auto e = static_cast<double>(counts.both);
  const auto f = static_cast<double>(counts.second_only);
  const auto g = static_cast<double>(counts.first_only);
  const auto h = static_cast<double>(counts.neither);
  const double margins = (e + f) * (g + h) * (e + g) * (f + h);
  if (margins <= 0) return 0;
  const double half = (e + f + g + h) / 2;
  double product = e * h - f * g;
  if (product > 0) product = std::max(0.0, product - half);
  return product / std::sqrt(margins);
}

// sqrt(a^2 - 2 phi a b + b^2); rounding must not make it the root of a negative number.
double Together(double a, double b, double phi) {
  return std::sqrt(std::max(0.0, a * a - 2 * phi * a * b + b * b));
}

// The probability that Student's t with `freedom` degrees lies within ±t (Abramowitz &
// Stegun 26.7.3, 26.7.4).
double WithinStudent(double t, int freedom) {
  const double theta = std::atan(t / std::sqrt(static_cast<double>(freedom)));
  const double cos2 = std::cos(theta) * std::cos(theta);
  const bool odd = freedom % 2 == 1;
  double term = odd ? std::cos(theta) : 1;
  double sum = freedom == 1 ? 0 : term;
  for (int k = odd ? 3 : 2; k < freedom; k += 2) {
    term *= cos2 * (k - 1) / k;
    sum += term;
  }
  const double series = std::sin(theta) * sum;
  return odd ? 2 / std::numbers::pi * (theta + series) : series;
}

// The 97.5 % point of Student's t; of many degrees the normal distribution's, which it then is to four
// digits.
double Student95(int freedom) {
  if (freedom > 10'000) return kZ95;
  double low = 0;
  double high = 13;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (WithinStudent(middle, freedom) < 0.95 ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

Difference PairedShareDifference(const PairedCounts& counts) {
  const int64_t n = counts.both + counts.first_only + counts.second_only + counts.neither;
  PRAKSIS_CHECK(std::min({counts.both, counts.first_only, counts.second_only, counts.neither}) >= 0);
  if (n == 0) return {};
  const Proportion first = WilsonProportion(counts.both + counts.first_only, n);
  const Proportion second = WilsonProportion(counts.both + counts.second_only, n);
  const double phi = Correlation(counts);
  const double value = second.value - first.value;
  return {.value = value,
          .lower = value - Together(second.value - second.lower, first.upper - first.value, phi),
          .upper = value + Together(second.upper - second.value, first.value - first.lower, phi)};
}

Interval StudentMean(std::span<const int> values, double lowest, double highest) {
  Interval mean = {.value = 0, .lower = lowest, .upper = highest};
  if (values.empty()) return mean;
  const auto n = static_cast<double>(values.size());
  double sum = 0;
  for (const int value : values) sum += value;
  mean.value = sum / n;
  double squares = 0;
  for (const int value : values) squares += (value - mean.value) * (value - mean.value);
  if (values.size() < 2 || squares == 0) return mean;
  const double half_width = Student95(static_cast<int>(values.size()) - 1) * std::sqrt(squares / (n - 1) / n);
  mean.lower = std::max(lowest, mean.value - half_width);
  mean.upper = std::min(highest, mean.value + half_width);
  return mean;
}

}  // namespace praksis::figures
