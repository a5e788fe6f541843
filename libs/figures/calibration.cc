#include "libs/figures/calibration.h"

#include <algorithm>
#include <cmath>

#include "libs/base/check.h"

namespace praksis::figures {
namespace {

std::vector<ScoreCalibration> ByScore(std::span<const ScoreCounts> counts) {
  std::vector<ScoreCounts> ascending(counts.begin(), counts.end());
  for (const ScoreCounts& count : ascending) {
    PRAKSIS_CHECK(std::isfinite(count.score) && count.hits >= 0 && count.hits <= count.trials,
                  "hits=", count.hits, " trials=", count.trials);
  }
  std::sort(ascending.begin(), ascending.end(),
            [](const ScoreCounts& a, const ScoreCounts& b) { return a.score < b.score; });
  std::vector<ScoreCalibration> scores;
  for (const ScoreCounts& count : ascending) {
    if (scores.empty() || scores.back().score != count.score)
      scores.push_back({.score = count.score, .observed = {}});
    scores.back().hits += count.hits;
    scores.back().trials += count.trials;
  }
  for (ScoreCalibration& score : scores) score.observed = WilsonProportion(score.hits, score.trials);
  return scores;
}

double Square(double x) { return x * x; }

}  // namespace

Calibration Calibrate(std::span<const ScoreCounts> counts) {
  Calibration calibration;
  calibration.scores = ByScore(counts);
  int64_t hits = 0;
  for (const ScoreCalibration& score : calibration.scores) {
    hits += score.hits;
    calibration.trials += score.trials;
  }
  calibration.observed = WilsonProportion(hits, calibration.trials);
  if (calibration.trials == 0) return calibration;
  const double overall = calibration.observed.value;
  calibration.uncertainty = overall * (1 - overall);
  for (const ScoreCalibration& score : calibration.scores) {
    calibration.resolution += static_cast<double>(score.trials) * Square(score.observed.value - overall);
  }
  calibration.resolution /= static_cast<double>(calibration.trials);
  return calibration;
}

std::optional<BrierScore> DecomposeBrier(std::span<const ScoreCounts> counts) {
  const Calibration calibration = Calibrate(counts);
  BrierScore brier{.resolution = calibration.resolution, .uncertainty = calibration.uncertainty};
  for (const ScoreCalibration& score : calibration.scores) {
    const double forecast = score.score;
    PRAKSIS_CHECK(forecast >= 0 && forecast <= 1, "a forecast is no probability");
    const double hits = static_cast<double>(score.hits);
    const double misses = static_cast<double>(score.trials - score.hits);
    // The definition, not the sum of the parts: that they add up is a property to be tested.
    brier.value += hits * Square(1 - forecast) + misses * Square(forecast);
    brier.reliability += static_cast<double>(score.trials) * Square(forecast - score.observed.value);
  }
  if (calibration.trials == 0) return std::nullopt;
  const double trials = static_cast<double>(calibration.trials);
  brier.value /= trials;
  brier.reliability /= trials;
  return brier;
}

}  // namespace praksis::figures
