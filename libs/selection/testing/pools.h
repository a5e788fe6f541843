// Pools for tests, written as a job-centre professional would describe them, and at random.
#ifndef PRAKSIS_LIBS_SELECTION_TESTING_POOLS_H_
#define PRAKSIS_LIBS_SELECTION_TESTING_POOLS_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "libs/selection/selection.h"

namespace praksis::selection::testing {

inline constexpr int kLolland = 0;
inline constexpr int kGuldborgsund = 1;

// One placement in words. What is left out is not known.
struct Placement {
  std::string site = "Lolland";
  std::array<std::string, kFeatureCount> features = {};
  bool consented = true;
  Exclusion exclusion = Exclusion::kNone;
  int32_t days = 60;
  uint8_t months = 1;
  std::string caseworker;
  uint64_t pseudonym = 0;  // 0: by its place
};

inline uint32_t IndexOf(const std::string& name, std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) names.push_back(name);
  return static_cast<uint32_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

// Sites are Lolland (0), Guldborgsund (1) and whatever else occurs.
inline Pool PoolOf(const std::vector<Placement>& placements) {
  Pool pool;
  pool.sites = {"Lolland", "Guldborgsund"};
  for (std::vector<std::string>& names : pool.values) names = {""};
  pool.caseworkers = {""};
  for (const Placement& placement : placements) {
    FeatureValues values = {};
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      values[feature] = static_cast<uint8_t>(IndexOf(placement.features[feature], pool.values[feature]));
    }
    pool.features.push_back(values);
    pool.site.push_back(static_cast<uint16_t>(IndexOf(placement.site, pool.sites)));
    pool.caseworker.push_back(IndexOf(placement.caseworker, pool.caseworkers));
    pool.exclusion.push_back(placement.exclusion);
    pool.days.push_back(placement.days);
    pool.months.push_back(placement.months);
    pool.consented.push_back(placement.consented);
    pool.pseudonym.push_back(placement.pseudonym != 0 ? placement.pseudonym : 1000 + pool.pseudonym.size());
  }
  return pool;
}

// What agreeing in each feature is worth, in millionths, as selection.h has it.
inline std::array<int64_t, kFeatureCount> WorthOfFeatures(const Weights& weights) {
  int64_t sum = 0;
  int64_t part = 0;
  for (const int32_t weight : weights) {
    sum += weight;
    part = std::gcd(part, int64_t{weight});
  }
  std::array<int64_t, kFeatureCount> worth = {};
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    worth[feature] = sum / part <= 127 ? 1'000'000 / (sum / part) * (weights[feature] / part)
                                       : int64_t{1'000'000} * weights[feature] / sum;
  }
  return worth;
}

// What a random pool is drawn from; `draw(n)` gives a number 0 … n-1.
struct RandomPool {
  int max_placements = 14;
  int max_values = 3;  // of each feature, "not known" apart
  int sites = 2;
  int caseworkers = 3;
};

template <typename Draw>
std::vector<Placement> RandomPlacements(const RandomPool& shape, const Draw& draw) {
  std::vector<Placement> placements(static_cast<size_t>(1 + draw(shape.max_placements)));
  const char* const kSites[] = {"Lolland", "Guldborgsund", "Odder"};
  const char* const kValues[] = {"", "A", "B", "C", "D", "E", "F", "G", "H"};
  const char* const kCaseworkers[] = {"", "cw-1", "cw-2", "cw-3", "cw-4"};
  for (size_t i = 0; i < placements.size(); ++i) {
    Placement& placement = placements[i];
    placement.site = kSites[draw(shape.sites)];
    for (std::string& value : placement.features) value = kValues[draw(shape.max_values + 1)];
    placement.consented = draw(3) > 0;
    const int exclusion = draw(8);
    placement.exclusion = exclusion == 0   ? Exclusion::kRanTooShort
                          : exclusion == 1 ? Exclusion::kCaseUnavailable
                                           : Exclusion::kNone;
    placement.days = draw(60);
    placement.months = static_cast<uint8_t>(placement.days / 31);
    placement.caseworker = kCaseworkers[draw(shape.caseworkers)];
    placement.pseudonym = 1 + i + (static_cast<uint64_t>(draw(1 << 20)) << 32);
  }
  return placements;
}

}  // namespace praksis::selection::testing

#endif  // PRAKSIS_LIBS_SELECTION_TESTING_POOLS_H_
