#include "libs/selection/twins.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "libs/base/check.h"

namespace praksis::selection {
namespace {

constexpr int64_t kWholeMicros = 1'000'000;

}  // namespace

Twins::Twins(const Candidates& candidates, const Candidates& others, const OtherEnding& other_ending,
             const Parameters& parameters)
    : others_(others),
      parameters_(parameters),
      kinds_(other_ending.others().pool().sites.size()),
      taken_(others.groups().size(), 0) {
  std::map<std::pair<uint16_t, Before>, Kind> kinds;
  for (uint32_t i = 0; i < others.groups().size(); ++i) {
    const Group& group = others.groups()[i];
    const Before before = other_ending.Translated(others.classes()[group.class_index].features);
    Kind& kind = kinds[{others.sites()[group.quota].site, before}];
    kind.before = before;
    kind.groups.push_back(i);
    kind.left += group.members;
  }
  for (auto& [key, kind] : kinds) kinds_[key.first].push_back(std::move(kind));

  std::map<std::pair<uint16_t, Before>, uint32_t> keys;
  for (const CandidateClass& here : candidates.classes()) {
    const uint16_t site = candidates.sites()[candidates.groups()[here.first_group].quota].site;
    const Before before = BeforeOf(here.features);
    const auto [key, is_new] = keys.try_emplace({site, before}, static_cast<uint32_t>(keys_.size()));
    if (is_new) FindBest(keys_.emplace_back(Key{.site = site, .before = before}));
    key_of_class_.push_back(key->second);
  }
}

int64_t Twins::Alike(const Before& a, const Before& b) const {
  int64_t agreed = 0;
  int64_t all = 0;
  int agreements = 0;
  int weighing = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const int32_t weight = parameters_.weights_permille[static_cast<size_t>(kKnownBefore[i])];
    if (weight == 0) continue;
    all += weight;
    ++weighing;
    if (a[i] == 0 || a[i] != b[i]) continue;
    agreed += weight;
    ++agreements;
  }
  if (agreements < std::min(kFewestAgreements, weighing)) return 0;
  return kWholeMicros * agreed / all;
}

void Twins::FindBest(Key& key) const {
  key.micros = 0;
  const std::vector<Kind>& kinds = kinds_[key.site];
  for (uint32_t i = 0; i < kinds.size(); ++i) {
    if (kinds[i].left == 0) continue;
    const int64_t micros = Alike(key.before, kinds[i].before);
    if (micros <= key.micros) continue;
    key.micros = micros;
    key.kind = i;
  }
}

void Twins::Plan(const std::vector<PlannedPair>& pairs) {
  for (const PlannedPair& pair : pairs) {
    planned_[pair.class_index].push_back(pair.kind);
    --kinds_[keys_[key_of_class_[pair.class_index]].site][pair.kind].left;
  }
  for (auto& [class_index, kinds] : planned_) {
    std::sort(kinds.begin(), kinds.end(), [&, index = class_index](uint32_t a, uint32_t b) {
      const int64_t micros_a = MicrosWith(index, a);
      const int64_t micros_b = MicrosWith(index, b);
      return micros_a != micros_b ? micros_a < micros_b : a > b;
    });
  }
  for (Key& key : keys_) FindBest(key);
}

Pick::Twin Twins::Take(uint32_t class_index) {
  const Key chosen = keys_[key_of_class_[class_index]];
  if (const auto planned = planned_.find(class_index); planned != planned_.end()) {
    const Kind& kind = kinds_[chosen.site][planned->second.back()];
    planned->second.pop_back();
    if (planned->second.empty()) planned_.erase(planned);
    return TakeOf(kind);
  }
  PRAKSIS_CHECK(chosen.micros > 0, "class_index=", class_index);
  Kind& kind = kinds_[chosen.site][chosen.kind];
  if (--kind.left == 0) {
    for (Key& key : keys_) {
      if (key.site == chosen.site && key.kind == chosen.kind) FindBest(key);
    }
  }
  return TakeOf(kind);
}

Pick::Twin Twins::TakeOf(const Kind& kind) {
  std::optional<Ranked> first;
  uint32_t first_group = 0;
  for (const uint32_t group : kind.groups) {
    const Group& here = others_.groups()[group];
    if (taken_[group] == here.members) continue;
    Ranked next = others_.Rank(here, parameters_.seed, size_t{taken_[group]} + 1).back();
    if (first && !(next < *first)) continue;
    first = std::move(next);
    first_group = group;
  }
  PRAKSIS_CHECK(first.has_value(), "a kind of twins has nobody left");
  ++taken_[first_group];
  return {.placement = first->row, .anonymised = first->anonymised};
}

}  // namespace praksis::selection
