// What candidates_sha256 is the digest of (numbers big endian):
//   text       := names candidate*
//   names      := list(sites) list(values of feature 0) … list(values of feature 7)
//   list       := count(4 bytes) (length(4 bytes) name)*        names sorted; values without the empty one
//   candidate  := pseudonym(8 bytes) site(2 bytes) feature(1 byte){8} consented(1 byte)
// Candidates by pseudonym; site and features as indices into the sorted lists (features from 1; 0 is "not
// known").
#include "libs/selection/candidates.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/selection/conditions.h"
#include "libs/selection/radix_sort.h"

namespace praksis::selection {
namespace {

// So many upper bits tell nearly all of a million pseudonyms apart.
constexpr int kTellingBits = 22;

// Rows are looked up in the order of their features, which is any order in the pool's columns: so many before
// one is needed, it is fetched.
constexpr size_t kFetchedAhead = 16;

void AppendNames(std::vector<std::string> names, std::string& out) {
  std::sort(names.begin(), names.end());
  base::AppendBigEndian32(static_cast<uint32_t>(names.size()), out);
  for (const std::string& name : names) {
    base::AppendBigEndian32(static_cast<uint32_t>(name.size()), out);
    out += name;
  }
}

// Index of each name in the sorted list.
std::vector<uint16_t> Ranks(const std::vector<std::string>& names) {
  std::vector<uint16_t> order(names.size());
  std::iota(order.begin(), order.end(), uint16_t{0});
  std::sort(order.begin(), order.end(), [&](uint16_t a, uint16_t b) { return names[a] < names[b]; });
  std::vector<uint16_t> ranks(names.size());
  for (size_t i = 0; i < order.size(); ++i) ranks[order[i]] = static_cast<uint16_t>(i);
  return ranks;
}

}  // namespace

Candidates::Candidates(const Universe& universe, const Parameters& parameters,
                       std::pmr::memory_resource* memory)
    : pool_(universe.pool()), classes_(memory), groups_(memory), members_(memory) {
  const Pool& pool = pool_;
  for (const Quota& quota : parameters.quotas) {
    SiteReport& site = sites_.emplace_back();
    site.site = quota.site;
    site.among = quota.among;
    site.quota = quota.count;
  }
  const Quotas quotas(pool, parameters);
  const Filters filters(pool, parameters);
  const bool by_features = quotas.GoByFeatures() || !parameters.filters.empty();
  const std::pmr::vector<Standing>& standings = universe.standings();

  // With a cap only; else everybody is nobody.
  const auto caseworker_of = [&](uint32_t row) {
    if (parameters.max_per_caseworker == 0 || pool.caseworkers[pool.caseworker[row]].empty()) return kNobody;
    return pool.caseworker[row];
  };
  struct Member {
    uint32_t quota;
    uint32_t caseworker;
    bool anonymised;
    uint32_t row;
    auto Key() const { return std::tuple(quota, caseworker, anonymised, row); }
  };
  std::vector<Member> found;
  const std::pmr::vector<uint32_t>& rows = universe.rows();
  for (const FeatureClass& here : universe.classes()) {
    const bool alike_enough = static_cast<int64_t>(here.placements) >= parameters.threshold;
    found.clear();
    // In the pool's numbers, where they matter.
    const FeatureValues features = by_features ? universe.Original(here.features) : FeatureValues{};
    const bool admitted = filters.Admit(features);
    for (uint32_t i = here.first_row; i < here.first_row + here.placements; ++i) {
      const Standing& standing = standings[i];
      const uint8_t quota = quotas.Of(standing.site, features);
      if (quota == kNoQuota) continue;
      SiteReport& site = sites_[quota];
      ++site.universe;
      Exclusion exclusion = standing.exclusion;
      if (exclusion == Exclusion::kNone) {
        exclusion = admitted ? Decide(standing.consented, alike_enough, parameters.consented_only)
                             : Exclusion::kFiltered;
      }
      if (exclusion == Exclusion::kNone) {
        ++site.candidates;
        found.push_back({quota, caseworker_of(rows[i]), !standing.consented, rows[i]});
      } else {
        ++site.excluded[static_cast<size_t>(exclusion)];
      }
    }
    if (found.empty()) continue;
    if (found.size() > 1) {
      std::sort(found.begin(), found.end(),
                [](const Member& a, const Member& b) { return a.Key() < b.Key(); });
    }
    for (size_t i = 0; i < found.size(); ++i) {
      if (i == 0 || (parameters.mode == Mode::kMatchedPair && found[i].quota != found[i - 1].quota)) {
        classes_.push_back({.features = here.features, .first_group = static_cast<uint32_t>(groups_.size())});
      }
      if (i == 0 || found[i].quota != found[i - 1].quota || found[i].caseworker != found[i - 1].caseworker) {
        groups_.push_back({.class_index = static_cast<uint32_t>(classes_.size() - 1),
                           .quota = found[i].quota,
                           .caseworker = found[i].caseworker,
                           .first = static_cast<uint32_t>(members_.size())});
        ++classes_.back().groups;
      }
      members_.push_back(found[i].row);
      ++groups_.back().members;
      if (!found[i].anonymised) ++groups_.back().consented;
    }
  }
}

uint32_t Candidates::MembersAt(uint32_t class_index, uint32_t quota) const {
  const CandidateClass& here = classes_[class_index];
  uint32_t members = 0;
  for (uint32_t group = here.first_group; group < here.first_group + here.groups; ++group) {
    if (groups_[group].quota == quota) members += groups_[group].members;
  }
  return members;
}

std::vector<Ranked> Candidates::Rank(const Group& group, const std::string& seed, size_t limit) const {
  std::vector<Ranked> ranked;
  std::string text = seed;
  for (uint32_t i = 0; i < group.members; ++i) {
    const uint32_t row = members_[group.first + i];
    text.resize(seed.size());
    base::AppendBigEndian64(pool_.pseudonym[row], text);
    Ranked next{.anonymised = i >= group.consented,
                .digest = base::Sha256(text),
                .pseudonym = pool_.pseudonym[row],
                .row = row};
    if (ranked.size() == limit && !(next < ranked.back())) continue;
    if (ranked.size() == limit) ranked.pop_back();
    ranked.insert(std::upper_bound(ranked.begin(), ranked.end(), next), std::move(next));
  }
  return ranked;
}

std::optional<std::string> CandidatesSha256(const Universe& universe, const Candidates& candidates,
                                            std::pmr::memory_resource* memory) {
  const Pool& pool = universe.pool();
  const std::pmr::vector<uint32_t>& members = candidates.members();
  const std::vector<uint16_t> site_ranks = Ranks(pool.sites);
  struct Named {
    uint64_t pseudonym;
    uint32_t class_index;
    uint16_t site;
    bool consented;
  };
  Buffer<Named> unsorted(members.size(), memory);
  Buffer<Named> other(members.size(), memory);
  for (const Group& group : candidates.groups()) {
    const uint16_t site = site_ranks[candidates.sites()[group.quota].site];
    for (uint32_t i = 0; i < group.members; ++i) {
      const uint32_t place = group.first + i;
      if (place + kFetchedAhead < members.size()) {
        __builtin_prefetch(&pool.pseudonym[members[place + kFetchedAhead]]);
      }
      unsorted[place] = {.pseudonym = pool.pseudonym[members[place]],
                         .class_index = group.class_index,
                         .site = site,
                         .consented = i < group.consented};
    }
  }
  Named* const named = RadixSort(unsorted, other, 64 - kTellingBits, kTellingBits,
                                 [](const Named& candidate) { return candidate.pseudonym; });
  const auto telling = [&](size_t i) { return named[i].pseudonym >> (64 - kTellingBits); };
  for (size_t begin = 0, end = 0; begin < members.size(); begin = end) {
    for (end = begin + 1; end < members.size() && telling(end) == telling(begin);) ++end;
    if (end - begin < 2) continue;
    std::sort(&named[begin], &named[begin] + (end - begin),
              [](const Named& a, const Named& b) { return a.pseudonym < b.pseudonym; });
    for (size_t i = begin + 1; i < end; ++i) {
      if (named[i].pseudonym == named[i - 1].pseudonym) return std::nullopt;
    }
  }

  std::string names;
  AppendNames(pool.sites, names);
  for (const std::vector<std::string>& values : pool.values) {
    AppendNames(std::vector<std::string>(values.begin() + 1, values.end()), names);
  }
  constexpr size_t kCandidateBytes = 8 + 2 + kFeatureCount + 1;
  Buffer<char> text(names.size() + members.size() * kCandidateBytes, memory);
  char* out = std::copy(names.begin(), names.end(), text.data());
  for (size_t i = 0; i < members.size(); ++i) {
    const Named& candidate = named[i];
    for (int byte = 7; byte >= 0; --byte) *out++ = static_cast<char>(candidate.pseudonym >> (8 * byte));
    *out++ = static_cast<char>(candidate.site >> 8);
    *out++ = static_cast<char>(candidate.site & 0xff);
    for (const uint8_t value : candidates.classes()[candidate.class_index].features.values) {
      *out++ = static_cast<char>(value);
    }
    *out++ = candidate.consented ? 1 : 0;
  }
  return base::ToHex(base::Sha256(std::string_view(text.data(), text.size())));
}

}  // namespace praksis::selection
