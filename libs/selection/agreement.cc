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
uint8_t CoreAgreements(const Run& run, const FeatureValues& candidate) {
  uint8_t agreements = 0;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    agreements = static_cast<uint8_t>(agreements + (run.core[feature] == candidate[feature] ? 1 : 0));
  }
  return agreements;
}

using Lanes = std::array<uint8_t, kLanes>;

Lanes AgreementsPortable(const Columns& columns, const Run& run, size_t at, const FeatureValues& candidate) {
  Lanes agreements;
  agreements.fill(CoreAgreements(run, candidate));
  for (const size_t feature : columns.others()) {
    const uint8_t* column = columns.feature(feature) + at;
    const uint8_t value = candidate[feature];
    for (size_t i = 0; i < kLanes; ++i) {
      agreements[i] = static_cast<uint8_t>(agreements[i] + (column[i] == value ? 1 : 0));
    }
  }
  return agreements;
}

uint32_t AddedPortable(const Columns& columns, const uint8_t* nearness, size_t first, size_t end,
                       const FeatureValues& candidate) {
  uint32_t sum = 0;
  for (size_t index = first; index < end; ++index) {
    const Run& run = columns.runs()[index];
    for (size_t at = run.begin; at < run.end; at += kLanes) {
      const Lanes agreements = AgreementsPortable(columns, run, at, candidate);
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
// A pair of lanes adds at most 2 * 8 * 127, so that 16 of them stay within 16 bits.
constexpr size_t kVectorsPerSum = 16;
static_assert(kVectorsPerSum * 2 * kFeatureCount * kMaxWeight <= 32767);

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

PRAKSIS_AVX2 inline int CoreAgreementsAvx2(const Run& run, __m128i candidate) {
  uint64_t core;
  static_assert(sizeof(core) == sizeof(run.core));
  std::memcpy(&core, run.core.data(), sizeof(core));
  const __m128i equal = _mm_cmpeq_epi8(_mm_cvtsi64_si128(static_cast<int64_t>(core)), candidate);
  return __builtin_popcount(static_cast<unsigned>(_mm_movemask_epi8(equal)) & 0xff);
}

PRAKSIS_AVX2 inline __m128i LoadValues(const FeatureValues& values) {
  uint64_t packed;
  std::memcpy(&packed, values.data(), sizeof(packed));
  return _mm_cvtsi64_si128(static_cast<int64_t>(packed));
}

// The columns of kOthers features and the values that a candidate has there.
template <size_t kOthers>
struct Compared {
  const uint8_t* column[kOthers + 1] = {};
  __m256i wanted[kOthers + 1] = {};

  PRAKSIS_AVX2 Compared(const Columns& columns, const FeatureValues& candidate) {
    for (size_t i = 0; i < kOthers; ++i) {
      const size_t feature = columns.others()[i];
      column[i] = columns.feature(feature);
      wanted[i] = _mm256_set1_epi8(static_cast<char>(candidate[feature]));
    }
  }
  PRAKSIS_AVX2 __m256i Agreements(__m256i in_core, size_t at) const {
    __m256i agreements = in_core;
    // Equal lanes are -1.
    for (size_t i = 0; i < kOthers; ++i) {
      agreements = _mm256_sub_epi8(agreements, _mm256_cmpeq_epi8(Load(column[i] + at), wanted[i]));
    }
    return agreements;
  }
};

// For kCandidates at once, so that what is read is read once for all of them.
template <size_t kOthers, size_t kCandidates>
PRAKSIS_AVX2 inline void AddTogetherAvx2(const Columns& columns, const uint8_t* nearness, size_t first,
                                         size_t end, const FeatureValues* candidates, uint32_t* added) {
  const uint8_t* column[kOthers + 1] = {};
  for (size_t i = 0; i < kOthers; ++i) column[i] = columns.feature(columns.others()[i]);
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
  for (size_t index = first; index < end; ++index) {
    const Run& run = columns.runs()[index];
    __m256i in_core[kCandidates];
    for (size_t c = 0; c < kCandidates; ++c) {
      in_core[c] = _mm256_set1_epi8(static_cast<char>(CoreAgreementsAvx2(run, values[c])));
    }
    for (size_t at = run.begin; at < run.end;) {
      const size_t stop = std::min<size_t>(run.end, at + kVectorsPerSum * kLanes);
      __m256i pairs[kCandidates];
      for (size_t c = 0; c < kCandidates; ++c) pairs[c] = _mm256_setzero_si256();
      for (; at < stop; at += kLanes) {
        __m256i agreements[kCandidates];
        for (size_t c = 0; c < kCandidates; ++c) agreements[c] = in_core[c];
        for (size_t i = 0; i < kOthers; ++i) {
          const __m256i here = Load(column[i] + at);
          // Equal lanes are -1.
          for (size_t c = 0; c < kCandidates; ++c) {
            agreements[c] = _mm256_sub_epi8(agreements[c], _mm256_cmpeq_epi8(here, wanted[c][i]));
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

template <size_t kOthers>
PRAKSIS_AVX2 void AddAvx2(const Columns& columns, const uint8_t* nearness, size_t first, size_t end,
                          std::span<const FeatureValues> candidates, std::span<uint32_t> added) {
  size_t next = 0;
  for (; next + kTogether <= candidates.size(); next += kTogether) {
    AddTogetherAvx2<kOthers, kTogether>(columns, nearness, first, end, &candidates[next], &added[next]);
  }
  for (; next < candidates.size(); ++next) {
    AddTogetherAvx2<kOthers, 1>(columns, nearness, first, end, &candidates[next], &added[next]);
  }
}

template <size_t kOthers>
PRAKSIS_AVX2 void RaiseAvx2(const Columns& columns, const FeatureValues& pick, uint8_t* nearness) {
  const Compared<kOthers> compared(columns, pick);
  const __m128i values = LoadValues(pick);
  for (const Run& run : columns.runs()) {
    const __m256i in_core = _mm256_set1_epi8(static_cast<char>(CoreAgreementsAvx2(run, values)));
    for (size_t at = run.begin; at < run.end; at += kLanes) {
      const __m256i now = _mm256_max_epu8(Load(nearness + at), compared.Agreements(in_core, at));
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(nearness + at), now);
    }
  }
}

PRAKSIS_AVX2 uint32_t LostAvx2(const ChangedEntries& changed, const FeatureValues& candidate) {
  __m256i wanted[kFeatureCount];
  const uint8_t* columns[kFeatureCount];
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    wanted[feature] = _mm256_set1_epi8(static_cast<char>(candidate[feature]));
    columns[feature] = changed.values[feature].data();
  }
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i sum = _mm256_setzero_si256();
  for (size_t at = 0; at < changed.size();) {
    const size_t stop = std::min(changed.size(), at + kVectorsPerSum * kLanes);
    __m256i pairs = _mm256_setzero_si256();
    for (; at < stop; at += kLanes) {
      __m256i agreements = _mm256_setzero_si256();
      for (size_t feature = 0; feature < kFeatureCount; ++feature) {
        agreements =
            _mm256_sub_epi8(agreements, _mm256_cmpeq_epi8(Load(columns[feature] + at), wanted[feature]));
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

constexpr decltype(&AddAvx2<0>) kAdd[] = {&AddAvx2<0>, &AddAvx2<1>, &AddAvx2<2>, &AddAvx2<3>, &AddAvx2<4>,
                                          &AddAvx2<5>, &AddAvx2<6>, &AddAvx2<7>, &AddAvx2<8>};
using RaiseFunction = decltype(&RaiseAvx2<0>);
constexpr RaiseFunction kRaise[] = {&RaiseAvx2<0>, &RaiseAvx2<1>, &RaiseAvx2<2>, &RaiseAvx2<3>, &RaiseAvx2<4>,
                                    &RaiseAvx2<5>, &RaiseAvx2<6>, &RaiseAvx2<7>, &RaiseAvx2<8>};
static_assert(std::size(kAdd) == kFeatureCount + 1 && std::size(kRaise) == kFeatureCount + 1);
#endif

}  // namespace

void portable::AddInRuns(const Columns& columns, const uint8_t* nearness, size_t first, size_t end,
                         std::span<const FeatureValues> candidates, std::span<uint32_t> added) {
  for (size_t i = 0; i < candidates.size(); ++i) {
    added[i] += AddedPortable(columns, nearness, first, end, candidates[i]);
  }
}

void portable::RaiseNearness(const Columns& columns, const FeatureValues& pick, uint8_t* nearness) {
  for (const Run& run : columns.runs()) {
    for (size_t at = run.begin; at < run.end; at += kLanes) {
      const Lanes agreements = AgreementsPortable(columns, run, at, pick);
      for (size_t i = 0; i < kLanes; ++i) nearness[at + i] = std::max(nearness[at + i], agreements[i]);
    }
  }
}

uint32_t portable::LostInChange(const ChangedEntries& changed, const FeatureValues& candidate) {
  uint32_t sum = 0;
  for (size_t entry = 0; entry < changed.size(); ++entry) {
    int agreements = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      agreements += changed.values[feature][entry] == candidate[feature] ? 1 : 0;
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

void AddInRuns(const Columns& columns, const uint8_t* nearness, size_t first, size_t end,
               std::span<const FeatureValues> candidates, std::span<uint32_t> added) {
#if defined(__x86_64__)
  if (kHasAvx2) return kAdd[columns.others().size()](columns, nearness, first, end, candidates, added);
#endif
  portable::AddInRuns(columns, nearness, first, end, candidates, added);
}

void RaiseNearness(const Columns& columns, const FeatureValues& pick, uint8_t* nearness) {
#if defined(__x86_64__)
  if (kHasAvx2) return kRaise[columns.others().size()](columns, pick, nearness);
#endif
  portable::RaiseNearness(columns, pick, nearness);
}

uint32_t LostInChange(const ChangedEntries& changed, const FeatureValues& candidate) {
#if defined(__x86_64__)
  if (kHasAvx2) return LostAvx2(changed, candidate);
#endif
  return portable::LostInChange(changed, candidate);
}

}  // namespace praksis::selection
