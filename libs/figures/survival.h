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
  // Subjects still followed just before the end of that day.
  int64_t at_risk = 0;
};

// Cumulative incidence by Aalen–Johansen: per cause and for any set of causes taken together, with the
// variance of Aalen's delta-method estimator (Marubini & Valsecchi 1995, eq. 10.12; as in cmprsk and Stata's stcompet).
// Events on a day come before censorings on that day.
class CumulativeIncidence {
 public:
  // `causes`: how many there are; each observation's cause must be within 0 … causes.
  CumulativeIncidence(std::span<const Observation> observations, int causes);

  // Incidence of `cause` by the end of `day`.
  IncidencePoint At(int32_t day, int cause) const;
  // The same for the union of `causes_together`.
  IncidencePoint At(int32_t day, std::span<const int> causes_together) const;
  // A point for every day on which the union's incidence steps.
  std::vector<IncidencePoint> Curve(std::span<const int> causes_together) const;

  int64_t subjects() const { return subjects_; }

 private:
  struct Step {
    int32_t day;
    int64_t at_risk;
    std::vector<int64_t> events;  // by cause - 1
    int64_t censored;
  };
  std::vector<Step> steps_;
  int causes_ = 0;
  int64_t subjects_ = 0;
};

// Kaplan–Meier median of the time to any cause, in days; nothing where survival stays above one half.
std::optional<int32_t> MedianDays(std::span<const Observation> observations);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_SURVIVAL_H_
