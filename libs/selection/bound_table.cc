#include "libs/selection/bound_table.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <type_traits>

namespace praksis::selection {
namespace {

// Entries that are passed over together where none has changed.
constexpr size_t kBlock = 8;
static_assert(kLanes % kBlock == 0);

// Of a feature of the core with `values` values, whose cells lie `stride` rows apart from `here` on, in the
// rows first … last of each: every value's row becomes what a candidate of that value sees, all values with
// its own `steps` nearer.
template <typename Row>
__attribute__((always_inline)) inline void CombineRows(Row* here, size_t values, size_t stride, size_t steps,
                                                       size_t first, size_t last) {
  // The nearest first, so that what arrives nearer is still as it was.
  for (size_t at = last + 1; at-- > first;) {
    Row sum = here[at];
    for (size_t value = 1; value < values; ++value) {
      const Row& row = here[value * stride + at];
      for (size_t slot = 0; slot < sum.size(); ++slot) sum[slot] += row[slot];
    }
    // "Not known" agrees with nothing.
    here[at] = sum;
    for (size_t value = 1; value < values; ++value) {
      Row* const row = here + value * stride + at;
      Row seen = sum;
      for (size_t slot = 0; slot < sum.size(); ++slot) seen[slot] -= (*row)[slot];
      if (at >= steps) {
        const Row& nearer = *(row - steps);
        for (size_t slot = 0; slot < sum.size(); ++slot) seen[slot] += nearer[slot];
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

// The terms of kTerms features, a step each, number by number in ascending order; of the m-th numbers, the m
// largest are left out.
template <size_t kTerms>
__attribute__((always_inline)) inline uint32_t SumOfSmallest(const BoundTable::Terms* terms) {
  Four sums = {};
#pragma GCC unroll 2
  for (size_t first = 0; first < kTerms; first += 4) {
    Four sorted[kTerms];
#pragma GCC unroll 8
    for (size_t i = 0; i < kTerms; ++i) sorted[i] = LoadFour(terms[i] + first);
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

// The same where the features are `steps` each, `all` together: of the m-th numbers, in descending order, m
// steps are taken off, all of the largest first.
template <size_t kTerms>
__attribute__((always_inline)) inline uint32_t SumOfSteps(const BoundTable::Terms* terms,
                                                          const uint8_t* steps, size_t all) {
  Four sums = {};
  for (size_t first = 0; first < all; first += 4) {
    Four sorted[kTerms];
    Four of[kTerms];
#pragma GCC unroll 8
    for (size_t i = 0; i < kTerms; ++i) {
      sorted[i] = LoadFour(terms[i] + first);
      const int32_t each = steps[i];
      of[i] = Four{each, each, each, each};
    }
#pragma GCC unroll 8
    for (size_t end = kTerms; end > 1; --end) {
#pragma GCC unroll 8
      for (size_t i = 1; i < end; ++i) {
        const Four swap = sorted[i - 1] < sorted[i];
        const Four numbers = (sorted[i - 1] ^ sorted[i]) & swap;
        const Four weights = (of[i - 1] ^ of[i]) & swap;
        sorted[i - 1] ^= numbers;
        sorted[i] ^= numbers;
        of[i - 1] ^= weights;
        of[i] ^= weights;
      }
    }
    const auto m = static_cast<int32_t>(first);
    Four left = {m, m + 1, m + 2, m + 3};
#pragma GCC unroll 8
    for (size_t i = 0; i < kTerms; ++i) {
      const Four taken = of[i] < left ? of[i] : left;
      sums += sorted[i] * (of[i] - taken);
      left -= taken;
    }
  }
  return static_cast<uint32_t>(sums[0] + sums[1] + sums[2] + sums[3]);
}
template <>
inline uint32_t SumOfSteps<0>(const BoundTable::Terms*, const uint8_t*, size_t) {
  return 0;
}

// Calls `work` with `number`, at most kMost, as a constant, for which its loops are unrolled.
template <size_t kMost, typename Work>
void AsConstant(size_t number, const Work& work) {
  if constexpr (kMost > 0) {
    if (number < kMost) return AsConstant<kMost - 1>(number, work);
  }
  work(std::integral_constant<size_t, kMost>());
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

void CombinePortable(BoundTable::Row* here, size_t values, size_t stride, size_t steps, size_t first,
                     size_t last) {
  CombineRows(here, values, stride, steps, first, last);
}
template <size_t kTerms>
uint32_t SumPortable(const BoundTable::Terms* terms) {
  return SumOfSmallest<kTerms>(terms);
}
constexpr decltype(&SumPortable<0>) kSumPortable[] = {&SumPortable<0>, &SumPortable<1>, &SumPortable<2>,
                                                      &SumPortable<3>, &SumPortable<4>, &SumPortable<5>,
                                                      &SumPortable<6>, &SumPortable<7>, &SumPortable<8>};
static_assert(std::size(kSumPortable) == kFeatureCount + 1);
template <size_t kTerms>
uint32_t StepsPortable(const BoundTable::Terms* terms, const uint8_t* steps, size_t all) {
  return SumOfSteps<kTerms>(terms, steps, all);
}
constexpr decltype(&StepsPortable<0>) kStepsPortable[] = {
    &StepsPortable<0>, &StepsPortable<1>, &StepsPortable<2>, &StepsPortable<3>, &StepsPortable<4>,
    &StepsPortable<5>, &StepsPortable<6>, &StepsPortable<7>, &StepsPortable<8>};
static_assert(std::size(kStepsPortable) == kFeatureCount + 1);

#if defined(__x86_64__)
#define PRAKSIS_AVX2 __attribute__((target("avx2")))
PRAKSIS_AVX2 void CombineAvx2(BoundTable::Row* here, size_t values, size_t stride, size_t steps, size_t first,
                              size_t last) {
  CombineRows(here, values, stride, steps, first, last);
}
template <size_t kTerms>
PRAKSIS_AVX2 uint32_t SumAvx2(const BoundTable::Terms* terms) {
  return SumOfSmallest<kTerms>(terms);
}
template <size_t kTerms>
PRAKSIS_AVX2 uint32_t StepsAvx2(const BoundTable::Terms* terms, const uint8_t* steps, size_t all) {
  return SumOfSteps<kTerms>(terms, steps, all);
}
#undef PRAKSIS_AVX2
constexpr decltype(&SumAvx2<0>) kSumAvx2[] = {&SumAvx2<0>, &SumAvx2<1>, &SumAvx2<2>, &SumAvx2<3>, &SumAvx2<4>,
                                              &SumAvx2<5>, &SumAvx2<6>, &SumAvx2<7>, &SumAvx2<8>};
static_assert(std::size(kSumAvx2) == kFeatureCount + 1);
constexpr decltype(&StepsAvx2<0>) kStepsAvx2[] = {&StepsAvx2<0>, &StepsAvx2<1>, &StepsAvx2<2>,
                                                  &StepsAvx2<3>, &StepsAvx2<4>, &StepsAvx2<5>,
                                                  &StepsAvx2<6>, &StepsAvx2<7>, &StepsAvx2<8>};
static_assert(std::size(kStepsAvx2) == kFeatureCount + 1);
const auto kCombine = __builtin_cpu_supports("avx2") ? &CombineAvx2 : &CombinePortable;
const auto* const kSum = __builtin_cpu_supports("avx2") ? kSumAvx2 : kSumPortable;
const auto* const kSumSteps = __builtin_cpu_supports("avx2") ? kStepsAvx2 : kStepsPortable;
#else
constexpr auto kCombine = &CombinePortable;
constexpr const auto* kSum = kSumPortable;
constexpr const auto* kSumSteps = kStepsPortable;
#endif

}  // namespace

BoundTable::BoundTable(const Universe& universe, const Columns& columns, const Likeness& likeness,
                       std::pmr::memory_resource* memory)
    : columns_(columns),
      steps_(likeness, columns),
      others_(columns.others().size()),
      counted_(memory),
      counts_(memory),
      rows_(memory),
      terms_(memory) {
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    value_counts_[feature] = static_cast<size_t>(universe.value_count(static_cast<int>(feature)));
  }
  for (size_t i = 0; i < others_; ++i) {
    const size_t feature = columns.others()[i];
    slot_[feature] = slots_;
    slots_ += value_counts_[feature];
    of_others_[i] = steps_.of_feature[feature];
    others_are_single_ = others_are_single_ && of_others_[i] == 1;
  }
  // All features in the core: one slot for all that is there.
  slots_ = std::max<size_t>(slots_, 1);
  rows_per_cell_ = RowOf(static_cast<int>(steps_.of_core)) + 1;
  terms_.resize(columns.cells() * slots_ * steps_.of_others + Steps::kMaxOfOthers);
}

// Row 0 is a = 1 - of_all: those that are nearer can gain nothing.
size_t BoundTable::RowOf(int a) const { return static_cast<size_t>(a + static_cast<int>(steps_.of_all) - 1); }

void BoundTable::Rebuild(const Coverage& coverage) {
  // Taking an entry away costs as much as adding it.
  const bool anew = counted_.empty() || 2 * CountDiffering(counted_, coverage.nearness()) >= counted_.size();
  if (anew) counts_.assign(blocks() * columns_.cells() * steps_.of_all, {});
  AsConstant<kFeatureCount>(others_, [&](auto others) { Count<others()>(coverage.nearness(), anew); });
  counted_ = coverage.nearness();
  constants_.assign(columns_.cells(), 0);
  rows_.resize(columns_.cells() * rows_per_cell_);
  for (size_t block = 0; block < blocks(); ++block) {
    TransformBlock(block);
    AsConstant<Steps::kMaxOfOthers>(steps_.of_others, [&](auto steps) { SettleBlock<steps()>(block); });
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
  const size_t rows_per_block = columns_.cells() * steps_.of_all;
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
    uint32_t* const rows = counts_[run.cell * steps_.of_all].data();
    const auto add = [&](size_t entry, uint8_t nearness_of_entry, uint32_t weight) {
      const size_t steps = steps_.of_nearness[nearness_of_entry];
      if (steps >= steps_.of_all) return;
      // Nearest first, as the rows of a cell are.
      uint32_t* const row = rows + (steps_.of_all - 1 - steps) * kBlockSlots;
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

// From what is counted to what a candidate sees; `rows_` by cell and a.
void BoundTable::TransformBlock(size_t block) {
  Row* const rows = rows_.data();
  const size_t counted = steps_.of_all;
  for (size_t cell = 0; cell < columns_.cells(); ++cell) {
    const Row* const counts = &counts_[(block * columns_.cells() + cell) * counted];
    std::fill(std::copy(counts, counts + counted, rows + cell * rows_per_cell_),
              rows + (cell + 1) * rows_per_cell_, Row{});
  }
  // Only a > -of_others matters in the end, and less far for every feature that is still to come.
  const int first_in_the_end = std::min(0, 1 - static_cast<int>(steps_.of_others));
  auto to_come = static_cast<int>(steps_.of_core);
  int done = 0;
  for (const size_t feature : columns_.core()) {
    const size_t values = value_counts_[feature];
    const size_t stride = columns_.stride(feature);
    const int steps = steps_.of_feature[feature];
    to_come -= steps;
    done += steps;
    const size_t first = RowOf(std::max(1 - static_cast<int>(steps_.of_all), first_in_the_end - to_come));
    for (size_t cell = 0; cell < columns_.cells(); ++cell) {
      if (cell / stride % values != 0) continue;
      kCombine(rows + cell * rows_per_cell_, values, stride * rows_per_cell_, static_cast<size_t>(steps),
               first, RowOf(done));
    }
  }
}

// The constants' part and the terms of a block's slots.
template <size_t kOfOthers>
void BoundTable::SettleBlock(size_t block) {
  const size_t begin = block * kBlockSlots;
  const size_t end = std::min(begin + kBlockSlots, slots_);
  // The constant is what one of the other features has in all its values, "not known" among them.
  const size_t constants_end = others_ == 0 ? slots_ : value_counts_[columns_.others().front()];
  std::array<uint32_t, kBlockSlots * kOfOthers> terms{};
  for (size_t cell = 0; cell < columns_.cells(); ++cell) {
    const Row* const of_cell = &rows_[cell * rows_per_cell_];
    // What lies at a counts a times in the constant, once in the terms.
    Row settled;
    Row constants;
    for (size_t first = 0; first < kBlockSlots; first += 4) {
      Four sum = {};
      Four times_a = {};
      for (size_t row = rows_per_cell_ - 1; row > RowOf(0); --row) {
        sum += LoadFour(&of_cell[row][first]);
        times_a += sum;
      }
      sum += LoadFour(&of_cell[RowOf(0)][first]);
      std::memcpy(&settled[first], &sum, sizeof(sum));
      std::memcpy(&constants[first], &times_a, sizeof(times_a));
    }
    for (size_t slot = begin; slot < std::min(end, constants_end); ++slot) {
      constants_[cell] += constants[slot - begin];
    }
    if constexpr (kOfOthers > 0) {
      for (size_t slot = 0; slot < kBlockSlots; ++slot) {
        terms[slot * kOfOthers] = settled[slot];
        for (size_t m = 1; m < kOfOthers; ++m) terms[slot * kOfOthers + m] = of_cell[RowOf(0) - m][slot];
      }
      std::copy_n(terms.data(), (end - begin) * kOfOthers, &terms_[(cell * slots_ + begin) * kOfOthers]);
    }
  }
  // "Not known" agrees with nothing.
  for (const size_t feature : columns_.others()) {
    const size_t slot = slot_[feature];
    if (slot < begin || slot >= end) continue;
    for (size_t cell = 0; cell < columns_.cells(); ++cell) {
      std::fill_n(&terms_[(cell * slots_ + slot) * kOfOthers], kOfOthers, 0);
    }
  }
}

uint32_t BoundTable::SumOf(std::span<const Terms> terms) const {
  if (others_are_single_) return kSum[terms.size()](terms.data());
  return kSumSteps[terms.size()](terms.data(), of_others_.data(), steps_.of_others);
}

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
