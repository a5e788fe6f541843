#include "libs/figures/cumulative_incidence.h"

#include "libs/base/check.h"

namespace praksis::figures {
namespace {

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

  Probability incidence() const {
    return WithLogLogInterval(incidence_, square_sum_ + own_sum_ - 2 * cross_sum_);
  }

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
    : table_(observations, causes), causes_(causes) {}

std::vector<bool> CumulativeIncidence::Union(std::span<const int> causes_together) const {
  std::vector<bool> in_union(static_cast<size_t>(causes_), false);
  for (const int cause : causes_together) {
    PRAKSIS_CHECK(cause >= 1 && cause <= causes_, "cause=", cause, " causes=", causes_);
    in_union[static_cast<size_t>(cause - 1)] = true;
  }
  return in_union;
}

IncidencePoint CumulativeIncidence::At(int32_t day, int cause) const {
  const int causes_together[] = {cause};
  return At(day, causes_together);
}

IncidencePoint CumulativeIncidence::At(int32_t day, std::span<const int> causes_together) const {
  const std::vector<bool> in_union = Union(causes_together);
  const std::vector<RiskTable::Row>& rows = table_.rows();
  Estimator estimator;
  for (size_t row = 0; row < rows.size() && rows[row].day <= day; ++row) {
    estimator.Advance(rows[row].at_risk, rows[row].events, table_.EventsOf(row, in_union));
  }
  return {.day = day, .incidence = estimator.incidence(), .at_risk = table_.AtRisk(day)};
}

std::vector<IncidencePoint> CumulativeIncidence::Curve(std::span<const int> causes_together) const {
  const std::vector<bool> in_union = Union(causes_together);
  const std::vector<RiskTable::Row>& rows = table_.rows();
  std::vector<IncidencePoint> curve;
  Estimator estimator;
  for (size_t row = 0; row < rows.size(); ++row) {
    const int64_t union_events = table_.EventsOf(row, in_union);
    estimator.Advance(rows[row].at_risk, rows[row].events, union_events);
    if (union_events == 0) continue;
    curve.push_back({.day = rows[row].day, .incidence = estimator.incidence(), .at_risk = rows[row].at_risk});
  }
  return curve;
}

}  // namespace praksis::figures
