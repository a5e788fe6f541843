#include "libs/selection/ranked_agreement.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace praksis::selection {

void portable::AddRanked(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
                         std::span<const FeatureValues> candidates, std::span<int64_t> added) {
  // Of an agreement by its set of features, and of nearness by its rank.
  std::array<int32_t, 256> worth = {};
  std::array<int32_t, 256> already = {};
  for (size_t i = 0; i < worth.size(); ++i) {
    worth[i] = static_cast<int32_t>(likeness.MicrosOf(likeness.RankOf(static_cast<uint8_t>(i))));
    already[i] = static_cast<int32_t>(likeness.MicrosOf(static_cast<uint8_t>(i)));
  }
  const uint8_t* const weight = columns.weight();
  for (size_t i = 0; i < candidates.size(); ++i) {
    int64_t sum = 0;
    ForEachAgreed(columns, candidates[i], [&](size_t entry, uint8_t agreed) {
      const int32_t more = std::max(0, worth[agreed] - already[nearness[entry]]);
      sum += int64_t{more} * weight[entry];
    });
    added[i] += sum;
  }
}

#if defined(__x86_64__)
namespace {

#define PRAKSIS_AVX2 __attribute__((target("avx2")))

static_assert(kLanes == 32 && kMaxWeight == 127);

// Which of the other features agree is a number of so many bits.
constexpr size_t kMaxOthers = 4;
constexpr size_t kSubsets = size_t{1} << kMaxOthers;

// Millionths, below 2^21, in digits of 7 bits: a digit's difference times a weight, twice, fits 16 bits.
constexpr size_t kDigits = 3;
constexpr int kDigitBits = 7;
uint8_t Digit(uint32_t micros, size_t digit) {
  return static_cast<uint8_t>(micros >> (kDigitBits * static_cast<int>(digit)) & 127);
}

// So many entries' digits stay within the first cache while candidates are compared with them in turn.
constexpr size_t kTileEntries = 2 * kMaxRunEntries;

// By subset of the other features that agree, beside some of the core.
struct Worth {
  std::array<uint8_t, kSubsets> rank = {};
  std::array<std::array<uint8_t, kSubsets>, kDigits> digit = {};
};

// By the features of the core that agree.
std::vector<Worth> WorthByCore(const Columns& columns, const Likeness& likeness) {
  uint8_t core = 0;
  for (const size_t feature : columns.core()) core |= static_cast<uint8_t>(1 << feature);
  std::vector<Worth> worth(256);
  for (size_t agreed = 0; agreed < worth.size(); ++agreed) {
    if ((agreed & ~size_t{core}) != 0) continue;
    for (size_t subset = 0; subset < kSubsets; ++subset) {
      size_t all = agreed;
      for (size_t i = 0; i < columns.others().size(); ++i) all |= (subset >> i & 1) << columns.others()[i];
      const uint8_t rank = likeness.RankOf(static_cast<uint8_t>(all));
      worth[agreed].rank[subset] = rank;
      for (size_t d = 0; d < kDigits; ++d) worth[agreed].digit[d][subset] = Digit(likeness.MicrosOf(rank), d);
    }
  }
  return worth;
}

PRAKSIS_AVX2 inline __m256i Load(const uint8_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

PRAKSIS_AVX2 inline __m256i LoadTwice(const std::array<uint8_t, kSubsets>& from) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from.data())));
}

PRAKSIS_AVX2 inline int64_t SumOfLanes(__m256i sum) {
  alignas(32) int32_t lanes[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), sum);
  int64_t total = 0;
  for (const int32_t lane : lanes) total += lane;
  return total;
}

PRAKSIS_AVX2 inline uint8_t CoreAgreed(const Run& run, const FeatureValues& candidate) {
  uint64_t core;
  uint64_t values;
  static_assert(sizeof(core) == sizeof(run.core));
  std::memcpy(&core, run.core.data(), sizeof(core));
  std::memcpy(&values, candidate.data(), sizeof(values));
  const __m128i equal = _mm_cmpeq_epi8(_mm_cvtsi64_si128(static_cast<int64_t>(core)),
                                       _mm_cvtsi64_si128(static_cast<int64_t>(values)));
  return static_cast<uint8_t>(_mm_movemask_epi8(equal));
}

using TileDigits = std::array<std::array<uint8_t, kTileEntries>, kDigits>;

// What `candidate` adds in runs first … end - 1; `digits` are those of the nearness of their entries.
PRAKSIS_AVX2 int64_t AddedInTile(const Columns& columns, const std::vector<Worth>& worth,
                                 const uint8_t* nearness, size_t first, size_t end, const TileDigits& digits,
                                 const FeatureValues& candidate) {
  const size_t others = columns.others().size();
  const uint8_t* column[kMaxOthers] = {};
  __m256i wanted[kMaxOthers];
  for (size_t i = 0; i < kMaxOthers; ++i) {
    // What is not there agrees with nothing.
    column[i] = i < others ? columns.feature(columns.others()[i]) : columns.weight();
    wanted[i] = _mm256_set1_epi8(i < others ? static_cast<char>(candidate[columns.others()[i]]) : -1);
  }
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i sum[kDigits] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
  const size_t begin = columns.runs()[first].begin;
  for (size_t index = first; index < end; ++index) {
    const Run& run = columns.runs()[index];
    const Worth& here = worth[CoreAgreed(run, candidate)];
    const __m256i ranks = LoadTwice(here.rank);
    const __m256i of_digit[kDigits] = {LoadTwice(here.digit[0]), LoadTwice(here.digit[1]),
                                       LoadTwice(here.digit[2])};
    for (size_t at = run.begin; at < run.end; at += kLanes) {
      __m256i subset = _mm256_setzero_si256();
      for (size_t i = 0; i < kMaxOthers; ++i) {
        const __m256i bit = _mm256_set1_epi8(static_cast<char>(1 << i));
        const __m256i equal = _mm256_cmpeq_epi8(Load(column[i] + at), wanted[i]);
        subset = _mm256_or_si256(subset, _mm256_and_si256(equal, bit));
      }
      const __m256i rank = _mm256_shuffle_epi8(ranks, subset);
      const __m256i not_nearer =
          _mm256_cmpeq_epi8(_mm256_subs_epu8(rank, Load(nearness + at)), _mm256_setzero_si256());
      const __m256i weights = Load(columns.weight() + at);
      for (size_t d = 0; d < kDigits; ++d) {
        const __m256i more =
            _mm256_sub_epi8(_mm256_shuffle_epi8(of_digit[d], subset), Load(digits[d].data() + (at - begin)));
        const __m256i pairs = _mm256_maddubs_epi16(weights, _mm256_andnot_si256(not_nearer, more));
        sum[d] = _mm256_add_epi32(sum[d], _mm256_madd_epi16(pairs, ones));
      }
    }
  }
  int64_t added = 0;
  for (size_t d = kDigits; d-- > 0;) added = (added << kDigitBits) + SumOfLanes(sum[d]);
  return added;
}

#undef PRAKSIS_AVX2

void AddRankedAvx2(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
                   std::span<const FeatureValues> candidates, std::span<int64_t> added) {
  const std::vector<Worth> worth = WorthByCore(columns, likeness);
  std::array<std::array<uint8_t, kDigits>, 256> digits_of_rank = {};
  for (size_t rank = 0; rank < digits_of_rank.size(); ++rank) {
    for (size_t d = 0; d < kDigits; ++d) {
      digits_of_rank[rank][d] = Digit(likeness.MicrosOf(static_cast<uint8_t>(rank)), d);
    }
  }
  TileDigits digits;
  const std::vector<Run>& runs = columns.runs();
  for (size_t first = 0, end = 0; first < runs.size(); first = end) {
    const size_t begin = runs[first].begin;
    for (end = first + 1; end < runs.size() && runs[end].end - begin <= kTileEntries;) ++end;
    for (size_t entry = begin; entry < runs[end - 1].end; ++entry) {
      const std::array<uint8_t, kDigits>& here = digits_of_rank[nearness[entry]];
      for (size_t d = 0; d < kDigits; ++d) digits[d][entry - begin] = here[d];
    }
    for (size_t i = 0; i < candidates.size(); ++i) {
      added[i] += AddedInTile(columns, worth, nearness.data(), first, end, digits, candidates[i]);
    }
  }
}

const bool kHasAvx2 = __builtin_cpu_supports("avx2");

}  // namespace
#endif

void AddRanked(const Columns& columns, const Likeness& likeness, const Nearness& nearness,
               std::span<const FeatureValues> candidates, std::span<int64_t> added) {
#if defined(__x86_64__)
  if (kHasAvx2 && columns.others().size() <= kMaxOthers) {
    return AddRankedAvx2(columns, likeness, nearness, candidates, added);
  }
#endif
  portable::AddRanked(columns, likeness, nearness, candidates, added);
}

}  // namespace praksis::selection
