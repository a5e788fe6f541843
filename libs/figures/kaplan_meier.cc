#include "libs/figures/kaplan_meier.h"

#include <algorithm>

#include "libs/base/check.h"

namespace praksis::figures {
namespace {

// Products that are a quantile's survival in exact arithmetic may come out a rounding error above it.
constexpr double kRounding = 1e-12;

std::vector<Observation> WithOneCause(std::span<const Observation> observations) {
  std::vector<Observation> with_one_cause(observations.begin(), observations.end());
  for (Observation& observation : with_one_cause) observation.cause = std::min(observation.cause, 1);
  return with_one_cause;
}

}  // namespace

KaplanMeier::KaplanMeier(std::span<const Observation> observations) : table_(WithOneCause(observations), 1) {
  double survival = 1;
  double greenwood_sum = 0;
  for (const RiskTable::Row& row : table_.rows()) {
    if (row.events == 0) continue;
    const double n = static_cast<double>(row.at_risk);
    const double d = static_cast<double>(row.events);
    survival *= (n - d) / n;
    // Where all leave, S = 0 makes the variance 0 whatever the sum.
    if (row.events < row.at_risk) greenwood_sum += d / (n * (n - d));
    curve_.push_back({.day = row.day,
                      .survival = WithLogLogInterval(survival, survival * survival * greenwood_sum),
                      .at_risk = row.at_risk});
  }
}

SurvivalPoint KaplanMeier::At(int32_t day) const {
  const auto later =
      std::upper_bound(curve_.begin(), curve_.end(), day,
                       [](int32_t wanted, const SurvivalPoint& point) { return wanted < point.day; });
  const Probability survival = later == curve_.begin() ? Probability{.value = 1} : std::prev(later)->survival;
  return {.day = day, .survival = survival, .at_risk = table_.AtRisk(day)};
}

DaysQuantile KaplanMeier::Quantile(double share) const {
  PRAKSIS_CHECK(share > 0 && share < 1, "share=", share);
  const double reached = 1 - share + kRounding;
  DaysQuantile quantile;
  for (const SurvivalPoint& point : curve_) {
    if (!quantile.day && point.survival.value <= reached) quantile.day = point.day;
    if (!quantile.lower && point.survival.lower <= reached) quantile.lower = point.day;
    // A day at which nobody is left has no variance to tell anything about later ones by.
    if (point.survival.value == 0) continue;
    // Upper limits need not fall from day to day: the last day that is not rejected counts.
    if (point.survival.upper > reached) {
      quantile.upper = std::nullopt;
    } else if (!quantile.upper) {
      quantile.upper = point.day;
    }
  }
  return quantile;
}

}  // namespace praksis::figures
