// The figure of proto/praksis/v1/experiments.proto: one experiment, before and after. Pure; any thread.
//
// How its parts hang together, and what is therefore shown:
//   - Of each window: cases = high + low; visits with their persons and those for whom a placement was found;
//     referrals = worded + not worded. Each is a sum over units (split.h).
//   - The change is about those rated in both windows: it is shown where both windows are, and neither the
//     four ways to be rated twice, nor those rated in one window only, are about 1 … k-1 persons.
//   - A mean with its interval says more about single scores than a share: 2 k persons, and a tenth.
//   - Language and reflections are about staff: only who takes part counts.
#ifndef PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENT_FIGURE_H_
#define PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENT_FIGURE_H_

#include <vector>

#include "libs/base/date.h"
#include "libs/readmodels/learning_streams.h"
#include "praksis/v1/experiments.pb.h"
#include "services/experiments/unit_practice.h"

namespace praksis::services {

// Where nothing else is said: what a belief is worth (readmodels::kBeliefAgeDays)†.
inline constexpr int kDefaultWindowDays = 100;

// What was read for one experiment. `practice` has one for each of `units`.
struct ExperimentFacts {
  const readmodels::LearningStream& stream;
  std::vector<UnitSpec> units;
  std::vector<UnitPractice> practice;
  base::Day as_of = 0;
};

// `all`, `by_unit` and `influences`, and how many cells the metadata say are withheld.
v1::GetExperimentResponse ExperimentOf(const ExperimentFacts& facts, int64_t k);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_EXPERIMENTS_EXPERIMENT_FIGURE_H_
