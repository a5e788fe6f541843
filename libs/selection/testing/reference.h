// What choices are worth and which of them are allowed, placement by placement, and what to ask for at
// random: what the search is compared with.
#ifndef PRAKSIS_LIBS_SELECTION_TESTING_REFERENCE_H_
#define PRAKSIS_LIBS_SELECTION_TESTING_REFERENCE_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "libs/selection/selection.h"
#include "libs/selection/testing/pools.h"
#include "rapidcheck.h"

namespace praksis::selection::testing {

inline int Draw(int n) { return *rc::gen::noShrink(rc::gen::inRange(0, n)); }

// f as the header has it, placement by placement.
inline int64_t Objective(const Pool& pool, const std::vector<size_t>& picks, const Parameters& parameters) {
  const Weights& weights = parameters.weights_permille;
  const auto each = WorthOfFeatures(weights);
  const auto alike = [&](const FeatureValues& a, const FeatureValues& b) {
    int64_t micros = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      if (a[feature] != 0 && a[feature] == b[feature]) micros += each[feature];
    }
    return micros;
  };
  int64_t worth = 0;
  std::set<std::pair<size_t, uint8_t>> occurring;
  std::set<std::pair<size_t, uint8_t>> shown;
  for (size_t u = 0; u < pool.size(); ++u) {
    int64_t nearest = 0;
    for (const size_t pick : picks) nearest = std::max(nearest, alike(pool.features[u], pool.features[pick]));
    worth += nearest;
    for (size_t feature = 0; feature < kFeatureCount; ++feature)
      occurring.emplace(feature, pool.features[u][feature]);
  }
  for (const size_t pick : picks) {
    for (size_t feature = 0; feature < kFeatureCount; ++feature)
      shown.emplace(feature, pool.features[pick][feature]);
  }
  int64_t weight_occurring = 0;
  for (const auto& [feature, value] : occurring) weight_occurring += value == 0 ? 0 : weights[feature];
  for (const auto& [feature, value] : shown) {
    if (value == 0 || weights[feature] == 0) continue;
    worth += int64_t{parameters.lambda_permille} * 1000 * static_cast<int64_t>(pool.size()) *
             weights[feature] / weight_occurring;
  }
  return worth;
}

inline int64_t Objective(const Pool& pool, const std::vector<size_t>& picks, int32_t lambda_permille) {
  Parameters parameters;
  parameters.lambda_permille = lambda_permille;
  return Objective(pool, picks, parameters);
}

inline bool IsAdmitted(const Pool& pool, size_t i, const Parameters& parameters) {
  return std::all_of(parameters.filters.begin(), parameters.filters.end(), [&](const Filter& filter) {
    const auto feature = static_cast<size_t>(filter.feature);
    const uint8_t value = pool.features[i][feature];
    return value != 0 &&
           std::count(filter.values.begin(), filter.values.end(), pool.values[feature][value]) > 0;
  });
}

inline bool IsCandidate(const Pool& pool, size_t i, const Parameters& parameters) {
  if (pool.exclusion[i] != Exclusion::kNone || !IsAdmitted(pool, i, parameters)) return false;
  if (pool.consented[i]) return true;
  const auto alike = std::count(pool.features.begin(), pool.features.end(), pool.features[i]);
  return !parameters.consented_only && alike >= parameters.threshold;
}

inline bool Fits(const Pool& pool, const std::vector<size_t>& picks, const Parameters& parameters) {
  std::map<uint16_t, int> per_site;
  std::map<uint32_t, int> per_caseworker;
  for (const size_t pick : picks) {
    ++per_site[pool.site[pick]];
    if (!pool.caseworkers[pool.caseworker[pick]].empty()) ++per_caseworker[pool.caseworker[pick]];
  }
  for (const auto& [site, count] : per_site) {
    const auto quota = std::find_if(parameters.quotas.begin(), parameters.quotas.end(),
                                    [site = site](const Quota& q) { return q.site == site; });
    if (quota == parameters.quotas.end() || count > quota->count) return false;
  }
  for (const auto& [caseworker, count] : per_caseworker) {
    if (parameters.max_per_caseworker > 0 && count > parameters.max_per_caseworker) return false;
  }
  return true;
}

// The largest f over all choices that fit.
inline int64_t Optimum(const Pool& pool, const Parameters& parameters) {
  std::vector<size_t> candidates;
  for (size_t i = 0; i < pool.size(); ++i) {
    if (IsCandidate(pool, i, parameters)) candidates.push_back(i);
  }
  int64_t best = 0;
  for (uint32_t subset = 0; subset < (1u << candidates.size()); ++subset) {
    std::vector<size_t> picks;
    for (size_t i = 0; i < candidates.size(); ++i) {
      if ((subset >> i & 1) != 0) picks.push_back(candidates[i]);
    }
    if (Fits(pool, picks, parameters)) best = std::max(best, Objective(pool, picks, parameters));
  }
  return best;
}

// Equal, small multiples of one part, or anything.
inline Weights AnyWeights() {
  Weights weights = Parameters().weights_permille;
  const int kind = Draw(3);
  if (kind == 0) return weights;
  for (int32_t& weight : weights) weight = kind == 1 ? 500 * Draw(4) : Draw(2000);
  weights[static_cast<size_t>(Draw(8))] = kind == 1 ? 500 * (1 + Draw(6)) : 777;
  return weights;
}

inline Parameters AnyParameters(bool with_cap) {
  Parameters parameters;
  parameters.quotas = {{.site = kLolland, .count = 1 + Draw(3)},
                       {.site = kGuldborgsund, .count = 1 + Draw(3)}};
  parameters.seed = std::to_string(Draw(1000));
  parameters.lambda_permille = 250 * Draw(9);
  parameters.consented_only = Draw(2) == 0;
  parameters.threshold = 1 + Draw(3);
  if (with_cap) parameters.max_per_caseworker = 1 + Draw(2);
  if (Draw(3) == 0)
    parameters.filters = {{.feature = static_cast<Feature>(Draw(8)), .values = {"A", "C", "X"}}};
  parameters.weights_permille = AnyWeights();
  return parameters;
}

}  // namespace praksis::selection::testing

#endif  // PRAKSIS_LIBS_SELECTION_TESTING_REFERENCE_H_
