#include "libs/selection/likeness.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "absl/numeric/int128.h"

namespace praksis::selection {
namespace {

constexpr int64_t kWholeMicros = 1'000'000;

}  // namespace

Likeness::Likeness(const Weights& weights) {
  int32_t part = 0;
  for (const int32_t weight : weights) part = std::gcd(part, weight);
  const int64_t sum = std::accumulate(weights.begin(), weights.end(), int64_t{0});
  if (sum / part <= kMaxParts) all_parts_ = static_cast<int>(sum / part);
  std::array<uint32_t, 256> worth = {};
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    if (IsCounted()) {
      parts_[feature] = static_cast<uint8_t>(weights[feature] / part);
      feature_micros_[feature] = kWholeMicros / all_parts_ * parts_[feature];
    } else {
      feature_micros_[feature] = kWholeMicros * weights[feature] / sum;
    }
    whole_micros_ += feature_micros_[feature];
    for (size_t agreed = 0; agreed < worth.size(); ++agreed) {
      if ((agreed >> feature & 1) != 0) worth[agreed] += static_cast<uint32_t>(feature_micros_[feature]);
    }
  }
  if (IsCounted()) {
    const auto of_part = static_cast<uint32_t>(kWholeMicros / all_parts_);
    for (uint32_t parts = 0; parts < micros_of_.size(); ++parts) micros_of_[parts] = parts * of_part;
    for (size_t agreed = 0; agreed < worth.size(); ++agreed) {
      rank_of_[agreed] = static_cast<uint8_t>(worth[agreed] / of_part);
    }
    return;
  }
  std::vector<uint32_t> ranks(worth.begin(), worth.end());
  std::sort(ranks.begin(), ranks.end());
  ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
  std::copy(ranks.begin(), ranks.end(), micros_of_.begin());
  for (size_t agreed = 0; agreed < worth.size(); ++agreed) {
    rank_of_[agreed] =
        static_cast<uint8_t>(std::lower_bound(ranks.begin(), ranks.end(), worth[agreed]) - ranks.begin());
  }
}

const Likeness& EqualLikeness() {
  static const Likeness equal(Parameters().weights_permille);
  return equal;
}

FeatureMicros ShownMicros(const Universe& universe, const Weights& weights, int64_t all_micros) {
  FeatureMicros micros = {};
  int64_t sum = 0;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    for (int value = 1; value < universe.value_count(static_cast<int>(feature)); ++value) {
      if (universe.placements_with(static_cast<int>(feature), static_cast<uint8_t>(value)) > 0) {
        sum += weights[feature];
      }
    }
  }
  for (size_t feature = 0; feature < kFeatureCount && sum > 0; ++feature) {
    micros[feature] = static_cast<int64_t>(absl::int128(all_micros) * weights[feature] / sum);
  }
  return micros;
}

}  // namespace praksis::selection
