// For tests that attack an answer: what follows from sums that are known, by adding and subtracting.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_TESTING_EQUATIONS_H_
#define PRAKSIS_SERVICES_DASHBOARDS_TESTING_EQUATIONS_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace praksis::services::testing {

// Sums of unknown numbers, none of which is negative: one coefficient per unknown number, 0 or 1.
class Equations {
 public:
  using Coefficients = std::vector<double>;

  void Know(const Coefficients& sum, int64_t value) {
    if (value == 0) {
      for (size_t i = 0; i < sum.size(); ++i) {
        if (sum[i] == 0) continue;
        Coefficients one(sum.size(), 0);
        one[i] = 1;
        Eliminate(one);
      }
    }
    Eliminate(sum);
  }

  bool Follows(const Coefficients& sum) const { return IsZero(Reduced(sum)); }

 private:
  static constexpr double kNothing = 1e-9;

  static bool IsZero(const Coefficients& sum) {
    for (const double x : sum) {
      if (std::abs(x) > kNothing) return false;
    }
    return true;
  }
  // In echelon form: no row has anything where another begins.
  Coefficients Reduced(Coefficients sum) const {
    for (const auto& [begins, row] : rows_) {
      const double factor = sum[begins];
      for (size_t i = 0; i < sum.size(); ++i) sum[i] -= factor * row[i];
    }
    return sum;
  }
  void Eliminate(const Coefficients& sum) {
    Coefficients rest = Reduced(sum);
    if (IsZero(rest)) return;
    size_t begins = 0;
    while (std::abs(rest[begins]) <= kNothing) ++begins;
    const double scale = rest[begins];
    for (double& x : rest) x /= scale;
    for (auto& [other, row] : rows_) {
      const double factor = row[begins];
      for (size_t i = 0; i < row.size(); ++i) row[i] -= factor * rest[i];
    }
    rows_.emplace_back(begins, std::move(rest));
  }

  std::vector<std::pair<size_t, Coefficients>> rows_;
};

}  // namespace praksis::services::testing

#endif  // PRAKSIS_SERVICES_DASHBOARDS_TESTING_EQUATIONS_H_
