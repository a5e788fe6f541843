// A twin for each case of a matched pair: somebody at the same site whose placement ended the other way, as
// like it as can be in what was known before. Nobody is the twin of two.
#ifndef PRAKSIS_LIBS_SELECTION_TWINS_H_
#define PRAKSIS_LIBS_SELECTION_TWINS_H_

#include <cstdint>
#include <map>
#include <vector>

#include "libs/selection/candidates.h"
#include "libs/selection/other_ending.h"
#include "libs/selection/selection.h"

namespace praksis::selection {

// Features of kKnownBefore in which a twin agrees at least, of those that weigh something (all of them, where
// there are fewer).
inline constexpr int kFewestAgreements = 2;

// A case of a group, and the kind of twin that it is to have.
struct PlannedPair {
  uint32_t group = 0;  // into Candidates::groups()
  uint32_t class_index = 0;
  uint32_t kind = 0;  // as Twins numbers them at the class's site
};

// Not thread-safe; everything passed in must outlive it.
class Twins {
 public:
  // `candidates` by site (Mode::kMatchedPair); `others` those of the other ending, by site, too.
  Twins(const Candidates& candidates, const Candidates& others, const OtherEnding& other_ending,
        const Parameters& parameters);

  // Possible twins are of kinds, equal in what was known before: how many kinds there are at a class's site,
  // how many of a kind are left, and how alike they are to the class, in millionths (0: not alike enough).
  uint32_t Kinds(uint32_t class_index) const { return static_cast<uint32_t>(KindsOf(class_index).size()); }
  uint32_t Left(uint32_t class_index, uint32_t kind) const { return KindsOf(class_index)[kind].left; }
  int64_t MicrosWith(uint32_t class_index, uint32_t kind) const {
    return Alike(keys_[key_of_class_[class_index]].before, KindsOf(class_index)[kind].before);
  }
  // From now on these are kept for their cases, which get them before any other. Nobody is taken yet.
  void Plan(const std::vector<PlannedPair>& pairs);

  // How alike the best twin that is left is to the class, in millionths; 0 where none is left.
  int64_t MicrosOf(uint32_t class_index) const {
    if (!planned_.empty()) {
      const auto planned = planned_.find(class_index);
      if (planned != planned_.end()) return MicrosWith(class_index, planned->second.back());
    }
    return keys_[key_of_class_[class_index]].micros;
  }
  // The best twin of the class is taken, or the one that was planned; there must be one.
  Pick::Twin Take(uint32_t class_index);

 private:
  // Possible twins that are equal in what was known before.
  struct Kind {
    Before before = {};
    std::vector<uint32_t> groups;  // of others_
    uint32_t left = 0;
  };
  // Classes of a site that are equal in what was known before.
  struct Key {
    uint16_t site = 0;
    Before before = {};
    // The best that is left: of kinds_[site].
    uint32_t kind = 0;
    int64_t micros = 0;
  };

  const std::vector<Kind>& KindsOf(uint32_t class_index) const {
    return kinds_[keys_[key_of_class_[class_index]].site];
  }
  // 0 where they agree in too little.
  int64_t Alike(const Before& a, const Before& b) const;
  void FindBest(Key& key) const;
  // The first in rank of a kind of which somebody is there.
  Pick::Twin TakeOf(const Kind& kind);

  const Candidates& others_;
  const Parameters& parameters_;
  std::vector<std::vector<Kind>> kinds_;  // by site; in the order of what was known before
  std::vector<Key> keys_;
  std::vector<uint32_t> key_of_class_;
  std::vector<uint32_t> taken_;  // by group of others_
  // By class: kinds, the one most alike last.
  std::map<uint32_t, std::vector<uint32_t>> planned_;
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_TWINS_H_
