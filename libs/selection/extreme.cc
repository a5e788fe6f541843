#include "libs/selection/extreme.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace praksis::selection {
namespace {

constexpr int64_t kFeatureMicros = 1'000'000 / kFeatureCount;

// A candidate with its worth.
struct Rated {
  int64_t micros = 0;
  uint32_t group = 0;
  Ranked ranked;
};

// Every candidate that could be taken, best first: of a group no more than its quota and a runner-up.
std::vector<Rated> Rate(const Universe& universe, const Candidates& candidates,
                        const Parameters& parameters) {
  std::vector<Rated> rated;
  for (uint32_t index = 0; index < candidates.groups().size(); ++index) {
    const Group& group = candidates.groups()[index];
    const int64_t micros = RarityMicros(universe, candidates.classes()[group.class_index].features);
    const auto limit = static_cast<size_t>(parameters.quotas[group.quota].count) + 1;
    for (Ranked& ranked : candidates.Rank(group, parameters.seed, limit)) {
      rated.push_back({micros, index, std::move(ranked)});
    }
  }
  std::sort(rated.begin(), rated.end(), [](const Rated& a, const Rated& b) {
    return a.micros != b.micros ? a.micros > b.micros : a.ranked < b.ranked;
  });
  return rated;
}

// What of quotas and caps is left.
class Room {
 public:
  Room(const Candidates& candidates, const Parameters& parameters, size_t caseworkers)
      : candidates_(candidates), cap_(caseworkers, parameters.max_per_caseworker) {
    for (const Quota& quota : parameters.quotas) quota_.push_back(quota.count);
  }
  bool Fits(const Rated& rated) const { return quota_[GroupOf(rated).quota] > 0 && WithinCap(rated); }
  bool WithinCap(const Rated& rated) const {
    const Group& group = GroupOf(rated);
    return group.caseworker == kNobody || cap_[group.caseworker] > 0;
  }
  void Take(const Rated& rated) {
    const Group& group = GroupOf(rated);
    --quota_[group.quota];
    if (group.caseworker != kNobody) --cap_[group.caseworker];
  }
  const Group& GroupOf(const Rated& rated) const { return candidates_.groups()[rated.group]; }

 private:
  const Candidates& candidates_;
  std::vector<int32_t> quota_;
  std::vector<int32_t> cap_;
};

// Feature values that no earlier pick shows; notes that they are shown now.
std::vector<Feature> NewlyShown(const CanonicalFeatures& features,
                                std::array<std::array<bool, 256>, kFeatureCount>& shown) {
  std::vector<Feature> newly;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    const uint8_t value = features.values[feature];
    if (value == 0 || std::exchange(shown[feature][value], true)) continue;
    newly.push_back(static_cast<Feature>(feature));
  }
  return newly;
}

// The next best of its site that is left when `at` has been taken.
void PutRunnerUp(const std::vector<Rated>& rated, size_t at, const Room& room, Pick& pick) {
  for (size_t next = at + 1; next < rated.size(); ++next) {
    if (room.GroupOf(rated[next]).quota != room.GroupOf(rated[at]).quota || !room.WithinCap(rated[next]))
      continue;
    pick.runner_up = rated[next].ranked.row;
    pick.runner_up_distance_micros = rated[at].micros - rated[next].micros;
    return;
  }
}

// The largest at each site, caps or not.
int64_t BoundOf(const std::vector<Rated>& rated, const Candidates& candidates, const Parameters& parameters) {
  std::vector<int32_t> left;
  for (const Quota& quota : parameters.quotas) left.push_back(quota.count);
  int64_t bound = 0;
  for (const Rated& one : rated) {
    int32_t& here = left[candidates.groups()[one.group].quota];
    if (here == 0) continue;
    --here;
    bound += one.micros;
  }
  return bound;
}

}  // namespace

int64_t RarityMicros(const Universe& universe, const CanonicalFeatures& features) {
  int64_t micros = 0;
  for (int feature = 0; feature < kFeatureCount; ++feature) {
    const uint8_t value = features.values[static_cast<size_t>(feature)];
    if (value == 0) continue;
    const int64_t others = universe.placements() - universe.placements_with(feature, value);
    micros += kFeatureMicros * others / universe.placements();
  }
  return micros;
}

ExtremeChoice ChooseExtreme(const Universe& universe, const Candidates& candidates,
                            const Parameters& parameters) {
  const std::vector<Rated> rated = Rate(universe, candidates, parameters);
  Room room(candidates, parameters, universe.pool().caseworkers.size());
  std::array<std::array<bool, 256>, kFeatureCount> shown = {};
  ExtremeChoice extreme;
  Choice& choice = extreme.choice;
  for (size_t at = 0; at < rated.size(); ++at) {
    if (!room.Fits(rated[at])) continue;
    room.Take(rated[at]);
    const Ranked& ranked = rated[at].ranked;
    Pick pick{
        .placement = ranked.row,
        .anonymised = ranked.anonymised,
        .gain_micros = rated[at].micros,
        .newly_shows = NewlyShown(candidates.classes()[room.GroupOf(rated[at]).class_index].features, shown),
        .runner_up = ranked.row};
    PutRunnerUp(rated, at, room, pick);
    choice.objective_micros += rated[at].micros;
    choice.picks.push_back(std::move(pick));
    choice.groups.push_back(rated[at].group);
  }
  extreme.upper_bound_micros = BoundOf(rated, candidates, parameters);
  return extreme;
}

}  // namespace praksis::selection
