// Time-to-event statistics over grouped observations: pure functions of counts.
#ifndef PRAKSIS_LIBS_FIGURES_SURVIVAL_H_
#define PRAKSIS_LIBS_FIGURES_SURVIVAL_H_

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace praksis::figures {

// `count` subjects who were followed for `day` days (>= 0) and then left for `cause`: 0 means censored (still
// running when last seen), 1 … causes one of the competing causes.
struct Observation {
  int32_t day = 0;
  int32_t cause = 0;
  int64_t count = 0;
};

// A probability with its variance and 95 % interval (log-log; [0,1] where undefined).
struct Probability {
  double value = 0;
  double variance = 0;
  double lower = 0;
  double upper = 1;
};

// Cumulative incidence of one set of causes at one day.
struct IncidencePoint {
  int32_t day = 0;
  Probability incidence;
  // Subjects followed up to that day at least, those included who left on it: the risk set of that day's
  // events.
  int64_t at_risk = 0;
};

// Cumulative incidence by Aalen–Johansen: per cause and for any set of causes taken together (a cause named
// twice counts once), with the variance of the delta-method estimator (Marubini & Valsecchi 1995, eq. 10.12;
// as in Stata's stcompet). Of the union of all causes it is 1 - Kaplan–Meier with Greenwood's variance;
// without censoring it is the share of subjects with the binomial variance. Events on a day come before
// censorings on that day. Each answer costs one pass over the days on which anything happened.
class CumulativeIncidence {
 public:
  // `causes`: how many there are; each observation's cause must be within 0 … causes, its day and count >= 0
  // (aborts otherwise). Observations in any order; the same day and cause may occur several times.
  CumulativeIncidence(std::span<const Observation> observations, int causes);

  // Incidence of `cause` by the end of `day`.
  IncidencePoint At(int32_t day, int cause) const;
  // The same for the union of `causes_together`.
  IncidencePoint At(int32_t day, std::span<const int> causes_together) const;
  // A point for every day on which the union's incidence steps.
  std::vector<IncidencePoint> Curve(std::span<const int> causes_together) const;

  int64_t subjects() const { return subjects_; }

 private:
  // A day on which somebody left.
  struct Step {
    int32_t day = 0;
    int64_t at_risk = 0;
    int64_t events = 0;  // of all causes
  };
  // Events of the union on the step's day.
  int64_t EventsOf(size_t step, const std::vector<bool>& in_union) const;
  std::vector<bool> Union(std::span<const int> causes_together) const;

  std::vector<Step> steps_;      // days ascending
  std::vector<int64_t> events_;  // by step * causes_ + cause - 1
  int causes_ = 0;
  int64_t subjects_ = 0;
};

// Kaplan–Meier median of the time to any cause: the first day at whose end at most half are left; nothing
// where survival stays above one half.
std::optional<int32_t> MedianDays(std::span<const Observation> observations);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_SURVIVAL_H_
