// Cases chosen for what they are: the unusual, the unexpected, and those with a twin that ended the other
// way.
#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/refusal.h"
#include "libs/selection/selection.h"
#include "libs/selection/testing/pools.h"
#include "rapidcheck.h"

namespace praksis::selection {
namespace {

using ::testing::ElementsAre;
using testing::kGuldborgsund;
using testing::kLolland;
using testing::Placement;
using testing::PoolOf;
using testing::RandomPlacements;
using testing::RandomPool;

constexpr Feature kBefore[] = {Feature::kIndustrySection, Feature::kPlacementType, Feature::kTargetGroup,
                               Feature::kBeliefTrajectory};

// Section, type, group and belief; reasons and duration are equal.
Placement Ended(std::string section, std::string type, std::string group, std::string belief) {
  Placement placement;
  placement.features = {
      "ILLNESS", "", "", "28-55", std::move(section), std::move(type), std::move(group), std::move(belief)};
  return placement;
}

Parameters Ask(Mode mode, std::vector<Quota> quotas, int32_t lambda_permille = 0) {
  Parameters parameters;
  parameters.mode = mode;
  parameters.quotas = std::move(quotas);
  parameters.seed = "test";
  parameters.lambda_permille = lambda_permille;
  return parameters;
}

Selection Choose(const Pool& pool, const Parameters& parameters, const Pool* others = nullptr) {
  absl::StatusOr<Selection> selection = SelectCases(pool, parameters, others);
  EXPECT_TRUE(selection.ok()) << selection.status();
  return selection.ok() ? *std::move(selection) : Selection{};
}

TEST(ModesTest, ExtremeIsWhoDiffersFromMost) {
  std::vector<Placement> placements(9, Ended("Q", "TRAINEESHIP", "READY", "RISING"));
  placements.push_back(Ended("F", "HYBRID", "READY", "RISING"));
  const Pool pool = PoolOf(placements);
  const Selection selection = Choose(pool, Ask(Mode::kExtreme, {{kLolland, 2}}));
  ASSERT_EQ(selection.picks.size(), 2u);
  EXPECT_EQ(selection.picks[0].placement, 9u);
  // Nine of ten have another section, and another type; in the other four that are known none differs.
  EXPECT_EQ(selection.picks[0].score_micros, (900'000 + 900'000) / 8);
  EXPECT_EQ(selection.picks[1].score_micros, (100'000 + 100'000) / 8);
  EXPECT_EQ(selection.picks[1].stands_for, 9);
  EXPECT_EQ(selection.objective_micros, 225'000 + 25'000);
  EXPECT_TRUE(selection.exact) << "without lambda greedy is optimal, and the bound shows it";
}

TEST(ModesTest, DisconfirmingIsWhoEndedOtherwiseThanThoseLikeIt) {
  const Pool interrupted =
      PoolOf({Ended("Q", "TRAINEESHIP", "READY", "FALLING"), Ended("Q", "TRAINEESHIP", "READY", "FALLING"),
              Ended("F", "TRAINEESHIP", "", "RISING")});
  // Sections are numbered otherwise here, and one occurs here only.
  const Pool completed = PoolOf(
      {Ended("C", "TRAINEESHIP", "READY", "RISING"), Ended("F", "TRAINEESHIP", "READY", "RISING"),
       Ended("F", "TRAINEESHIP", "READY", "RISING"), Ended("F", "TRAINEESHIP", "READY", "STEADY_HIGH")});
  const Selection selection = Choose(interrupted, Ask(Mode::kDisconfirming, {{kLolland, 1}}), &completed);
  ASSERT_EQ(selection.picks.size(), 1u);
  EXPECT_EQ(selection.picks[0].placement, 2u);
  // In building 3 of 4 completed; of trainees 4 of 7; with rising belief 3 of 4; the group is not known.
  EXPECT_EQ(selection.picks[0].score_micros, (750'000 + 571'428 + 750'000) / 3);
  EXPECT_FALSE(selection.others_sha256.empty());
}

TEST(ModesTest, ATwinIsAtTheSameSiteAlikeAndNobodyElses) {
  const Pool interrupted =
      PoolOf({Ended("Q", "TRAINEESHIP", "READY", "RISING"), Ended("Q", "TRAINEESHIP", "READY", "RISING"),
              Ended("F", "HYBRID", "FAR", "FALLING")});
  Placement elsewhere = Ended("F", "HYBRID", "FAR", "FALLING");
  elsewhere.site = "Guldborgsund";
  Placement short_one = Ended("F", "HYBRID", "FAR", "FALLING");
  short_one.exclusion = Exclusion::kRanTooShort;
  const Pool completed = PoolOf({Ended("Q", "TRAINEESHIP", "FAR", "FALLING"), elsewhere, short_one,
                                 Ended("Q", "TRAINEESHIP", "READY", "STEADY_LOW")});
  const Selection selection = Choose(interrupted, Ask(Mode::kMatchedPair, {{kLolland, 3}}), &completed);
  // The first two share the best twin in part: the first gets the one alike in three features, the next the
  // one alike in two; of the third the only one left agrees too little.
  ASSERT_EQ(selection.picks.size(), 2u);
  EXPECT_EQ(selection.picks[0].twin->placement, 3u);
  EXPECT_EQ(selection.picks[0].score_micros, 750'000);
  EXPECT_EQ(selection.picks[1].twin->placement, 0u);
  EXPECT_EQ(selection.picks[1].score_micros, 500'000);
  EXPECT_EQ(selection.sites[0].candidates, 3) << "alone, the third would have had a twin: alike in two";
  EXPECT_EQ(selection.sites[0].chosen, 2);
}

TEST(ModesTest, WhoHasNoTwinIsCountedSo) {
  const Pool interrupted = PoolOf({Ended("Q", "TRAINEESHIP", "", ""), Ended("Q", "HYBRID", "", "")});
  const Pool completed = PoolOf({Ended("Q", "TRAINEESHIP", "READY", "RISING")});
  const Selection selection = Choose(interrupted, Ask(Mode::kMatchedPair, {{kLolland, 2}}), &completed);
  EXPECT_EQ(selection.picks.size(), 1u);
  EXPECT_EQ(selection.sites[0].candidates, 1);
  EXPECT_THAT(selection.sites[0].excluded, ElementsAre(0, 0, 0, 0, 0, 1, 0));
}

TEST(ModesTest, QuotasOfOneSiteAreForValuesOfOneFeatureOrThereIsButOne) {
  const Pool pool = PoolOf({Ended("Q", "TRAINEESHIP", "", "")});
  const Quota whole = {.site = kLolland, .count = 1};
  const auto among = [&](Feature feature, const char* value) {
    Quota quota = whole;
    quota.among = {.feature = feature, .value = value};
    return quota;
  };
  const Quota of_care = among(Feature::kIndustrySection, "Q");
  for (const Quota& other : {whole, of_care, among(Feature::kPlacementType, "HYBRID")}) {
    EXPECT_EQ(base::ReasonOf(SelectCases(pool, Ask(Mode::kExtreme, {of_care, other})).status()),
              "INVALID_SELECTION");
  }
  EXPECT_TRUE(SelectCases(pool, Ask(Mode::kExtreme, {of_care, among(Feature::kIndustrySection, "X")})).ok());
}

TEST(ModesTest, WithoutTheOtherEndingTheyAreRefused) {
  const Pool pool = PoolOf({Ended("Q", "TRAINEESHIP", "", "")});
  for (const Mode mode : {Mode::kDisconfirming, Mode::kMatchedPair}) {
    const auto refused = SelectCases(pool, Ask(mode, {{kLolland, 1}}));
    EXPECT_EQ(base::ReasonOf(refused.status()), "INVALID_SELECTION");
  }
  Pool elsewhere = pool;
  elsewhere.sites[1] = "Odder";
  EXPECT_EQ(
      base::ReasonOf(SelectCases(pool, Ask(Mode::kDisconfirming, {{kLolland, 1}}), &elsewhere).status()),
      "INVALID_SELECTION");
}

// Below: everything as the header has it, placement by placement, by the names of values.

int Draw(int n) { return *rc::gen::noShrink(rc::gen::inRange(0, n)); }

const std::string& ValueOf(const Pool& pool, size_t i, size_t feature) {
  return pool.values[feature][pool.features[i][feature]];
}

// `others`: of the other ending, of which is asked only what was known before.
bool IsCandidate(const Pool& pool, size_t i, const Parameters& parameters, bool others = false) {
  if (pool.exclusion[i] != Exclusion::kNone) return false;
  for (const Filter& filter : parameters.filters) {
    if (others && std::find(std::begin(kBefore), std::end(kBefore), filter.feature) == std::end(kBefore)) {
      continue;
    }
    const std::string& value = ValueOf(pool, i, static_cast<size_t>(filter.feature));
    if (std::count(filter.values.begin(), filter.values.end(), value) == 0) return false;
  }
  if (pool.consented[i]) return true;
  const auto alike = std::count(pool.features.begin(), pool.features.end(), pool.features[i]);
  return !parameters.consented_only && alike >= parameters.threshold;
}

int64_t With(const Pool& pool, size_t feature, const std::string& value) {
  int64_t with = 0;
  for (size_t i = 0; i < pool.size(); ++i) with += ValueOf(pool, i, feature) == value ? 1 : 0;
  return with;
}

int64_t Unusual(const Pool& pool, size_t i, const Weights& weights) {
  const auto worth = testing::WorthOfFeatures(weights);
  int64_t others = 0;
  for (size_t feature = 0; feature < kFeatureCount; ++feature) {
    const std::string& value = ValueOf(pool, i, feature);
    if (value.empty()) continue;
    others += worth[feature] * (static_cast<int64_t>(pool.size()) - With(pool, feature, value));
  }
  return others / static_cast<int64_t>(pool.size());
}

int64_t Unexpected(const Pool& pool, const Pool& others, size_t i, const Weights& weights) {
  int64_t sum = 0;
  int64_t known = 0;
  for (const Feature here : kBefore) {
    const auto feature = static_cast<size_t>(here);
    const std::string& value = ValueOf(pool, i, feature);
    if (value.empty()) continue;
    const int64_t other = With(others, feature, value);
    sum += 1'000'000 * other / (other + With(pool, feature, value)) * weights[feature];
    known += weights[feature];
  }
  return known == 0 ? 0 : sum / known;
}

// 0: no twin.
int64_t Alike(const Pool& pool, size_t i, const Pool& others, size_t j, const Weights& weights) {
  int agreements = 0;
  int weighing = 0;
  int64_t agreed = 0;
  int64_t all = 0;
  for (const Feature here : kBefore) {
    const auto feature = static_cast<size_t>(here);
    const std::string& value = ValueOf(pool, i, feature);
    const bool agrees = !value.empty() && value == ValueOf(others, j, feature);
    all += weights[feature];
    weighing += weights[feature] > 0 ? 1 : 0;
    agreed += agrees ? weights[feature] : 0;
    agreements += agrees && weights[feature] > 0 ? 1 : 0;
  }
  if (agreements < std::min(2, weighing) || pool.sites[pool.site[i]] != others.sites[others.site[j]])
    return 0;
  return 1'000'000 * agreed / all;
}

class Reference {
 public:
  Reference(const Pool& pool, const Pool& others, const Parameters& parameters)
      : pool_(pool), others_(others), parameters_(parameters) {
    std::set<std::pair<size_t, std::string>> occurring;
    for (size_t i = 0; i < pool.size(); ++i) {
      for (size_t feature = 0; feature < kFeatureCount; ++feature) {
        if (!ValueOf(pool, i, feature).empty()) occurring.emplace(feature, ValueOf(pool, i, feature));
      }
    }
    int64_t wanted = 0;
    for (const Quota& quota : parameters.quotas) wanted += quota.count;
    int64_t weight = 0;
    for (const auto& [feature, value] : occurring) weight += parameters.weights_permille[feature];
    for (size_t feature = 0; feature < kFeatureCount && weight > 0; ++feature) {
      per_value_[feature] =
          int64_t{parameters.lambda_permille} * 1000 * wanted * parameters.weights_permille[feature] / weight;
    }
  }

  int64_t Score(size_t i) const {
    return parameters_.mode == Mode::kExtreme ? Unusual(pool_, i, parameters_.weights_permille)
                                              : Unexpected(pool_, others_, i, parameters_.weights_permille);
  }
  int64_t ShownMicros(const std::vector<size_t>& picks) const {
    std::set<std::pair<size_t, std::string>> shown;
    for (const size_t i : picks) {
      for (size_t feature = 0; feature < kFeatureCount; ++feature) {
        if (!ValueOf(pool_, i, feature).empty()) shown.emplace(feature, ValueOf(pool_, i, feature));
      }
    }
    int64_t micros = 0;
    for (const auto& [feature, value] : shown) micros += per_value_[feature];
    return micros;
  }
  bool Fits(const std::vector<size_t>& picks) const {
    std::map<size_t, int> at;
    std::map<uint32_t, int> of;
    for (const size_t i : picks) {
      const size_t quota = QuotaOf(i);
      if (quota == parameters_.quotas.size() || ++at[quota] > parameters_.quotas[quota].count) return false;
      if (!pool_.caseworkers[pool_.caseworker[i]].empty()) ++of[pool_.caseworker[i]];
    }
    return std::all_of(of.begin(), of.end(), [&](const auto& worker) {
      return parameters_.max_per_caseworker == 0 || worker.second <= parameters_.max_per_caseworker;
    });
  }
  // The best of all choices, and of all ways to pair them.
  int64_t Optimum() {
    best_ = 0;
    std::vector<size_t> picks;
    std::set<size_t> twins;
    Try(0, picks, twins, 0);
    return best_;
  }

 private:
  // Index into the quotas; their number where there is none for it.
  size_t QuotaOf(size_t i) const {
    size_t quota = 0;
    for (; quota < parameters_.quotas.size(); ++quota) {
      const Quota& here = parameters_.quotas[quota];
      if (here.site == pool_.site[i] &&
          (!here.among || here.among->value == ValueOf(pool_, i, static_cast<size_t>(here.among->feature)))) {
        break;
      }
    }
    return quota;
  }

  void Try(size_t i, std::vector<size_t>& picks, std::set<size_t>& twins, int64_t scores) {
    if (!Fits(picks)) return;
    best_ = std::max(best_, scores + ShownMicros(picks));
    for (; i < pool_.size(); ++i) {
      if (!IsCandidate(pool_, i, parameters_)) continue;
      picks.push_back(i);
      if (parameters_.mode == Mode::kMatchedPair) {
        for (size_t j = 0; j < others_.size(); ++j) {
          const int64_t alike = IsCandidate(others_, j, parameters_, true)
                                    ? Alike(pool_, i, others_, j, parameters_.weights_permille)
                                    : 0;
          if (alike == 0 || !twins.insert(j).second) continue;
          Try(i + 1, picks, twins, scores + alike);
          twins.erase(j);
        }
      } else {
        Try(i + 1, picks, twins, scores + Score(i));
      }
      picks.pop_back();
    }
  }

  const Pool& pool_;
  const Pool& others_;
  const Parameters& parameters_;
  std::array<int64_t, kFeatureCount> per_value_ = {};
  int64_t best_ = 0;
};

Parameters AnyParameters(Mode mode) {
  Parameters parameters = Ask(mode, {{kLolland, 1 + Draw(3)}, {kGuldborgsund, 1 + Draw(2)}}, 250 * Draw(5));
  if (Draw(3) == 0) {
    // Mixed: of two placement types.
    parameters.quotas[0].among = {.feature = Feature::kPlacementType, .value = "A"};
    parameters.quotas.push_back({.site = kLolland,
                                 .count = 1,
                                 .among = Quota::Among{.feature = Feature::kPlacementType, .value = "B"}});
  }
  parameters.consented_only = Draw(2) == 0;
  parameters.threshold = 1 + Draw(3);
  if (Draw(3) == 0) parameters.max_per_caseworker = 1 + Draw(2);
  if (Draw(3) == 0) parameters.filters = {{.feature = static_cast<Feature>(Draw(8)), .values = {"A", "B"}}};
  if (Draw(3) == 0) {
    for (int32_t& weight : parameters.weights_permille) weight = 500 * Draw(4);
    parameters.weights_permille[static_cast<size_t>(kBefore[Draw(4)])] = 700;
  }
  return parameters;
}

// How near to the optimum, over all pools of a mode.
struct Nearness {
  double worst = 1;
  double sum = 0;
  int pools = 0;
};

void ExpectSound(const Pool& pool, const Pool& others, const Parameters& parameters, Nearness& nearness) {
  const absl::StatusOr<Selection> selection = SelectCases(pool, parameters, &others);
  RC_ASSERT(selection.ok());
  Reference reference(pool, others, parameters);
  std::vector<size_t> picks;
  std::set<size_t> twins;
  int64_t worth = 0;
  for (const Pick& pick : selection->picks) {
    RC_ASSERT(IsCandidate(pool, pick.placement, parameters));
    picks.push_back(pick.placement);
    if (parameters.mode == Mode::kMatchedPair) {
      RC_ASSERT(pick.twin.has_value());
      RC_ASSERT(twins.insert(pick.twin->placement).second);
      RC_ASSERT(IsCandidate(others, pick.twin->placement, parameters, true));
      RC_ASSERT(pick.twin->anonymised == !others.consented[pick.twin->placement]);
      RC_ASSERT(pick.score_micros > 0);
      RC_ASSERT(pick.score_micros ==
                Alike(pool, pick.placement, others, pick.twin->placement, parameters.weights_permille));
    } else {
      RC_ASSERT(pick.score_micros == reference.Score(pick.placement));
    }
    worth += pick.score_micros;
  }
  RC_ASSERT(std::set<size_t>(picks.begin(), picks.end()).size() == picks.size());
  RC_ASSERT(reference.Fits(picks));
  RC_ASSERT(selection->objective_micros == worth + reference.ShownMicros(picks));
  const int64_t optimum = reference.Optimum();
  RC_ASSERT(selection->objective_micros <= optimum);
  RC_ASSERT(optimum <= selection->upper_bound_micros);
  if (selection->exact) RC_ASSERT(selection->objective_micros == optimum);
  const bool capped = parameters.max_per_caseworker > 0;
  if (parameters.mode == Mode::kMatchedPair) {
    // Proven, by branch and bound where the first bound proves less; of small pools it finds the best.
    RC_ASSERT(2 * selection->objective_micros >= selection->upper_bound_micros);
    if (parameters.exact_classes > 0) RC_ASSERT(selection->exact);
  } else {
    RC_ASSERT((capped ? 3 : 2) * selection->objective_micros >= optimum);
  }
  if (parameters.lambda_permille == 0 && !capped && parameters.mode != Mode::kMatchedPair) {
    RC_ASSERT(selection->objective_micros == optimum);
    RC_ASSERT(selection->exact);
  }
  const double near =
      optimum == 0 ? 1 : static_cast<double>(selection->objective_micros) / static_cast<double>(optimum);
  nearness.worst = std::min(nearness.worst, near);
  nearness.sum += near;
  ++nearness.pools;
}

struct Searched {
  Mode mode;
  const char* name;
  int32_t exact_classes;
};

class AllChoicesTest : public ::testing::TestWithParam<Searched> {};

TEST_P(AllChoicesTest, TheChoiceIsNearTheBestOfAllAndItsBoundHolds) {
  const int32_t exact_classes = GetParam().exact_classes;
  Nearness nearness;
  EXPECT_TRUE(rc::check([&] {
    for (int i = 0; i < 10; ++i) {
      const RandomPool shape = {.max_placements = 7, .max_values = 1 + Draw(2), .sites = 1 + Draw(2)};
      Parameters parameters = AnyParameters(GetParam().mode);
      parameters.exact_classes = exact_classes;
      ExpectSound(PoolOf(RandomPlacements(shape, Draw)), PoolOf(RandomPlacements(shape, Draw)), parameters,
                  nearness);
    }
  }));
  std::printf("%s: of %d pools the worst choice is worth %.3f of the best possible, the mean %.4f\n",
              GetParam().name, nearness.pools, nearness.worst, nearness.sum / nearness.pools);
}

INSTANTIATE_TEST_SUITE_P(Modes, AllChoicesTest,
                         ::testing::Values(Searched{Mode::kExtreme, "extreme", 24},
                                           Searched{Mode::kDisconfirming, "disconfirming", 24},
                                           Searched{Mode::kMatchedPair, "matched pair", 24},
                                           Searched{Mode::kMatchedPair, "matched pair by greedy", 0}),
                         [](const auto& parameter) {
                           std::string name = parameter.param.name;
                           name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
                           return name;
                         });

// The same pool with its rows, and the numbers of its values, in another order.
std::vector<Placement> Shuffled(std::vector<Placement> placements) {
  for (size_t i = placements.size(); i > 1; --i) {
    std::swap(placements[i - 1], placements[static_cast<size_t>(Draw(static_cast<int>(i)))]);
  }
  return placements;
}

std::string Text(const Selection& selection, const Pool& pool, const Pool& others) {
  std::string text = selection.candidates_sha256 + selection.others_sha256;
  for (const Pick& pick : selection.picks) {
    for (const int64_t number :
         {static_cast<int64_t>(pool.pseudonym[pick.placement]), pick.score_micros, pick.gain_micros,
          pick.stands_for, pick.runner_up_distance_micros,
          static_cast<int64_t>(pool.pseudonym[pick.runner_up]),
          pick.twin ? static_cast<int64_t>(others.pseudonym[pick.twin->placement]) : 0}) {
      text += " " + std::to_string(number);
    }
  }
  return text + " " + std::to_string(selection.upper_bound_micros);
}

TEST(ModesTest, TheOrderOfTheRowsDoesNotMatter) {
  EXPECT_TRUE(rc::check([] {
    const RandomPool shape = {.max_placements = 30, .max_values = 3, .sites = 2};
    const std::vector<Placement> rows = RandomPlacements(shape, Draw);
    const std::vector<Placement> other_rows = RandomPlacements(shape, Draw);
    const Mode mode = static_cast<Mode>(1 + Draw(3));
    const Parameters parameters = AnyParameters(mode);
    const auto choose = [&](const std::vector<Placement>& these, const std::vector<Placement>& those) {
      const Pool pool = PoolOf(these);
      const Pool others = PoolOf(those);
      return Text(SelectCases(pool, parameters, &others).value(), pool, others);
    };
    RC_ASSERT(choose(rows, other_rows) == choose(Shuffled(rows), Shuffled(other_rows)));
  }));
}

}  // namespace
}  // namespace praksis::selection
