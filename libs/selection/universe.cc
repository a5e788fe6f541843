#include "libs/selection/universe.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <string>

#include "libs/selection/radix_sort.h"

namespace praksis::selection {
namespace {

constexpr int kRowBits = 24;

// Rows are looked up in the order of their features, which is any order in the pool's columns: so many before
// one is needed, it is fetched.
constexpr size_t kFetchedAhead = 16;

// Packs features into one number of adjacent bit fields, features with few values most significant: what
// sorts together then shares the core's values (columns.h).
class Packing {
 public:
  explicit Packing(const std::array<int, kFeatureCount>& value_counts) {
    std::array<size_t, kFeatureCount> order{};
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return value_counts[a] > value_counts[b]; });
    std::reverse_copy(order.begin(), order.end(), feature_order_.begin());
    for (const size_t feature : order) {
      shift_[feature] = bits_;
      const int width = std::bit_width(static_cast<unsigned>(value_counts[feature] - 1));
      mask_[feature] = (uint64_t{1} << width) - 1;
      bits_ += width;
    }
  }

  // How much `value` of `feature` adds to the number.
  uint64_t Part(size_t feature, uint64_t value) const { return value == 0 ? 0 : value << shift_[feature]; }
  CanonicalFeatures Unpack(uint64_t packed) const {
    CanonicalFeatures features;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      features.values[feature] =
          mask_[feature] == 0 ? 0 : static_cast<uint8_t>(packed >> shift_[feature] & mask_[feature]);
    }
    return features;
  }
  int bits() const { return bits_; }
  // Most significant first.
  const std::array<size_t, kFeatureCount>& feature_order() const { return feature_order_; }

 private:
  std::array<size_t, kFeatureCount> feature_order_ = {};
  std::array<int, kFeatureCount> shift_ = {};
  std::array<uint64_t, kFeatureCount> mask_ = {};
  int bits_ = 0;  // at most 64: 255 values of 8 features
};

struct PackedRow {
  uint64_t packed;
  uint32_t row;
};

// `sorted` rows, with their packed features and row numbers, into classes.
template <typename Row, typename Packed, typename Index>
void Collapse(const Row* sorted, size_t size, const Packed& packed, const Index& index,
              const Packing& packing, std::pmr::vector<FeatureClass>& classes,
              std::pmr::vector<uint32_t>& rows) {
  const auto begins_class = [&](size_t i) { return i == 0 || packed(sorted[i]) != packed(sorted[i - 1]); };
  size_t distinct = 0;
  for (size_t i = 0; i < size; ++i) distinct += begins_class(i) ? 1 : 0;
  classes.reserve(distinct);
  rows.resize(size);
  for (size_t i = 0; i < size; ++i) {
    if (begins_class(i)) {
      classes.push_back(
          {.features = packing.Unpack(packed(sorted[i])), .first_row = static_cast<uint32_t>(i)});
    }
    ++classes.back().placements;
    rows[i] = index(sorted[i]);
  }
}

}  // namespace

Universe::Universe(const Pool& pool, std::pmr::memory_resource* memory)
    : pool_(pool), classes_(memory), rows_(memory), standings_(memory) {
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    const std::vector<std::string>& names = pool.values[feature];
    std::vector<uint8_t> by_name(names.size() - 1);
    std::iota(by_name.begin(), by_name.end(), uint8_t{1});
    std::sort(by_name.begin(), by_name.end(), [&](uint8_t a, uint8_t b) { return names[a] < names[b]; });
    for (size_t i = 0; i < by_name.size(); ++i) {
      canonical_[feature][by_name[i]] = static_cast<uint8_t>(i + 1);
      original_[feature][i + 1] = by_name[i];
    }
    value_counts_[feature] = static_cast<int>(names.size());
  }

  const Packing packing(value_counts_);
  feature_order_ = packing.feature_order();
  std::array<std::array<uint64_t, 256>, kFeatureCount> part = {};
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    for (size_t value = 0; value < pool.values[feature].size(); ++value) {
      part[feature][value] = packing.Part(feature, canonical_[feature][value]);
    }
  }
  const auto pack = [&](const FeatureValues& features) {
    uint64_t packed = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) packed += part[feature][features[feature]];
    return packed;
  };
  const size_t n = pool.size();
  if (packing.bits() + kRowBits <= 64) {
    // The usual case: features and row fit one number.
    Buffer<uint64_t> unsorted(n, memory);
    Buffer<uint64_t> other(n, memory);
    for (size_t row = 0; row < n; ++row) unsorted[row] = pack(pool.features[row]) << kRowBits | row;
    const uint64_t* const sorted =
        RadixSort(unsorted, other, kRowBits, packing.bits(), [](uint64_t row) { return row; });
    Collapse(
        sorted, n, [](uint64_t row) { return row >> kRowBits; },
        [](uint64_t row) { return static_cast<uint32_t>(row & ((1u << kRowBits) - 1)); }, packing, classes_,
        rows_);
  } else {
    Buffer<PackedRow> unsorted(n, memory);
    Buffer<PackedRow> other(n, memory);
    for (size_t row = 0; row < n; ++row)
      unsorted[row] = {pack(pool.features[row]), static_cast<uint32_t>(row)};
    const PackedRow* const sorted =
        RadixSort(unsorted, other, 0, packing.bits(), [](const PackedRow& row) { return row.packed; });
    Collapse(
        sorted, n, [](const PackedRow& row) { return row.packed; },
        [](const PackedRow& row) { return row.row; }, packing, classes_, rows_);
  }

  FillStandings();
  for (const FeatureClass& here : classes_) {
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      placements_with_[feature][here.features.values[feature]] += here.placements;
    }
  }
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    placements_with_[feature][0] = 0;
    values_occurring_ += std::count_if(placements_with_[feature].begin(), placements_with_[feature].end(),
                                       [](uint32_t placements) { return placements > 0; });
  }
}

void Universe::FillStandings() {
  standings_.resize(rows_.size());
  for (size_t i = 0; i < rows_.size(); ++i) {
    if (i + kFetchedAhead < rows_.size()) {
      const uint32_t ahead = rows_[i + kFetchedAhead];
      __builtin_prefetch(&pool_.site[ahead]);
      __builtin_prefetch(&pool_.exclusion[ahead]);
    }
    const uint32_t row = rows_[i];
    standings_[i] = {
        .site = pool_.site[row], .exclusion = pool_.exclusion[row], .consented = pool_.consented[row]};
  }
}

CanonicalFeatures Universe::Canonical(const FeatureValues& features) const {
  CanonicalFeatures canonical;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    canonical.values[feature] = canonical_[feature][features[feature]];
  }
  return canonical;
}

FeatureValues Universe::Original(const CanonicalFeatures& features) const {
  FeatureValues original = {};
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    original[feature] = original_[feature][features.values[feature]];
  }
  return original;
}

}  // namespace praksis::selection
