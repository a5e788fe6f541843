// Greedy over the quotas, and what it proves.
#ifndef PRAKSIS_LIBS_SELECTION_GREEDY_H_
#define PRAKSIS_LIBS_SELECTION_GREEDY_H_

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/selection/candidates.h"
#include "libs/selection/gain_source.h"
#include "libs/selection/patience.h"
#include "libs/selection/selection.h"

namespace praksis::selection {

// What has been chosen, in order.
struct Choice {
  // Those of Pick that greedy knows; stands_for is left open.
  std::vector<Pick> picks;
  // Index into Candidates::groups(), by pick.
  std::vector<uint32_t> groups;
  int64_t objective_micros = 0;
  // Picks before which the search for the best was ended by max_visits.
  int32_t picks_cut_short = 0;
};

// What no choice within the quotas exceeds.
struct Bound {
  int64_t micros = 0;
  // By quota, where the bound is the sum of these and what is chosen; else empty.
  std::vector<int64_t> slack_micros;
};

// One run. Not thread-safe; everything passed in must outlive it.
class Greedy {
 public:
  // Whether max_visits may end the search for a pick.
  enum class Searches : uint8_t { kLimited, kComplete };

  // `source`: nothing has been added to it.
  Greedy(const Candidates& candidates, const Parameters& parameters, size_t caseworkers, GainSource& source,
         Patience& patience, Searches searches = Searches::kLimited);

  // Fills the quotas: first with one member of each of the groups `first`, of a group named twice with two
  // (in greedy order among themselves), then with whatever adds most; where the patience ends, some of them
  // only. To be called once.
  Choice Run(std::span<const uint32_t> first = {});

  // After Run: no choice within the quotas is worth more than this. In kCoverage, without a cap and where no
  // pick was cut short, at most twice what Run has chosen.
  Bound UpperBound();

 private:
  // The largest gain among some classes, and all that have it.
  struct Best {
    int64_t micros = -1;
    std::vector<uint32_t> classes;
    bool complete = true;
  };

  bool IsOpen(uint32_t group) const;
  // Among classes with an open group that is in `only` (any where empty) and of `quota` (any where absent).
  Best FindBest(std::span<const uint32_t> only, std::optional<uint32_t> quota, int32_t batches);
  // The first in rank of the open groups of `classes` that are in `only` (all where empty) and of `quota`
  // (any where absent), apart from the pool's row `except`.
  std::optional<std::pair<uint32_t, Ranked>> First(std::span<const uint32_t> classes,
                                                   std::span<const uint32_t> only,
                                                   std::optional<uint32_t> quota,
                                                   std::optional<uint32_t> except);
  Best FindRunnerUp(uint32_t chosen);
  const std::vector<Ranked>& Ranking(uint32_t group);

  const Candidates& candidates_;
  const Parameters& parameters_;
  GainSource& source_;
  Patience& patience_;

  std::vector<int32_t> quota_left_;
  std::vector<int32_t> cap_left_;                               // by caseworker
  std::vector<uint32_t> taken_;                                 // by group
  absl::flat_hash_map<uint32_t, std::vector<Ranked>> ranking_;  // by group; made when first needed
  // By quota, of its latest pick.
  std::vector<int64_t> latest_gain_;
  const Searches searches_;
  int64_t visits_allowed_ = 0;
  bool cut_short_ = false;
  int64_t worth_ = 0;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_GREEDY_H_
