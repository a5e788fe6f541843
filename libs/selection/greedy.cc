#include "libs/selection/greedy.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace praksis::selection {

Greedy::Greedy(const Candidates& candidates, const Parameters& parameters, size_t caseworkers,
               GainSource& source, Patience& patience, Searches searches)
    : candidates_(candidates),
      parameters_(parameters),
      source_(source),
      patience_(patience),
      cap_left_(caseworkers, parameters.max_per_caseworker),
      taken_(candidates.groups().size(), 0),
      searches_(searches) {
  for (const Quota& quota : parameters.quotas) quota_left_.push_back(quota.count);
  latest_gain_.resize(quota_left_.size());
}

bool Greedy::IsOpen(uint32_t group) const {
  const Group& here = candidates_.groups()[group];
  return taken_[group] < here.members && quota_left_[here.quota] > 0 &&
         (here.caseworker == kNobody || cap_left_[here.caseworker] > 0);
}

Greedy::Best Greedy::FindBest(std::span<const uint32_t> only, std::optional<uint32_t> quota,
                              int32_t batches) {
  const auto admits = [&](uint32_t index) {
    const CandidateClass& here = candidates_.classes()[index];
    for (uint32_t group = here.first_group; group < here.first_group + here.groups; ++group) {
      if ((only.empty() || only[group] > 0) && (!quota || *quota == candidates_.groups()[group].quota) &&
          IsOpen(group)) {
        return true;
      }
    }
    return false;
  };
  const GainSource::Gains largest =
      source_.Largest(admits, 1, {.visits = visits_allowed_, .batches = batches});
  Best best;
  best.complete = largest.complete;
  for (const GainSource::Gain& gain : largest.gains) {
    best.micros = gain.micros;
    best.classes.push_back(gain.class_index);
  }
  return best;
}

const std::vector<Ranked>& Greedy::Ranking(uint32_t group) {
  std::vector<Ranked>& ranking = ranking_[group];
  if (ranking.empty()) {
    // One more than can be chosen, for the runner-up.
    const Group& here = candidates_.groups()[group];
    const auto limit = static_cast<size_t>(parameters_.quotas[here.quota].count) + 1;
    ranking = candidates_.Rank(here, parameters_.seed, limit);
  }
  return ranking;
}

std::optional<std::pair<uint32_t, Ranked>> Greedy::First(std::span<const uint32_t> classes,
                                                         std::span<const uint32_t> only,
                                                         std::optional<uint32_t> quota,
                                                         std::optional<uint32_t> except) {
  std::optional<std::pair<uint32_t, Ranked>> first;
  for (const uint32_t index : classes) {
    const CandidateClass& here = candidates_.classes()[index];
    for (uint32_t group = here.first_group; group < here.first_group + here.groups; ++group) {
      const Group& candidate = candidates_.groups()[group];
      if (!IsOpen(group) || (!only.empty() && only[group] == 0) || (quota && *quota != candidate.quota))
        continue;
      // Consented come first, so that a group which has none left need not be ranked beside one that has.
      if (first && !first->second.anonymised && taken_[group] >= candidate.consented) continue;
      const std::vector<Ranked>& ranking = Ranking(group);
      size_t next = taken_[group];
      if (next < ranking.size() && except && ranking[next].row == *except) ++next;
      if (next < ranking.size() && (!first || ranking[next] < first->second))
        first.emplace(group, ranking[next]);
    }
  }
  return first;
}

Choice Greedy::Run(std::span<const uint32_t> first) {
  Choice choice;
  // By group: how many of `first` are still to be taken.
  std::vector<uint32_t> only(first.empty() ? 0 : candidates_.groups().size());
  for (const uint32_t group : first) ++only[group];
  const int32_t wanted = std::accumulate(quota_left_.begin(), quota_left_.end(), 0);
  for (size_t left_of_first = first.size(); std::cmp_less(choice.picks.size(), wanted);
       left_of_first -= left_of_first > 0 ? 1 : 0) {
    patience_.Ask();
    if (patience_.ended()) break;
    visits_allowed_ = searches_ == Searches::kComplete ? std::numeric_limits<int64_t>::max()
                                                       : parameters_.max_visits / (wanted + 1) *
                                                             static_cast<int64_t>(choice.picks.size() + 1);
    const std::span<const uint32_t> these =
        left_of_first > 0 ? std::span<const uint32_t>(only) : std::span<const uint32_t>();
    const Best best = FindBest(these, std::nullopt, parameters_.least_batches);
    if (best.classes.empty()) break;
    const auto [group, ranked] = *First(best.classes, these, std::nullopt, std::nullopt);
    const Group& chosen = candidates_.groups()[group];
    const CanonicalFeatures& features = candidates_.classes()[chosen.class_index].features;

    Pick pick{.placement = ranked.row,
              .anonymised = ranked.anonymised,
              .gain_micros = best.micros,
              .runner_up = ranked.row};
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      if (parameters_.weights_permille[feature] > 0 &&
          source_.shown().IsNew(feature, features.values[feature])) {
        pick.newly_shows.push_back(static_cast<Feature>(feature));
      }
    }
    const Best next_best = FindRunnerUp(group);
    if (const auto next = First(next_best.classes, {}, chosen.quota, ranked.row)) {
      pick.runner_up = next->second.row;
      pick.runner_up_distance_micros = std::max<int64_t>(0, best.micros - next_best.micros);
    }
    if (!best.complete) ++choice.picks_cut_short;

    ++taken_[group];
    --quota_left_[chosen.quota];
    latest_gain_[chosen.quota] = best.micros;
    if (chosen.caseworker != kNobody) --cap_left_[chosen.caseworker];
    if (left_of_first > 0) --only[group];
    if (best.micros > 0) source_.Add(chosen.class_index, static_cast<uint32_t>(choice.picks.size()));
    choice.objective_micros += best.micros;
    choice.picks.push_back(std::move(pick));
    choice.groups.push_back(group);
  }
  cut_short_ = choice.picks_cut_short > 0;
  worth_ = choice.objective_micros;
  return choice;
}

// The best of the site of `chosen`, from which a member is about to be taken, among what is left then.
Greedy::Best Greedy::FindRunnerUp(uint32_t chosen) {
  const uint32_t quota = candidates_.groups()[chosen].quota;
  ++taken_[chosen];
  Best best = FindBest({}, quota, 0);
  --taken_[chosen];
  return best;
}

Bound Greedy::UpperBound() {
  // Without a cap, who is left of a quota could have been taken for each of its picks, and adds no more now
  // than then; and of a quota that is not filled nobody is left.
  const bool nobody_capped = parameters_.mode == Mode::kCoverage && parameters_.max_per_caseworker == 0;
  std::vector<int32_t> wanted;
  for (size_t quota = 0; quota < quota_left_.size(); ++quota) {
    wanted.push_back(nobody_capped && quota_left_[quota] > 0 ? 0 : parameters_.quotas[quota].count);
  }
  std::vector<int64_t> remaining = source_.LargestRemaining(wanted, parameters_.max_visits);
  Bound bound = {.micros = source_.WorthAtMost(), .slack_micros = std::move(remaining)};
  const int64_t everything = source_.Everything();
  for (size_t quota = 0; quota < wanted.size() && bound.micros < everything; ++quota) {
    int64_t& slack = bound.slack_micros[quota];
    if (nobody_capped && !cut_short_) slack = std::min(slack, wanted[quota] * latest_gain_[quota]);
    bound.micros += slack;
  }
  if (bound.micros >= everything) return {.micros = everything, .slack_micros = {}};
  // With twins the picks may count for more than they are worth.
  if (source_.WorthAtMost() != worth_) bound.slack_micros.clear();
  return bound;
}

}  // namespace praksis::selection
