#include "libs/selection/twins.h"

#include <map>
#include <optional>
#include <utility>

#include "libs/base/check.h"

namespace praksis::selection {

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

void Twins::FindBest(Key& key) const {
  key.agreements = 0;
  const std::vector<Kind>& kinds = kinds_[key.site];
  for (uint32_t i = 0; i < kinds.size(); ++i) {
    const int agreements = Agreements(key.before, kinds[i].before);
    if (kinds[i].left == 0 || agreements < kFewestAgreements || agreements <= key.agreements) continue;
    key.agreements = agreements;
    key.kind = i;
  }
}

Pick::Twin Twins::Take(uint32_t class_index) {
  const Key chosen = keys_[key_of_class_[class_index]];
  PRAKSIS_CHECK(chosen.agreements > 0, "class_index=", class_index);
  Kind& kind = kinds_[chosen.site][chosen.kind];
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
  ++taken_[first_group];
  if (--kind.left == 0) {
    for (Key& key : keys_) {
      if (key.site == chosen.site && key.kind == chosen.kind) FindBest(key);
    }
  }
  return {.placement = first->row, .anonymised = first->anonymised};
}

}  // namespace praksis::selection
