#include "libs/selection/scored_search.h"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
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

// The largest of some numbers.
class LargestFew {
 public:
  explicit LargestFew(size_t count) : count_(count) {}

  size_t count() const { return count_; }
  // It is among them, or equals the least of them.
  bool Reaches(int64_t number) const {
    return few_.size() < count_ || (count_ > 0 && number >= few_.front());
  }
  void Add(int64_t number) {
    if (count_ == 0) return;
    if (few_.size() == count_) {
      if (number <= few_.front()) return;
      std::pop_heap(few_.begin(), few_.end(), std::greater<>());
      few_.pop_back();
    }
    few_.push_back(number);
    std::push_heap(few_.begin(), few_.end(), std::greater<>());
  }
  int64_t Sum() const { return std::accumulate(few_.begin(), few_.end(), int64_t{0}); }

 private:
  size_t count_;
  std::vector<int64_t> few_;  // a heap, the least first
};

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
      at_most_(scores_.size(), std::numeric_limits<int64_t>::max()),
      coverage_(columns, likeness) {
  // Of the first picks, which nothing later can exceed.
  std::vector<int32_t> counts;
  for (const Quota& quota : parameters.quotas) counts.push_back(quota.count);
  const std::vector<int64_t> first = LargestRemaining(counts, 0);
  everything_ = std::accumulate(first.begin(), first.end(), int64_t{0});
}

int64_t ScoredSearch::ScoreNow(uint32_t class_index) const {
  return twins_ == nullptr ? scores_[class_index] : twins_->MicrosOf(class_index);
}

GainSource::Gains ScoredSearch::Largest(const Admits& admits, size_t count, Effort /*effort*/) {
  std::vector<Gain> gains;
  LargestFew largest(count);
  for (uint32_t i = 0; i < candidates_.classes().size(); ++i) {
    if (!largest.Reaches(at_most_[i])) continue;
    const int64_t score = ScoreNow(i);
    // Who has no twin is none to choose.
    if (twins_ != nullptr && score == 0) continue;
    const int64_t micros = Micros(i, score);
    if (twins_ == nullptr) at_most_[i] = micros;
    // Only few are asked about, for asking takes longer than all this.
    if (!largest.Reaches(micros) || !admits(i)) continue;
    gains.push_back({.micros = micros, .class_index = i});
    largest.Add(micros);
  }
  std::erase_if(gains, [&](const Gain& gain) { return !largest.Reaches(gain.micros); });
  std::sort(gains.begin(), gains.end(), [](const Gain& a, const Gain& b) {
    return a.micros != b.micros ? a.micros > b.micros : a.class_index < b.class_index;
  });
  return {.gains = std::move(gains)};
}

std::vector<int64_t> ScoredSearch::LargestRemaining(std::span<const int32_t> wanted, int64_t /*visits*/) {
  std::vector<LargestFew> largest;
  for (const int32_t count : wanted) largest.emplace_back(static_cast<size_t>(count));
  const std::pmr::vector<Group>& groups = candidates_.groups();
  for (uint32_t i = 0; i < candidates_.classes().size(); ++i) {
    const CandidateClass& here = candidates_.classes()[i];
    const int64_t micros = Micros(i, scores_[i]);
    for (uint32_t group = here.first_group; group < here.first_group + here.groups; ++group) {
      // Every member has its class's score; what it shows is new of the first only, but bounds may be large.
      LargestFew& of_quota = largest[groups[group].quota];
      const size_t members = std::min<size_t>(groups[group].members, of_quota.count());
      for (size_t member = 0; member < members && of_quota.Reaches(micros); ++member) of_quota.Add(micros);
    }
  }
  std::vector<int64_t> remaining;
  for (const LargestFew& of_quota : largest) remaining.push_back(of_quota.Sum());
  return remaining;
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
