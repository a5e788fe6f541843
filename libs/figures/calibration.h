// How well forecasts foretold: what came of those who said a score, and the Brier score of probabilities.
#ifndef PRAKSIS_LIBS_FIGURES_CALIBRATION_H_
#define PRAKSIS_LIBS_FIGURES_CALIBRATION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libs/figures/proportion.h"

namespace praksis::figures {

// Forecasts with one score, and how many of them came true (0 <= hits <= trials). The score is an ordinal
// number (a belief of 1 … 5) or a probability (0 … 1).
struct ScoreCounts {
  double score = 0;
  int64_t hits = 0;
  int64_t trials = 0;
};

struct ScoreCalibration {
  double score = 0;
  int64_t hits = 0;
  int64_t trials = 0;
  // hits / trials with Wilson's interval.
  Proportion observed;
};

// What came of each score. `resolution` and `uncertainty` are Murphy's (below), for which only the grouping
// counts and not the scores' values: resolution / uncertainty (0 … 1) says how well the scores tell cases
// apart, ordinal ones too.
struct Calibration {
  std::vector<ScoreCalibration> scores;  // ascending, each score once
  int64_t trials = 0;
  Proportion observed;  // over all scores
  double resolution = 0;
  double uncertainty = 0;
};

// Counts in any order; equal scores are added up. Aborts on a score that is not finite, or hits not within
// 0 … trials. With no trials: resolution and uncertainty 0.
Calibration Calibrate(std::span<const ScoreCounts> counts);

// The Brier score (Brier 1950, in its half form: one squared error per forecast, 0 best … 1 worst) and its
// parts by Murphy (1973): value = reliability - resolution + uncertainty, where with f the forecast, o its
// observed share and a the overall share, averaged over forecasts,
//   reliability  (f - o)^2   how far forecasts lie from what came of them: 0 is best
//   resolution   (o - a)^2   how far what came of them differs between forecasts: uncertainty is best
//   uncertainty  a (1 - a)   what forecasting `a` every time would score
struct BrierScore {
  double value = 0;
  double reliability = 0;
  double resolution = 0;
  double uncertainty = 0;
};

// Counts as for Calibrate; each score must be a probability (aborts otherwise). Forecasts must be given as
// they were, not binned: within a bin the parts do not add up (Stephenson, Coelho & Jolliffe 2008). Nothing
// with no trials.
std::optional<BrierScore> DecomposeBrier(std::span<const ScoreCounts> counts);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_CALIBRATION_H_
