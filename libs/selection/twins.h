// A twin for each case of a matched pair: somebody at the same site whose placement ended the other way, as
// like it as can be in what was known before. Nobody is the twin of two.
#ifndef PRAKSIS_LIBS_SELECTION_TWINS_H_
#define PRAKSIS_LIBS_SELECTION_TWINS_H_

#include <cstdint>
#include <vector>

#include "libs/selection/candidates.h"
#include "libs/selection/other_ending.h"
#include "libs/selection/selection.h"

namespace praksis::selection {

// Features of kKnownBefore in which a twin agrees at least.
inline constexpr int kFewestAgreements = 2;

// Not thread-safe; everything passed in must outlive it.
class Twins {
 public:
  // `candidates` by site (Mode::kMatchedPair); `others` those of the other ending, by site, too.
  Twins(const Candidates& candidates, const Candidates& others, const OtherEnding& other_ending,
        const Parameters& parameters);

  // In how many features the best twin that is left agrees with the class; 0 where none is left.
  int AgreementsOf(uint32_t class_index) const { return keys_[key_of_class_[class_index]].agreements; }
  // The best twin of the class is taken; there must be one.
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
    int agreements = 0;
  };

  void FindBest(Key& key) const;

  const Candidates& others_;
  const Parameters& parameters_;
  std::vector<std::vector<Kind>> kinds_;  // by site; in the order of what was known before
  std::vector<Key> keys_;
  std::vector<uint32_t> key_of_class_;
  std::vector<uint32_t> taken_;  // by group of others_
};

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_TWINS_H_
