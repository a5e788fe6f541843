// Which candidates would add most to what has been picked, without comparing all of them with the universe.
//
// A class's gain at an earlier moment bounds its gain now (submodularity), so only classes whose bound
// reaches the best gain found are compared. Where too many bounds reach it, BoundTable bounds prefixes of
// features: candidates are sorted by core and other features, so that those who share a prefix are
// neighbours, and a prefix that cannot reach the best is left aside with all of them. A class compared before
// is compared again only with what the picks since then have changed. The same by any weights (likeness.h);
// where they are not counted, each comparison takes longer and nothing is known of what has changed.
#ifndef PRAKSIS_LIBS_SELECTION_GAIN_SEARCH_H_
#define PRAKSIS_LIBS_SELECTION_GAIN_SEARCH_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libs/selection/bound_table.h"
#include "libs/selection/candidates.h"
#include "libs/selection/coverage.h"
#include "libs/selection/gain_source.h"
#include "libs/selection/likeness.h"
#include "libs/selection/objective.h"
#include "libs/selection/patience.h"
#include "libs/selection/universe.h"

namespace praksis::selection {

// Not thread-safe; everything passed in must outlive it.
class GainSearch final : public GainSource {
 public:
  enum class Tables : uint8_t { kWhereWorthwhile, kAlways };
  // Once `patience` has ended, where there is one, what is found means nothing.
  GainSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
             const Parameters& parameters, const Likeness& likeness, Tables tables = Tables::kWhereWorthwhile,
             Patience* patience = nullptr,
             std::pmr::memory_resource* memory = std::pmr::get_default_resource());

  Gains Largest(const Admits& admits, size_t count, Effort effort) override;
  // As Largest, but where the visits are spent, bounds take the place of gains: none of the `count` largest
  // gains is larger than its counterpart.
  std::vector<Gain> LargestBounds(const Admits& admits, size_t count, int64_t visits);
  std::vector<int64_t> LargestRemaining(std::span<const int32_t> wanted, int64_t visits) override;
  void Add(uint32_t class_index, uint32_t number) override {
    Add(candidates_.classes()[class_index].features, number);
  }
  // `pick` has been chosen as the `number`th.
  void Add(const CanonicalFeatures& pick, uint32_t number);
  int64_t WorthAtMost() const override;
  // Everything covered and shown.
  int64_t Everything() const override;

  bool limited() const override { return hurried_ || bounded_; }

  const Coverage& coverage() const override { return coverage_; }
  const Shown& shown() const override { return shown_; }
  const FeatureMicros& value_micros() const { return value_micros_; }

 private:
  // Either a class that is admitted, or neighbouring classes begin … end - 1, equal in the core and the first
  // `depth` other features; and at most what one of them adds.
  static constexpr uint8_t kClass = 255;
  struct Node {
    int64_t micros;
    uint32_t begin;
    uint32_t end;
    uint32_t cell;  // into cells_
    uint8_t depth;  // or kClass
    uint8_t value;  // of the feature at depth - 1
    friend bool operator<(const Node& a, const Node& b) {
      return a.micros != b.micros ? a.micros < b.micros : a.begin > b.begin;
    }
  };
  // What a value of a further feature may contribute at most within a cell: one that would be shown newly
  // (which are rare, so that little agrees with them), and one that would not. Without `any_new`, already
  // stands for both. The first of the terms is in micros, not among the terms, which are in free_terms_.
  struct Free {
    int64_t newly_micros = 0;
    int64_t already_micros = 0;
    bool any_new = false;
  };
  // Of a cell of the candidates and one of the other features.
  size_t FreeIndex(size_t cell, size_t other) const { return cell * columns_.others().size() + other; }
  uint32_t* FreeTerms(size_t free_index, bool newly) {
    return &free_terms_[(2 * free_index + (newly ? 1 : 0)) * terms_stride_];
  }
  const uint32_t* FreeTerms(size_t free_index, bool newly) const {
    return &free_terms_[(2 * free_index + (newly ? 1 : 0)) * terms_stride_];
  }
  class Search;
  // Classes compared with the universe together.
  static constexpr size_t kBatch = 8;

  int64_t Micros(uint32_t class_index) const {
    return bound_[class_index] + shown_.NewMicros(candidates_.classes()[class_index].features, value_micros_);
  }
  bool IsExact(uint32_t class_index) const {
    return exact_at_[class_index] == moment_ || bound_[class_index] == 0;
  }
  // What LargestRemaining says of the quotas from `first_quota` on, by bounds alone.
  void BoundRemaining(std::span<const int32_t> wanted, uint32_t first_quota, std::vector<int64_t>& remaining);
  void Spend(int64_t visits) {
    visits_ += visits;
    if (patience_ != nullptr) patience_->Spend(visits);
  }
  bool IsOver() const { return patience_ != nullptr && patience_->ended(); }
  // What comparing a class with an entry costs.
  int64_t VisitsPerEntry() const;
  void Evaluate(std::span<const uint32_t> classes);
  // What `class_index` has lost since it was exact; nothing where comparing it anew costs no more.
  std::optional<int64_t> LostSince(uint32_t class_index);
  // Lowers the bound of a class to what the table says.
  void Tighten(uint32_t class_index);
  void MakeTable();
  bool HasTable() const { return table_ != nullptr; }
  // So many candidates that there will be one.
  bool NeedsTable() const;
  // Makes one for this moment, where there is to be one at all.
  void RenewTable() {
    if (table_moment_ != moment_ && (HasTable() || tables_ == Tables::kAlways)) MakeTable();
  }
  void FindFreeTerms();
  // The nodes that share one more feature, for a node of several classes, in the order of their classes;
  // bounded once a table. Valid until the next call.
  std::span<const Node> ChildrenOf(const Node& node);
  int64_t ShownMicros(const CanonicalFeatures& features, size_t feature) const {
    return shown_.IsNew(feature, features.values[feature]) ? value_micros_[feature] : 0;
  }
  // What a class adds at most that is in the cell.
  int64_t CellMicros(const Node& cell) const;
  // Sets what the classes of each of these children of a node add at most.
  void BoundChildren(const Node& node, std::span<Node> children) const;
  // The largest with some choice for each feature from `depth` on; `terms` has those before it.
  int64_t LargestChoice(size_t cell, size_t depth, int64_t micros,
                        std::array<BoundTable::Terms, kFeatureCount>& terms) const;

  const Universe& universe_;
  const Columns& columns_;
  const Candidates& candidates_;
  const Likeness& likeness_;
  const FeatureMicros value_micros_;
  const Tables tables_;
  Patience* const patience_;
  std::pmr::memory_resource* const memory_;
  Coverage coverage_;
  Shown shown_;
  int64_t visits_ = 0;
  // A search was ended because the visits were spent.
  bool hurried_ = false;
  // Bounds have taken the place of gains.
  bool bounded_ = false;

  // Counts the picks.
  int moment_ = 0;
  // By class: at most how much it covers more now.
  std::pmr::vector<int64_t> bound_;
  // By class: how much it covered more at a moment, exactly.
  std::pmr::vector<int64_t> exact_;
  std::pmr::vector<int> exact_at_;
  // Classes compared for this moment.
  std::vector<uint32_t> compared_;
  // By moment less one: what changed then; nothing where much did.
  std::vector<std::optional<ChangedEntries>> changes_;

  std::unique_ptr<BoundTable> table_;  // made when first needed, and from then on for every moment
  int table_moment_ = -1;
  std::pmr::vector<int> tightened_at_;  // by class: the moment for which its bound is the table's
  std::vector<Node> cells_;             // of the candidates
  // What any search has opened: by begin and depth of a node, where in children_ its own are, and for which
  // moment's table they are bounded.
  struct Children {
    uint32_t first = 0;
    uint32_t count = 0;
    int bounded_at = -1;
  };
  absl::flat_hash_map<uint64_t, Children> opened_;
  std::pmr::vector<Node> children_;
  std::vector<Free> free_;  // by FreeIndex
  size_t terms_stride_ = 0;
  std::pmr::vector<uint32_t> free_terms_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_GAIN_SEARCH_H_
