#include "libs/selection/bound_table.h"

#include <algorithm>
#include <numeric>

namespace praksis::selection {
namespace {

// a of step 0; nearer placements can gain nothing.
constexpr int kFirstStep = 1 - kFeatureCount;

}  // namespace

BoundTable::BoundTable(const Universe& universe, const Columns& columns, size_t max_cells)
    : columns_(columns) {
  std::array<size_t, kFeatureCount> by_values{};
  std::iota(by_values.begin(), by_values.end(), size_t{0});
  size_t slots = 1;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    value_counts_[feature] = static_cast<size_t>(universe.value_count(static_cast<int>(feature)));
    slots += value_counts_[feature];
  }
  std::stable_sort(by_values.begin(), by_values.end(),
                   [&](size_t a, size_t b) { return value_counts_[a] < value_counts_[b]; });
  for (const size_t feature : by_values) {
    const size_t values = value_counts_[feature];
    if (others_.empty() && cells_ * values * (slots - values) <= max_cells) {
      stride_[feature] = cells_;
      cells_ *= values;
      slots -= values;
      core_.push_back(feature);
    } else {
      slot_[feature] = slots_;
      slots_ += values;
      others_.push_back(feature);
    }
  }
  steps_ = static_cast<int>(core_.size()) - kFirstStep + 1;
  entry_cell_.resize(columns.entries());
  for (size_t entry = 0; entry < entry_cell_.size(); ++entry) {
    entry_cell_[entry] =
        static_cast<uint32_t>(CellOf(universe.classes()[columns.entry_class(entry)].features));
  }
}

size_t BoundTable::CellOf(const CanonicalFeatures& features) const {
  size_t cell = 0;
  for (const size_t feature : core_) cell += stride_[feature] * features.values[feature];
  return cell;
}

void BoundTable::Rebuild(const Coverage& coverage) {
  const size_t plane = cells_ * slots_;
  weights_.assign(static_cast<size_t>(steps_) * plane, 0);
  const auto at_step = [&](int a) { return weights_.data() + static_cast<size_t>(a - kFirstStep) * plane; };

  // Every placement where it stands, as if the candidate agreed with it in nothing of the core.
  const Nearness& nearness = coverage.nearness();
  for (size_t entry = 0; entry < entry_cell_.size(); ++entry) {
    if (nearness[entry] == kFeatureCount) continue;
    const uint32_t weight = columns_.weight()[entry];
    uint32_t* row = at_step(-static_cast<int>(nearness[entry])) + entry_cell_[entry] * slots_;
    row[0] += weight;
    for (const size_t feature : others_) row[slot_[feature] + columns_.feature(feature)[entry]] += weight;
  }

  // Feature by feature: what a candidate's cell sees is all values of the feature, with its own a step
  // nearer.
  std::vector<uint32_t> sum(slots_);
  for (size_t done = 0; done < core_.size(); ++done) {
    const size_t values = value_counts_[core_[done]];
    const size_t stride = stride_[core_[done]];
    for (size_t cell = 0; cell < cells_; ++cell) {
      if (cell / stride % values != 0) continue;
      for (int a = static_cast<int>(done) + 1; a >= kFirstStep; --a) {
        uint32_t* here = at_step(a) + cell * slots_;
        const uint32_t* further = a > kFirstStep ? at_step(a - 1) + cell * slots_ : nullptr;
        std::fill(sum.begin(), sum.end(), 0);
        for (size_t value = 0; value < values; ++value) {
          const uint32_t* row = here + value * stride * slots_;
          for (size_t slot = 0; slot < slots_; ++slot) sum[slot] += row[slot];
        }
        // "Not known" agrees with nothing.
        std::copy(sum.begin(), sum.end(), here);
        for (size_t value = 1; value < values; ++value) {
          uint32_t* row = here + value * stride * slots_;
          if (further == nullptr) {
            for (size_t slot = 0; slot < slots_; ++slot) row[slot] = sum[slot] - row[slot];
          } else {
            const uint32_t* arriving = further + value * stride * slots_;
            for (size_t slot = 0; slot < slots_; ++slot) row[slot] = sum[slot] - row[slot] + arriving[slot];
          }
        }
      }
    }
  }

  settled_.assign(plane, 0);
  for (int a = 0; a <= static_cast<int>(core_.size()); ++a) {
    const uint32_t* from = at_step(a);
    for (size_t cell = 0; cell < cells_; ++cell) {
      uint32_t* to = settled_.data() + cell * slots_;
      const uint32_t* row = from + cell * slots_;
      to[0] += static_cast<uint32_t>(a) * row[0];
      for (size_t slot = 1; slot < slots_; ++slot) to[slot] += row[slot];
    }
  }
}

uint32_t BoundTable::Bound(const CanonicalFeatures& candidate) const {
  const size_t row = CellOf(candidate) * slots_;
  std::array<size_t, kFeatureCount> slots = {};
  size_t known = 0;
  for (const size_t feature : others_) {
    if (const uint8_t value = candidate.values[feature]; value != 0) slots[known++] = slot_[feature] + value;
  }
  uint32_t bound = settled_[row];
  for (size_t i = 0; i < known; ++i) bound += settled_[row + slots[i]];
  // At m >= known features that agree in vain, none is left.
  for (size_t m = 1; m < known; ++m) {
    const uint32_t* weights =
        weights_.data() + (static_cast<size_t>(-kFirstStep) - m) * cells_ * slots_ + row;
    // Ascending.
    // Ascending.
    std::array<uint32_t, kFeatureCount> by_feature = {};
    for (size_t i = 0; i < known; ++i) {
      size_t at = i;
      for (; at > 0 && by_feature[at - 1] > weights[slots[i]]; --at) by_feature[at] = by_feature[at - 1];
      by_feature[at] = weights[slots[i]];
    }
    for (size_t i = 0; i < known - m; ++i) bound += by_feature[i];
  }
  return bound;
}

}  // namespace praksis::selection
