#include "libs/selection/weighted_search.h"

#include <algorithm>
#include <array>
#include <functional>

#include "libs/base/check.h"

namespace praksis::selection {
namespace {

// Looking an entry up takes the time of so many visits (Parameters::max_visits).
constexpr int64_t kVisitsPerEntry = 16;

constexpr int64_t kWholeMicros = 1'000'000;

struct Node {
  int64_t micros;
  uint32_t class_index;
  friend bool operator<(const Node& a, const Node& b) {
    return a.micros != b.micros ? a.micros < b.micros : a.class_index > b.class_index;
  }
};

}  // namespace

WeightedSearch::WeightedSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
                               const Parameters& parameters, const Likeness& likeness)
    : columns_(columns),
      candidates_(candidates),
      likeness_(likeness),
      value_micros_(ShownMicros(universe, parameters.weights_permille,
                                int64_t{parameters.lambda_permille} * 1000 * universe.placements())),
      coverage_(columns, likeness),
      exact_at_(candidates.classes().size(), 0) {
  const FeatureMicros& each = likeness.feature_micros();
  bound_.reserve(candidates.classes().size());
  for (const CandidateClass& here : candidates.classes()) {
    int64_t added = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      added +=
          each[feature] * universe.placements_with(static_cast<int>(feature), here.features.values[feature]);
    }
    bound_.push_back(added);
  }
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    for (int value = 1; value < universe.value_count(static_cast<int>(feature)); ++value) {
      const int64_t placements =
          universe.placements_with(static_cast<int>(feature), static_cast<uint8_t>(value));
      everything_ += each[feature] * placements + (placements > 0 ? value_micros_[feature] : 0);
    }
  }
}

GainSource::Gains WeightedSearch::Largest(const Admits& admits, size_t count, int64_t visits) {
  std::vector<Node> heap;
  for (uint32_t index = 0; index < bound_.size(); ++index) {
    if (admits(index)) heap.push_back({.micros = Micros(index), .class_index = index});
  }
  std::make_heap(heap.begin(), heap.end());
  Gains largest;
  std::vector<int64_t> last;  // the largest found, descending, at most `count`
  const auto reaches = [&](int64_t micros) { return last.size() < count || micros >= last.back(); };
  while (!heap.empty() && reaches(heap.front().micros)) {
    std::pop_heap(heap.begin(), heap.end());
    const uint32_t index = heap.back().class_index;
    heap.pop_back();
    if (!IsExact(index)) {
      if (visits_ >= visits && !last.empty()) {
        largest.complete = false;
        break;
      }
      Evaluate(index);
    }
    const int64_t micros = Micros(index);
    if (!reaches(micros)) continue;
    largest.gains.push_back({.micros = micros, .class_index = index});
    last.insert(std::upper_bound(last.begin(), last.end(), micros, std::greater<>()), micros);
    if (last.size() > count) last.pop_back();
  }
  std::erase_if(largest.gains, [&](const Gain& gain) { return !reaches(gain.micros); });
  std::sort(largest.gains.begin(), largest.gains.end(), [](const Gain& a, const Gain& b) {
    return a.micros != b.micros ? a.micros > b.micros : a.class_index < b.class_index;
  });
  return largest;
}

int64_t WeightedSearch::LargestRemaining(uint32_t quota, size_t wanted, int64_t visits) {
  // A second member of a class adds nothing to the first.
  const auto admits = [&](uint32_t index) { return candidates_.MembersAt(index, quota) > 0; };
  Largest(admits, wanted, visits);
  // Exact or bounds, whichever the search has left.
  std::vector<int64_t> micros;
  for (uint32_t index = 0; index < bound_.size(); ++index) {
    if (admits(index)) micros.push_back(Micros(index));
  }
  wanted = std::min(wanted, micros.size());
  std::partial_sort(micros.begin(), micros.begin() + static_cast<ptrdiff_t>(wanted), micros.end(),
                    std::greater<>());
  int64_t sum = 0;
  for (size_t i = 0; i < wanted; ++i) sum += micros[i];
  return sum;
}

void WeightedSearch::Add(uint32_t class_index, uint32_t number) {
  const CanonicalFeatures& features = candidates_.classes()[class_index].features;
  coverage_.Add(features, number);
  shown_.Add(features);
  ++moment_;
  Tighten();
}

void WeightedSearch::Tighten() {
  // By feature and value, in thousandths of a placement, rounded up so that sums fit.
  std::array<std::array<int64_t, 256>, kFeatureCount> left = {};
  for (const Run& run : columns_.runs()) {
    int64_t of_run = 0;
    for (uint32_t entry = run.begin; entry < run.end; ++entry) {
      const int64_t here = int64_t{columns_.weight()[entry]} *
                           (kWholeMicros - likeness_.MicrosOf(coverage_.nearness()[entry]));
      of_run += here;
      for (const size_t feature : columns_.others()) left[feature][columns_.feature(feature)[entry]] += here;
    }
    for (const size_t feature : columns_.core()) left[feature][run.core[feature]] += of_run;
  }
  for (auto& of_feature : left) {
    for (int64_t& micros : of_feature) micros = (micros + 999) / 1000;
    of_feature[0] = 0;
  }
  for (uint32_t index = 0; index < bound_.size(); ++index) {
    const FeatureValues& values = candidates_.classes()[index].features.values;
    int64_t bound = 999;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      bound += likeness_.feature_micros()[feature] * left[feature][values[feature]];
    }
    bound_[index] = std::min(bound_[index], bound / 1000);
  }
}

void WeightedSearch::Evaluate(uint32_t class_index) {
  const CanonicalFeatures features[] = {candidates_.classes()[class_index].features};
  int64_t added[1];
  AddedMicros(columns_, likeness_, coverage_.nearness(), features, added);
  PRAKSIS_CHECK(added[0] <= bound_[class_index], "adds ", added[0], ", bound ", bound_[class_index]);
  bound_[class_index] = added[0];
  exact_at_[class_index] = moment_;
  visits_ += kVisitsPerEntry * static_cast<int64_t>(columns_.size());
}

}  // namespace praksis::selection
