#include "libs/selection/bound_table.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <type_traits>

namespace praksis::selection {
namespace {

// a of step 0; nearer placements can gain nothing.
constexpr int kFirstStep = 1 - kFeatureCount;

// Degrees of nearness that leave something to gain.
constexpr size_t kNearnesses = kFeatureCount;

// Entries that are passed over together where none has changed.
constexpr size_t kBlock = 8;
static_assert(kLanes % kBlock == 0);

// Of a feature of the core with `values` values, whose cells lie `stride` rows apart from `here` on, at the
// steps 0 … last: every value's row becomes what a candidate of that value sees, all values with its own a
// step nearer.
template <typename Row>
__attribute__((always_inline)) inline void CombineRows(Row* here, size_t values, size_t stride, size_t first,
                                                       size_t last) {
  // The nearest first, so that what arrives a step nearer is still as it was.
  for (size_t step = last + 1; step-- > first;) {
    Row sum = here[step];
    for (size_t value = 1; value < values; ++value) {
      const Row& row = here[value * stride + step];
      for (size_t slot = 0; slot < sum.size(); ++slot) sum[slot] += row[slot];
    }
    // "Not known" agrees with nothing.
    here[step] = sum;
    for (size_t value = 1; value < values; ++value) {
      Row* const row = here + value * stride + step;
      Row seen = sum;
      for (size_t slot = 0; slot < sum.size(); ++slot) seen[slot] -= (*row)[slot];
      if (step > 0) {
        for (size_t slot = 0; slot < sum.size(); ++slot) seen[slot] += row[-1][slot];
      }
      *row = seen;
    }
  }
}

// Four numbers at once. Signed: sums of weights are below 2^24, and baseline x86-64 compares signed ones
// only.
using Four __attribute__((vector_size(16))) = int32_t;
__attribute__((always_inline)) inline Four LoadFour(const uint32_t* from) {
  Four numbers;
  std::memcpy(&numbers, from, sizeof(numbers));
  return numbers;
}

// The terms number by number in ascending order; of the m-th numbers, the m largest are left out.
template <size_t kTerms>
__attribute__((always_inline)) inline uint32_t SumOfSmallest(const BoundTable::Terms* terms) {
  Four sums = {};
#pragma GCC unroll 2
  for (size_t first = 0; first < kTerms; first += 4) {
    Four sorted[kTerms];
#pragma GCC unroll 8
    for (size_t i = 0; i < kTerms; ++i) sorted[i] = LoadFour(&terms[i][first]);
#pragma GCC unroll 8
    for (size_t end = kTerms; end > 1; --end) {
#pragma GCC unroll 8
      for (size_t i = 1; i < end; ++i) {
        const Four smaller = sorted[i - 1] < sorted[i] ? sorted[i - 1] : sorted[i];
        sorted[i] = sorted[i - 1] < sorted[i] ? sorted[i] : sorted[i - 1];
        sorted[i - 1] = smaller;
      }
    }
    const auto m = static_cast<int32_t>(first);
    const Four left_out = {m, m + 1, m + 2, m + 3};
#pragma GCC unroll 8
    for (size_t i = 0; i < kTerms; ++i) sums += sorted[i] & (left_out < static_cast<int32_t>(kTerms - i));
  }
  return static_cast<uint32_t>(sums[0] + sums[1] + sums[2] + sums[3]);
}
template <>
inline uint32_t SumOfSmallest<0>(const BoundTable::Terms*) {
  return 0;
}

// Calls `work` with `features` as a constant, for which its loops are unrolled.
template <typename Work>
void ForFeatures(size_t features, const Work& work) {
  static_assert(kFeatureCount == 8);
  switch (features) {
    case 0:
      return work(std::integral_constant<size_t, 0>());
    case 1:
      return work(std::integral_constant<size_t, 1>());
    case 2:
      return work(std::integral_constant<size_t, 2>());
    case 3:
      return work(std::integral_constant<size_t, 3>());
    case 4:
      return work(std::integral_constant<size_t, 4>());
    case 5:
      return work(std::integral_constant<size_t, 5>());
    case 6:
      return work(std::integral_constant<size_t, 6>());
    case 7:
      return work(std::integral_constant<size_t, 7>());
    default:
      return work(std::integral_constant<size_t, 8>());
  }
}

size_t CountDiffering(const Nearness& before, const Nearness& after) {
  size_t differing = 0;
  for (size_t at = 0; at < before.size(); at += kLanes) {
    uint8_t here = 0;
    for (size_t i = at; i < at + kLanes; ++i)
      here = static_cast<uint8_t>(here + (before[i] != after[i] ? 1 : 0));
    differing += here;
  }
  return differing;
}

void CombinePortable(BoundTable::Row* here, size_t values, size_t stride, size_t first, size_t last) {
  CombineRows(here, values, stride, first, last);
}
template <size_t kTerms>
uint32_t SumPortable(const BoundTable::Terms* terms) {
  return SumOfSmallest<kTerms>(terms);
}
constexpr decltype(&SumPortable<0>) kSumPortable[] = {&SumPortable<0>, &SumPortable<1>, &SumPortable<2>,
                                                      &SumPortable<3>, &SumPortable<4>, &SumPortable<5>,
                                                      &SumPortable<6>, &SumPortable<7>, &SumPortable<8>};
static_assert(std::size(kSumPortable) == kFeatureCount + 1);

#if defined(__x86_64__)
#define PRAKSIS_AVX2 __attribute__((target("avx2")))
PRAKSIS_AVX2 void CombineAvx2(BoundTable::Row* here, size_t values, size_t stride, size_t first,
                              size_t last) {
  CombineRows(here, values, stride, first, last);
}
template <size_t kTerms>
PRAKSIS_AVX2 uint32_t SumAvx2(const BoundTable::Terms* terms) {
  return SumOfSmallest<kTerms>(terms);
}
#undef PRAKSIS_AVX2
constexpr decltype(&SumAvx2<0>) kSumAvx2[] = {&SumAvx2<0>, &SumAvx2<1>, &SumAvx2<2>, &SumAvx2<3>, &SumAvx2<4>,
                                              &SumAvx2<5>, &SumAvx2<6>, &SumAvx2<7>, &SumAvx2<8>};
static_assert(std::size(kSumAvx2) == kFeatureCount + 1);
const auto kCombine = __builtin_cpu_supports("avx2") ? &CombineAvx2 : &CombinePortable;
const auto* const kSum = __builtin_cpu_supports("avx2") ? kSumAvx2 : kSumPortable;
#else
constexpr auto kCombine = &CombinePortable;
constexpr const auto* kSum = kSumPortable;
#endif

}  // namespace

BoundTable::BoundTable(const Universe& universe, const Columns& columns)
    : columns_(columns), others_(columns.others().size()) {
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    value_counts_[feature] = static_cast<size_t>(universe.value_count(static_cast<int>(feature)));
  }
  for (const size_t feature : columns.others()) {
    slot_[feature] = slots_;
    slots_ += value_counts_[feature];
  }
  // All features in the core: one slot for all that is there.
  slots_ = std::max<size_t>(slots_, 1);
  steps_ = StepOf(static_cast<int>(columns.core().size())) + 1;
  terms_.resize(columns.cells() * slots_ * others_ + kFeatureCount);
}

size_t BoundTable::StepOf(int a) { return static_cast<size_t>(a - kFirstStep); }

void BoundTable::Rebuild(const Coverage& coverage) {
  // Taking an entry away costs as much as adding it.
  const bool anew = counted_.empty() || 2 * CountDiffering(counted_, coverage.nearness()) >= counted_.size();
  if (anew) counts_.assign(blocks() * columns_.cells() * kNearnesses, {});
  ForFeatures(others_, [&](auto others) { Count<others()>(coverage.nearness(), anew); });
  counted_ = coverage.nearness();
  constants_.assign(columns_.cells(), 0);
  rows_.resize(columns_.cells() * steps_);
  for (size_t block = 0; block < blocks(); ++block) {
    TransformBlock(block);
    ForFeatures(others_, [&](auto others) { SettleBlock<others()>(block); });
  }
}

// Every placement where it stands, as if the candidate agreed with it in nothing of the core; only those that
// have changed, unless `anew`.
template <size_t kOthers>
void BoundTable::Count(const Nearness& nearness, bool anew) {
  // Copies, which no write to a count can change. Of the other features, columns and where in counts_ their
  // values are counted.
  std::array<const uint8_t*, kOthers> column = {};
  std::array<std::array<uint32_t, 256>, kOthers> place = {};
  const size_t rows_per_block = columns_.cells() * kNearnesses;
  for (size_t i = 0; i < kOthers; ++i) {
    const size_t feature = columns_.others()[i];
    column[i] = columns_.feature(feature);
    for (size_t value = 0; value < value_counts_[feature]; ++value) {
      const size_t slot = slot_[feature] + value;
      place[i][value] =
          static_cast<uint32_t>(slot / kBlockSlots * rows_per_block * kBlockSlots + slot % kBlockSlots);
    }
  }
  const uint8_t* const weights = columns_.weight();
  for (const Run& run : columns_.runs()) {
    uint32_t* const rows = counts_[run.cell * kNearnesses].data();
    const auto add = [&](size_t entry, size_t nearness_of_entry, uint32_t weight) {
      if (nearness_of_entry == kFeatureCount) return;
      // Nearest first, as the steps are.
      uint32_t* const row = rows + (kNearnesses - 1 - nearness_of_entry) * kBlockSlots;
      for (size_t i = 0; i < kOthers; ++i) row[place[i][column[i][entry]]] += weight;
      if (kOthers == 0) row[0] += weight;
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
}

// From what is counted to what a candidate sees; `rows` by cell and step.
void BoundTable::TransformBlock(size_t block) {
  Row* const rows = rows_.data();
  for (size_t cell = 0; cell < columns_.cells(); ++cell) {
    // Step 0 is nearness 7, and so on to nearness 0.
    const Row* const counts = &counts_[(block * columns_.cells() + cell) * kNearnesses];
    std::fill(std::copy(counts, counts + kNearnesses, rows + cell * steps_), rows + (cell + 1) * steps_,
              Row{});
  }
  // Only a > -r matters in the end, and a step less far for every feature that is still to come.
  const auto core = static_cast<int>(columns_.core().size());
  const auto others = static_cast<int>(others_);
  for (int done = 0; done < core; ++done) {
    const size_t feature = columns_.core()[static_cast<size_t>(done)];
    const size_t values = value_counts_[feature];
    const size_t stride = columns_.stride(feature);
    const size_t first = StepOf(std::max(kFirstStep, std::min(0, 1 - others) - (core - 1 - done)));
    for (size_t cell = 0; cell < columns_.cells(); ++cell) {
      if (cell / stride % values != 0) continue;
      kCombine(rows + cell * steps_, values, stride * steps_, first, StepOf(done + 1));
    }
  }
}

// The constants' part and the terms of a block's slots.
template <size_t kOthers>
void BoundTable::SettleBlock(size_t block) {
  const size_t begin = block * kBlockSlots;
  const size_t end = std::min(begin + kBlockSlots, slots_);
  // The constant is what one of the other features has in all its values, "not known" among them.
  const size_t constants_end = kOthers == 0 ? slots_ : value_counts_[columns_.others().front()];
  std::array<uint32_t, kBlockSlots * kOthers> terms{};
  for (size_t cell = 0; cell < columns_.cells(); ++cell) {
    const Row* const of_cell = &rows_[cell * steps_];
    // What lies at a counts a times in the constant, once in the terms.
    Row settled;
    Row constants;
    for (size_t first = 0; first < kBlockSlots; first += 4) {
      Four sum = {};
      Four times_a = {};
      for (size_t step = steps_ - 1; step > StepOf(0); --step) {
        sum += LoadFour(&of_cell[step][first]);
        times_a += sum;
      }
      sum += LoadFour(&of_cell[StepOf(0)][first]);
      std::memcpy(&settled[first], &sum, sizeof(sum));
      std::memcpy(&constants[first], &times_a, sizeof(times_a));
    }
    for (size_t slot = begin; slot < std::min(end, constants_end); ++slot) {
      constants_[cell] += constants[slot - begin];
    }
    if constexpr (kOthers > 0) {
      for (size_t slot = 0; slot < kBlockSlots; ++slot) {
        terms[slot * kOthers] = settled[slot];
        for (size_t m = 1; m < kOthers; ++m) terms[slot * kOthers + m] = of_cell[StepOf(0) - m][slot];
      }
      std::copy_n(terms.data(), (end - begin) * kOthers, &terms_[(cell * slots_ + begin) * kOthers]);
    }
  }
  // "Not known" agrees with nothing.
  for (const size_t feature : columns_.others()) {
    const size_t slot = slot_[feature];
    if (slot < begin || slot >= end) continue;
    for (size_t cell = 0; cell < columns_.cells(); ++cell) {
      std::fill_n(&terms_[(cell * slots_ + slot) * kOthers], kOthers, 0);
    }
  }
}

uint32_t BoundTable::SumOf(std::span<const Terms> terms) { return kSum[terms.size()](terms.data()); }

uint32_t BoundTable::Bound(const CanonicalFeatures& candidate) const {
  const size_t cell = columns_.CellOf(candidate);
  std::array<Terms, kFeatureCount> terms{};
  size_t others = 0;
  for (const size_t feature : columns_.others()) {
    terms[others++] = TermsOf(cell, feature, candidate.values[feature]);
  }
  return Constant(cell) + SumOf(std::span(terms.data(), others));
}

}  // namespace praksis::selection
