// Choosing learning cases (domain: choosing learning cases by quota, with proof). Pure: integers only, no
// clock, no storage; the same input gives the same output to the byte, on any machine, whatever the order of
// the pool's rows.
//
//   f(S) = sum over universe u of max over s in S of sim(u, s)  +  lambda * n / V * (number of feature values
//   shown in S)
//
// sim(u, s) is the share of the eight features in which u and s agree, n the placements of the universe, V
// how many different feature values occur in it: all of them shown count lambda times as much as the whole
// universe covered. Features may weigh differently (Parameters::weights_permille): the share is then one of
// weights, and a value shown counts in proportion to its feature's weight. Where the weights are multiples of
// one part, 127 of it together at most, a part of a placement is worth 1,000,000 / (all parts) rounded down;
// else each feature's worth is rounded down by itself. Both terms are monotone submodular, so lazy greedy
// over the quotas (a partition matroid; Fisher, Nemhauser & Wolsey 1978; Minoux 1978) reaches at least half
// of the optimum, and each run proves that and usually more:
//   OPT <= f(S) + sum over sites of the quota largest remaining gains at that site <= 2 f(S).
// A cap per caseworker is a second partition matroid: greedy then reaches at least a third (ibid.), and the
// first bound is proven as before, since the optimum without the cap is no smaller; it may exceed 2 f(S).
// Small pools are solved exactly by branch and bound.
//
// The other modes choose cases for what they are rather than for what they stand for:
//   f(S) = sum over s in S of score(s)  +  lambda * P / V * (number of feature values shown in S)
// P is how many the quotas ask for, so that all values shown count lambda times as much as the largest scores
// possible. Means over features, and shares of them, are weighted. score(s), at most
// 1,000,000:
//   kExtreme        how unusual it is: the mean over the eight features of the share of the universe that has
//                   another value; "not known" counts 0.
//   kDisconfirming  how little it was to be expected: the mean, over what was known beforehand of it
//   (section,
//                   type, target group, belief), of the share of those with that value that ended the other
//                   way. 0 where nothing was known.
//   kMatchedPair    how alike it and its twin are: the share of those four features in which they agree. The
//                   twin ended the other way, at the same site, may be interviewed likewise, agrees in two at
//                   least, and is nobody else's. Each pick takes the best twin that is left.
// Greedy is optimal without lambda for the first two (a linear objective on a partition matroid), reaches
// half of the optimum with it (a third under a cap), and at least a third for pairs (a quarter under a cap;
// DESIGN.md); the bound that is proven is usually far better.
//
// Placements with equal features form a class; work grows with the classes, not with the placements. The
// search for the best next pick is limited by work, not time (Parameters::max_visits). Where the limit was
// felt, Selection::limited and picks_cut_short say so, and upper_bound_micros is proven all the same; where
// it proves less than a half, the choice is made anew without the limit, for as long as it is waited for
// (GoOn).
//
// Gains and objective are in millionths of a placement's full weight. A pool has at most 2^24 - 1 placements
// and lambda is at most 1,000, so that f <= 1.7e16 and nothing overflows.
#ifndef PRAKSIS_LIBS_SELECTION_SELECTION_H_
#define PRAKSIS_LIBS_SELECTION_SELECTION_H_

#include <array>
#include <cstdint>
#include <functional>
#include <memory_resource>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace praksis::selection {

// What placements are compared by, in this order.
enum class Feature : uint8_t {
  kReasonCitizen,
  kReasonCompany,
  kReasonJobCentre,
  kDurationBand,
  kIndustrySection,
  kPlacementType,
  kTargetGroup,
  kBeliefTrajectory,
};
inline constexpr int kFeatureCount = 8;

// A value per feature: an index into Pool::values[feature], of which there are at most 255. 0 is "not known",
// agrees with nothing, itself included, and is no value that could be shown.
using FeatureValues = std::array<uint8_t, kFeatureCount>;

// Why a placement of the universe cannot be chosen; the first that applies.
enum class Exclusion : uint8_t {
  kNone,                        // a candidate
  kRanTooShort,                 // shorter than was asked for
  kNoConsentAndNotAlikeEnough,  // decided by SelectCases, never given in a pool
  kNoConsent,                   // likewise, where only consented cases were asked for
  kCaseUnavailable,             // erased
  kNoTwin,                      // decided by SelectCases: nobody alike enough ended the other way
  kFiltered,                    // likewise: by a filter, which comes before consent
};
inline constexpr int kExclusions = 7;

// What a choice is to show; see above.
enum class Mode : uint8_t {
  kCoverage,
  kExtreme,
  kDisconfirming,
  kMatchedPair,
};
// What is known of a placement before it ends, so that those which ended differently can be compared by it.
inline constexpr std::array<Feature, 4> kKnownBefore = {Feature::kIndustrySection, Feature::kPlacementType,
                                                        Feature::kTargetGroup, Feature::kBeliefTrajectory};
constexpr bool IsKnownBefore(Feature feature) {
  return feature == kKnownBefore[0] || feature == kKnownBefore[1] || feature == kKnownBefore[2] ||
         feature == kKnownBefore[3];
}

// Whether it looks at those that ended the other way.
constexpr bool ComparesEndings(Mode mode) {
  return mode == Mode::kDisconfirming || mode == Mode::kMatchedPair;
}

// The universe, column by column: placement i is described by entry i of each vector.
struct Pool {
  // Names of the values of each feature, distinct; entry 0 is "".
  std::array<std::vector<std::string>, kFeatureCount> values;
  // Names of the sites ("DK-360"), distinct, and of caseworkers. A caseworker named "" is none: no cap
  // applies.
  std::vector<std::string> sites;
  std::vector<std::string> caseworkers;

  std::vector<FeatureValues> features;
  std::vector<uint16_t> site;
  std::vector<uint32_t> caseworker;
  // kNone, kRanTooShort or kCaseUnavailable.
  std::vector<Exclusion> exclusion;
  // How long the placement ran, in days and in whole calendar months (at most 255); for relaxations.
  std::vector<int32_t> days;
  std::vector<uint8_t> months;
  // LEARNING_INTERVIEW consent stands.
  std::vector<bool> consented;
  // 8 bytes naming placement i towards those who may not see it; distinct.
  std::vector<uint64_t> pseudonym;

  size_t size() const { return features.size(); }
};

struct Quota {
  // Index into Pool::sites.
  uint16_t site = 0;
  int32_t count = 0;
  // For those of the site only that have this value; the quotas of one site are all for values of one
  // feature, or there is but one.
  struct Among {
    Feature feature = Feature::kReasonCitizen;
    // Of Pool::values[feature]; empty is nobody's.
    std::string value;
    friend bool operator==(const Among&, const Among&) = default;
  };
  std::optional<Among> among = {};
};

// Admits those only whose feature has one of the values.
struct Filter {
  Feature feature = Feature::kReasonCitizen;
  // Of Pool::values[feature]; there may be some that nobody has.
  std::vector<std::string> values;
};

// By feature, in thousandths, 0 to 1,000,000. A feature that weighs 0 is left out: being alike in it counts
// for nothing, and so do its values.
using Weights = std::array<int32_t, kFeatureCount>;

struct Parameters {
  // Each site once, or once for each value.
  std::vector<Quota> quotas;
  std::string seed;
  Mode mode = Mode::kCoverage;
  int32_t lambda_permille = 500;
  // Each feature once; all must hold. Those of `others` are held only to what was known before they ended.
  std::vector<Filter> filters = {};
  // One at least above 0; where `others` are looked at, one at least of a feature known before the end.
  Weights weights_permille = {1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
  bool consented_only = false;
  int32_t max_per_caseworker = 0;  // 0: no cap
  // k: an anonymised case must be one of at least k alike (equal features in the whole universe).
  int64_t threshold = 5;
  // Pools of at most this many candidate classes (equal features, site and, under a cap, caseworker) are
  // solved exactly, if the search stays within max_nodes and five quarters of max_visits.
  int32_t exact_classes = 24;
  int64_t max_nodes = 200'000;
  // Most comparisons of a candidate class with a class of the universe, of the whole choice: each pick has
  // its share of them, and what the earlier ones have left. Once they are spent, little more than a half is
  // sought: a pick is the best of the few that seemed best. These many take 20 ms.
  int64_t max_visits = 600'000'000;
  // Batches of comparisons, of 8 classes each, that are made for each pick all the same.
  int32_t least_batches = 2;
};

struct Pick {
  // Index of the placement in the pool.
  size_t placement = 0;
  // No consent stands; it is one of at least k alike.
  bool anonymised = false;
  int64_t gain_micros = 0;
  // Feature values that no earlier pick shows.
  std::vector<Feature> newly_shows = {};
  // Placements of the universe that are nearer to it than to any other pick (ties to the earlier pick) and
  // agree with it in something.
  int64_t stands_for = 0;
  // The next best of the site at that moment that quota and cap would have allowed (where the search was cut
  // short, of those compared); == placement where there was none. How much less it would have added; 0 also
  // where it would have added more by itself, but not together with the picks to come (exact solutions only).
  size_t runner_up = 0;
  int64_t runner_up_distance_micros = 0;
  // What it is chosen for, in millionths; 0 in kCoverage.
  int64_t score_micros = 0;
  // kMatchedPair only: a placement of `others`.
  struct Twin {
    size_t placement = 0;
    bool anonymised = false;
  };
  std::optional<Twin> twin = {};
};

// Of one quota.
struct SiteReport {
  uint16_t site = 0;
  std::optional<Quota::Among> among = {};
  int64_t universe = 0;
  int64_t candidates = 0;
  int32_t quota = 0;
  int32_t chosen = 0;
  // By Exclusion; [kNone] stays 0.
  std::array<int64_t, kExclusions> excluded = {};
  struct Relaxation {
    enum class Kind : uint8_t { kAnonymised, kConsents, kShorterRuns, kNoFilter, kNoCap };
    std::string criterion;
    int64_t adds = 0;
    Kind kind = Kind::kAnonymised;
    // kShorterRuns: in calendar months where it is so many, or none at all; else in days.
    std::optional<int32_t> months = {};
    int32_t days = 0;
    // kNoFilter.
    Feature feature = Feature::kReasonCitizen;
  };
  // Where fewer were chosen than the quota asks: what each of the nearest relaxations would add by itself,
  // most helpful first: "anonymised interviews", "consent of those who have not given it", "runs of at least
  // 3 calendar months" (12, 6, 3, 2, 1), "runs of at least 21 days" (14, 7, 0), "any target group", "no cap
  // per caseworker".
  std::vector<Relaxation> relaxations = {};
};

struct Uncovered {
  FeatureValues features = {};
  int64_t placements = 0;
};

struct Selection {
  // In the order chosen.
  std::vector<Pick> picks;
  int64_t objective_micros = 0;
  int64_t upper_bound_micros = 0;
  // By quota: what the best choice could add there beyond this one. Empty where the bound is no such sum:
  // exact, or everything covered and shown.
  std::vector<int64_t> slack_micros;
  bool exact = false;
  // Picks before which the search for the best was ended by max_visits.
  int32_t picks_cut_short = 0;
  // max_visits was felt: in a search for a pick, in one for a runner-up, or in what the bound is the sum of.
  bool limited = false;
  // Share of the universe's weight covered by the picks, in thousandths.
  int32_t coverage_permille = 0;
  std::vector<SiteReport> sites;
  // Classes of like placements that agree with every pick in less than half of the features, by weight; at
  // most 5, largest first.
  std::vector<Uncovered> uncovered;
  // SHA-256 over the candidates (names of sites and values; pseudonyms, sites, features, consents, in order
  // of pseudonym; grammar in candidates.cc), in hex.
  std::string candidates_sha256;
  // The same over those of `others` that could be twins, were they candidates; empty without `others`.
  std::string others_sha256;
};

// Whether a choice that is being made is still waited for: asked every few milliseconds, on the thread that
// called SelectCases. OK: yes; else why not.
using GoOn = std::function<absl::Status()>;

// Equal input gives equal output where it is equal. Pairs have been searched by branch and bound, too, since
// 3; where weights differ, fewer picks are cut short and parts are rounded otherwise since 4; where
// max_visits was felt, it is spent otherwise since 5. `selection` is what came of the parameters.
int AlgorithmRevision(const Parameters& parameters, const Selection& selection);
// Before this one the revision did not tell whether max_visits was felt.
inline constexpr int kRevisionOfLimits = 5;

// INVALID_ARGUMENT for parameters or a pool that contradict themselves (unknown site, columns of unequal
// length, equal pseudonyms of candidates). Fewer candidates than a quota asks for are no error: the site's
// report says so.
//
// `others`: those that ended the other way, with the same sites; needed by kDisconfirming and kMatchedPair
// alone.
//
// `go_on`: without it a choice takes as long as it takes, which may be minutes (DESIGN.md). The status that
// ends a choice is returned as it is.
//
// `memory`: where large arrays are taken from, by several threads at once; a Workspace (workspace.h) keeps
// them for the next choice.
absl::StatusOr<Selection> SelectCases(const Pool& pool, const Parameters& parameters,
                                      const Pool* others = nullptr, GoOn go_on = {},
                                      std::pmr::memory_resource* memory = std::pmr::get_default_resource());

}  // namespace praksis::selection

#endif  // PRAKSIS_LIBS_SELECTION_SELECTION_H_
