// Survival under censoring: how many have not left by a day, and by which day a given share has. Pure
// functions of counts; any thread.
#ifndef PRAKSIS_LIBS_FIGURES_KAPLAN_MEIER_H_
#define PRAKSIS_LIBS_FIGURES_KAPLAN_MEIER_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libs/figures/observation.h"
#include "libs/figures/probability.h"
#include "libs/figures/risk_table.h"

namespace praksis::figures {

struct SurvivalPoint {
  int32_t day = 0;
  // Still there at the end of `day`.
  Probability survival;
  // Followed up to that day at least, those included who left on it; 0 after the last day on which anybody
  // was seen: the survival is then the last one known.
  int64_t at_risk = 0;
};

// A day and the 95 % interval around it; each of the three is nothing where the data do not reach it.
struct DaysQuantile {
  std::optional<int32_t> day;
  std::optional<int32_t> lower;
  std::optional<int32_t> upper;
};

// The product-limit estimator of Kaplan & Meier (1958) for the time to an event of any cause, with the
// variance of Greenwood (1926) and the interval on the scale log(-log S), pointwise (WithLogLogInterval).
//
// For all causes together only: with some causes' events taken for censorings it would count those who left
// for them as if they could still leave for the others; that is what CumulativeIncidence is for. 1 - S and
// its variance are CumulativeIncidence's of all causes; the interval is another, on its own scale.
//
// At the edges: no observations, no event so far, all censored: 1 with variance 0 in [0, 1]. Everybody has
// left: 0 with variance 0 in [0, 1].
class KaplanMeier {
 public:
  // Any cause but 0 is an event. Observations in any order; the same day and cause may occur several times.
  // Aborts on a negative day, cause or count.
  explicit KaplanMeier(std::span<const Observation> observations);

  // Survival beyond the end of `day`.
  SurvivalPoint At(int32_t day) const;
  // A point for every day with an event.
  const std::vector<SurvivalPoint>& curve() const { return curve_; }

  // The first day at whose end at least `share` (0 < share < 1, aborts otherwise) have left: S <= 1 - share.
  // Interval: the event days that a test of S(day) = 1 - share on the log-log scale does not reject
  // (Brookmeyer & Crowley 1982; on that scale Klein & Moeschberger 2003, section 4.5), and the day itself,
  // from the first of them to the event day after the last; the day itself where all are rejected, no upper
  // bound where the last is not. A last event day at which nobody is left has no variance: it can be the
  // lower bound, never the upper.
  DaysQuantile Quantile(double share) const;
  DaysQuantile Median() const { return Quantile(0.5); }

  int64_t subjects() const { return table_.subjects(); }

 private:
  RiskTable table_;
  std::vector<SurvivalPoint> curve_;
};

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_KAPLAN_MEIER_H_
