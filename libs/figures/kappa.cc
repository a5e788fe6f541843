#include "libs/figures/kappa.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "libs/base/check.h"
#include "libs/figures/probability.h"

namespace praksis::figures {
namespace {

// A table of shares and its margins.
struct Shares {
  std::vector<double> cells;
  std::vector<double> rows;
  std::vector<double> columns;
};

Shares SharesOf(std::span<const int64_t> table, size_t categories, int64_t subjects) {
  Shares shares{.cells = {}, .rows = std::vector(categories, 0.0), .columns = std::vector(categories, 0.0)};
  for (size_t cell = 0; cell < table.size(); ++cell) {
    const double share = static_cast<double>(table[cell]) / static_cast<double>(subjects);
    shares.cells.push_back(share);
    shares.rows[cell / categories] += share;
    shares.columns[cell % categories] += share;
  }
  return shares;
}

// Fleiss, Cohen & Everitt's square is the variance over subjects of
//   a = [codes agree] - (1 - kappa) (share of row's code among columns + share of column's code among rows) ,
// divided by n (1 - chance)^2. Taken as a mean square about the mean it cannot come out negative.
double StandardError(const Shares& shares, size_t categories, double kappa, double chance, int64_t subjects) {
  const auto a = [&](size_t row, size_t column) {
    return (row == column ? 1.0 : 0.0) - (1 - kappa) * (shares.columns[row] + shares.rows[column]);
  };
  double mean = 0;
  for (size_t cell = 0; cell < shares.cells.size(); ++cell) {
    mean += shares.cells[cell] * a(cell / categories, cell % categories);
  }
  double variance = 0;
  for (size_t cell = 0; cell < shares.cells.size(); ++cell) {
    const double deviation = a(cell / categories, cell % categories) - mean;
    variance += shares.cells[cell] * deviation * deviation;
  }
  return std::sqrt(variance / static_cast<double>(subjects)) / (1 - chance);
}

// Whether all subjects are in one cell of the diagonal, told from the counts: of chance = 1 rounding may
// leave a hair's breadth.
bool OneCategoryOnly(std::span<const int64_t> table, size_t categories, int64_t subjects) {
  for (size_t i = 0; i < categories; ++i) {
    if (table[i * categories + i] == subjects) return true;
  }
  return false;
}

}  // namespace

Kappa CohensKappa(std::span<const int64_t> table, size_t categories) {
  PRAKSIS_CHECK(table.size() == categories * categories, "size=", table.size(), " categories=", categories);
  Kappa kappa;
  int64_t agreeing = 0;
  for (size_t cell = 0; cell < table.size(); ++cell) {
    PRAKSIS_CHECK(table[cell] >= 0, "cell ", cell, " is ", table[cell]);
    kappa.subjects += table[cell];
    if (cell / categories == cell % categories) agreeing += table[cell];
  }
  if (kappa.subjects == 0) return kappa;
  const Shares shares = SharesOf(table, categories, kappa.subjects);
  kappa.observed_agreement = static_cast<double>(agreeing) / static_cast<double>(kappa.subjects);
  for (size_t i = 0; i < categories; ++i) kappa.chance_agreement += shares.rows[i] * shares.columns[i];
  if (OneCategoryOnly(table, categories, kappa.subjects)) return kappa;

  const double value = (kappa.observed_agreement - kappa.chance_agreement) / (1 - kappa.chance_agreement);
  const double standard_error =
      StandardError(shares, categories, value, kappa.chance_agreement, kappa.subjects);
  kappa.value = value;
  constexpr double kRounding = 1e-12;
  if (standard_error < kRounding) return kappa;
  kappa.standard_error = standard_error;
  kappa.lower = std::max(-1.0, value - kZ95 * standard_error);
  kappa.upper = std::min(1.0, value + kZ95 * standard_error);
  return kappa;
}

}  // namespace praksis::figures
