// Agreement of two raters beyond chance.
#ifndef PRAKSIS_LIBS_FIGURES_KAPPA_H_
#define PRAKSIS_LIBS_FIGURES_KAPPA_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace praksis::figures {

// Cohen's kappa (Cohen 1960): (observed - chance agreement) / (1 - chance agreement), at most 1 (full
// agreement), 0 where the raters agree as often as chance would have it, negative where less often.
struct Kappa {
  int64_t subjects = 0;
  // Shares of subjects (0 … 1): those whose two codes are the same; those of whom that would be expected from
  // how often each rater uses each code.
  double observed_agreement = 0;
  double chance_agreement = 0;
  // Nothing where kappa is undefined: with no subjects, or where both raters put all of them into the same
  // one category, so that chance alone explains full agreement.
  std::optional<double> value;
  // Large-sample standard error, not under the hypothesis of no agreement (Fleiss, Cohen & Everitt 1969). 0
  // where a sample shows no variation: full agreement, disagreement in two equal halves, the same code for
  // everybody from one rater.
  double standard_error = 0;
  // 95 %: value ± 1.96 standard errors, cut to -1 … 1. [-1, 1], which says nothing, where kappa is undefined
  // or the standard error is 0: the large-sample theory does not hold there.
  double lower = -1;
  double upper = 1;
};

// `table`: subjects by the first rater's category (row) and the second's (column), row after row; its size is
// categories^2 and each count is >= 0 (aborts otherwise). Categories that nobody used change nothing.
Kappa CohensKappa(std::span<const int64_t> table, size_t categories);

}  // namespace praksis::figures

#endif  // PRAKSIS_LIBS_FIGURES_KAPPA_H_
