#include "libs/selection/gain_search.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <utility>

#include "libs/base/check.h"

namespace praksis::selection {
namespace {

// So few classes are bounded one by one, not by what they share.
constexpr uint32_t kFew = 24;

// Where comparing all classes once costs more than so many tables, one will be made.
constexpr int64_t kTablesForAll = 20;

// Once visits are spent a table serves for so many moments.
constexpr int kMomentsPerTable = 2;

// Looking an entry up takes the time of so many visits.
constexpr int64_t kVisitsPerLookUp = 5;

// Bounding a prefix, too, for as long as the choice is waited for.
constexpr int64_t kVisitsPerPrefix = 10'000;

}  // namespace

// One search for the largest gains.
class GainSearch::Search {
 public:
  Search(GainSearch& search, const Admits& admits, size_t count)
      : search_(search), admits_(admits), count_(count), heap_(search.memory_) {
    Begin();
  }

  // False where the visits were spent, or nobody waits any more, before everything that could be among the
  // largest was compared; those found until then are among the answer.
  bool Run(Effort effort) {
    if (effort.batches == 0 && search_.visits_ >= effort.visits) {
      for (const uint32_t index : search_.compared_) {
        if (admits_(index)) Found(search_.Micros(index), index);
      }
      if (!found_.empty()) return false;
    }
    for (int32_t batches = 0; CollectBatch(); ++batches) {
      if (search_.visits_ >= effort.visits && batches >= effort.batches && !found_.empty()) return false;
      search_.Evaluate(batch_);
      for (const uint32_t index : batch_) Found(search_.Micros(index), index);
      if (search_.IsOver()) return false;
      if (batches == 0 && !search_.HasTable() && TableIsWorthwhile()) {
        search_.MakeTable();
        Begin();
      }
    }
    return !search_.IsOver();
  }

  // Takes bounds for gains from here on.
  void RunOnBounds() {
    do {
      for (const uint32_t index : batch_) Found(search_.Micros(index), index);
    } while (CollectBatch());
  }

  std::vector<Gain> Take() {
    std::erase_if(found_, [&](const Gain& gain) { return !Reaches(gain.micros); });
    std::sort(found_.begin(), found_.end(), [](const Gain& a, const Gain& b) {
      return a.micros != b.micros ? a.micros > b.micros : a.class_index < b.class_index;
    });
    return std::move(found_);
  }

 private:
  bool Reaches(int64_t micros) const { return largest_.size() < count_ || micros >= largest_.back(); }

  void Found(int64_t micros, uint32_t index) {
    if (!Reaches(micros)) return;
    found_.push_back({.micros = micros, .class_index = index});
    largest_.insert(std::upper_bound(largest_.begin(), largest_.end(), micros, std::greater<>()), micros);
    if (largest_.size() > count_) largest_.pop_back();
  }

  // Everything that is admitted, unbounded or by cell.
  void Begin() {
    found_.clear();
    largest_.clear();
    heap_.clear();
    if (search_.HasTable()) {
      heap_.assign(search_.cells_.begin(), search_.cells_.end());
    } else {
      BeginWithClasses();
    }
    std::make_heap(heap_.begin(), heap_.end());
  }

  // Those whose gain is known first, so that few of the others need be kept.
  void BeginWithClasses() {
    const auto size = static_cast<uint32_t>(search_.bound_.size());
    for (uint32_t index = 0; index < size; ++index) {
      if (!search_.IsExact(index)) continue;
      const int64_t micros = search_.Micros(index);
      if (Reaches(micros) && admits_(index)) Found(micros, index);
    }
    for (uint32_t index = 0; index < size; ++index) {
      if (!search_.IsExact(index) && admits_(index)) PushAdmitted(index);
    }
  }

  void PushAdmitted(uint32_t index) {
    const Node node{.micros = search_.Micros(index),
                    .begin = index,
                    .end = index + 1,
                    .cell = 0,
                    .depth = kClass,
                    .value = 0};
    if (Reaches(node.micros)) heap_.push_back(node);
  }

  // The next classes to be compared; false where none can be among the largest any more, or nobody waits.
  bool CollectBatch() {
    batch_.clear();
    while (batch_.size() < kBatch && !search_.IsOver() && !heap_.empty() && Reaches(heap_.front().micros)) {
      std::pop_heap(heap_.begin(), heap_.end());
      const Node node = heap_.back();
      heap_.pop_back();
      if (node.depth != kClass) {
        Open(node);
      } else if (search_.IsExact(node.begin)) {
        Found(node.micros, node.begin);
      } else {
        batch_.push_back(node.begin);
      }
    }
    return !batch_.empty();
  }

  void Open(const Node& node) {
    if (node.end - node.begin <= kFew || node.depth + size_t{1} >= search_.columns_.others().size()) {
      for (uint32_t index = node.begin; index < node.end; ++index) {
        if (!admits_(index)) continue;
        search_.Tighten(index);
        PushOpened([&] { PushAdmitted(index); });
      }
      return;
    }
    const std::span<const Node> children = search_.ChildrenOf(node);
    for (const Node& child : children) {
      PushOpened([&] {
        if (Reaches(child.micros)) heap_.push_back(child);
      });
    }
    if (search_.patience_ != nullptr) {
      search_.patience_->Spend(static_cast<int64_t>(children.size()) * kVisitsPerPrefix);
    }
  }

  template <typename Push>
  void PushOpened(const Push& push) {
    const size_t before = heap_.size();
    push();
    if (heap_.size() > before) std::push_heap(heap_.begin(), heap_.end());
  }

  // Comparing all that could still be among the largest would cost more than a table.
  bool TableIsWorthwhile() const {
    const auto reaching =
        std::count_if(heap_.begin(), heap_.end(), [&](const Node& node) { return Reaches(node.micros); });
    return reaching * static_cast<int64_t>(search_.columns_.size()) * search_.VisitsPerEntry() >
           BoundTable::RebuildVisits(search_.columns_);
  }

  GainSearch& search_;
  const Admits& admits_;
  const size_t count_;
  std::pmr::vector<Node> heap_;
  std::vector<uint32_t> batch_;
  std::vector<Gain> found_;
  std::vector<int64_t> largest_;  // descending, at most count_
};

GainSearch::GainSearch(const Universe& universe, const Columns& columns, const Candidates& candidates,
                       const Parameters& parameters, const Likeness& likeness, Tables tables,
                       Patience* patience, std::pmr::memory_resource* memory)
    : universe_(universe),
      columns_(columns),
      candidates_(candidates),
      likeness_(likeness),
      value_micros_(
          selection::ShownMicros(universe, parameters.weights_permille,
                                 int64_t{parameters.lambda_permille} * 1000 * universe.placements())),
      tables_(tables),
      patience_(patience),
      memory_(memory),
      coverage_(columns, likeness, memory),
      bound_(memory),
      exact_(memory),
      exact_at_(candidates.classes().size(), 0, memory),
      tightened_at_(memory),
      children_(memory),
      free_terms_(memory) {
  // While nothing is covered, a class adds just the placements that have its values.
  bound_.reserve(candidates.classes().size());
  for (const CandidateClass& here : candidates.classes()) {
    int64_t added = 0;
    for (size_t feature = 0; feature < kFeatureCount; ++feature) {
      added += likeness.feature_micros()[feature] *
               universe.placements_with(static_cast<int>(feature), here.features.values[feature]);
    }
    bound_.push_back(added);
  }
  exact_ = bound_;
}

int64_t GainSearch::VisitsPerEntry() const { return likeness_.IsCounted() ? 1 : kVisitsPerLookUp; }

bool GainSearch::NeedsTable() const {
  return static_cast<int64_t>(bound_.size() * columns_.size()) * VisitsPerEntry() >
         kTablesForAll * BoundTable::RebuildVisits(columns_);
}

GainSource::Gains GainSearch::Largest(const Admits& admits, size_t count, Effort effort) {
  if (moment_ > 0 && !HasTable() && NeedsTable()) MakeTable();
  // A table takes the time of a hundred comparisons, and says little more than that of the moment before.
  if (!hurried_ || moment_ - table_moment_ >= kMomentsPerTable) RenewTable();
  Search search(*this, admits, count);
  Gains largest;
  largest.complete = search.Run(effort);
  hurried_ = hurried_ || !largest.complete;
  largest.gains = search.Take();
  return largest;
}

std::vector<GainSource::Gain> GainSearch::LargestBounds(const Admits& admits, size_t count, int64_t visits) {
  RenewTable();
  Search search(*this, admits, count);
  if (!search.Run({.visits = visits})) {
    bounded_ = true;
    search.RunOnBounds();
  }
  return search.Take();
}

void GainSearch::Add(const CanonicalFeatures& pick, uint32_t number) {
  coverage_.Add(pick, number);
  shown_.Add(pick);
  changes_.push_back(coverage_.TakeChanged());
  compared_.clear();
  ++moment_;
}

std::vector<int64_t> GainSearch::LargestRemaining(std::span<const int32_t> wanted, int64_t visits) {
  std::vector<int64_t> remaining(wanted.size());
  for (uint32_t quota = 0; quota < wanted.size(); ++quota) {
    if (wanted[quota] == 0) continue;
    if (visits_ >= visits) {
      BoundRemaining(wanted, quota, remaining);
      break;
    }
    // A second member of a class adds nothing to the first.
    const auto admits = [&](uint32_t index) { return candidates_.MembersAt(index, quota) > 0; };
    const auto count = static_cast<size_t>(wanted[quota]);
    const std::vector<Gain> largest = LargestBounds(admits, count, visits);
    for (size_t i = 0; i < std::min(count, largest.size()); ++i) remaining[quota] += largest[i].micros;
  }
  return remaining;
}

int64_t GainSearch::WorthAtMost() const { return coverage_.micros() + shown_.Micros(value_micros_); }

int64_t GainSearch::Everything() const {
  int64_t everything = 0;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    for (int value = 1; value < universe_.value_count(static_cast<int>(feature)); ++value) {
      const int64_t placements =
          universe_.placements_with(static_cast<int>(feature), static_cast<uint8_t>(value));
      everything +=
          likeness_.feature_micros()[feature] * placements + (placements > 0 ? value_micros_[feature] : 0);
    }
  }
  return everything;
}

void GainSearch::Evaluate(std::span<const uint32_t> classes) {
  std::vector<uint32_t> anew;
  std::vector<CanonicalFeatures> features;
  const auto set = [&](uint32_t index, int64_t added) {
    PRAKSIS_CHECK(added <= bound_[index], "adds ", added, ", bound ", bound_[index]);
    bound_[index] = exact_[index] = added;
    exact_at_[index] = moment_;
    compared_.push_back(index);
  };
  for (const uint32_t index : classes) {
    if (const std::optional<int64_t> lost = LostSince(index)) {
      set(index, exact_[index] - *lost);
    } else {
      anew.push_back(index);
      features.push_back(candidates_.classes()[index].features);
    }
  }
  std::vector<int64_t> added(anew.size());
  AddedMicros(columns_, likeness_, coverage_.nearness(), features, added);
  for (size_t i = 0; i < anew.size(); ++i) set(anew[i], added[i]);
  Spend(static_cast<int64_t>(anew.size() * columns_.size()) * VisitsPerEntry());
}

std::optional<int64_t> GainSearch::LostSince(uint32_t class_index) {
  const auto since = static_cast<size_t>(exact_at_[class_index]);
  size_t entries = 0;
  for (size_t i = since; i < changes_.size(); ++i) {
    if (!changes_[i]) return std::nullopt;
    entries += changes_[i]->size();
  }
  if (entries > columns_.size() / 2) return std::nullopt;
  const FeatureValues values = ComparedValues(candidates_.classes()[class_index].features);
  int64_t lost = 0;
  for (size_t i = since; i < changes_.size(); ++i) lost += LostInChange(*changes_[i], likeness_, values);
  Spend(static_cast<int64_t>(entries));
  return lost * likeness_.part_micros();
}

}  // namespace praksis::selection
