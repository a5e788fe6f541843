#include "services/experiments/belief_parts.h"

#include <cmath>
#include <set>

#include "libs/figures/paired.h"
#include "libs/readmodels/belief.h"

namespace praksis::services {
namespace {

bool IsHigh(int score) { return score >= readmodels::kHighScore; }

double Tenth(double number) { return std::round(number * 10) / 10; }

// Of 2 k persons or more.
void PutMean(const std::vector<int>& values, const std::set<uint32_t>& persons, double lowest, double highest,
             bool show, int64_t k, CellsOut& out, v1::Mean& mean) {
  if (!show || static_cast<int64_t>(persons.size()) < 2 * k) {
    mean.set_suppressed(true);
    out.Omit();
    return;
  }
  const figures::Interval interval = figures::StudentMean(values, lowest, highest);
  mean.set_value(Tenth(interval.value));
  mean.set_lower(Tenth(interval.lower));
  mean.set_upper(Tenth(interval.upper));
}

// Persons of `one` who are not in `other`.
std::set<uint32_t> Without(const std::vector<Rated>& one, const std::vector<RatedTwice>& other) {
  std::set<uint32_t> persons;
  for (const Rated& rated : one) persons.insert(rated.person);
  for (const RatedTwice& rated : other) persons.erase(rated.person);
  return persons;
}

}  // namespace

Behind BehindBelief(const WindowPractice& window) {
  Behind behind = {.parts = std::vector<std::set<uint32_t>>(2), .workers = window.raters};
  for (const Rated& rated : window.rated) behind.parts[IsHigh(rated.score) ? 1 : 0].insert(rated.person);
  return behind;
}

Behind BehindChange(const UnitPractice& unit) {
  Behind behind = {.parts = std::vector<std::set<uint32_t>>(6), .workers = unit.raters_twice};
  for (const RatedTwice& rated : unit.rated_twice) {
    const size_t way = (IsHigh(rated.before) ? 2 : 0) + (IsHigh(rated.after) ? 1 : 0);
    behind.parts[way].insert(rated.person);
  }
  behind.parts[4] = Without(unit.before.rated, unit.rated_twice);
  behind.parts[5] = Without(unit.after.rated, unit.rated_twice);
  return behind;
}

void PutBelief(const std::vector<Rated>& rated, bool show, int64_t k, CellsOut& out,
               v1::GetExperimentResponse::Belief& belief) {
  int64_t high = 0;
  std::vector<int> scores;
  std::set<uint32_t> persons;
  for (const Rated& each : rated) {
    high += IsHigh(each.score) ? 1 : 0;
    scores.push_back(each.score);
    persons.insert(each.person);
  }
  const auto cases = static_cast<int64_t>(rated.size());
  out.Put(cases, !show, *belief.mutable_cases());
  out.Put(high, !show, *belief.mutable_high());
  out.Put(figures::WilsonProportion(high, cases), !show, *belief.mutable_high_share());
  PutMean(scores, persons, 1, readmodels::kScores, show, k, out, *belief.mutable_mean());
}

void PutChange(const std::vector<RatedTwice>& rated, bool show, int64_t k, CellsOut& out,
               v1::GetExperimentResponse::Change& change) {
  figures::PairedCounts counts;
  std::vector<int> changes;
  std::set<uint32_t> persons;
  for (const RatedTwice& each : rated) {
    const bool before = IsHigh(each.before);
    const bool after = IsHigh(each.after);
    ++(before && after ? counts.both
       : before        ? counts.first_only
       : after         ? counts.second_only
                       : counts.neither);
    changes.push_back(each.after - each.before);
    persons.insert(each.person);
  }
  const figures::Difference difference = figures::PairedShareDifference(counts);
  out.Put(static_cast<int64_t>(rated.size()), !show, *change.mutable_cases());
  out.Put(figures::Proportion{difference.value, difference.lower, difference.upper}, !show,
          *change.mutable_high_share());
  constexpr double kMost = readmodels::kScores - 1;
  PutMean(changes, persons, -kMost, kMost, show, k, out, *change.mutable_mean());
}

}  // namespace praksis::services
