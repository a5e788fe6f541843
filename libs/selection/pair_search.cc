#include "libs/selection/pair_search.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "libs/selection/objective.h"

namespace praksis::selection {
namespace {

// So many looks at a case and a kind of twins take some tenths of a second.
constexpr int64_t kMostLooks = 200'000'000;

// How alike each class and each kind of twins of its site are.
class Table {
 public:
  Table(const Candidates& candidates, const Twins& twins)
      : twins_(twins), micros_(candidates.classes().size()) {
    for (uint32_t i = 0; i < micros_.size(); ++i) {
      for (uint32_t kind = 0; kind < twins.Kinds(i); ++kind) micros_[i].push_back(twins.MicrosWith(i, kind));
    }
  }
  // By kind; 0 where they are not alike enough.
  const std::vector<int64_t>& Of(uint32_t class_index) const { return micros_[class_index]; }
  uint32_t Left(uint32_t class_index, uint32_t kind) const { return twins_.Left(class_index, kind); }

 private:
  const Twins& twins_;
  std::vector<std::vector<int64_t>> micros_;
};

// The heaviest matching of some cases with twins.
class Matching {
 public:
  explicit Matching(const Table& table) : table_(&table) {}

  struct Row {
    PlannedPair pair;
    uint16_t site = 0;
  };

  // By how much the matching grows with one more case; it may shrink, since others may have to do with twins
  // less like them. Nothing where not all of them can have one.
  std::optional<int64_t> GainOf(uint16_t site, uint32_t class_index, int64_t& looks) const {
    const Path path = FindPath(site, class_index, looks);
    if (path.micros == kUnreached) return std::nullopt;
    return path.micros;
  }

  // One more case, of which GainOf gave something.
  void Add(uint32_t group, uint16_t site, uint32_t class_index, int64_t& looks) {
    const Path path = FindPath(site, class_index, looks);
    // From the free kind at the path's end back to the case: everybody on it moves on by one.
    uint32_t kind = path.end;
    while (path.from[kind] != kTheCase) std::swap(rows_[path.from[kind]].pair.kind, kind);
    rows_.push_back({.pair = {.group = group, .class_index = class_index, .kind = kind}, .site = site});
  }

  const std::vector<Row>& rows() const { return rows_; }

 private:
  static constexpr uint32_t kTheCase = 0xffffffff;
  static constexpr int64_t kUnreached = INT64_MIN;

  struct Path {
    int64_t micros = kUnreached;
    uint32_t end = 0;
    // By kind: the row that would move to it, or kTheCase.
    std::vector<uint32_t> from;
  };

  bool IsFree(uint16_t site, uint32_t class_index, uint32_t kind) const {
    const auto taken = std::count_if(rows_.begin(), rows_.end(), [&](const Row& row) {
      return row.site == site && row.pair.kind == kind;
    });
    return static_cast<uint64_t>(taken) < table_->Left(class_index, kind);
  }

  // The heaviest path to a kind that has somebody left. The matching being the heaviest, going round in a
  // circle gains nothing, so that this ends.
  Path FindPath(uint16_t site, uint32_t class_index, int64_t& looks) const {
    const std::vector<int64_t>& own = table_->Of(class_index);
    Path path{.from = std::vector<uint32_t>(own.size(), kTheCase)};
    std::vector<int64_t> gain(own.size(), kUnreached);
    for (uint32_t kind = 0; kind < own.size(); ++kind) {
      if (own[kind] > 0) gain[kind] = own[kind];
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (uint32_t i = 0; i < rows_.size(); ++i) {
        const Row& row = rows_[i];
        if (row.site != site || gain[row.pair.kind] == kUnreached) continue;
        const std::vector<int64_t>& micros = table_->Of(row.pair.class_index);
        const int64_t without = gain[row.pair.kind] - micros[row.pair.kind];
        looks += static_cast<int64_t>(micros.size());
        for (uint32_t kind = 0; kind < micros.size(); ++kind) {
          if (micros[kind] == 0 || without + micros[kind] <= gain[kind]) continue;
          gain[kind] = without + micros[kind];
          path.from[kind] = i;
          changed = true;
        }
      }
    }
    for (uint32_t kind = 0; kind < gain.size(); ++kind) {
      if (gain[kind] <= path.micros || !IsFree(site, class_index, kind)) continue;
      path.micros = gain[kind];
      path.end = kind;
    }
    looks += static_cast<int64_t>(own.size());
    return path;
  }

  const Table* table_;
  std::vector<Row> rows_;
};

class Search {
 public:
  Search(const Universe& universe, const Candidates& candidates, const Parameters& parameters,
         const Twins& twins, const FeatureMicros& value_micros, int64_t known_micros, int64_t max_nodes)
      : candidates_(candidates),
        table_(candidates, twins),
        value_micros_(value_micros),
        cap_left_(universe.pool().caseworkers.size(), parameters.max_per_caseworker),
        max_nodes_(max_nodes),
        best_micros_(known_micros) {
    for (const Quota& quota : parameters.quotas) quota_left_.push_back(quota.count);
    for (const Group& group : candidates.groups()) left_.push_back(group.members);
    // In the order in which greedy would take equals, so that nothing depends on how the pool is numbered.
    std::vector<Ranked> first;
    for (const Group& group : candidates.groups()) {
      first.push_back(candidates.Rank(group, parameters.seed, 1).front());
    }
    order_.resize(candidates.groups().size());
    std::iota(order_.begin(), order_.end(), 0u);
    std::sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) { return first[a] < first[b]; });
  }

  PairAnswer Run() {
    Visit(order_, Matching(table_), Shown(), 0);
    return {.proven = !gave_up_, .objective_micros = best_micros_, .better = better_};
  }

 private:
  struct Gain {
    int64_t micros;
    uint32_t group;
  };

  bool Allowed(uint32_t index) const {
    const Group& group = candidates_.groups()[index];
    return left_[index] > 0 && quota_left_[group.quota] > 0 &&
           (group.caseworker == kNobody || cap_left_[group.caseworker] > 0);
  }
  uint16_t SiteOf(const Group& group) const { return candidates_.sites()[group.quota].site; }

  // What could still be added at most, from gains[begin] on; descending.
  int64_t LargestGains(const std::vector<Gain>& gains, size_t begin) const {
    std::vector<int32_t> left = quota_left_;
    int64_t sum = 0;
    for (size_t i = begin; i < gains.size(); ++i) {
      int32_t& here = left[candidates_.groups()[gains[i].group].quota];
      const auto taken =
          static_cast<int32_t>(std::min<int64_t>(here, static_cast<int64_t>(left_[gains[i].group])));
      here -= taken;
      sum += taken * gains[i].micros;
    }
    return sum;
  }

  // Of those that gain something; who gains nothing now never will.
  std::vector<Gain> Gains(const std::vector<uint32_t>& undecided, const Matching& matching,
                          const Shown& shown) {
    std::vector<Gain> gains;
    for (const uint32_t index : undecided) {
      if (!Allowed(index)) continue;
      const Group& group = candidates_.groups()[index];
      const std::optional<int64_t> gain = matching.GainOf(SiteOf(group), group.class_index, looks_);
      if (!gain) continue;
      const int64_t micros =
          *gain + shown.NewMicros(candidates_.classes()[group.class_index].features, value_micros_);
      if (micros > 0) gains.push_back({micros, index});
    }
    std::stable_sort(gains.begin(), gains.end(),
                     [](const Gain& a, const Gain& b) { return a.micros > b.micros; });
    return gains;
  }

  // All choices of those matched and some of `undecided`; those matched are worth `micros`.
  void Visit(const std::vector<uint32_t>& undecided, const Matching& matching, const Shown& shown,
             int64_t micros) {
    if (++nodes_ > max_nodes_ || looks_ > kMostLooks) gave_up_ = true;
    if (gave_up_) return;
    if (micros > best_micros_) {
      best_micros_ = micros;
      better_.emplace();
      for (const Matching::Row& row : matching.rows()) better_->push_back(row.pair);
    }
    const std::vector<Gain> gains = Gains(undecided, matching, shown);
    for (size_t i = 0; i < gains.size() && !gave_up_; ++i) {
      // With one of gains[i] or more, and none of those before it.
      if (micros + LargestGains(gains, i) <= best_micros_) return;
      const uint32_t index = gains[i].group;
      const Group& group = candidates_.groups()[index];
      std::vector<uint32_t> rest;
      for (size_t j = i; j < gains.size(); ++j) rest.push_back(gains[j].group);
      Matching more = matching;
      more.Add(index, SiteOf(group), group.class_index, looks_);
      Shown more_shown = shown;
      more_shown.Add(candidates_.classes()[group.class_index].features);
      --left_[index];
      --quota_left_[group.quota];
      if (group.caseworker != kNobody) --cap_left_[group.caseworker];
      Visit(rest, more, more_shown, micros + gains[i].micros);
      if (group.caseworker != kNobody) ++cap_left_[group.caseworker];
      ++quota_left_[group.quota];
      ++left_[index];
    }
  }

  const Candidates& candidates_;
  const Table table_;
  const FeatureMicros value_micros_;
  std::vector<uint32_t> order_;
  std::vector<int32_t> quota_left_;
  std::vector<int32_t> cap_left_;
  std::vector<uint32_t> left_;  // by group
  const int64_t max_nodes_;
  int64_t best_micros_;
  std::optional<std::vector<PlannedPair>> better_;
  int64_t nodes_ = 0;
  int64_t looks_ = 0;
  bool gave_up_ = false;
};

}  // namespace

PairAnswer SolvePairs(const Universe& universe, const Candidates& candidates, const Parameters& parameters,
                      const Twins& twins, const FeatureMicros& value_micros, int64_t known_micros,
                      int64_t max_nodes) {
  return Search(universe, candidates, parameters, twins, value_micros, known_micros, max_nodes).Run();
}

}  // namespace praksis::selection
