#include "libs/selection/coverage.h"

#include <algorithm>

#include "libs/base/check.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace praksis::selection {
namespace {

constexpr uint32_t kMaxWeight = 127;

// No entry has this value: what "not known" of a candidate is compared with.
constexpr uint8_t kNoValue = 255;

using Values = std::array<uint8_t, kFeatureCount>;

Values ComparedValues(const CanonicalFeatures& features) {
  Values values = features.values;
  std::replace(values.begin(), values.end(), uint8_t{0}, kNoValue);
  return values;
}

uint32_t BlockAddedPortable(const Columns& columns, const uint8_t* nearness, size_t begin,
                            const Values& values) {
  constexpr size_t kLanes = 32;
  uint32_t sum = 0;
  for (size_t at = begin; at < begin + kBlockEntries; at += kLanes) {
    uint8_t agreements[kLanes] = {};
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      const uint8_t* column = columns.feature(feature) + at;
      const uint8_t value = values[feature];
      for (size_t i = 0; i < kLanes; ++i) {
        agreements[i] = static_cast<uint8_t>(agreements[i] + (column[i] == value ? 1 : 0));
      }
    }
    for (size_t i = 0; i < kLanes; ++i) {
      const int nearer = agreements[i] - nearness[at + i];
      sum += static_cast<uint32_t>(nearer > 0 ? nearer : 0) * columns.weight()[at + i];
    }
  }
  return sum;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) inline __m256i Load(const uint8_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

__attribute__((target("avx2"))) uint32_t BlockAddedAvx2(const Columns& columns, const uint8_t* nearness,
                                                        size_t begin, const Values& values) {
  constexpr size_t kLanes = 32;
  // A pair of lanes adds at most 2 * 8 * 127, so that 16 of them stay within 16 bits.
  constexpr size_t kStrideEntries = 16 * kLanes;
  static_assert(16 * 2 * kFeatureCount * kMaxWeight <= 32767);
  const __m256i ones = _mm256_set1_epi16(1);
  __m256i wanted[kFeatureCount];
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    wanted[feature] = _mm256_set1_epi8(static_cast<char>(values[feature]));
  }
  __m256i sum = _mm256_setzero_si256();
  for (size_t stride = begin; stride < begin + kBlockEntries; stride += kStrideEntries) {
    __m256i pairs = _mm256_setzero_si256();
    for (size_t at = stride; at < stride + kStrideEntries; at += kLanes) {
      __m256i agreements = _mm256_setzero_si256();
      for (size_t feature = 0; feature < kFeatureCount; ++feature) {
        // Equal lanes are -1.
        agreements = _mm256_sub_epi8(agreements,
                                     _mm256_cmpeq_epi8(Load(columns.feature(feature) + at), wanted[feature]));
      }
      const __m256i nearer = _mm256_subs_epu8(agreements, Load(nearness + at));
      pairs = _mm256_add_epi16(pairs, _mm256_maddubs_epi16(nearer, Load(columns.weight() + at)));
    }
    sum = _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, ones));
  }
  alignas(32) uint32_t lanes[8];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), sum);
  uint32_t total = 0;
  for (const uint32_t lane : lanes) total += lane;
  return total;
}

const bool kHasAvx2 = __builtin_cpu_supports("avx2");
#endif

uint32_t BlockAdded(const Columns& columns, const uint8_t* nearness, size_t begin, const Values& values) {
#if defined(__x86_64__)
  if (kHasAvx2) return BlockAddedAvx2(columns, nearness, begin, values);
#endif
  return BlockAddedPortable(columns, nearness, begin, values);
}

}  // namespace

Columns::Columns(const Universe& universe) {
  size_t entries = 0;
  for (const FeatureClass& here : universe.classes())
    entries += (here.placements + kMaxWeight - 1) / kMaxWeight;
  const size_t padded = (entries + kBlockEntries - 1) / kBlockEntries * kBlockEntries;
  for (std::vector<uint8_t>& column : values_) column.assign(padded, 0);
  weight_.assign(padded, 0);
  entry_class_.reserve(entries);
  for (size_t i = 0; i < universe.classes().size(); ++i) {
    const FeatureClass& here = universe.classes()[i];
    for (uint32_t left = here.placements; left > 0;) {
      const size_t entry = entry_class_.size();
      const uint32_t weight = std::min(left, kMaxWeight);
      for (size_t feature = 0; feature < kFeatureCount; ++feature) {
        values_[feature][entry] = here.features.values[feature];
      }
      weight_[entry] = static_cast<uint8_t>(weight);
      entry_class_.push_back(static_cast<uint32_t>(i));
      left -= weight;
    }
  }
}

void AddedAgreements(const Columns& columns, const Nearness& nearness,
                     std::span<const CanonicalFeatures> candidates, std::span<uint32_t> added) {
  PRAKSIS_CHECK(nearness.size() == columns.size() && added.size() == candidates.size());
  std::fill(added.begin(), added.end(), 0);
  std::vector<Values> values;
  values.reserve(candidates.size());
  for (const CanonicalFeatures& candidate : candidates) values.push_back(ComparedValues(candidate));
  // Block by block, so that a block's columns are read from memory once for all candidates.
  for (size_t begin = 0; begin < columns.size(); begin += kBlockEntries) {
    for (size_t i = 0; i < candidates.size(); ++i)
      added[i] += BlockAdded(columns, nearness.data(), begin, values[i]);
  }
}

std::vector<uint8_t> Agreements(const Columns& columns, const CanonicalFeatures& features) {
  const Values values = ComparedValues(features);
  std::vector<uint8_t> agreements(columns.size(), 0);
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    const uint8_t* column = columns.feature(feature);
    const uint8_t value = values[feature];
    for (size_t i = 0; i < agreements.size(); ++i) {
      agreements[i] = static_cast<uint8_t>(agreements[i] + (column[i] == value ? 1 : 0));
    }
  }
  return agreements;
}

void Coverage::Add(const CanonicalFeatures& pick) {
  const std::vector<uint8_t> agreements = Agreements(columns_, pick);
  uint64_t sum = 0;
  for (size_t i = 0; i < nearness_.size(); ++i) {
    nearness_[i] = std::max(nearness_[i], agreements[i]);
    sum += static_cast<uint32_t>(nearness_[i]) * columns_.weight()[i];
  }
  agreements_ = sum;
}

}  // namespace praksis::selection
