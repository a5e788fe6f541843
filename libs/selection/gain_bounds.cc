// The part of GainSearch that bounds gains.
#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <span>
#include <vector>

#include "libs/selection/gain_search.h"

namespace praksis::selection {
namespace {

// So many of the other features are tried both ways when a prefix is bounded; of the rest, the better of both
// is taken number by number.
constexpr size_t kTriedBothWays = 4;

}  // namespace

void GainSearch::BoundRemaining(std::span<const int32_t> wanted, uint32_t first_quota,
                                std::vector<int64_t>& remaining) {
  RenewTable();
  bounded_ = true;
  const auto larger = [](const Gain& a, const Gain& b) {
    return a.micros != b.micros ? a.micros > b.micros : a.class_index < b.class_index;
  };
  // By quota, the largest bounds, and some more in the place of the few that are compared; and what nobody
  // else of the quota exceeds.
  std::vector<std::vector<Gain>> largest(wanted.size());
  std::vector<int64_t> others_at_most(wanted.size(), 0);
  for (uint32_t index = 0; index < bound_.size(); ++index) {
    const CandidateClass& here = candidates_.classes()[index];
    uint32_t last_quota = kNobody;
    // Of a class, a quota's groups lie together.
    for (uint32_t group = here.first_group; group < here.first_group + here.groups; ++group) {
      const uint32_t quota = candidates_.groups()[group].quota;
      if (quota < first_quota || quota == last_quota || wanted[quota] == 0) continue;
      last_quota = quota;
      std::vector<Gain>& of_quota = largest[quota];
      const bool full = of_quota.size() == static_cast<size_t>(wanted[quota]) + kBatch;
      // Of equal ones the first are kept.
      if (full && Micros(index) <= of_quota.back().micros) continue;
      if (table_ != nullptr) Tighten(index);
      const Gain gain{.micros = Micros(index), .class_index = index};
      if (full && gain.micros <= of_quota.back().micros) continue;
      if (full) of_quota.pop_back();
      of_quota.insert(std::upper_bound(of_quota.begin(), of_quota.end(), gain, larger), gain);
    }
  }
  for (uint32_t quota = first_quota; quota < wanted.size(); ++quota) {
    if (largest[quota].size() == static_cast<size_t>(wanted[quota]) + kBatch) {
      others_at_most[quota] = largest[quota].back().micros;
    }
  }
  for (uint32_t quota = first_quota; quota < wanted.size(); ++quota) {
    // Comparing the first few costs little and lowers much.
    const auto count = static_cast<size_t>(wanted[quota]);
    std::vector<Gain>& of_quota = largest[quota];
    const auto sort_anew = [&] {
      for (Gain& gain : of_quota) gain.micros = Micros(gain.class_index);
      std::sort(of_quota.begin(), of_quota.end(), larger);
    };
    sort_anew();
    std::vector<uint32_t> batch;
    size_t exact = 0;
    for (const Gain& gain : of_quota) {
      if (batch.size() == kBatch || exact == count) break;
      if (IsExact(gain.class_index)) {
        ++exact;
      } else {
        batch.push_back(gain.class_index);
      }
    }
    if (exact == 0) Evaluate(batch);
    sort_anew();
    for (size_t i = 0; i < std::min(count, of_quota.size()); ++i) {
      remaining[quota] += std::max(of_quota[i].micros, others_at_most[quota]);
    }
  }
}

void GainSearch::Tighten(uint32_t class_index) {
  if (IsExact(class_index) || tightened_at_[class_index] == table_moment_) return;
  int64_t& bound = bound_[class_index];
  bound =
      std::min(bound, table_->steps().micros * table_->Bound(candidates_.classes()[class_index].features));
  tightened_at_[class_index] = table_moment_;
}

void GainSearch::MakeTable() {
  if (table_ == nullptr) {
    table_ = std::make_unique<BoundTable>(universe_, columns_, likeness_, memory_);
    const std::pmr::vector<CandidateClass>& classes = candidates_.classes();
    for (uint32_t begin = 0, end = 0; begin < classes.size(); begin = end) {
      const size_t cell = columns_.CellOf(classes[begin].features);
      for (end = begin + 1; end < classes.size() && columns_.CellOf(classes[end].features) == cell;) ++end;
      cells_.push_back({.micros = 0,
                        .begin = begin,
                        .end = end,
                        .cell = static_cast<uint32_t>(cells_.size()),
                        .depth = 0,
                        .value = 0});
    }
    tightened_at_.assign(classes.size(), -1);
    free_.resize(cells_.size() * columns_.others().size());
    terms_stride_ = (table_->steps().of_others + 3) / 4 * 4;
    free_terms_.resize(2 * free_.size() * terms_stride_);
  }
  table_->Rebuild(coverage_);
  table_moment_ = moment_;
  // No visits: every moment has one, whatever is spent.
  if (patience_ != nullptr) patience_->Spend(BoundTable::RebuildVisits(columns_));
  FindFreeTerms();
  for (Node& cell : cells_) cell.micros = CellMicros(cell);
}

void GainSearch::FindFreeTerms() {
  const std::vector<size_t>& others = columns_.others();
  const Steps& steps = table_->steps();
  std::fill(free_terms_.begin(), free_terms_.end(), 0);
  for (const Node& node : cells_) {
    const size_t cell = columns_.CellOf(candidates_.classes()[node.begin].features);
    for (size_t i = 0; i < others.size(); ++i) {
      const size_t index = FreeIndex(node.cell, i);
      Free& free = free_[index];
      free = {};
      const int64_t step_micros = steps.micros * steps.of_feature[others[i]];
      for (int value = 1; value < universe_.value_count(static_cast<int>(others[i])); ++value) {
        const auto here = static_cast<uint8_t>(value);
        const BoundTable::Terms terms = table_->TermsOf(cell, others[i], here);
        const bool is_new = shown_.IsNew(others[i], here);
        const bool apart = is_new && i < kTriedBothWays;
        free.any_new = free.any_new || apart;
        int64_t& micros = apart ? free.newly_micros : free.already_micros;
        micros = std::max(micros, step_micros * terms[0] + (is_new ? value_micros_[others[i]] : 0));
        uint32_t* const largest = FreeTerms(index, apart);
        for (size_t m = 1; m < steps.of_others; ++m) largest[m] = std::max(largest[m], terms[m]);
      }
    }
  }
}

int64_t GainSearch::LargestChoice(size_t cell, size_t depth, int64_t micros,
                                  std::array<BoundTable::Terms, kFeatureCount>& terms) const {
  const size_t others = columns_.others().size();
  if (depth == others) {
    return micros + table_->steps().micros * table_->SumOf(std::span(terms.data(), others));
  }
  const size_t index = FreeIndex(cell, depth);
  terms[depth] = FreeTerms(index, false);
  const int64_t already = LargestChoice(cell, depth + 1, micros + free_[index].already_micros, terms);
  if (!free_[index].any_new) return already;
  terms[depth] = FreeTerms(index, true);
  return std::max(already, LargestChoice(cell, depth + 1, micros + free_[index].newly_micros, terms));
}

std::span<const GainSearch::Node> GainSearch::ChildrenOf(const Node& node) {
  const auto [at, is_new] = opened_.try_emplace(uint64_t{node.begin} << 8 | node.depth);
  Children& children = at->second;
  if (is_new) {
    children.first = static_cast<uint32_t>(children_.size());
    const std::pmr::vector<CandidateClass>& classes = candidates_.classes();
    const size_t feature = columns_.others()[node.depth];
    for (uint32_t begin = node.begin, end = 0; begin < node.end; begin = end) {
      const uint8_t value = classes[begin].features.values[feature];
      end = static_cast<uint32_t>(std::upper_bound(classes.begin() + begin, classes.begin() + node.end, value,
                                                   [&](uint8_t wanted, const CandidateClass& here) {
                                                     return wanted < here.features.values[feature];
                                                   }) -
                                  classes.begin());
      children_.push_back({.micros = 0,
                           .begin = begin,
                           .end = end,
                           .cell = node.cell,
                           .depth = static_cast<uint8_t>(node.depth + 1),
                           .value = value});
    }
    children.count = static_cast<uint32_t>(children_.size()) - children.first;
  }
  const std::span<Node> nodes = std::span(children_).subspan(children.first, children.count);
  if (children.bounded_at != table_moment_) {
    children.bounded_at = table_moment_;
    BoundChildren(node, nodes);
  }
  return nodes;
}

int64_t GainSearch::CellMicros(const Node& cell) const {
  const CanonicalFeatures& features = candidates_.classes()[cell.begin].features;
  int64_t micros = table_->steps().micros * table_->Constant(columns_.CellOf(features));
  for (const size_t feature : columns_.core()) micros += ShownMicros(features, feature);
  std::array<BoundTable::Terms, kFeatureCount> terms{};
  return LargestChoice(cell.cell, 0, micros, terms);
}

void GainSearch::BoundChildren(const Node& node, std::span<Node> children) const {
  const CanonicalFeatures& features = candidates_.classes()[node.begin].features;
  const std::vector<size_t>& others = columns_.others();
  const size_t cell = columns_.CellOf(features);
  int64_t shared = table_->steps().micros * table_->Constant(cell);
  for (const size_t feature : columns_.core()) shared += ShownMicros(features, feature);
  std::array<BoundTable::Terms, kFeatureCount> terms{};
  for (size_t i = 0; i < node.depth; ++i) {
    terms[i] = table_->TermsOf(cell, others[i], features.values[others[i]]);
    shared += ShownMicros(features, others[i]);
  }
  const size_t feature = others[node.depth];
  for (Node& child : children) {
    terms[node.depth] = table_->TermsOf(cell, feature, child.value);
    const int64_t shown = shown_.IsNew(feature, child.value) ? value_micros_[feature] : 0;
    child.micros = LargestChoice(node.cell, child.depth, shared + shown, terms);
  }
}

}  // namespace praksis::selection
