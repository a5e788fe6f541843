#include "libs/selection/exact.h"

#include <algorithm>
#include <numeric>

#include "libs/selection/objective.h"

namespace praksis::selection {
namespace {

class Search {
 public:
  Search(const Universe& universe, const Columns& columns, const Candidates& candidates,
         const Parameters& parameters, const Likeness& likeness, int64_t known_micros)
      : columns_(columns),
        candidates_(candidates),
        parameters_(parameters),
        likeness_(likeness),
        value_micros_(ShownMicros(universe, parameters.weights_permille,
                                  int64_t{parameters.lambda_permille} * 1000 * universe.placements())),
        cap_left_(universe.pool().caseworkers.size(), parameters.max_per_caseworker),
        best_micros_(known_micros) {
    for (const Quota& quota : parameters.quotas) quota_left_.push_back(quota.count);
  }

  ExactAnswer Run() {
    // In the order in which greedy would take equals, so that the answer does not depend on how the pool is
    // numbered.
    std::vector<uint32_t> undecided(candidates_.groups().size());
    std::iota(undecided.begin(), undecided.end(), 0u);
    std::vector<Ranked> first;
    for (const Group& group : candidates_.groups()) {
      first.push_back(candidates_.Rank(group, parameters_.seed, 1).front());
    }
    std::sort(undecided.begin(), undecided.end(),
              [&](uint32_t a, uint32_t b) { return first[a] < first[b]; });
    Visit(undecided, Nearness(columns_.size(), 0), Shown(), 0);
    ExactAnswer answer{.proven = !gave_up_, .objective_micros = best_micros_, .better = better_};
    return answer;
  }

 private:
  struct Gain {
    int64_t micros;
    uint32_t group;
  };

  bool Allowed(const Group& group) const {
    return quota_left_[group.quota] > 0 && (group.caseworker == kNobody || cap_left_[group.caseworker] > 0);
  }

  // What could still be added at most, from gains[begin] on; descending.
  int64_t LargestGains(const std::vector<Gain>& gains, size_t begin) const {
    std::vector<int32_t> left = quota_left_;
    int64_t sum = 0;
    for (size_t i = begin; i < gains.size(); ++i) {
      int32_t& here = left[candidates_.groups()[gains[i].group].quota];
      if (here == 0) continue;
      --here;
      sum += gains[i].micros;
    }
    return sum;
  }

  std::vector<Gain> Gains(const std::vector<uint32_t>& undecided, const Nearness& nearness,
                          const Shown& shown) {
    std::vector<uint32_t> allowed;
    std::vector<CanonicalFeatures> features;
    for (const uint32_t group : undecided) {
      if (!Allowed(candidates_.groups()[group])) continue;
      allowed.push_back(group);
      features.push_back(candidates_.classes()[candidates_.groups()[group].class_index].features);
    }
    std::vector<int64_t> added(allowed.size());
    AddedMicros(columns_, likeness_, nearness, features, added);
    visits_ += static_cast<int64_t>(allowed.size() * columns_.size());
    std::vector<Gain> gains;
    for (size_t i = 0; i < allowed.size(); ++i) {
      const int64_t micros = added[i] + shown.NewMicros(features[i], value_micros_);
      if (micros > 0) gains.push_back({micros, allowed[i]});
    }
    std::stable_sort(gains.begin(), gains.end(),
                     [](const Gain& a, const Gain& b) { return a.micros > b.micros; });
    return gains;
  }

  // All choices of chosen_ and some of `undecided`; chosen_ is worth `micros`.
  void Visit(const std::vector<uint32_t>& undecided, const Nearness& nearness, const Shown& shown,
             int64_t micros) {
    if (++nodes_ > parameters_.max_nodes || visits_ > parameters_.max_visits / 4 * 5) gave_up_ = true;
    if (gave_up_) return;
    if (micros > best_micros_) {
      best_micros_ = micros;
      better_ = chosen_;
    }
    const std::vector<Gain> gains = Gains(undecided, nearness, shown);
    for (size_t i = 0; i < gains.size() && !gave_up_; ++i) {
      // With gains[i] and without those before it.
      if (micros + LargestGains(gains, i) <= best_micros_) return;
      const Group& group = candidates_.groups()[gains[i].group];
      const CanonicalFeatures& features = candidates_.classes()[group.class_index].features;
      std::vector<uint32_t> rest;
      for (size_t j = i + 1; j < gains.size(); ++j) rest.push_back(gains[j].group);
      Nearness nearer = nearness;
      AddPick(columns_, likeness_, features, nearer);
      Shown more_shown = shown;
      more_shown.Add(features);
      --quota_left_[group.quota];
      if (group.caseworker != kNobody) --cap_left_[group.caseworker];
      chosen_.push_back(gains[i].group);
      Visit(rest, nearer, more_shown, micros + gains[i].micros);
      chosen_.pop_back();
      if (group.caseworker != kNobody) ++cap_left_[group.caseworker];
      ++quota_left_[group.quota];
    }
  }

  const Columns& columns_;
  const Candidates& candidates_;
  const Parameters& parameters_;
  const Likeness& likeness_;
  const FeatureMicros value_micros_;
  std::vector<int32_t> quota_left_;
  std::vector<int32_t> cap_left_;
  std::vector<uint32_t> chosen_;
  int64_t best_micros_;
  std::optional<std::vector<uint32_t>> better_;
  int64_t nodes_ = 0;
  int64_t visits_ = 0;
  bool gave_up_ = false;
};

}  // namespace

ExactAnswer SolveExactly(const Universe& universe, const Columns& columns, const Candidates& candidates,
                         const Parameters& parameters, const Likeness& likeness, int64_t known_micros) {
  return Search(universe, columns, candidates, parameters, likeness, known_micros).Run();
}

}  // namespace praksis::selection
