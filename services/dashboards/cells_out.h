// Writing counts and estimates into an answer, withheld or not, and keeping count of those withheld.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_CELLS_OUT_H_
#define PRAKSIS_SERVICES_DASHBOARDS_CELLS_OUT_H_

#include <cstdint>

#include "absl/status/status.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"
#include "libs/figures/kappa.h"
#include "libs/figures/probability.h"
#include "libs/figures/proportion.h"
#include "praksis/v1/dashboards.pb.h"

namespace praksis::services {

class CellsOut {
 public:
  explicit CellsOut(int64_t k) : k_(k) {}

  void Put(int64_t count, bool withhold, v1::Count& out) {
    if (withhold) {
      out.set_suppressed(true);
      ++withheld_;
    } else {
      out.set_value(count);
    }
  }
  void Put(const figures::Proportion& share, bool withhold, v1::Estimate& out) {
    Put(share.value, share.lower, share.upper, withhold, out);
  }
  void Put(const figures::Probability& probability, bool withhold, v1::Estimate& out) {
    Put(probability.value, probability.lower, probability.upper, withhold, out);
  }
  void Put(const figures::Kappa& kappa, bool withhold, v1::Estimate& out) {
    Put(kappa.value.value_or(0), kappa.lower, kappa.upper, withhold, out);
  }
  // Something that is left out without a cell of its own.
  void Omit() { ++withheld_; }

  void Finish(v1::FigureMetadata& metadata) const {
    metadata.set_suppressed_cells(withheld_);
    metadata.set_threshold(static_cast<int32_t>(k_));
  }

 private:
  void Put(double value, double lower, double upper, bool withhold, v1::Estimate& out) {
    if (withhold) {
      out.set_suppressed(true);
      ++withheld_;
      return;
    }
    out.set_value(value);
    out.set_lower(lower);
    out.set_upper(upper);
  }

  const int64_t k_;
  int32_t withheld_ = 0;
};

inline absl::Status RefuseTooNarrow(int64_t k) {
  return base::Refuse(
      absl::StatusCode::kFailedPrecondition, "SELECTION_TOO_NARROW",
      base::StrCat("the selection is about too few persons to show anything (fewer than ", k,
                   ", or in too small groups); widen the period, the municipalities or the other filters"),
      {{"threshold", base::StrCat(k)}});
}

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_CELLS_OUT_H_
