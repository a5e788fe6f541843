#include "services/dashboards/safe_sums.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "libs/base/check.h"
#include "services/dashboards/withholding.h"

namespace praksis::services {
namespace {

using readmodels::Tally;

constexpr size_t kMostCells = 16;
// Sums are of so few cells, each with a small whole number, that rounding stays far below this.
constexpr double kNothing = 1e-9;

}  // namespace

SafeSums::SafeSums(const std::vector<Tally>& cells, int64_t k) : size_(cells.size()) {
  PRAKSIS_CHECK(size_ <= kMostCells, "cells=", size_);
  for (size_t i = 0; i < size_; ++i) {
    if (cells[i].count == 0) Add(NumbersOf({i}), published_);
  }
  FindSmallSets(cells, k);
}

// Every set of a small number has small cells only; and so has one in which each cell is 1.
void SafeSums::FindSmallSets(const std::vector<Tally>& cells, int64_t k) {
  Cells small;
  for (size_t i = 0; i < size_; ++i) {
    if (IsSmall(cells[i], k)) small.push_back(i);
  }
  for (size_t set = 1; set < size_t{1} << small.size(); ++set) {
    Cells members;
    Tally sum;
    for (size_t i = 0; i < small.size(); ++i) {
      if ((set >> i & 1) == 0) continue;
      members.push_back(small[i]);
      sum.Add(cells[small[i]]);
    }
    const bool each_is_one = sum.count == static_cast<int64_t>(members.size());
    if (IsSmall(sum, k) || each_is_one) small_sets_.push_back(NumbersOf(members));
  }
}

bool SafeSums::Publish(std::initializer_list<Cells> sums) {
  Basis with = published_;
  for (const Cells& sum : sums) Add(NumbersOf(sum), with);
  if (!IsSafe(with)) return false;
  published_ = std::move(with);
  return true;
}

SafeSums::Numbers SafeSums::NumbersOf(const Cells& cells) const {
  Numbers numbers(size_, 0);
  for (const size_t cell : cells) numbers[cell] = 1;
  return numbers;
}

// What is left of a sum after everything that follows from the basis is taken away.
SafeSums::Numbers SafeSums::Reduced(Numbers numbers, const Basis& basis) {
  for (const Row& row : basis) {
    const double factor = numbers[row.cell];
    if (std::abs(factor) < kNothing) continue;
    for (size_t i = 0; i < numbers.size(); ++i) numbers[i] -= factor * row.numbers[i];
  }
  return numbers;
}

void SafeSums::Add(Numbers numbers, Basis& basis) {
  numbers = Reduced(std::move(numbers), basis);
  const auto largest = std::max_element(numbers.begin(), numbers.end(),
                                        [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (largest == numbers.end() || std::abs(*largest) < kNothing) return;
  const auto cell = static_cast<size_t>(largest - numbers.begin());
  const double scale = *largest;
  for (double& number : numbers) number /= scale;
  for (Row& row : basis) {
    const double factor = row.numbers[cell];
    for (size_t i = 0; i < numbers.size(); ++i) row.numbers[i] -= factor * numbers[i];
  }
  basis.push_back({cell, std::move(numbers)});
}

bool SafeSums::IsSafe(const Basis& basis) const {
  return std::none_of(small_sets_.begin(), small_sets_.end(), [&](const Numbers& set) {
    const Numbers rest = Reduced(set, basis);
    return std::all_of(rest.begin(), rest.end(), [](double number) { return std::abs(number) < kNothing; });
  });
}

}  // namespace praksis::services
