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
#include <memory>
#include <numeric>
#include <tuple>
#include <utility>

#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/selection/radix_sort.h"

namespace praksis::selection {
namespace {

constexpr uint8_t kNoQuota = 255;

// So many upper bits tell nearly all of a million pseudonyms apart.
constexpr int kTellingBits = 22;

// What decides about one placement, in two bytes, so that looking it up class by class stays within the
// cache.
struct Standing {
  uint8_t quota = kNoQuota;
  uint8_t exclusion : 7 = 0;
  uint8_t consented : 1 = 0;
};

// Which quota a placement belongs to, if any.
class Quotas {
 public:
  Quotas(const Pool& pool, const Parameters& parameters) : pool_(pool), sites_(pool.sites.size()) {
    for (size_t i = 0; i < parameters.quotas.size(); ++i) {
      const Quota& quota = parameters.quotas[i];
      OfSite& site = sites_[quota.site];
      if (!quota.among) {
        site.by_value.fill(static_cast<uint8_t>(i));
        continue;
      }
      site.feature = static_cast<size_t>(quota.among->feature);
      const std::vector<std::string>& names = pool.values[site.feature];
      const auto value = std::find(names.begin() + 1, names.end(), quota.among->value);
      if (value == names.end()) continue;
      site.by_value[static_cast<size_t>(value - names.begin())] = static_cast<uint8_t>(i);
    }
  }

  // Index into Parameters::quotas, or kNoQuota.
  uint8_t Of(size_t row) const {
    const OfSite& site = sites_[pool_.site[row]];
    return site.by_value[pool_.features[row][site.feature]];
  }

 private:
  struct OfSite {
    OfSite() { by_value.fill(kNoQuota); }
    size_t feature = 0;
    std::array<uint8_t, 256> by_value = {};
  };

  const Pool& pool_;
  std::vector<OfSite> sites_;
};

Exclusion Decide(bool consented, bool alike_enough, bool consented_only) {
  if (consented) return Exclusion::kNone;
  if (consented_only) return Exclusion::kNoConsent;
  return alike_enough ? Exclusion::kNone : Exclusion::kNoConsentAndNotAlikeEnough;
}

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

Candidates::Candidates(const Universe& universe, const Parameters& parameters) : pool_(universe.pool()) {
  const Pool& pool = pool_;
  for (const Quota& quota : parameters.quotas) {
    SiteReport& site = sites_.emplace_back();
    site.site = quota.site;
    site.among = quota.among;
    site.quota = quota.count;
  }
  const Quotas quotas(pool, parameters);
  std::vector<Standing> standings(pool.size());
  for (size_t row = 0; row < pool.size(); ++row) {
    const uint8_t quota = quotas.Of(row);
    if (quota == kNoQuota) continue;
    ++sites_[quota].universe;
    standings[row].quota = quota;
    standings[row].exclusion = static_cast<uint8_t>(pool.exclusion[row]) & 0x7f;
    standings[row].consented = pool.consented[row] ? 1 : 0;
  }

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
  for (const FeatureClass& here : universe.classes()) {
    const bool alike_enough = static_cast<int64_t>(here.placements) >= parameters.threshold;
    found.clear();
    for (uint32_t i = here.first_row; i < here.first_row + here.placements; ++i) {
      const uint32_t row = universe.rows()[i];
      const Standing standing = standings[row];
      if (standing.quota == kNoQuota) continue;
      auto exclusion = static_cast<Exclusion>(standing.exclusion);
      if (exclusion == Exclusion::kNone) {
        exclusion = Decide(standing.consented != 0, alike_enough, parameters.consented_only);
      }
      SiteReport& site = sites_[standing.quota];
      if (exclusion == Exclusion::kNone) {
        ++site.candidates;
        found.push_back({standing.quota, caseworker_of(row), standing.consented == 0, row});
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

std::vector<SiteReport::Relaxation> Relaxations(const Universe& universe, const Parameters& parameters,
                                                const SiteReport& site) {
  const Pool& pool = universe.pool();
  const Quotas quotas(pool, parameters);
  constexpr std::array<int32_t, 4> kFewerDays = {21, 14, 7, 0};
  int64_t anonymised = 0;
  int64_t consents = 0;
  std::array<int64_t, kFewerDays.size()> shorter = {};
  for (const FeatureClass& here : universe.classes()) {
    const bool alike_enough = static_cast<int64_t>(here.placements) >= parameters.threshold;
    for (uint32_t i = here.first_row; i < here.first_row + here.placements; ++i) {
      const uint32_t row = universe.rows()[i];
      if (quotas.Of(row) == kNoQuota) continue;
      const Quota& quota = parameters.quotas[quotas.Of(row)];
      if (quota.site != site.site || quota.among != site.among) continue;
      const Exclusion otherwise = Decide(pool.consented[row], alike_enough, parameters.consented_only);
      if (pool.exclusion[row] == Exclusion::kShorterThanAMonth && otherwise == Exclusion::kNone) {
        for (size_t days = 0; days < kFewerDays.size(); ++days) {
          if (pool.days[row] >= kFewerDays[days]) ++shorter[days];
        }
      } else if (pool.exclusion[row] == Exclusion::kNone && otherwise != Exclusion::kNone) {
        ++consents;
        if (alike_enough) ++anonymised;
      }
    }
  }
  std::vector<SiteReport::Relaxation> relaxations;
  relaxations.push_back({.criterion = "anonymised interviews", .adds = anonymised});
  relaxations.push_back({.criterion = "consent of those who have not given it", .adds = consents});
  int64_t before = 0;
  for (size_t days = 0; days < kFewerDays.size(); ++days) {
    // A longer step down only where it helps more.
    if (shorter[days] > before) {
      relaxations.push_back(
          {.criterion = base::StrCat("runs of at least ", kFewerDays[days], " days"), .adds = shorter[days]});
    }
    before = shorter[days];
  }
  if (parameters.max_per_caseworker > 0) {
    const int64_t wanted = std::min<int64_t>(site.quota, site.candidates);
    relaxations.push_back({.criterion = "no cap per caseworker", .adds = wanted - site.chosen});
  }
  std::erase_if(relaxations, [](const SiteReport::Relaxation& relaxation) { return relaxation.adds <= 0; });
  std::stable_sort(
      relaxations.begin(), relaxations.end(),
      [](const SiteReport::Relaxation& a, const SiteReport::Relaxation& b) { return a.adds > b.adds; });
  return relaxations;
}

std::optional<std::string> CandidatesSha256(const Universe& universe, const Candidates& candidates) {
  const Pool& pool = universe.pool();
  const std::vector<uint32_t>& members = candidates.members();
  const std::vector<uint16_t> site_ranks = Ranks(pool.sites);
  struct Named {
    uint64_t pseudonym;
    uint32_t class_index;
    uint16_t site;
    bool consented;
  };
  auto named = std::make_unique_for_overwrite<Named[]>(members.size());
  for (const Group& group : candidates.groups()) {
    const uint16_t site = site_ranks[candidates.sites()[group.quota].site];
    for (uint32_t i = 0; i < group.members; ++i) {
      const uint32_t place = group.first + i;
      named[place] = {.pseudonym = pool.pseudonym[members[place]],
                      .class_index = group.class_index,
                      .site = site,
                      .consented = i < group.consented};
    }
  }
  RadixSort(named, members.size(), 64 - kTellingBits, kTellingBits,
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

  std::string text;
  AppendNames(pool.sites, text);
  for (const std::vector<std::string>& values : pool.values) {
    AppendNames(std::vector<std::string>(values.begin() + 1, values.end()), text);
  }
  constexpr size_t kCandidateBytes = 8 + 2 + kFeatureCount + 1;
  const size_t header = text.size();
  text.resize(header + members.size() * kCandidateBytes);
  char* out = text.data() + header;
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
  return base::ToHex(base::Sha256(text));
}

}  // namespace praksis::selection
