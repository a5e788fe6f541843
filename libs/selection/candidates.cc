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
#include <future>
#include <numeric>
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

// From so many classes on, two threads look for candidates.
constexpr size_t kClassesForTwo = 50'000;

// Who of the universe is a candidate.
class Sieve {
 public:
  Sieve(const Universe& universe, const Parameters& parameters)
      : universe_(universe),
        parameters_(parameters),
        pool_(universe.pool()),
        quotas_(pool_, parameters),
        filters_(pool_, parameters),
        by_features_(quotas_.GoByFeatures() || !parameters.filters.empty()),
        by_site_(parameters.mode == Mode::kMatchedPair) {}

  // Adds those of the universe's classes `begin` … `end` - 1 to what is found.
  void Sift(size_t begin, size_t end, CandidatesFound& found) const {
    std::vector<Member> members;
    for (size_t index = begin; index < end; ++index) {
      const FeatureClass& here = universe_.classes()[index];
      members.clear();
      FindMembers(here, found.sites, members);
      if (members.empty()) continue;
      if (members.size() > 1) std::sort(members.begin(), members.end());
      AddClass(here.features, members, found);
    }
  }

 private:
  // A candidate of a class; in order as groups have them.
  struct Member {
    uint64_t who;  // quota and caseworker
    uint64_t row;  // whether anonymised, and row
    bool operator<(const Member& other) const { return who != other.who ? who < other.who : row < other.row; }
  };
  static constexpr uint64_t kAnonymised = uint64_t{1} << 32;

  // With a cap only; else everybody is nobody.
  uint32_t CaseworkerOf(uint32_t row) const {
    const bool is_somebody =
        parameters_.max_per_caseworker > 0 && !pool_.caseworkers[pool_.caseworker[row]].empty();
    return is_somebody ? pool_.caseworker[row] : kNobody;
  }

  void FindMembers(const FeatureClass& here, std::vector<SiteReport>& sites,
                   std::vector<Member>& members) const {
    const bool alike_enough = static_cast<int64_t>(here.placements) >= parameters_.threshold;
    // In the pool's numbers, where they matter.
    const FeatureValues features = by_features_ ? universe_.Original(here.features) : FeatureValues{};
    const bool admitted = filters_.Admit(features);
    for (uint32_t place = here.first_row; place < here.first_row + here.placements; ++place) {
      const Standing& standing = universe_.standings()[place];
      const uint8_t quota = quotas_.Of(standing.site, features);
      if (quota == kNoQuota) continue;
      SiteReport& site = sites[quota];
      ++site.universe;
      Exclusion exclusion = standing.exclusion;
      if (exclusion == Exclusion::kNone) {
        exclusion = admitted ? Decide(standing.consented, alike_enough, parameters_.consented_only)
                             : Exclusion::kFiltered;
      }
      if (exclusion != Exclusion::kNone) {
        ++site.excluded[static_cast<size_t>(exclusion)];
        continue;
      }
      ++site.candidates;
      const uint32_t row = universe_.rows()[place];
      members.push_back({.who = uint64_t{quota} << 32 | CaseworkerOf(row),
                         .row = (standing.consented ? 0 : kAnonymised) | row});
    }
  }

  void AddClass(const CanonicalFeatures& features, const std::vector<Member>& members,
                CandidatesFound& found) const {
    uint64_t before = ~uint64_t{0};  // nobody's
    for (const Member& member : members) {
      const auto quota = static_cast<uint32_t>(member.who >> 32);
      if (&member == members.data() || (by_site_ && quota != before >> 32)) {
        found.classes.push_back(
            {.features = features, .first_group = static_cast<uint32_t>(found.groups.size())});
      }
      if (member.who != before) {
        found.groups.push_back({.class_index = static_cast<uint32_t>(found.classes.size() - 1),
                                .quota = quota,
                                .caseworker = static_cast<uint32_t>(member.who),
                                .first = static_cast<uint32_t>(found.members.size())});
        ++found.classes.back().groups;
      }
      before = member.who;
      found.members.push_back(static_cast<uint32_t>(member.row));
      ++found.groups.back().members;
      if ((member.row & kAnonymised) == 0) ++found.groups.back().consented;
    }
  }

  const Universe& universe_;
  const Parameters& parameters_;
  const Pool& pool_;
  const Quotas quotas_;
  const Filters filters_;
  const bool by_features_;
  const bool by_site_;
};

CandidatesFound NothingFound(const Parameters& parameters, std::pmr::memory_resource* memory) {
  CandidatesFound found(memory);
  for (const Quota& quota : parameters.quotas) {
    SiteReport& site = found.sites.emplace_back();
    site.site = quota.site;
    site.among = quota.among;
    site.quota = quota.count;
  }
  return found;
}

// Adds what was found in later classes.
void Append(const CandidatesFound& later, CandidatesFound& found) {
  const auto classes = static_cast<uint32_t>(found.classes.size());
  const auto groups = static_cast<uint32_t>(found.groups.size());
  const auto members = static_cast<uint32_t>(found.members.size());
  for (CandidateClass here : later.classes) {
    here.first_group += groups;
    found.classes.push_back(here);
  }
  for (Group group : later.groups) {
    group.class_index += classes;
    group.first += members;
    found.groups.push_back(group);
  }
  found.members.insert(found.members.end(), later.members.begin(), later.members.end());
  for (size_t i = 0; i < found.sites.size(); ++i) {
    SiteReport& site = found.sites[i];
    site.universe += later.sites[i].universe;
    site.candidates += later.sites[i].candidates;
    for (size_t j = 0; j < site.excluded.size(); ++j) site.excluded[j] += later.sites[i].excluded[j];
  }
}

}  // namespace

Candidates::Candidates(const Universe& universe, const Parameters& parameters,
                       std::pmr::memory_resource* memory)
    : pool_(universe.pool()), found_(NothingFound(parameters, memory)) {
  const size_t size = universe.classes().size();
  // So many at most.
  found_.classes.reserve(size);
  found_.groups.reserve(size);
  found_.members.reserve(universe.rows().size());
  const Sieve sieve(universe, parameters);
  if (size < kClassesForTwo) {
    sieve.Sift(0, size, found_);
    return;
  }
  CandidatesFound later = NothingFound(parameters, memory);
  const std::future<void> sifted = std::async(std::launch::async, [&] { sieve.Sift(size / 2, size, later); });
  sieve.Sift(0, size / 2, found_);
  sifted.wait();
  Append(later, found_);
}

uint32_t Candidates::MembersAt(uint32_t class_index, uint32_t quota) const {
  const CandidateClass& here = classes()[class_index];
  uint32_t members = 0;
  for (uint32_t group = here.first_group; group < here.first_group + here.groups; ++group) {
    if (groups()[group].quota == quota) members += groups()[group].members;
  }
  return members;
}

std::vector<Ranked> Candidates::Rank(const Group& group, const std::string& seed, size_t limit) const {
  std::vector<Ranked> ranked;
  std::string text = seed;
  for (uint32_t i = 0; i < group.members; ++i) {
    const uint32_t row = members()[group.first + i];
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
