#include "libs/selection/steps.h"

#include <algorithm>
#include <optional>

namespace praksis::selection {
namespace {

// Where a step is coarser than a part, all features are about so many steps; more cost more than they help.
constexpr int64_t kMostCoarseSteps = 40;

}  // namespace

Steps::Steps(const Likeness& likeness, const Columns& columns, int64_t step_micros) : micros(step_micros) {
  const auto up = [&](int64_t of) { return static_cast<size_t>((of + step_micros - 1) / step_micros); };
  for (const size_t feature : columns.core()) of_core += up(likeness.feature_micros()[feature]);
  for (const size_t feature : columns.others()) of_others += up(likeness.feature_micros()[feature]);
  of_all = of_core + of_others;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    of_feature[feature] = static_cast<uint8_t>(std::min<size_t>(up(likeness.feature_micros()[feature]), 255));
  }
  for (size_t rank = 0; rank < of_nearness.size(); ++rank) {
    const int64_t steps = likeness.MicrosOf(static_cast<uint8_t>(rank)) / step_micros;
    of_nearness[rank] = static_cast<uint8_t>(std::min<int64_t>(steps, 255));
  }
}

Steps::Steps(const Likeness& likeness, const Columns& columns) {
  const auto fits = [](const Steps& steps) {
    return steps.of_others <= kMaxOfOthers && steps.of_all <= kMaxOfAll;
  };
  if (likeness.IsCounted()) {
    const Steps parts(likeness, columns, likeness.part_micros());
    if (fits(parts)) {
      *this = parts;
      return;
    }
  }
  // What rounding adds: to all features together, and half a step of nearness on the average.
  std::optional<Steps> best;
  int64_t least = 0;
  for (int64_t steps = 1; steps <= kMostCoarseSteps; ++steps) {
    const int64_t step_micros = (likeness.whole_micros() + steps - 1) / steps;
    const Steps these(likeness, columns, step_micros);
    const int64_t added =
        static_cast<int64_t>(these.of_all) * step_micros - likeness.whole_micros() + step_micros / 2;
    if (best && (!fits(these) || added >= least)) continue;
    best = these;
    least = added;
  }
  *this = *best;
}

}  // namespace praksis::selection
