#include "libs/selection/other_ending.h"

#include <string>

namespace praksis::selection {
namespace {

// The canonical value of `universe` with that name; kForeign where it has none.
uint8_t ValueNamed(const Universe& universe, size_t feature, const std::string& name) {
  const std::vector<std::string>& names = universe.pool().values[feature];
  for (size_t value = 0; value < names.size(); ++value) {
    if (names[value] != name) continue;
    FeatureValues values = {};
    values[feature] = static_cast<uint8_t>(value);
    return universe.Canonical(values).values[feature];
  }
  return kForeign;
}

}  // namespace

Before BeforeOf(const CanonicalFeatures& features) {
  Before before = {};
  for (size_t i = 0; i < kKnownBefore.size(); ++i) {
    before[i] = features.values[static_cast<size_t>(kKnownBefore[i])];
  }
  return before;
}

OtherEnding::OtherEnding(const Universe& universe, const Universe& others) : others_(others) {
  for (size_t i = 0; i < kKnownBefore.size(); ++i) {
    const auto feature = static_cast<size_t>(kKnownBefore[i]);
    for (size_t value = 0; value < others.pool().values[feature].size(); ++value) {
      FeatureValues values = {};
      values[feature] = static_cast<uint8_t>(value);
      translated_[i][others.Canonical(values).values[feature]] =
          ValueNamed(universe, feature, others.pool().values[feature][value]);
    }
  }
}

Before OtherEnding::Translated(const CanonicalFeatures& features) const {
  Before before = BeforeOf(features);
  for (size_t i = 0; i < before.size(); ++i) before[i] = translated_[i][before[i]];
  return before;
}

}  // namespace praksis::selection
