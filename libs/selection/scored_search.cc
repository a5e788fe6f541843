#include "libs/selection/scored_search.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace praksis::selection {
namespace {

constexpr int64_t kWholeMicros = 1'000'000;

// lambda * P, in millionths.
int64_t AllShownMicros(const Parameters& parameters) {
  int64_t wanted = 0;
  for (const Quota& quota : parameters.quotas) wanted += quota.count;
  return int64_t{parameters.lambda_permille} * 1000 * wanted;
}

std::vector<int64_t> TwinScores(const Candidates& candidates, const Twins& twins) {
  std::vector<int64_t> scores;
  for (uint32_t i = 0; i < candidates.classes().size(); ++i) scores.push_back(twins.MicrosOf(i));
  return scores;
}

}  // namespace

std::vector<int64_t> UnusualScores(const Universe& universe, const Candidates& candidates,
                                   const Likeness& likeness) {
  std::vector<int64_t> scores;
  for (const CandidateClass& here : candidates.classes()) {
    int64_t others = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      const uint8_t value = here.features.values[feature];
      if (value == 0) continue;
      others += likeness.feature_micros()[feature] *
                (universe.placements() - universe.placements_with(static_cast<int>(feature), value));
    }
    scores.push_back(others / universe.placements());
  }
  return scores;
}

std::vector<int64_t> UnexpectedScores(const Universe& universe, const Candidates& candidates,
                                      const OtherEnding& other_ending, const Weights& weights) {
  std::array<std::array<int64_t, 256>, kKnownBefore.size()> others_with = {};
  for (const FeatureClass& other : other_ending.others().classes()) {
    const Before before = other_ending.Translated(other.features);
    for (size_t i = 0; i < before.size(); ++i) others_with[i][before[i]] += other.placements;
  }
  std::vector<int64_t> scores;
  for (const CandidateClass& here : candidates.classes()) {
    const Before before = BeforeOf(here.features);
    int64_t sum = 0;
    int64_t known = 0;
    for (size_t i = 0; i < before.size(); ++i) {
      if (before[i] == 0) continue;
      const auto feature = static_cast<size_t>(kKnownBefore[i]);
      const int64_t same = universe.placements_with(static_cast<int>(feature), before[i]);
      const int64_t other = others_with[i][before[i]];
      sum += weights[feature] * (kWholeMicros * other / (same + other));
      known += weights[feature];
    }
    scores.push_back(known == 0 ? 0 : sum / known);
  }
  return scores;
}

ScoredSearch::ScoredSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
                           const Parameters& parameters, const Likeness& likeness,
                           std::vector<int64_t> scores)
    : ScoredSearch(universe, columns, candidates, parameters, likeness, std::move(scores), nullptr) {}

ScoredSearch::ScoredSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
                           const Parameters& parameters, const Likeness& likeness, Twins& twins)
    : ScoredSearch(universe, columns, candidates, parameters, likeness, TwinScores(candidates, twins),
                   &twins) {}

ScoredSearch::ScoredSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
                           const Parameters& parameters, const Likeness& likeness,
                           std::vector<int64_t> scores, Twins* twins)
    : candidates_(candidates),
      scores_(std::move(scores)),
      twins_(twins),
      value_micros_(ShownMicros(universe, parameters.weights_permille, AllShownMicros(parameters))),
      coverage_(columns, likeness) {
  // Of the first picks, which nothing later can exceed.
  for (uint32_t quota = 0; quota < parameters.quotas.size(); ++quota) {
    everything_ += LargestRemaining(quota, static_cast<size_t>(parameters.quotas[quota].count));
  }
}

int64_t ScoredSearch::ScoreNow(uint32_t class_index) const {
  return twins_ == nullptr ? scores_[class_index] : twins_->MicrosOf(class_index);
}

GainSource::Gains ScoredSearch::Largest(const Admits& admits, size_t count, Effort /*effort*/) {
  std::vector<Gain> gains;
  for (uint32_t i = 0; i < candidates_.classes().size(); ++i) {
    const int64_t score = ScoreNow(i);
    // Who has no twin is none to choose.
    if ((twins_ != nullptr && score == 0) || !admits(i)) continue;
    gains.push_back({.micros = Micros(i, score), .class_index = i});
  }
  const auto larger = [](const Gain& a, const Gain& b) {
    return a.micros != b.micros ? a.micros > b.micros : a.class_index < b.class_index;
  };
  if (count < gains.size()) {
    std::nth_element(gains.begin(), gains.begin() + static_cast<ptrdiff_t>(count) - 1, gains.end(), larger);
    const int64_t last = gains[count - 1].micros;
    std::erase_if(gains, [&](const Gain& gain) { return gain.micros < last; });
  }
  std::sort(gains.begin(), gains.end(), larger);
  return {.gains = std::move(gains)};
}

std::vector<int64_t> ScoredSearch::LargestRemaining(std::span<const int32_t> wanted, int64_t /*visits*/) {
  std::vector<int64_t> remaining;
  for (uint32_t quota = 0; quota < wanted.size(); ++quota) {
    remaining.push_back(LargestRemaining(quota, static_cast<size_t>(wanted[quota])));
  }
  return remaining;
}

int64_t ScoredSearch::LargestRemaining(uint32_t quota, size_t wanted) const {
  // Every member has its class's score; what it shows is new of the first only, but bounds may be large.
  std::vector<int64_t> largest;
  for (uint32_t i = 0; i < candidates_.classes().size(); ++i) {
    const size_t members = candidates_.MembersAt(i, quota);
    largest.insert(largest.end(), std::min(members, wanted), Micros(i, scores_[i]));
  }
  if (wanted < largest.size()) {
    std::nth_element(largest.begin(), largest.begin() + static_cast<ptrdiff_t>(wanted), largest.end(),
                     std::greater<>());
    largest.resize(wanted);
  }
  return std::accumulate(largest.begin(), largest.end(), int64_t{0});
}

void ScoredSearch::Add(uint32_t class_index, uint32_t number) {
  const CanonicalFeatures& features = candidates_.classes()[class_index].features;
  scores_of_picks_.push_back(ScoreNow(class_index));
  worth_at_most_ += scores_[class_index];
  if (twins_ != nullptr) twins_of_picks_.push_back(twins_->Take(class_index));
  shown_.Add(features);
  coverage_.Add(features, number);
}

}  // namespace praksis::selection
