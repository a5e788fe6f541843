#include "libs/selection/greedy.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "libs/base/check.h"

namespace praksis::selection {
namespace {

// Classes compared with the universe together.
constexpr size_t kBatch = 8;

}  // namespace

Greedy::Greedy(const Universe& universe, const Columns& columns, const Candidates& candidates,
               const Parameters& parameters)
    : universe_(universe),
      columns_(columns),
      candidates_(candidates),
      parameters_(parameters),
      shown_value_micros_(ShownValueMicros(universe, parameters.lambda_permille)),
      coverage_(columns),
      exact_at_(candidates.classes().size(), 0),
      cap_left_(universe.pool().caseworkers.size(), parameters.max_per_caseworker),
      taken_(candidates.groups().size(), 0),
      ranking_(candidates.groups().size()) {
  for (const Quota& quota : parameters.quotas) quota_left_.push_back(quota.count);
  // While nothing is covered, a class adds just the placements that have its values.
  added_.reserve(candidates.classes().size());
  for (const CandidateClass& here : candidates.classes()) {
    uint32_t added = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      added += universe.placements_with(static_cast<int>(feature), here.features.values[feature]);
    }
    added_.push_back(added);
  }
}

bool Greedy::IsOpen(uint32_t group) const {
  const Group& here = candidates_.groups()[group];
  return taken_[group] < here.members && quota_left_[here.quota] > 0 &&
         (here.caseworker == kNobody || cap_left_[here.caseworker] > 0);
}

std::vector<uint32_t> Greedy::OpenClasses(std::span<const bool> only) const {
  std::vector<uint32_t> open;
  for (uint32_t index = 0; index < candidates_.classes().size(); ++index) {
    const CandidateClass& here = candidates_.classes()[index];
    for (uint32_t group = here.first_group; group < here.first_group + here.groups; ++group) {
      if ((only.empty() || only[group]) && IsOpen(group)) {
        open.push_back(index);
        break;
      }
    }
  }
  return open;
}

std::vector<uint32_t> Greedy::OpenClassesAt(uint32_t quota) const {
  std::vector<uint32_t> open;
  for (uint32_t group = 0; group < candidates_.groups().size(); ++group) {
    const Group& here = candidates_.groups()[group];
    if (here.quota != quota || !IsOpen(group)) continue;
    if (open.empty() || open.back() != here.class_index) open.push_back(here.class_index);
  }
  return open;
}

int64_t Greedy::Micros(uint32_t class_index) const {
  return kAgreementMicros * added_[class_index] +
         shown_value_micros_ * shown_.NewValues(candidates_.classes()[class_index].features);
}

std::vector<Greedy::Bounded> Greedy::Heap(std::span<const uint32_t> classes) const {
  std::vector<Bounded> heap;
  heap.reserve(classes.size());
  for (const uint32_t index : classes) heap.push_back({Micros(index), index});
  std::make_heap(heap.begin(), heap.end());
  return heap;
}

void Greedy::Evaluate(std::span<const uint32_t> classes) {
  std::vector<CanonicalFeatures> features;
  features.reserve(classes.size());
  for (const uint32_t index : classes) features.push_back(candidates_.classes()[index].features);
  std::vector<uint32_t> added(classes.size());
  coverage_.AddedBy(features, added);
  for (size_t i = 0; i < classes.size(); ++i) {
    PRAKSIS_CHECK(added[i] <= added_[classes[i]], "adds ", added[i], ", bound ", added_[classes[i]]);
    added_[classes[i]] = added[i];
    exact_at_[classes[i]] = moment_;
  }
  visits_ += static_cast<int64_t>(classes.size() * columns_.size());
}

// Makes the bound table where `heap` has so many bounds of `at_least` micros or more that comparing those
// classes would cost more.
void Greedy::LowerBounds(std::vector<Bounded>& heap, int64_t at_least) {
  if (bounds_moment_ == moment_) return;
  const auto reaching = std::count_if(heap.begin(), heap.end(),
                                      [&](const Bounded& bounded) { return bounded.micros >= at_least; });
  if (reaching * static_cast<int64_t>(columns_.size()) <= BoundTable::RebuildVisits(columns_)) return;
  if (bounds_ == nullptr) bounds_ = std::make_unique<BoundTable>(universe_, columns_);
  bounds_->Rebuild(coverage_);
  bounds_moment_ = moment_;
  visits_ += BoundTable::RebuildVisits(columns_);
  for (Bounded& bounded : heap) {
    uint32_t& added = added_[bounded.class_index];
    added = std::min(added, bounds_->Bound(candidates_.classes()[bounded.class_index].features));
    bounded.micros = Micros(bounded.class_index);
  }
  std::make_heap(heap.begin(), heap.end());
}

Greedy::Best Greedy::FindBest(std::span<const uint32_t> classes) {
  Best best;
  const auto found = [&](uint32_t index) {
    const int64_t micros = Micros(index);
    if (micros > best.micros) {
      best.micros = micros;
      best.classes.clear();
    }
    if (micros == best.micros) best.classes.push_back(index);
  };
  std::vector<Bounded> heap = Heap(classes);
  std::vector<uint32_t> batch;
  bool first_batch = true;
  while (!heap.empty() && heap.front().micros >= best.micros) {
    batch.clear();
    while (batch.size() < kBatch && !heap.empty() && heap.front().micros >= best.micros) {
      std::pop_heap(heap.begin(), heap.end());
      const uint32_t index = heap.back().class_index;
      heap.pop_back();
      if (IsExact(index)) {
        found(index);
      } else {
        batch.push_back(index);
      }
    }
    if (batch.empty()) continue;
    if (visits_ >= visits_allowed_ && best.micros >= 0) {
      best.complete = false;
      break;
    }
    Evaluate(batch);
    for (const uint32_t index : batch) found(index);
    if (first_batch) LowerBounds(heap, best.micros);
    first_batch = false;
  }
  return best;
}

const std::vector<Ranked>& Greedy::Ranking(uint32_t group) {
  if (ranking_[group].empty()) {
    // One more than can be chosen, for the runner-up.
    const Group& here = candidates_.groups()[group];
    const auto limit = static_cast<size_t>(parameters_.quotas[here.quota].count) + 1;
    ranking_[group] = candidates_.Rank(here, parameters_.seed, limit);
  }
  return ranking_[group];
}

std::optional<std::pair<uint32_t, Ranked>> Greedy::First(std::span<const uint32_t> classes,
                                                         std::span<const bool> only,
                                                         std::optional<uint32_t> quota,
                                                         std::optional<uint32_t> except) {
  std::optional<std::pair<uint32_t, Ranked>> first;
  for (const uint32_t index : classes) {
    const CandidateClass& here = candidates_.classes()[index];
    for (uint32_t group = here.first_group; group < here.first_group + here.groups; ++group) {
      const Group& candidate = candidates_.groups()[group];
      if (!IsOpen(group) || (!only.empty() && !only[group]) || (quota && *quota != candidate.quota)) continue;
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
  const auto only = std::make_unique<bool[]>(candidates_.groups().size());
  for (const uint32_t group : first) only[group] = true;
  const std::span<const bool> first_groups(only.get(), candidates_.groups().size());
  const int64_t wanted = std::accumulate(quota_left_.begin(), quota_left_.end(), int64_t{0});
  for (size_t left_of_first = first.size();; left_of_first -= left_of_first > 0 ? 1 : 0) {
    visits_allowed_ = parameters_.max_visits / (wanted + 1) * static_cast<int64_t>(choice.picks.size() + 1);
    const std::span<const bool> these = left_of_first > 0 ? first_groups : std::span<const bool>();
    const Best best = FindBest(OpenClasses(these));
    if (best.classes.empty()) break;
    const auto [group, ranked] = *First(best.classes, these, std::nullopt, std::nullopt);
    const Group& chosen = candidates_.groups()[group];
    const CanonicalFeatures& features = candidates_.classes()[chosen.class_index].features;

    Pick pick{.placement = ranked.row,
              .anonymised = ranked.anonymised,
              .gain_micros = best.micros,
              .runner_up = ranked.row};
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      if (shown_.IsNew(feature, features.values[feature]))
        pick.newly_shows.push_back(static_cast<Feature>(feature));
    }
    const Best next_best = FindRunnerUp(group);
    if (const auto next = First(next_best.classes, {}, chosen.quota, ranked.row)) {
      pick.runner_up = next->second.row;
      pick.runner_up_distance_micros = std::max<int64_t>(0, best.micros - next_best.micros);
    }
    if (!best.complete) ++choice.picks_cut_short;

    ++taken_[group];
    --quota_left_[chosen.quota];
    if (chosen.caseworker != kNobody) --cap_left_[chosen.caseworker];
    only[group] = false;
    if (best.micros > 0) {
      coverage_.Add(features);
      shown_.Add(features);
      ++moment_;
    }
    choice.objective_micros += best.micros;
    choice.picks.push_back(std::move(pick));
    choice.groups.push_back(group);
  }
  return choice;
}

// The best of the site of `chosen`, from which a member is about to be taken, among what is left then.
Greedy::Best Greedy::FindRunnerUp(uint32_t chosen) {
  const uint32_t quota = candidates_.groups()[chosen].quota;
  ++taken_[chosen];
  const std::vector<uint32_t> left = OpenClassesAt(quota);
  --taken_[chosen];
  return FindBest(left);
}

// The sum of the quota's largest gains at its site, or at least that.
int64_t Greedy::LargestRemaining(uint32_t quota) {
  std::vector<uint32_t> classes;
  for (const Group& group : candidates_.groups()) {
    if (group.quota == quota && (classes.empty() || classes.back() != group.class_index)) {
      classes.push_back(group.class_index);
    }
  }
  const auto wanted = static_cast<size_t>(parameters_.quotas[quota].count);
  std::vector<int64_t> largest;  // exact, descending, at most `wanted`
  const auto found = [&](int64_t micros) {
    largest.insert(std::upper_bound(largest.begin(), largest.end(), micros, std::greater<>()), micros);
    if (largest.size() > wanted) largest.pop_back();
  };
  std::vector<Bounded> heap = Heap(classes);
  std::vector<uint32_t> batch;
  bool first_batch = true;
  const auto may_change = [&](int64_t micros) { return largest.size() < wanted || micros > largest.back(); };
  while (!heap.empty() && may_change(heap.front().micros)) {
    batch.clear();
    const bool spent = visits_ >= visits_allowed_;
    while (batch.size() < kBatch && !heap.empty() && may_change(heap.front().micros)) {
      std::pop_heap(heap.begin(), heap.end());
      const Bounded next = heap.back();
      heap.pop_back();
      if (spent || IsExact(next.class_index)) {
        found(next.micros);
      } else {
        batch.push_back(next.class_index);
      }
    }
    if (batch.empty()) continue;
    Evaluate(batch);
    for (const uint32_t index : batch) found(Micros(index));
    if (first_batch) LowerBounds(heap, largest.size() < wanted ? 0 : largest.back());
    first_batch = false;
  }
  return std::accumulate(largest.begin(), largest.end(), int64_t{0});
}

int64_t Greedy::UpperBound() {
  visits_allowed_ = parameters_.max_visits;
  // Everything covered and shown.
  int64_t agreements = 0;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    for (int value = 1; value < universe_.value_count(static_cast<int>(feature)); ++value) {
      agreements += universe_.placements_with(static_cast<int>(feature), static_cast<uint8_t>(value));
    }
  }
  const int64_t everything =
      agreements * kAgreementMicros + universe_.values_occurring() * shown_value_micros_;
  int64_t bound = static_cast<int64_t>(coverage_.agreements()) * kAgreementMicros;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    for (int value = 1; value < universe_.value_count(static_cast<int>(feature)); ++value) {
      if (!shown_.IsNew(feature, static_cast<uint8_t>(value))) bound += shown_value_micros_;
    }
  }
  for (uint32_t quota = 0; quota < parameters_.quotas.size() && bound < everything; ++quota) {
    bound += LargestRemaining(quota);
  }
  return std::min(bound, everything);
}

}  // namespace praksis::selection
