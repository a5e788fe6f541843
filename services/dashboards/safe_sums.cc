#include "services/dashboards/safe_sums.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

// Sums are of few cells, each with a small whole number, so that rounding stays far below this.
constexpr double kNothing = 1e-9;

}  // namespace

SafeSums::SafeSums(const std::vector<readmodels::Tally>& cells, int64_t k) {
  const bool any_small = std::any_of(cells.begin(), cells.end(),
                                     [k](const readmodels::Tally& cell) { return IsSmall(cell, k); });
  for (const readmodels::Tally& cell : cells) large_.push_back(!any_small || cell.persons.size() >= k);
}

bool SafeSums::Publish(std::initializer_list<Cells> sums) {
  Published with = published_;
  const bool safe = std::all_of(sums.begin(), sums.end(), [&](const Cells& sum) { return Add(sum, with); });
  if (safe) published_ = std::move(with);
  return safe;
}

// A combination of sums that is about small cells alone is one that vanishes in the large ones: it exists as
// soon as a sum that is new over all cells is not new over the large ones. (One that is known in any case
// stays in both, so that nothing but itself follows from it.)
bool SafeSums::Add(const Cells& sum, Published& published) const {
  Numbers all(large_.size(), 0);
  Numbers large(large_.size(), 0);
  for (const size_t cell : sum) {
    all[cell] = 1;
    if (large_[cell]) large[cell] = 1;
  }
  return !published.all.Add(std::move(all)) || published.large.Add(std::move(large));
}

bool SafeSums::Basis::Add(Numbers sum) {
  for (const Row& row : rows_) {
    const double factor = sum[row.cell];
    for (size_t i = 0; i < sum.size(); ++i) sum[i] -= factor * row.numbers[i];
  }
  const auto largest =
      std::max_element(sum.begin(), sum.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (largest == sum.end() || std::abs(*largest) < kNothing) return false;
  const auto cell = static_cast<size_t>(largest - sum.begin());
  const double scale = *largest;
  for (double& number : sum) number /= scale;
  for (Row& row : rows_) {
    const double factor = row.numbers[cell];
    for (size_t i = 0; i < sum.size(); ++i) row.numbers[i] -= factor * sum[i];
  }
  rows_.push_back({cell, std::move(sum)});
  return true;
}

}  // namespace praksis::services
