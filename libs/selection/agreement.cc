#include "libs/selection/agreement.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace praksis::selection {
namespace {

// No entry has this value.
constexpr uint8_t kNoValue = 255;

// In the core: the rest of `run.core` is 0, which no compared value equals.
uint8_t CoreAgreements(const Run& run, const Likeness& likeness, const FeatureValues& candidate) {
  uint8_t agreed = 0;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    if (run.core[feature] == candidate[feature]) agreed |= static_cast<uint8_t>(1 << feature);
  }
  return likeness.RankOf(agreed);
}

using Lanes = std::array<uint8_t, kLanes>;

Lanes AgreementsPortable(const Columns& columns, const Likeness& likeness, const Run& run, size_t at,
                         const FeatureValues& candidate) {
  Lanes agreements;
  agreements.fill(CoreAgreements(run, likeness, candidate));
  for (const size_t feature : columns.others()) {
    const uint8_t* column = columns.feature(feature) + at;
    const uint8_t value = candidate[feature];
    const uint8_t parts = likeness.parts()[feature];
    for (size_t i = 0; i < kLanes; ++i) {
      agreements[i] = static_cast<uint8_t>(agreements[i] + (column[i] == value ? parts : 0));
    }
  }
  return agreements;
}

uint32_t AddedPortable(const Columns& columns, const Likeness& likeness, const uint8_t* nearness,
                       size_t first, size_t end, const FeatureValues& candidate) {
  uint32_t sum = 0;
  for (size_t index = first; index < end; ++index) {
    const Run& run = columns.runs()[index];
    for (size_t at = run.begin; at < run.end; at += kLanes) {
      const Lanes agreements = AgreementsPortable(columns, likeness, run, at, candidate);
      for (size_t i = 0; i < kLanes; ++i) {
        const int nearer = agreements[i] - nearness[at + i];
        sum += static_cast<uint32_t>(nearer > 0 ? nearer : 0) * columns.weight()[at + i];
      }
    }
  }
  return sum;
}

#if defined(__x86_64__)
#define PRAKSIS_AVX2 __attribute__((target("avx2")))

static_assert(kLanes == 32);
static_assert(2 * Likeness::kMaxParts * kMaxWeight <= 32767);
// A pair of lanes adds at most 2 * parts * 127: so many of them stay within 16 bits.
size_t VectorsPerSum(const Likeness& likeness) {
  return 32767 / (2 * static_cast<size_t>(likeness.all_parts()) * kMaxWeight);
}

// One vector per feature: what agreeing in it adds.
PRAKSIS_AVX2 inline __m256i PartsOf(const Likeness& likeness, size_t feature) {
  return _mm256_set1_epi8(static_cast<char>(likeness.parts()[feature]));
}

// More agreements for the lanes that are `equal` (-1, else 0); where all weigh the same, `parts` are 1.
template <bool kEqual>
PRAKSIS_AVX2 inline __m256i Agree(__m256i agreements, __m256i equal, __m256i parts) {
  if constexpr (kEqual) return _mm256_sub_epi8(agreements, equal);
  return _mm256_add_epi8(agreements, _mm256_and_si256(equal, parts));
}

PRAKSIS_AVX2 inline __m256i Load(const uint8_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

PRAKSIS_AVX2 inline uint32_t SumOfLanes(__m256i sum) {
  alignas(32) uint32_t lanes[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), sum);
  uint32_t total = 0;
  for (const uint32_t lane : lanes) total += lane;
  return total;
}

PRAKSIS_AVX2 inline uint8_t CoreAgreementsAvx2(const Run& run, const Likeness& likeness, __m128i candidate) {
  uint64_t core;
  static_assert(sizeof(core) == sizeof(run.core));
  std::memcpy(&core, run.core.data(), sizeof(core));
  const __m128i equal = _mm_cmpeq_epi8(_mm_cvtsi64_si128(static_cast<int64_t>(core)), candidate);
  return likeness.RankOf(static_cast<uint8_t>(_mm_movemask_epi8(equal)));
}

PRAKSIS_AVX2 inline __m128i LoadValues(const FeatureValues& values) {
  uint64_t packed;
  std::memcpy(&packed, values.data(), sizeof(packed));
  return _mm_cvtsi64_si128(static_cast<int64_t>(packed));
}

// For kCandidates at once, so that what is read is read once for all of them.
template <size_t kOthers, size_t kCandidates, bool kEqual>
PRAKSIS_AVX2 inline void AddTogetherAvx2(const Columns& columns, const Likeness& likeness,
                                         const uint8_t* nearness, size_t first, size_t end,
                                         const FeatureValues* candidates, uint32_t* added) {
  const uint8_t* column[kOthers + 1] = {};
  __m256i parts[kOthers + 1] = {};
  for (size_t i = 0; i < kOthers; ++i) {
    column[i] = columns.feature(columns.others()[i]);
    parts[i] = PartsOf(likeness, columns.others()[i]);
  }
  __m256i wanted[kCandidates][kOthers + 1];
  __m128i values[kCandidates];
  __m256i sum[kCandidates];
  for (size_t c = 0; c < kCandidates; ++c) {
    values[c] = LoadValues(candidates[c]);
    sum[c] = _mm256_setzero_si256();
    for (size_t i = 0; i < kOthers; ++i) {
      wanted[c][i] = _mm256_set1_epi8(static_cast<char>(candidates[c][columns.others()[i]]));
    }
  }
  const uint8_t* weight = columns.weight();
  const __m256i ones = _mm256_set1_epi16(1);
  const size_t entries_per_sum = VectorsPerSum(likeness) * kLanes;
  for (size_t index = first; index < end; ++index) {
    const Run& run = columns.runs()[index];
    __m256i in_core[kCandidates];
    for (size_t c = 0; c < kCandidates; ++c) {
      in_core[c] = _mm256_set1_epi8(static_cast<char>(CoreAgreementsAvx2(run, likeness, values[c])));
    }
    for (size_t at = run.begin; at < run.end;) {
      const size_t stop = std::min<size_t>(run.end, at + entries_per_sum);
      __m256i pairs[kCandidates];
      for (size_t c = 0; c < kCandidates; ++c) pairs[c] = _mm256_setzero_si256();
      for (; at < stop; at += kLanes) {
        __m256i agreements[kCandidates];
        for (size_t c = 0; c < kCandidates; ++c) agreements[c] = in_core[c];
        for (size_t i = 0; i < kOthers; ++i) {
          const __m256i here = Load(column[i] + at);
          for (size_t c = 0; c < kCandidates; ++c) {
            agreements[c] = Agree<kEqual>(agreements[c], _mm256_cmpeq_epi8(here, wanted[c][i]), parts[i]);
          }
        }
        const __m256i nearest = Load(nearness + at);
        const __m256i weights = Load(weight + at);
        for (size_t c = 0; c < kCandidates; ++c) {
          const __m256i nearer = _mm256_subs_epu8(agreements[c], nearest);
          pairs[c] = _mm256_add_epi16(pairs[c], _mm256_maddubs_epi16(nearer, weights));
        }
      }
      for (size_t c = 0; c < kCandidates; ++c) {
        sum[c] = _mm256_add_epi32(sum[c], _mm256_madd_epi16(pairs[c], ones));
      }
    }
  }
  for (size_t c = 0; c < kCandidates; ++c) added[c] += SumOfLanes(sum[c]);
}

// Measured: see DESIGN.md.
constexpr size_t kTogether = 4;

template <size_t kOthers, bool kEqual>
PRAKSIS_AVX2 void AddAvx2(const Columns& columns, const Likeness& likeness, const uint8_t* nearness,
                          size_t first, size_t end, std::span<const FeatureValues> candidates,
                          std::span<uint32_t> added) {
  size_t next = 0;
  for (; next + kTogether <= candidates.size(); next += kTogether) {
    AddTogetherAvx2<kOthers, kTogether, kEqual>(columns, likeness, nearness, first, end, &candidates[next],
                                                &added[next]);
  }
  for (; next < candidates.size(); ++next) {
    AddTogetherAvx2<kOthers, 1, kEqual>(columns, likeness, nearness, first, end, &candidates[next],
                                        &added[next]);
  }
}

template <size_t kOthers>
PRAKSIS_AVX2 void RaiseAvx2(const Columns& columns, const Likeness& likeness, const FeatureValues& pick,
                            uint8_t* nearness) {
  const uint8_t* column[kOthers + 1] = {};
  __m256i wanted[kOthers + 1] = {};
  __m256i parts[kOthers + 1] = {};
  for (size_t i = 0; i < kOthers; ++i) {
    const size_t feature = columns.others()[i];
    column[i] = columns.feature(feature);
    wanted[i] = _mm256_set1_epi8(static_cast<char>(pick[feature]));
    parts[i] = PartsOf(likeness, feature);
  }
  const __m128i values = LoadValues(pick);
  for (const Run& run : columns.runs()) {
    const __m256i in_core = _mm256_set1_epi8(static_cast<char>(CoreAgreementsAvx2(run, likeness, values)));
    for (size_t at = run.begin; at < run.end; at += kLanes) {
      __m256i agreements = in_core;
      for (size_t i = 0; i < kOthers; ++i) {
        const __m256i equal = _mm256_cmpeq_epi8(Load(column[i] + at), wanted[i]);
        agreements = Agree<false>(agreements, equal, parts[i]);
      }
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(nearness + at),
                          _mm256_max_epu8(Load(nearness + at), agreements));
    }
  }
}

PRAKSIS_AVX2 uint32_t LostAvx2(const ChangedEntries& changed, const Likeness& likeness,
                               const FeatureValues& candidate) {
  __m256i wanted[kFeatureCount];
  __m256i parts[kFeatureCount];
  const uint8_t* columns[kFeatureCount];
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    wanted[feature] = _mm256_set1_epi8(static_cast<char>(candidate[feature]));
    parts[feature] = PartsOf(likeness, feature);
    columns[feature] = changed.values[feature].data();
  }
  const __m256i ones = _mm256_set1_epi16(1);
  const size_t entries_per_sum = VectorsPerSum(likeness) * kLanes;
  __m256i sum = _mm256_setzero_si256();
  for (size_t at = 0; at < changed.size();) {
    const size_t stop = std::min(changed.size(), at + entries_per_sum);
    __m256i pairs = _mm256_setzero_si256();
    for (; at < stop; at += kLanes) {
      __m256i agreements = _mm256_setzero_si256();
      for (size_t feature = 0; feature < kFeatureCount; ++feature) {
        const __m256i equal = _mm256_cmpeq_epi8(Load(columns[feature] + at), wanted[feature]);
        agreements = Agree<false>(agreements, equal, parts[feature]);
      }
      const __m256i lost = _mm256_sub_epi8(_mm256_subs_epu8(agreements, Load(changed.before.data() + at)),
                                           _mm256_subs_epu8(agreements, Load(changed.after.data() + at)));
      pairs = _mm256_add_epi16(pairs, _mm256_maddubs_epi16(lost, Load(changed.weight.data() + at)));
    }
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, ones));
  }
  return SumOfLanes(sum);
}

#undef PRAKSIS_AVX2

const bool kHasAvx2 = __builtin_cpu_supports("avx2");

using AddFunction = decltype(&AddAvx2<0, false>);
template <bool kEqual>
constexpr AddFunction kAdd[] = {&AddAvx2<0, kEqual>, &AddAvx2<1, kEqual>, &AddAvx2<2, kEqual>,
                                &AddAvx2<3, kEqual>, &AddAvx2<4, kEqual>, &AddAvx2<5, kEqual>,
                                &AddAvx2<6, kEqual>, &AddAvx2<7, kEqual>, &AddAvx2<8, kEqual>};
using RaiseFunction = decltype(&RaiseAvx2<0>);
constexpr RaiseFunction kRaise[] = {&RaiseAvx2<0>, &RaiseAvx2<1>, &RaiseAvx2<2>, &RaiseAvx2<3>, &RaiseAvx2<4>,
                                    &RaiseAvx2<5>, &RaiseAvx2<6>, &RaiseAvx2<7>, &RaiseAvx2<8>};
static_assert(std::size(kAdd<true>) == kFeatureCount + 1 && std::size(kRaise) == kFeatureCount + 1);

bool AllWeighOne(const Columns& columns, const Likeness& likeness) {
  return std::all_of(columns.others().begin(), columns.others().end(),
                     [&](size_t feature) { return likeness.parts()[feature] == 1; });
}
#endif

}  // namespace

void portable::AddInRuns(const Columns& columns, const Likeness& likeness, const uint8_t* nearness,
                         size_t first, size_t end, std::span<const FeatureValues> candidates,
                         std::span<uint32_t> added) {
  for (size_t i = 0; i < candidates.size(); ++i) {
    added[i] += AddedPortable(columns, likeness, nearness, first, end, candidates[i]);
  }
}

void portable::RaiseNearness(const Columns& columns, const Likeness& likeness, const FeatureValues& pick,
                             uint8_t* nearness) {
  for (const Run& run : columns.runs()) {
    for (size_t at = run.begin; at < run.end; at += kLanes) {
      const Lanes agreements = AgreementsPortable(columns, likeness, run, at, pick);
      for (size_t i = 0; i < kLanes; ++i) nearness[at + i] = std::max(nearness[at + i], agreements[i]);
    }
  }
}

uint32_t portable::LostInChange(const ChangedEntries& changed, const Likeness& likeness,
                                const FeatureValues& candidate) {
  uint32_t sum = 0;
  for (size_t entry = 0; entry < changed.size(); ++entry) {
    int agreements = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      agreements += changed.values[feature][entry] == candidate[feature] ? likeness.parts()[feature] : 0;
    }
    const int lost =
        std::max(0, agreements - changed.before[entry]) - std::max(0, agreements - changed.after[entry]);
    sum += static_cast<uint32_t>(lost) * changed.weight[entry];
  }
  return sum;
}

FeatureValues ComparedValues(const CanonicalFeatures& features) {
  FeatureValues values = features.values;
  std::replace(values.begin(), values.end(), uint8_t{0}, kNoValue);
  return values;
}

void AddInRuns(const Columns& columns, const Likeness& likeness, const uint8_t* nearness, size_t first,
               size_t end, std::span<const FeatureValues> candidates, std::span<uint32_t> added) {
#if defined(__x86_64__)
  if (kHasAvx2) {
    const auto* const add = AllWeighOne(columns, likeness) ? kAdd<true> : kAdd<false>;
    return add[columns.others().size()](columns, likeness, nearness, first, end, candidates, added);
  }
#endif
  portable::AddInRuns(columns, likeness, nearness, first, end, candidates, added);
}

void RaiseNearness(const Columns& columns, const Likeness& likeness, const FeatureValues& pick,
                   uint8_t* nearness) {
#if defined(__x86_64__)
  if (kHasAvx2) return kRaise[columns.others().size()](columns, likeness, pick, nearness);
#endif
  portable::RaiseNearness(columns, likeness, pick, nearness);
}

uint32_t LostInChange(const ChangedEntries& changed, const Likeness& likeness,
                      const FeatureValues& candidate) {
#if defined(__x86_64__)
  if (kHasAvx2) return LostAvx2(changed, likeness, candidate);
#endif
  return portable::LostInChange(changed, likeness, candidate);
}

}  // namespace praksis::selection
