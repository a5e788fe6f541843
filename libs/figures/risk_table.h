// Observations as the table that every time-to-event estimator walks through: day by day, how many were at
// risk and how many left for which cause. Private to this library.
#ifndef PRAKSIS_LIBS_FIGURES_RISK_TABLE_H_
#define PRAKSIS_LIBS_FIGURES_RISK_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "libs/figures/observation.h"

namespace praksis::figures {

class RiskTable {
 public:
  // A day on which somebody left.
  struct Row {
    int32_t day = 0;
    // Followed up to that day at least, those included who left on it.
    int64_t at_risk = 0;
    // Of all causes.
    int64_t events = 0;
  };

  // `causes`: how many there are. Observations in any order; the same day and cause may occur several times.
  // Aborts where an observation's cause is not within 0 … causes, or its day or count is negative.
  RiskTable(std::span<const Observation> observations, int causes);

  // By day, ascending.
  const std::vector<Row>& rows() const { return rows_; }
  int64_t subjects() const { return subjects_; }
  // Events of the causes c with in_union[c - 1] on the day of rows()[row].
  int64_t EventsOf(size_t row, const std::vector<bool>& in_union) const;
  // Those who were followed up to `day` at least.
  int64_t AtRisk(int32_t day) const;

 private:
  std::vector<Row> rows_;
  std::vector<int64_t> events_;  // by row * causes + cause - 1
  int64_t subjects_ = 0;
};

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_RISK_TABLE_H_
