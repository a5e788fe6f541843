// Cumulative incidence with competing outcomes: how many have left for a cause by a day, where those who left
// for another can no longer do so. Pure functions of counts; any thread.
#ifndef PRAKSIS_LIBS_FIGURES_CUMULATIVE_INCIDENCE_H_
#define PRAKSIS_LIBS_FIGURES_CUMULATIVE_INCIDENCE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "libs/figures/observation.h"
#include "libs/figures/probability.h"
#include "libs/figures/risk_table.h"

namespace praksis::figures {

// Cumulative incidence of one set of causes at one day.
struct IncidencePoint {
  int32_t day = 0;
  Probability incidence;
  // Subjects followed up to that day at least, those included who left on it: the risk set of that day's
  // events. 0 after the last day on which anybody was seen: the incidence is then the last one known.
  int64_t at_risk = 0;
};

// The estimator of Aalen & Johansen (1978): per cause and for any set of causes taken together (a cause named
// twice counts once). Events on a day come before censorings on that day.
//
// Variance: the delta-method estimator of Dinse & Larson (1986, eq. 6), as in Marubini & Valsecchi (1995, eq.
// 10.12) and Stata's stcompet. Of the union of all causes it is Greenwood's, without censoring the binomial
// one. Interval: log(-log F), pointwise (WithLogLogInterval).
//
// At the edges: no observations, nobody at risk yet, no event of these causes so far, all censored: 0 with
// variance 0 in [0, 1]. Everybody has left for these causes: 1 with variance 0 in [0, 1].
//
// Each answer costs one pass over the days on which anything happened.
class CumulativeIncidence {
 public:
  // `causes`: how many there are; each observation's cause must be within 0 … causes, its day and count >= 0
  // (aborts otherwise). Observations in any order; the same day and cause may occur several times.
  CumulativeIncidence(std::span<const Observation> observations, int causes);

  // Incidence of `cause` (1 … causes, aborts otherwise) by the end of `day`.
  IncidencePoint At(int32_t day, int cause) const;
  // The same for the union of `causes_together`.
  IncidencePoint At(int32_t day, std::span<const int> causes_together) const;
  // A point for every day on which the union's incidence steps.
  std::vector<IncidencePoint> Curve(std::span<const int> causes_together) const;

  int64_t subjects() const { return table_.subjects(); }

 private:
  std::vector<bool> Union(std::span<const int> causes_together) const;

  RiskTable table_;
  int causes_ = 0;
};

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_CUMULATIVE_INCIDENCE_H_
