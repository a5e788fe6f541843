#include "libs/figures/survival.h"

#include <algorithm>
#include <cmath>

#include "libs/base/check.h"

namespace praksis::figures {
namespace {

constexpr double kZ95 = 1.959963984540054;

// Survival products that are one half in exact arithmetic may come out a rounding error above it.
constexpr double kHalf = 0.5 + 1e-12;

// Interval on the scale log(-log p), which stays within [0, 1].
Probability WithInterval(double value, double variance) {
  Probability probability{.value = std::clamp(value, 0.0, 1.0), .variance = std::max(variance, 0.0)};
  if (probability.value <= 0 || probability.value >= 1 - 1e-12) return probability;
  const double log_value = std::log(probability.value);
  const double spread = kZ95 * std::sqrt(probability.variance) / (probability.value * -log_value);
  probability.lower = std::exp(log_value * std::exp(spread));
  probability.upper = std::exp(log_value * std::exp(-spread));
  return probability;
}

// The estimator and its variance, day by day. The variance at t is, over the days i <= t with n at risk, d
// events of any cause, e of the union, S the survival just before i and F the incidence,
//   sum (F(t) - F(i))^2 d / (n (n - d))  +  sum S^2 e (n - e) / n^3  -  2 sum (F(t) - F(i)) S e / n^2 .
// F(t) - F(i) grows for all i at once, so the sums are kept up with t instead of being done again for each t,
// and by additions only, which lose no digits. Where n = d nobody is left, F(t) = F(i), and the first term is
// 0.
class Estimator {
 public:
  void Advance(int64_t at_risk, int64_t events, int64_t union_events) {
    const double n = static_cast<double>(at_risk);
    const double d = static_cast<double>(events);
    const double e = static_cast<double>(union_events);
    const double step = survival_ * e / n;
    incidence_ += step;
    square_sum_ += 2 * step * linear_sum_ + step * step * weight_sum_;
    linear_sum_ += step * weight_sum_;
    cross_sum_ += step * cross_weight_sum_;
    if (events < at_risk) weight_sum_ += d / (n * (n - d));
    own_sum_ += survival_ * survival_ * e * (n - e) / (n * n * n);
    cross_weight_sum_ += survival_ * e / (n * n);
    survival_ *= (n - d) / n;
  }

  Probability incidence() const { return WithInterval(incidence_, square_sum_ + own_sum_ - 2 * cross_sum_); }

 private:
  double survival_ = 1;
  double incidence_ = 0;
  double weight_sum_ = 0;        // sum of a = d / (n (n - d))
  double linear_sum_ = 0;        // sum of a (F(t) - F(i))
  double square_sum_ = 0;        // sum of a (F(t) - F(i))^2
  double own_sum_ = 0;           // the second term
  double cross_weight_sum_ = 0;  // sum of b = S e / n^2
  double cross_sum_ = 0;         // sum of b (F(t) - F(i))
};

}  // namespace

CumulativeIncidence::CumulativeIncidence(std::span<const Observation> observations, int causes)
    : causes_(causes) {
  PRAKSIS_CHECK(causes >= 0, "causes=", causes);
  std::vector<Observation> by_day(observations.begin(), observations.end());
  std::sort(by_day.begin(), by_day.end(),
            [](const Observation& a, const Observation& b) { return a.day < b.day; });
  for (const Observation& observation : by_day) {
    PRAKSIS_CHECK(observation.day >= 0 && observation.count >= 0 && observation.cause >= 0 &&
                      observation.cause <= causes,
                  "day=", observation.day, " count=", observation.count, " cause=", observation.cause,
                  " causes=", causes);
    subjects_ += observation.count;
  }
  int64_t left = 0;
  for (const Observation& observation : by_day) {
    if (observation.count == 0) continue;
    if (steps_.empty() || steps_.back().day != observation.day) {
      steps_.push_back({.day = observation.day, .at_risk = subjects_ - left});
      events_.resize(events_.size() + static_cast<size_t>(causes), 0);
    }
    left += observation.count;
    if (observation.cause == 0) continue;
    steps_.back().events += observation.count;
    events_[(steps_.size() - 1) * static_cast<size_t>(causes) + static_cast<size_t>(observation.cause - 1)] +=
        observation.count;
  }
}

std::vector<bool> CumulativeIncidence::Union(std::span<const int> causes_together) const {
  std::vector<bool> in_union(static_cast<size_t>(causes_), false);
  for (const int cause : causes_together) {
    PRAKSIS_CHECK(cause >= 1 && cause <= causes_, "cause=", cause, " causes=", causes_);
    in_union[static_cast<size_t>(cause - 1)] = true;
  }
  return in_union;
}

int64_t CumulativeIncidence::EventsOf(size_t step, const std::vector<bool>& in_union) const {
  int64_t events = 0;
  for (size_t cause = 0; cause < in_union.size(); ++cause) {
    if (in_union[cause]) events += events_[step * in_union.size() + cause];
  }
  return events;
}

IncidencePoint CumulativeIncidence::At(int32_t day, int cause) const {
  const int causes_together[] = {cause};
  return At(day, causes_together);
}

IncidencePoint CumulativeIncidence::At(int32_t day, std::span<const int> causes_together) const {
  const std::vector<bool> in_union = Union(causes_together);
  Estimator estimator;
  size_t step = 0;
  for (; step < steps_.size() && steps_[step].day <= day; ++step) {
    estimator.Advance(steps_[step].at_risk, steps_[step].events, EventsOf(step, in_union));
  }
  // The risk set of `day` itself: the step's, where there is one on that day, else that of the next.
  int64_t at_risk = step < steps_.size() ? steps_[step].at_risk : 0;
  if (step > 0 && steps_[step - 1].day == day) at_risk = steps_[step - 1].at_risk;
  return {.day = day, .incidence = estimator.incidence(), .at_risk = at_risk};
}

std::vector<IncidencePoint> CumulativeIncidence::Curve(std::span<const int> causes_together) const {
  const std::vector<bool> in_union = Union(causes_together);
  std::vector<IncidencePoint> curve;
  Estimator estimator;
  for (size_t step = 0; step < steps_.size(); ++step) {
    const int64_t union_events = EventsOf(step, in_union);
    estimator.Advance(steps_[step].at_risk, steps_[step].events, union_events);
    if (union_events == 0) continue;
    curve.push_back(
        {.day = steps_[step].day, .incidence = estimator.incidence(), .at_risk = steps_[step].at_risk});
  }
  return curve;
}

std::optional<int32_t> MedianDays(std::span<const Observation> observations) {
  std::vector<Observation> by_day(observations.begin(), observations.end());
  std::sort(by_day.begin(), by_day.end(),
            [](const Observation& a, const Observation& b) { return a.day < b.day; });
  int64_t at_risk = 0;
  for (const Observation& observation : by_day) at_risk += observation.count;
  double survival = 1;
  for (size_t i = 0; i < by_day.size();) {
    const int32_t day = by_day[i].day;
    int64_t events = 0;
    int64_t leaving = 0;
    for (; i < by_day.size() && by_day[i].day == day; ++i) {
      leaving += by_day[i].count;
      if (by_day[i].cause != 0) events += by_day[i].count;
    }
    if (events > 0) {
      survival *= static_cast<double>(at_risk - events) / static_cast<double>(at_risk);
      if (survival <= kHalf) return day;
    }
    at_risk -= leaving;
  }
  return std::nullopt;
}

}  // namespace praksis::figures
