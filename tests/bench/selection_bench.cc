// Choosing learning cases from a million placements: how long one choice takes, and what it proves.
//
// The pool is drawn so that features are skewed and hang together as they do in casework: the voices often
// name one reason, two of three are often silent, a few reasons and sections make up most. That leaves about
// half a million classes of equal features, so collapsing alone does not make the problem small.
//
//   selection_bench [part of a name]     all cases unless said otherwise
//
// "Known before" is what a service asks again about a universe that it keeps (PreparedPool).
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/base/check.h"
#include "libs/selection/prepared_pool.h"
#include "libs/selection/selection.h"
#include "libs/selection/workspace.h"

namespace {

using praksis::selection::Exclusion;
using praksis::selection::Feature;
using praksis::selection::FeatureValues;
using praksis::selection::Mode;
using praksis::selection::Parameters;
using praksis::selection::Pool;
using praksis::selection::PreparedPool;
using praksis::selection::Quota;
using praksis::selection::Selection;
using praksis::selection::Workspace;

constexpr size_t kPlacements = 1'000'000;
constexpr double kGoalMs = 100;

std::vector<std::string> Names(const char* prefix, int count) {
  std::vector<std::string> names = {""};
  for (int i = 1; i <= count; ++i) names.push_back(absl::StrCat(prefix, i));
  return names;
}

std::discrete_distribution<int> Zipf(int values, double exponent) {
  std::vector<double> shares;
  for (int i = 1; i <= values; ++i) shares.push_back(std::pow(i, -exponent));
  return {shares.begin(), shares.end()};
}

Pool MakePool(int sites, uint64_t seed = 20250101, size_t placements = kPlacements) {
  Pool pool;
  for (int voice = 0; voice < 3; ++voice) pool.values[static_cast<size_t>(voice)] = Names("reason-", 17);
  pool.values[3] = Names("band-", 5);
  pool.values[4] = Names("section-", 21);
  pool.values[5] = Names("type-", 3);
  pool.values[6] = Names("group-", 6);
  pool.values[7] = Names("trajectory-", 5);
  for (int site = 1; site <= sites; ++site) pool.sites.push_back(absl::StrCat("DK-", site));
  pool.caseworkers = Names("cw-", 5000);

  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> share;
  auto reason = Zipf(17, 1.2);
  auto section = Zipf(21, 0.9);
  auto group = Zipf(6, 1.0);
  auto site = Zipf(sites, sites > 2 ? 0.6 : 0);
  std::discrete_distribution<int> band{10, 30, 30, 20, 10};
  std::discrete_distribution<int> type{65, 28, 7};
  std::discrete_distribution<int> trajectory{12, 12, 15, 11, 50};
  std::uniform_int_distribution<uint32_t> caseworker(1, 5000);
  for (size_t i = 0; i < placements; ++i) {
    FeatureValues features;
    const int common = reason(random);
    for (size_t voice = 0; voice < 3; ++voice) {
      const double draw = share(random);
      if (voice < 2 && draw < 0.4) {
        features[voice] = 0;
      } else {
        features[voice] = static_cast<uint8_t>(1 + (draw < 0.75 ? common : reason(random)));
      }
    }
    features[3] = static_cast<uint8_t>(1 + band(random));
    features[4] = static_cast<uint8_t>(1 + section(random));
    features[5] = static_cast<uint8_t>(1 + type(random));
    features[6] = static_cast<uint8_t>(1 + group(random));
    features[7] = static_cast<uint8_t>(1 + trajectory(random));
    pool.features.push_back(features);
    pool.site.push_back(static_cast<uint16_t>(site(random)));
    pool.caseworker.push_back(caseworker(random));
    const bool is_short = features[3] == 1;
    pool.exclusion.push_back(is_short ? Exclusion::kRanTooShort : Exclusion::kNone);
    pool.days.push_back(is_short ? 14 : 60);
    pool.months.push_back(is_short ? 0 : 2);
    pool.consented.push_back(share(random) < 0.5);
    pool.pseudonym.push_back(random());
  }
  return pool;
}

// Only what has this in its name is measured.
const char* only_named = "";

// The median of some runs, in milliseconds; 0 where it is not to be measured.
double MeasureRuns(const char* name,
                   const std::function<absl::StatusOr<Selection>(Workspace& workspace)>& choose) {
  if (std::strstr(name, only_named) == nullptr) return 0;
  // As a service has it.
  Workspace workspace(size_t{128} << 20);
  std::vector<double> times;
  double cpu_ms = 1e9;  // least, over all threads
  Selection selection;
  const auto begin = std::chrono::steady_clock::now();
  while (times.size() < 9 &&
         (times.size() < 3 || std::chrono::steady_clock::now() - begin < std::chrono::seconds(5))) {
    const auto start = std::chrono::steady_clock::now();
    const std::clock_t cpu_start = std::clock();
    auto result = choose(workspace);
    times.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    cpu_ms = std::min(cpu_ms, 1000.0 * static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC);
    PRAKSIS_CHECK(result.ok(), result.status().ToString());
    selection = *std::move(result);
  }
  std::sort(times.begin(), times.end());
  const double p50_ms = times[times.size() / 2];
  int64_t candidates = 0;
  for (const auto& site : selection.sites) candidates += site.candidates;
  std::printf("%-46s %10lld %5zu %8.1f %8.1f %8.1f %8.1f %6.2f %11lld %9d\n", name,
              static_cast<long long>(candidates), selection.picks.size(), times.front(), p50_ms, times.back(),
              cpu_ms, p50_ms / kGoalMs,
              static_cast<long long>(selection.objective_micros * 1000 / selection.upper_bound_micros),
              selection.picks_cut_short);
  std::fflush(stdout);
  return p50_ms;
}

// From the pool on.
double Measure(const char* name, const Pool& pool, const Parameters& parameters,
               const Pool* others = nullptr) {
  return MeasureRuns(name, [&](Workspace& workspace) {
    return praksis::selection::SelectCases(pool, parameters, others, {}, &workspace);
  });
}

// A further question about a pool that is known.
double MeasureKnown(const char* name, const PreparedPool& pool, const Parameters& parameters) {
  return MeasureRuns(name, [&](Workspace& workspace) {
    return praksis::selection::SelectCases(pool, parameters, nullptr, {}, &workspace);
  });
}

// The other modes, mixed quotas, conditions and weights, at the same two job centres.
void MeasureModes(const Pool& country, const Parameters& two_sites) {
  Parameters asked = two_sites;
  asked.mode = Mode::kExtreme;
  Measure("unusual cases", country, asked);
  {
    // As many ended the other way.
    const Pool others = MakePool(98, 20250102);
    asked.mode = Mode::kDisconfirming;
    Measure("cases against expectation, of 2,000,000", country, asked, &others);
    asked.mode = Mode::kMatchedPair;
    Measure("pairs, of 2,000,000", country, asked, &others);
  }
  asked = two_sites;
  asked.quotas.clear();
  for (const uint16_t site : {20, 40}) {
    for (const char* type : {"type-1", "type-2"}) {
      asked.quotas.push_back({.site = site,
                              .count = 3,
                              .among = Quota::Among{.feature = Feature::kPlacementType, .value = type}});
    }
  }
  Measure("mixed quotas: 3 of each of two types", country, asked);
  asked = two_sites;
  asked.filters = {{.feature = Feature::kIndustrySection, .values = {"section-1", "section-2", "section-3"}}};
  Measure("5 + 5 of three sections", country, asked);
  asked = two_sites;
  asked.weights_permille[static_cast<size_t>(Feature::kReasonCitizen)] = 2000;
  Measure("5 + 5, a feature counts twice", country, asked);
  Parameters others = two_sites;
  others.weights_permille = {3000, 3000, 3000, 1000, 1000, 1000, 1000, 1000};
  Measure("5 + 5, the reasons count thrice", country, others);
  others.weights_permille = {2000, 1500, 1000, 1000, 500, 1000, 0, 1000};
  Measure("5 + 5, weights by halves, one of them 0", country, others);
  others.weights_permille = {1234, 777, 1000, 903, 1001, 1499, 313, 1111};
  Measure("5 + 5, weights of no common part", country, others);
  const Pool region = MakePool(98, 20250101, 20'000);
  Measure("the same of 20,000", region, asked);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) only_named = argv[1];
  std::printf("%zu placements\n%-46s %10s %5s %8s %8s %8s %8s %6s %11s %9s\n", kPlacements, "", "candidates",
              "picks", "min ms", "p50 ms", "max ms", "cpu ms", "/ goal", "proven 1/1k", "cut short");
  const Pool country = MakePool(98);
  Parameters two_sites;
  two_sites.quotas = {{.site = 20, .count = 5}, {.site = 40, .count = 5}};
  two_sites.seed = "bench";
  const double p50_ms = Measure("98 job centres, 5 + 5 of two of them", country, two_sites);
  Parameters capped = two_sites;
  capped.max_per_caseworker = 1;
  Measure("the same, one case per caseworker", country, capped);
  Parameters twenty_sites = two_sites;
  twenty_sites.quotas.clear();
  for (uint16_t site = 0; site < 20; ++site) twenty_sites.quotas.push_back({.site = site, .count = 1});
  const double twenty_ms = Measure("98 job centres, 1 each of 20 of them", country, twenty_sites);
  MeasureModes(country, two_sites);
  {
    const PreparedPool known(country);
    MeasureKnown("known before: 5 + 5 of two of 98", known, two_sites);
    MeasureKnown("known before: 1 each of 20 of 98", known, twenty_sites);
  }
  const Pool two = MakePool(2);
  two_sites.quotas = {{.site = 0, .count = 5}, {.site = 1, .count = 5}};
  const double all_ms = Measure("two job centres with all of them, 5 + 5", two, two_sites);
  {
    const PreparedPool known(two);
    MeasureKnown("known before: two with all of them, 5 + 5", known, two_sites);
    two_sites.mode = Mode::kExtreme;
    MeasureKnown("known before: of these, unusual cases", known, two_sites);
  }
  const Pool twenty = MakePool(20);
  Measure("20 job centres with all of them, 1 each", twenty, twenty_sites);
  const PreparedPool known(twenty);
  MeasureKnown("known before: 20 with all of them, 1 each", known, twenty_sites);
  std::printf("ratio selection_20_job_centres_ms %.1f (goal < %.0f)\n", twenty_ms, kGoalMs);
  std::printf("ratio selection_all_candidates_ms %.1f (goal < %.0f)\n", all_ms, kGoalMs);
  std::printf("ratio selection_ms %.1f (goal < %.0f)\n", p50_ms, kGoalMs);
  return 0;
}
