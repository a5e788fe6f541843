#include "libs/selection/bound_table.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <numeric>

namespace praksis::selection {
namespace {

// a of step 0; nearer placements can gain nothing.
constexpr int kFirstStep = 1 - kFeatureCount;

// Degrees of nearness that leave something to gain.
constexpr size_t kNearnesses = kFeatureCount;

// Entries that are passed over together where none has changed.
constexpr size_t kBlock = 8;
static_assert(kLanes % kBlock == 0);

// Of a feature of the core with `values` values, whose rows lie `stride` apart from `here` on: every value's
// row becomes what a candidate of that value sees, all values with its own from `further`, a step nearer
// (nullptr: nothing arrives). `sum` is scratch.
__attribute__((always_inline)) inline void CombineRows(uint32_t* __restrict here,
                                                       const uint32_t* __restrict further, size_t values,
                                                       size_t stride, size_t slots,
                                                       uint32_t* __restrict sum) {
  for (size_t slot = 0; slot < slots; ++slot) sum[slot] = here[slot];
  for (size_t value = 1; value < values; ++value) {
    const uint32_t* const row = here + value * stride;
    for (size_t slot = 0; slot < slots; ++slot) sum[slot] += row[slot];
  }
  // "Not known" agrees with nothing.
  for (size_t slot = 0; slot < slots; ++slot) here[slot] = sum[slot];
  for (size_t value = 1; value < values; ++value) {
    uint32_t* const row = here + value * stride;
    if (further == nullptr) {
      for (size_t slot = 0; slot < slots; ++slot) row[slot] = sum[slot] - row[slot];
    } else {
      const uint32_t* const arriving = further + value * stride;
      for (size_t slot = 0; slot < slots; ++slot) row[slot] = sum[slot] - row[slot] + arriving[slot];
    }
  }
}

void CombinePortable(uint32_t* here, const uint32_t* further, size_t values, size_t stride, size_t slots,
                     uint32_t* sum) {
  CombineRows(here, further, values, stride, slots, sum);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void CombineAvx2(uint32_t* here, const uint32_t* further, size_t values,
                                                 size_t stride, size_t slots, uint32_t* sum) {
  CombineRows(here, further, values, stride, slots, sum);
}
const auto kCombine = __builtin_cpu_supports("avx2") ? &CombineAvx2 : &CombinePortable;
#else
constexpr auto kCombine = &CombinePortable;
#endif

}  // namespace

BoundTable::BoundTable(const Universe& universe, const Columns& columns) : columns_(columns) {
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    value_counts_[feature] = static_cast<size_t>(universe.value_count(static_cast<int>(feature)));
  }
  for (const size_t feature : columns.others()) {
    slot_[feature] = slots_;
    slots_ += value_counts_[feature];
  }
  steps_ = static_cast<int>(columns.core().size()) - kFirstStep + 1;
}

size_t BoundTable::RowAt(size_t cell, int a) const {
  return (cell * static_cast<size_t>(steps_) + static_cast<size_t>(a - kFirstStep)) * slots_;
}

void BoundTable::Rebuild(const Coverage& coverage) {
  Count(coverage.nearness());
  Transform();
  Settle();
}

// Every placement where it stands, as if the candidate agreed with it in nothing of the core. The constants
// are left to Transform.
void BoundTable::Count(const Nearness& nearness) {
  size_t changed = nearness.size();
  if (!counted_.empty()) {
    changed = 0;
    for (size_t entry = 0; entry < nearness.size(); ++entry) changed += counted_[entry] != nearness[entry];
  }
  // Taking an entry away costs as much as adding it.
  const bool anew = 2 * changed >= nearness.size();
  if (anew) counts_.assign(kNearnesses * columns_.cells() * slots_, 0);
  // Copies, which no write to a count can change.
  std::array<const uint8_t*, kFeatureCount> column = {};
  std::array<size_t, kFeatureCount> slot = {};
  const size_t others = columns_.others().size();
  for (size_t i = 0; i < others; ++i) {
    column[i] = columns_.feature(columns_.others()[i]);
    slot[i] = slot_[columns_.others()[i]];
  }
  const uint8_t* const weights = columns_.weight();
  const size_t slots = slots_;
  for (const Run& run : columns_.runs()) {
    uint32_t* const rows = counts_.data() + run.cell * kNearnesses * slots;
    const auto add = [&](size_t entry, size_t nearness_of_entry, uint32_t weight) {
      if (nearness_of_entry == kFeatureCount) return;
      // Nearest first, as the steps are.
      uint32_t* const row = rows + (kNearnesses - 1 - nearness_of_entry) * slots;
      for (size_t i = 0; i < others; ++i) row[slot[i] + column[i][entry]] += weight;
      if (others == 0) row[0] += weight;
    };
    for (size_t block = run.begin; block < run.end; block += kBlock) {
      if (!anew && std::memcmp(&counted_[block], &nearness[block], kBlock) == 0) continue;
      for (size_t entry = block; entry < block + kBlock; ++entry) {
        if (anew) {
          add(entry, nearness[entry], weights[entry]);
        } else if (counted_[entry] != nearness[entry]) {
          add(entry, counted_[entry], 0u - weights[entry]);
          add(entry, nearness[entry], weights[entry]);
        }
      }
    }
  }
  counted_ = nearness;
}

void BoundTable::Transform() {
  weights_.resize(columns_.cells() * static_cast<size_t>(steps_) * slots_);
  for (size_t cell = 0; cell < columns_.cells(); ++cell) {
    // Step 0 is nearness 7, and so on to nearness 0.
    const uint32_t* const counts = counts_.data() + cell * kNearnesses * slots_;
    uint32_t* const rows = weights_.data() + RowAt(cell, kFirstStep);
    std::copy(counts, counts + kNearnesses * slots_, rows);
    std::fill(rows + kNearnesses * slots_, rows + static_cast<size_t>(steps_) * slots_, 0);
    if (columns_.others().empty()) continue;
    // The constant is what one of the other features has in all its values, "not known" among them.
    const size_t feature = columns_.others().front();
    for (uint32_t* row = rows; row < rows + kNearnesses * slots_; row += slots_) {
      row[0] = std::accumulate(row + slot_[feature], row + slot_[feature] + value_counts_[feature], 0u);
    }
  }

  // Only a > -r matters in the end, and a step less far for every feature that is still to come.
  const auto core = static_cast<int>(columns_.core().size());
  const auto others = static_cast<int>(columns_.others().size());
  std::vector<uint32_t> sum(slots_);
  for (int done = 0; done < core; ++done) {
    const size_t feature = columns_.core()[static_cast<size_t>(done)];
    const size_t values = value_counts_[feature];
    const size_t stride = columns_.stride(feature);
    const size_t row_stride = stride * static_cast<size_t>(steps_) * slots_;
    const int last = std::max(kFirstStep, std::min(0, 1 - others) - (core - 1 - done));
    for (size_t cell = 0; cell < columns_.cells(); ++cell) {
      if (cell / stride % values != 0) continue;
      for (int a = done + 1; a >= last; --a) {
        uint32_t* const here = weights_.data() + RowAt(cell, a);
        kCombine(here, a > kFirstStep ? here - slots_ : nullptr, values, row_stride, slots_, sum.data());
      }
    }
  }
}

void BoundTable::Settle() {
  settled_.assign(columns_.cells() * slots_, 0);
  for (size_t cell = 0; cell < columns_.cells(); ++cell) {
    uint32_t* const settled = settled_.data() + cell * slots_;
    for (int a = 0; a <= static_cast<int>(columns_.core().size()); ++a) {
      const uint32_t* const row = weights_.data() + RowAt(cell, a);
      // The constant counts a times.
      settled[0] += static_cast<uint32_t>(a) * row[0];
      for (size_t slot = 1; slot < slots_; ++slot) settled[slot] += row[slot];
    }
  }
}

BoundTable::Terms BoundTable::TermsOf(size_t cell, size_t feature, uint8_t value) const {
  Terms terms;
  if (value == 0) return terms;
  const size_t slot = slot_[feature] + value;
  terms.settled = settled_[cell * slots_ + slot];
  for (size_t m = 1; m < columns_.others().size(); ++m) {
    terms.in_vain[m - 1] = weights_[RowAt(cell, -static_cast<int>(m)) + slot];
  }
  return terms;
}

uint32_t BoundTable::InVain(std::span<const Terms> terms) {
  uint32_t bound = 0;
  // At m >= terms.size() features that agree in vain, none is left.
  for (size_t m = 1; m < terms.size(); ++m) {
    std::array<uint32_t, kFeatureCount> by_feature{};
    for (size_t i = 0; i < terms.size(); ++i) by_feature[i] = terms[i].in_vain[m - 1];
    // Ascending, without a branch on what they are.
    for (size_t end = terms.size(); end > 1; --end) {
      for (size_t i = 1; i < end; ++i) {
        const uint32_t lower = std::min(by_feature[i - 1], by_feature[i]);
        by_feature[i] = std::max(by_feature[i - 1], by_feature[i]);
        by_feature[i - 1] = lower;
      }
    }
    for (size_t i = 0; i < terms.size() - m; ++i) bound += by_feature[i];
  }
  return bound;
}

uint32_t BoundTable::Bound(const CanonicalFeatures& candidate) const {
  const size_t cell = columns_.CellOf(candidate);
  std::array<Terms, kFeatureCount> terms;
  uint32_t bound = Constant(cell);
  size_t others = 0;
  for (const size_t feature : columns_.others()) {
    terms[others] = TermsOf(cell, feature, candidate.values[feature]);
    bound += terms[others].settled;
    ++others;
  }
  return bound + InVain(std::span(terms.data(), others));
}

}  // namespace praksis::selection
